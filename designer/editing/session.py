"""A design that is open for editing: what it is now, what can be undone and redone, what has not been saved.

It keeps no file open and draws nothing. Front ends apply edits here and show what comes out.
"""

from __future__ import annotations

import json
from functools import cached_property
from typing import Final, Self

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from designer.editing.descriptions import sentence
from engine.edit import Edit, InvalidEdit, Restore, apply, loads
from engine.edit.fields import plain
from engine.edit.restore import difference
from engine.finding import InvalidJourney
from engine.journey import Journey, from_document, to_document
from store.drafts import Draft
from store.workspace import Version, Workspace


class Change(Struct, frozen=True, dict=True):
    """Something that was done: in a sentence, and the edit that takes it back.

    Changes in a row that are ``about`` the same thing, such as the keys typed into one field, are one.
    """

    said: str
    back: Restore
    about: str = ""

    @cached_property
    def document(self) -> object:
        """As it is kept with the draft."""
        return {"said": self.said, "back": plain(self.back)}


class Kept(Struct, frozen=True):
    """What a draft keeps of a desk; made where the desk lives, written wherever there is time."""

    name: str
    document: dict[str, object]
    undo: list[object]

    def write(self, workspace: Workspace) -> None:
        """Raises StoreError."""
        workspace.drafts.set(self.name, self.document, self.undo)


class _Saved(Struct, frozen=True, dict=True):
    """What the newest version says."""

    journey: Journey

    @cached_property
    def text(self) -> str:
        """Made when something else is compared with it, which a design that was only opened never is."""
        return _text(self.journey)


class Desk:
    """One open design, and the edits made on it. ``changes`` counts up with whatever happens to the journey."""

    def __init__(self, name: str, journey: Journey, version: Version | None = None) -> None:
        """``version``: the one that says just that."""
        self.name: Final = name
        self.journey = journey
        self.version = version
        self.changes = 0
        self._saved = _Saved(journey) if version else None
        self._compared: tuple[Journey | None, _Saved | None, bool] = (None, None, True)
        self._done: list[Change] = []
        self._undone: list[Change] = []

    @classmethod
    def open(cls, workspace: Workspace, name: str) -> Self:
        """The design as it was left: its draft with what can be undone, else its newest version.

        Raises NoSuchDesign, InvalidJourney, StoreError.
        """
        version = workspace.load(name)
        desk = cls(name, from_document(version.document), version)
        if (draft := workspace.drafts.get(name)) is not None:
            desk.journey, desk._done = from_document(draft.document), _done(draft)
        return desk

    @property
    def unsaved(self) -> bool:
        """Whether the newest version says something else; it is asked for often and takes a while to tell."""
        journey, saved, differ = self._compared
        if journey is not self.journey or saved is not self._saved:
            differ = _differ(self.journey, self._saved)
            self._compared = (self.journey, self._saved, differ)
        return differ

    @property
    def undoable(self) -> str:
        """What undoing would take back; empty if there is nothing."""
        return self._done[-1].said if self._done else ""

    @property
    def redoable(self) -> str:
        """What redoing would do again; empty if there is nothing."""
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
        self._done.append(Change(said, back, about))
        return True

    def undo(self) -> str:
        """Take back what was done last; what that was, empty if there was nothing."""
        return self._swap(self._done, self._undone)

    def redo(self) -> str:
        """Do again what was undone last; what that was, empty if there was nothing."""
        return self._swap(self._undone, self._done)

    def _swap(self, source: list[Change], target: list[Change]) -> str:
        if not source:
            return ""
        change = source.pop()
        before = self.journey
        self._turn(apply(before, change.back))
        target.append(Change(change.said, difference(self.journey, before)))
        return change.said

    def _turn(self, journey: Journey) -> None:
        self.journey = journey
        self.changes += 1

    def kept(self) -> Kept:
        """What to keep of it now, so that nothing is lost by a crash."""
        return Kept(self.name, to_document(self.journey), [change.document for change in self._done])

    def save(self, workspace: Workspace) -> Version:
        """Save it as a version; the draft has served. What was done can still be undone. Raises StoreError."""
        journey = self.journey
        with workspace.transaction():
            version = workspace.save(self.name, to_document(journey))
            workspace.drafts.clear(self.name)
        self.version, self._saved = version, _Saved(journey)
        return version


def _differ(journey: Journey, saved: _Saved | None) -> bool:
    return saved is None or (journey is not saved.journey and _text(journey) != saved.text)


def _text(journey: Journey) -> str:
    """The canonical document in one line: the same for the same journey, and much sooner there than ``dumps``."""
    return json.dumps(to_document(journey))


def _done(draft: Draft) -> list[Change]:
    """What the draft can undo. Entries from before one that cannot be read are of no use without it."""
    done: list[Change] = []
    for entry in draft.undo:
        try:
            done.append(_change(entry))
        except (InvalidEdit, InvalidJourney, msgspec.ValidationError):
            done.clear()
    return done


def _change(entry: object) -> Change:
    kept = msgspec.convert(entry, _Entry)
    back = loads(msgspec.json.encode(kept.back).decode())
    if not isinstance(back, Restore):
        raise InvalidEdit("only what restores a design can be undone")
    return Change(kept.said, back)


class _Entry(Struct, frozen=True):
    said: str
    back: dict[str, object]
