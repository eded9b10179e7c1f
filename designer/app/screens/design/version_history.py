"""The versions of the open design: compared, taken back, and what others saved meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, Final

from designer.app.actions import Action
from designer.app.dialogs import Choice, Choose
from designer.app.screens.decision import Decision
from engine.finding import InvalidJourney
from engine.journey import Journey, from_document
from store.workspace import NewerVersion, StoredVersion

if TYPE_CHECKING:
    from designer.app.screens.design.design_editor import DesignEditor
    from designer.app.screens.tab import TabScreen
    from designer.editing.divergence import Divergence
    from engine.merge import Conflict, Merge, Party

_MOST_SHOWN: Final = 60
"""Changes that are shown; more are counted."""


class VersionHistory:
    """Versions are values: taking one back is an edit, which can be undone."""

    ACTIONS: ClassVar[Sequence[Action]] = (
        Action("versions", "V", "Versions: compare with this, go back to one", "Design"),
    )

    def __init__(self, screen: TabScreen, editor: DesignEditor) -> None:
        self._screen = screen
        self._editor = editor

    def versions(self) -> None:
        """Show the versions, and what has changed since the one that is chosen."""
        self._screen.converse(self._choose, group="versions", exclusive=True)

    async def _choose(self) -> None:
        screen = self._screen
        self._editor.take_typed()
        with screen.waypost.report_errors():
            with screen.waypost.keyboard.held():  # what is typed ahead is for the list
                versions = await asyncio.to_thread(screen.workspace.versions, screen.desk.name)
            choices = [_choice(version) for version in reversed(versions)]
            chosen = await screen.waypost.ask(Choose("Which version?", choices))
            if chosen is not None:
                await self._compare(versions[int(chosen) - 1])

    async def _compare(self, version: StoredVersion) -> None:
        screen = self._screen
        changes = shortened(_changes(from_document(version.document), screen.journey))
        answer = await screen.waypost.ask(
            Decision(
                f"Since version {version.number}, saved {_time(version)}:",
                changes,
                [
                    Choice("leave", "Leave everything as it is"),
                    Choice(
                        "restore",
                        f"Go back to version {version.number}",
                        "as an edit: u takes it back, s saves it as the newest version; no version goes",
                    ),
                ],
            )
        )
        if answer == "restore" and screen.desk.restore(version):
            self._editor.show_change()
            screen.waypost.say(f"This is what version {version.number} said. u takes it back.")

    # Versions of others

    async def follow(self, newest: StoredVersion) -> StoredVersion | None:
        """Ask what becomes of a version that somebody else saved meanwhile; the version saved then, if one was."""
        found = self._screen.desk.divergence(newest)
        merged = found.merge()
        match await self._screen.waypost.ask(_question(found, merged)):
            case "merge":
                return await self._merge(found, merged)
            case "ours":
                return await asyncio.to_thread(self._save, newest)
            case "theirs":
                self._screen.desk.take(newest)
                self._editor.show_change()
                self._screen.waypost.say(f"This is version {newest.number}. u brings yours back.")
        return None

    def _save(self, seen: StoredVersion) -> StoredVersion:
        return self._screen.desk.save(self._screen.workspace, seen=seen)

    async def _merge(self, found: Divergence, merged: Merge) -> StoredVersion | None:
        prefer: dict[str, Party] = {}
        for number, conflict in enumerate(merged.conflicts, start=1):
            party = await self._screen.waypost.ask(_about(conflict, number, len(merged.conflicts), found))
            if party is None:
                return None
            prefer[conflict.key] = "ours" if party == "ours" else "theirs"
        self._screen.desk.merge(found.newest, found.merge(prefer))
        self._editor.show_change()
        return await asyncio.to_thread(self._save, found.newest)


async def save_design(screen: TabScreen, history: VersionHistory) -> StoredVersion | None:
    """Save the open design; where others saved it meanwhile, as often as it takes, ask first.

    None where the person leaves it as a draft. Raises StoreError, NoSuchDesign.
    """
    try:
        with screen.waypost.keyboard.held():  # what is typed ahead is for the question that may come of it
            return await asyncio.to_thread(screen.desk.save, screen.workspace)
    except NewerVersion as newer:
        newest = newer.newest
    while True:
        try:
            return await history.follow(newest)
        except NewerVersion as newer:
            newest = newer.newest


def _choice(version: StoredVersion) -> Choice:
    return Choice(str(version.number), f"version {version.number}  {_time(version)}", version.note)


def _time(version: StoredVersion) -> str:
    return str(version.saved)[:16].replace("T", " ")


def _changes(before: Journey, after: Journey) -> list[str]:
    from engine.diff import diff  # seldom needed

    try:
        return [change.message for change in diff(before, after).changes] or ["Nothing has changed."]
    except InvalidJourney as error:
        return [str(error)]


def shortened(lines: Sequence[str]) -> list[str]:
    """Shorten to as many lines as can be looked through, and how many more there are."""
    more = len(lines) - _MOST_SHOWN
    return [*lines[:_MOST_SHOWN], *([f"… and {more:,} more"] if more > 0 else [])]


def _question(found: Divergence, merged: Merge) -> Decision:
    newest, since = found.newest.number, found.since.number
    number = len(merged.conflicts)
    decide = f"; you decide {number} that both changed" if number else ""
    return Decision(
        f"Somebody else saved version {newest} meanwhile. Yours began from version {since}.",
        [
            f"Version {newest} changed:",
            *(f"  {line}" for line in shortened(found.their_changes())),
            "",
            "You changed:",
            *(f"  {line}" for line in shortened(found.our_changes())),
        ],
        [
            Choice("merge", "Take both", f"as version {newest + 1}{decide}"),
            Choice(
                "ours",
                f"Save mine as version {newest + 1}",
                f"without the changes of version {newest}, which stays among the versions",
            ),
            Choice("theirs", f"Take version {newest}", "yours is given up here; u brings it back"),
        ],
    )


def _about(conflict: Conflict, number: int, of: int, found: Divergence) -> Decision:
    return Decision(
        f"Both changed {conflict.called} ({number} of {of})",
        [conflict.said(conflict.base, "It was:")],
        [
            Choice("ours", "Mine", conflict.said(conflict.ours)),
            Choice("theirs", f"That of version {found.newest.number}", conflict.said(conflict.theirs)),
        ],
    )
