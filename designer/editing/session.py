"""A design that is open for editing: what it is now, what can be undone and redone, what has not been saved.

It keeps no file open and draws nothing. Front ends apply edits here and show what comes out.
"""

from __future__ import annotations

import json
import os
from functools import cached_property
from typing import TYPE_CHECKING, Final, Self

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from designer.editing.descriptions import sentence
from designer.editing.unfinished_input import UnfinishedInputs
from engine.edit import Edit, InvalidEdit, Restore, apply, loads
from engine.edit.fields import plain
from engine.edit.restore import difference
from engine.finding import InvalidJourney
from engine.journey import Journey, from_document, to_document
from store.drafts import Draft
from store.workspace import NoSuchVersion, StoredVersion, Workspace

if TYPE_CHECKING:
    from designer.editing.divergence import Divergence
    from engine.merge import Merge


class HistoryEntry(Struct, frozen=True, dict=True):
    """Something that was done: in a sentence, and the edit that takes it back.

    Changes in a row that are ``about`` the same thing, such as the keys typed into one field, are one.
    """

    said: str
    back: Restore
    about: str = ""

    @cached_property
    def document(self) -> object:
        """The entry as it is kept with the draft."""
        return {"said": self.said, "back": plain(self.back)}


class DraftState(Struct, frozen=True, kw_only=True):
    """The part of a desk that a draft keeps; made where the desk lives, written wherever there is time."""

    name: str
    document: dict[str, object]
    undo: list[object]
    base: int
    typed: list[object]
    writer: str
    goes_on: str | None

    def write(self, workspace: Workspace) -> None:
        """Write it as a draft of ``workspace``. Raises StoreError."""
        workspace.drafts.set(
            self.name,
            self.document,
            self.undo,
            base=self.base,
            typed=self.typed,
            writer=self.writer,
            goes_on=self.goes_on,
        )


class _SavedVersion(Struct, frozen=True, dict=True):
    """The document of the newest version."""

    journey: Journey

    @cached_property
    def text(self) -> str:
        """Made when something else is compared with it, which a design that was only opened never is."""
        return _text(self.journey)


class Desk:
    """One open design, and the edits made on it. ``changes`` counts up with whatever happens to the journey.

    ``version`` is the version that the work began from, or took in last; ``typed`` what was typed into fields and makes
    no sense yet.
    """

    def __init__(self, name: str, journey: Journey, version: StoredVersion | None = None) -> None:
        """Open ``journey`` as the design ``name``. ``version``: the one that says just that."""
        self.name: Final = name
        self.journey = journey
        self.version = version
        self.typed = UnfinishedInputs()
        self.changes = 0
        self._saved = _SavedVersion(journey) if version else None
        self._compared: tuple[Journey | None, _SavedVersion | None, bool] = (None, None, True)
        self._done: list[HistoryEntry] = []
        self._undone: list[HistoryEntry] = []
        self._writer: Final = os.urandom(8).hex()
        self._goes_on: str | None = None

    @classmethod
    def open(cls, workspace: Workspace, name: str) -> Self:
        """Open the design ``name`` of ``workspace`` as it was left: its draft with what can be undone, else its
        newest version.

        Raises NoSuchDesign, InvalidJourney, StoreError.
        """
        draft = workspace.drafts.get(name)
        version = _base(workspace, name, draft)
        desk = cls(name, from_document(version.document), version)
        if draft is not None:
            desk.journey, desk._done = from_document(draft.document), _undo_stack(draft)
            desk.typed = UnfinishedInputs.read(draft.typed)
            desk._goes_on = draft.writer
        return desk

    @property
    def unsaved(self) -> bool:
        """Tell whether the version says something else, or something is unfinished; asked for often, slow to tell."""
        journey, saved, differ = self._compared
        if journey is not self.journey or saved is not self._saved:
            differ = _differ(self.journey, self._saved)
            self._compared = (self.journey, self._saved, differ)
        return differ or bool(self.typed)

    @property
    def undoable(self) -> str:
        """Return what undoing would take back; empty if there is nothing."""
        return self._done[-1].said if self._done else ""

    @property
    def redoable(self) -> str:
        """Return what redoing would do again; empty if there is nothing."""
        return self._undone[-1].said if self._undone else ""

    def apply(self, edit: Edit, about: str = "") -> bool:
        """Make an edit; whether it changed anything. Raises InvalidEdit and changes nothing then."""
        before, after = self.journey, apply(self.journey, edit)
        said = sentence(before, edit)
        if about and self._done and self._done[-1].about == about:
            before = apply(before, self._done.pop().back)
        self._undone.clear()
        self._turn(after)
        back = difference(after, before)
        if replace(back, order=()) == Restore():
            return False
        self._done.append(HistoryEntry(said, back, about))
        return True

    def undo(self) -> str:
        """Take back what was done last; what that was, empty if there was nothing."""
        return self._swap(self._done, self._undone)

    def redo(self) -> str:
        """Do again what was undone last; what that was, empty if there was nothing."""
        return self._swap(self._undone, self._done)

    def _swap(self, source: list[HistoryEntry], target: list[HistoryEntry]) -> str:
        if not source:
            return ""
        change = source.pop()
        before = self.journey
        self._turn(apply(before, change.back))
        target.append(HistoryEntry(change.said, difference(self.journey, before)))
        return change.said

    def _turn(self, journey: Journey) -> None:
        self.typed.follow(self.journey, journey)
        self.journey = journey
        self.changes += 1

    def kept(self) -> DraftState:
        """Return what to keep of it now, so that nothing is lost by a crash."""
        return DraftState(
            name=self.name,
            document=to_document(self.journey),
            undo=[change.document for change in self._done],
            base=self.version.number if self.version else 0,
            typed=self.typed.documents(),
            writer=self._writer,
            goes_on=self._goes_on,
        )

    def save(self, workspace: Workspace, *, seen: StoredVersion | None = None) -> StoredVersion:
        """Save it as a version; the draft has served. What was done can still be undone.

        ``seen`` is a newer version of somebody else that this one is to follow all the same. Raises NewerVersion where
        there is one that has not been seen, NoSuchDesign, StoreError.
        """
        journey, known = self.journey, seen or self.version
        with workspace.transaction():
            version = workspace.save(self.name, to_document(journey), since=known.number if known else None)
            self._forget_draft(workspace, version)
        self.version, self._saved = version, _SavedVersion(journey)
        return version

    def _forget_draft(self, workspace: Workspace, version: StoredVersion) -> None:
        """Forget the draft in ``workspace`` once ``version`` is saved, but for what is still unfinished."""
        if self.typed:
            replace(self.kept(), base=version.number).write(workspace)
            return
        workspace.drafts.clear(self.name, self._writer)
        if self._goes_on is not None:
            workspace.drafts.clear(self.name, self._goes_on)

    # Versions of others

    def take(self, version: StoredVersion) -> bool:
        """Go on from another version, as an edit that can be undone; whether it says something else.

        Raises InvalidJourney.
        """
        return self._follow(version, from_document(version.document), f"take version {version.number}")

    def restore(self, version: StoredVersion) -> bool:
        """Bring back what an older version said, as an edit; whether it said something else. Raises InvalidJourney."""
        return self.bring_back(from_document(version.document), f"go back to version {version.number}")

    def bring_back(self, journey: Journey, said: str) -> bool:
        """Make it an earlier ``journey`` again, as an edit that is ``said`` in a sentence; whether that was another
        one.
        """
        return self._change(journey, said)

    def divergence(self, newest: StoredVersion) -> Divergence:
        """Return what this design and a newer version of somebody else's began from, and what each changed."""
        from designer.editing.divergence import Divergence  # seldom needed

        return Divergence(self.version or newest, newest, self.journey)

    def merge(self, version: StoredVersion, merged: Merge) -> bool:
        """Go on from a newer version with both sides' changes, as an edit; whether it changes what is here."""
        return self._follow(version, merged.journey, f"merge version {version.number}")

    def _follow(self, version: StoredVersion, journey: Journey, said: str) -> bool:
        self.version, self._saved = version, _SavedVersion(from_document(version.document))
        return self._change(journey, said)

    def _change(self, journey: Journey, said: str) -> bool:
        back = difference(journey, self.journey)
        if replace(back, order=()) == Restore():
            return False
        self._undone.clear()
        self._done.append(HistoryEntry(said, back))
        self._turn(journey)
        return True


def _base(workspace: Workspace, name: str, draft: Draft | None) -> StoredVersion:
    """The version of ``name`` in ``workspace`` that ``draft`` began from, if there is one; else the newest. Raises
    NoSuchDesign.
    """
    try:
        return workspace.load(name, draft.base or None if draft else None)
    except NoSuchVersion:  # it began from another history
        return workspace.load(name, 1)


def _differ(journey: Journey, saved: _SavedVersion | None) -> bool:
    """Tell whether a journey says something else than a version; to Python, 1 and true are equal until written."""
    if saved is None or journey is saved.journey:
        return saved is None
    return journey != saved.journey or _text(journey) != saved.text


def _text(journey: Journey) -> str:
    """The canonical document in one line: the same for the same journey, and much sooner there than ``dumps``."""
    return json.dumps(to_document(journey))


def _undo_stack(draft: Draft) -> list[HistoryEntry]:
    """Return what the draft can undo. Entries from before one that cannot be read are of no use without it."""
    done: list[HistoryEntry] = []
    for entry in draft.undo:
        try:
            done.append(_change(entry))
        except (InvalidEdit, InvalidJourney, msgspec.ValidationError):
            done.clear()
    return done


def _change(entry: object) -> HistoryEntry:
    kept = msgspec.convert(entry, _Entry)
    back = loads(msgspec.json.encode(kept.back).decode())
    if not isinstance(back, Restore):
        raise InvalidEdit("only what restores a design can be undone")
    return HistoryEntry(kept.said, back)


class _Entry(Struct, frozen=True):
    said: str
    back: dict[str, object]
