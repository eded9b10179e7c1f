"""The draft of a design that is always kept, and the versions that are made of it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import ClassVar, Final

from designer.app.actions import Action
from designer.app.screens.tab import TabScreen
from store.workspace import StoredVersion

VERSIONS: Final = (Action("save", "s,ctrl+s", "Save as a version", "Design", "Save"),)


class DraftKeeper:
    """``take_typed`` takes what is still being typed; it is called before anything is kept for good."""

    ACTIONS: ClassVar[Sequence[Action]] = VERSIONS

    def __init__(
        self,
        screen: TabScreen,
        take_typed: Callable[[], None],
        save_version: Callable[[], Awaitable[StoredVersion | None]],
    ) -> None:
        """``save_version`` answers the version that it made, None where a person has left it as a draft."""
        self._screen = screen
        self._take_typed = take_typed
        self._save_version = save_version
        self._is_due = False
        self._is_kept = True
        self._keeping = asyncio.Lock()

    @property
    def is_idle(self) -> bool:
        """Tell whether everything is kept."""
        return not self._is_due and not self._keeping.locked()

    def keep(self) -> None:
        """Write the draft in a thread; what changed meanwhile is written next."""
        self._is_due = True
        self._screen.in_background(self._write, group="keep")

    async def _write(self) -> None:
        async with self._keeping:
            if self._is_due:
                self._is_due = self._is_kept = False
                with self._screen.waypost.report_errors():
                    await asyncio.to_thread(self._screen.desk.kept().write, self._screen.workspace)
                    self._is_kept = True

    async def settle(self) -> bool:
        """Take what is still being typed, and keep everything; answer whether it could be kept."""
        self._take_typed()
        if not self._screen.desk.unsaved:
            return True
        self._is_due = True
        await self._write()
        return self._is_kept

    def save(self) -> None:
        """Save a new version; the draft is kept until then and never asks."""
        self._screen.converse(self._save, group="save")

    async def _save(self) -> None:
        screen = self._screen
        self._take_typed()
        with screen.waypost.report_errors():
            if version := await self._save_version():
                screen.waypost.say(f"Saved as version {version.number} of {version.name}.")
        screen.draw_title()
        if screen.desk.unsaved:  # edited meanwhile
            self.keep()
