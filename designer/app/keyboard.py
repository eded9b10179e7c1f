"""The one place of the app that takes keys: one after the other, however quickly they are typed.

A key may open a dialog or a field. Until that has the cursor, the keys behind it wait here; then they are given to it
in their order. So nothing that is typed ahead for a field is ever taken for a command. Clicks stand in the same row.
Where a click or Tab leads depends on where things lie: they wait until whatever is new has its place, too.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

from textual.app import App
from textual.dom import DOMNode
from textual.events import Event, Key, MouseDown, MouseEvent, MouseUp, Paste
from textual.message_pump import MessagePump
from textual.screen import Screen

_LEAST: Final = 2
"""Rounds after a key: what it was, and what came of it, has passed everybody by then."""

_IN_TURN: Final = (Key, Paste, MouseDown, MouseUp)
"""Events that may change who has the cursor, or are meant for it."""

_MOST: Final = 100
"""Rounds after which the next key is given out even if the app never comes to rest."""


class Keyboard:
    """``take`` is told of each key, each paste and the mouse before anybody else is."""

    def __init__(self, app: App[None], before_click: Callable[[], Awaitable[None]]) -> None:
        """Give keys and clicks to ``app``; ``before_click`` is awaited before a click is given out."""
        self._app, self._before_click = app, before_click
        self._waiting: deque[Event] = deque()
        self._given: Event | None = None
        self._is_busy = False
        self._taken = asyncio.Event()
        self._holds = 0
        self._free = asyncio.Event()
        self._free.set()
        self._asked: list[Screen[Any]] = []
        self.is_undecided = False
        """Whether a key has been given out that may mean one thing or another: the next one tells."""

    @property
    def is_idle(self) -> bool:
        """Tell whether all keys have been given out, and what they led to is done."""
        return not self._is_busy and not self._waiting and not self.is_undecided

    @property
    def has_next_key(self) -> bool:
        """Tell whether a key has been typed that is given out next."""
        return bool(self._waiting) and isinstance(self._waiting[0], Key)

    def take(self, event: Event) -> bool:
        """Tell whether a key, a paste or the mouse may pass now; what may not is sent again when its turn comes.

        A click waits for the keys before it, and keys for the click before them; moves and the wheel wait for clicks.
        """
        if event is self._given:
            self._given = None
            return True
        if not isinstance(event, _IN_TURN) and not any(
            isinstance(each, MouseEvent) for each in self._waiting
        ):
            return True
        if self._is_busy or self._holds:
            self._waiting.append(event)
            return False
        self._is_busy = True
        self._taken.set()
        if _needs_layout(event):
            self._waiting.append(event)
            return False
        return True

    def give_again(self, event: Key) -> None:
        """Give out a key once more, before all others: what it is meant for is only now there."""
        self._waiting.appendleft(Key(event.key, event.character))
        self._taken.set()

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold all keys while the block goes on: it ends by opening what they are meant for."""
        self._holds += 1
        self._free.clear()
        try:
            yield
        finally:
            self._holds -= 1
            if not self._holds:
                self._free.set()
                self._taken.set()

    @contextmanager
    def awaiting(self, dialog: Screen[Any]) -> Iterator[None]:
        """Hold all keys from the answer of ``dialog`` until whoever asked has had it: they may ask again."""
        self._asked.append(dialog)
        try:
            yield
        finally:
            self._asked.remove(dialog)

    async def run(self) -> None:
        """Give out keys as long as the app runs."""
        while True:
            await self._taken.wait()
            self._taken.clear()
            self._is_busy = True
            await self._settle()
            while self._waiting:
                event = self._waiting.popleft()
                if isinstance(event, MouseDown):
                    await self._before_click()
                if _needs_layout(event):
                    await _called_back(self._app.screen, self._app.screen.call_after_refresh)
                self._given = event
                self._app.post_message(event)
                await self._settle()
            self._is_busy = False

    async def _settle(self) -> None:
        """Wait until everything that the last key has led to is done."""
        await _flush(self._app)  # it passes the key on, to whoever has the cursor
        for number in range(_MOST):
            await self._free.wait()
            before = self._state
            for pump in self._chain():
                await _flush(pump)
            if number >= _LEAST - 1 and self._state == before and self._is_at_rest():
                return

    @property
    def _state(self) -> object:
        return (tuple(self._app.screen_stack), self._app.focused, self._holds)

    def _is_at_rest(self) -> bool:
        """Tell whether nobody has anything left to do, and every answer has been received."""
        stack = self._app.screen_stack
        is_received = all(dialog in stack for dialog in self._asked)
        return is_received and not any(pump.message_queue_size for pump in self._chain())

    def _chain(self) -> list[MessagePump]:
        """Everybody whom a key passes, in this order."""
        node: DOMNode = self._app.focused or self._app.screen
        return [each for each in node.ancestors_with_self if isinstance(each, MessagePump)]


def _needs_layout(event: Event) -> bool:
    """Tell whether it depends on where things lie what an event is meant for: Tab goes by that, too."""
    return isinstance(event, MouseDown) or (isinstance(event, Key) and event.key in ("tab", "shift+tab"))


async def _flush(pump: MessagePump) -> None:
    """Wait until a widget has dealt with all messages that it has by now, or is gone."""
    await _called_back(pump, pump.call_later)


async def _called_back(pump: MessagePump, call: Callable[[Callable[[], None]], bool]) -> None:
    """Wait until ``call``, a way to be called by ``pump``, has led to that, or the pump is gone."""
    is_done = asyncio.Event()
    if pump.is_running and call(is_done.set):
        waiting = asyncio.ensure_future(is_done.wait())
        ends = set() if isinstance(pump, App) else {pump.task}  # the app has no task of its own
        await asyncio.wait({waiting, *ends}, return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
