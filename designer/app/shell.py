"""The app as its screens know it: a workspace, sentences, notes for the next time, and designs to be opened."""

from __future__ import annotations

import asyncio
from abc import abstractmethod
from collections import deque
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Final, TypeVar

from msgspec import Struct
from textual import events, work
from textual.app import App
from textual.dom import DOMNode
from textual.screen import Screen
from textual.worker import Worker

from designer.app.actions import Keymap
from designer.app.conversation import begin
from designer.app.expected_errors import EXPECTED_ERRORS
from designer.app.failure import failure_sentence
from designer.app.keyboard import Keyboard
from store.workspace import Workspace

Answer = TypeVar("Answer")


MOST_NOTICES: Final = 500
"""Sentences that are remembered."""


class Notice(Struct, frozen=True):
    """A sentence that was shown, when, and whether it told of an error (``wrong``)."""

    at: datetime
    sentence: str
    wrong: bool = False


class Shell(App[None]):
    """The app as every screen may ask it; it does not know which screens there are."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self.workspace: Final = workspace
        self.keyboard: Final = Keyboard(self, self.before_click)
        self._noting = asyncio.Lock()
        self.keymap: Keymap = {}
        """The keys that a person wants for actions in place of their own."""
        self.notices: Final[deque[Notice]] = deque(maxlen=MOST_NOTICES)
        self.failure = ""
        """What there is to say after the app has ended by a fault of its own."""

    @abstractmethod
    def open(self, name: str) -> None:
        """Open the design ``name`` of the workspace as it was left."""

    async def before_click(self) -> None:
        """Show what a click may be meant for, before it is given out."""

    @abstractmethod
    def begin_tour(self) -> None:
        """Begin the tour on the design that is open."""

    @abstractmethod
    def switch_to(self, name: str) -> None:
        """Open the design ``name`` in place of the one that is open."""

    @abstractmethod
    def keep_draft(self) -> None:
        """Keep what has not been kept yet, here and now."""

    @abstractmethod
    def start(self) -> None:
        """Show the start screen where nothing else is open."""

    def _fatal_error(self) -> None:
        """End by a sentence; what went wrong is written to a file."""
        if not self.failure:
            self.failure = failure_sentence(self._exception, self.workspace.folder, self.keep_draft)
        self._close_messages_no_wait()

    def panic(self, *renderables: object) -> None:
        """End by a sentence, too."""
        self._fatal_error()

    async def on_event(self, event: events.Event) -> None:
        """Let keys and clicks wait their turn, and let go what comes after the last screen."""
        is_new = isinstance(event, events.InputEvent | events.Paste) and not event.is_forwarded
        if not is_new or (self._is_shown and self.keyboard.take(event)):
            await super().on_event(event)

    @property
    def _is_shown(self) -> bool:
        """Tell whether there is a screen that could take an event: at the end there is none."""
        try:
            return bool(self.screen_stack)
        except KeyError:
            return False

    def on_mount(self) -> None:
        self.in_background(self, self.keyboard.run, group="keyboard")

    @contextmanager
    def report_errors(self) -> Iterator[None]:
        """Say in a sentence what the outside or a person got wrong in the block, and go on after it."""
        try:
            yield
        except EXPECTED_ERRORS as trouble:
            self.say(str(trouble), wrong=True)

    def say(self, sentence: str, *, wrong: bool = False) -> None:
        """Show a sentence at the edge of the screen in place of the last one; an error (``wrong``) stays longer.

        Said again at once, it is one notice.
        """
        for said in list(self._notifications):
            if said.severity == "information" or said.message == sentence:
                self._unnotify(said, refresh=False)
        if self.notices and self.notices[-1].sentence == sentence:
            self.notices.pop()
        self.notices.append(Notice(datetime.now(), sentence, wrong))
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
        """Let a coroutine of ``node``, made by ``talk``, ask, and wait for other things in between.

        It begins at once: a dialog that it opens first is open when this is done. ``exclusive`` ends others of its
        ``group`` before.
        """
        if exclusive:
            node.workers.cancel_group(node, group)
        if (rest := begin(talk())) is not None:
            self.in_background(node, rest, group=group)

    async def ask(self, dialog: Screen[Answer | None]) -> Answer | None:
        """Show a dialog and wait for its answer; None if it is left without one."""
        answered: asyncio.Future[Answer | None] = asyncio.get_running_loop().create_future()

        def answer(given: Answer | None) -> None:
            if not answered.done():
                answered.set_result(given)

        with self.keyboard.awaiting(dialog):
            self.push_screen(dialog, answer)
            given = await answered
            while (
                dialog in self.screen_stack
            ):  # it is on its way out: what comes next is not to be opened over it
                await asyncio.sleep(0)
            return given
