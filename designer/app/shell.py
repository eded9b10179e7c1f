"""The app as its screens know it: a workspace, sentences, notes for the next time, and designs to be opened."""

from __future__ import annotations

import asyncio
from abc import abstractmethod
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import Final, TypeVar

from textual import work
from textual.app import App
from textual.dom import DOMNode
from textual.screen import Screen
from textual.worker import Worker

from designer.app.expected_errors import EXPECTED_ERRORS
from store.workspace import Workspace

Answer = TypeVar("Answer")


class Shell(App[None]):
    """The app as every screen may ask it; it does not know which screens there are."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self.workspace: Final = workspace
        self._noting = asyncio.Lock()

    @abstractmethod
    def open(self, name: str) -> None:
        """Open the design ``name`` of the workspace as it was left."""

    @abstractmethod
    def start(self) -> None:
        """Show the start screen where nothing else is open."""

    @contextmanager
    def report_errors(self) -> Iterator[None]:
        """Say in a sentence what the outside or a person got wrong in the block, and go on after it."""
        try:
            yield
        except EXPECTED_ERRORS as trouble:
            self.say(str(trouble), wrong=True)

    def say(self, sentence: str, *, wrong: bool = False) -> None:
        """Show a sentence at the edge of the screen in place of the last one; an error (``wrong``) stays longer."""
        for said in list(self._notifications):
            if said.severity == "information" or said.message == sentence:
                self._unnotify(said, refresh=False)
        severity, seconds = ("error", 12) if wrong else ("information", 4)
        self.notify(sentence, severity=severity, timeout=seconds, markup=False)  # type: ignore[arg-type]

    @work(group="notes")
    async def note(self, writing: Callable[[], object]) -> None:
        """Write something down for the next time in a thread, one ``writing`` after the other."""
        async with self._noting:
            with self.report_errors():
                await asyncio.to_thread(writing)

    async def finish_notes(self) -> None:
        """Wait until everything is written down."""
        async with self._noting:
            pass

    def in_background(
        self,
        node: DOMNode,
        work: Callable[[], Coroutine[None, None, None]],
        *,
        group: str,
        exclusive: bool = False,
    ) -> None:
        """Let a coroutine go on as long as ``node`` is there; ``exclusive`` stops what its ``group`` did before."""
        _: Worker[None] = node.run_worker(work, group=group, exclusive=exclusive)

    # Dialogs

    def converse(
        self,
        node: DOMNode,
        talk: Callable[[], Coroutine[None, None, None]],
        *,
        group: str = "default",
        exclusive: bool = False,
    ) -> None:
        """Let a coroutine of ``node``, made by ``talk``, go on by itself: it may ask, and wait for other things in
        between.

        ``exclusive`` ends others of its ``group``.
        """
        self.in_background(node, talk, group=group, exclusive=exclusive)

    async def ask(self, dialog: Screen[Answer | None]) -> Answer | None:
        """Show a dialog and wait for its answer; None if it is left without one."""
        return await self.push_screen_wait(dialog)
