"""Keys that mean something only together with the next one: counts (``3j``) and sequences (``gg``)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final, Protocol, cast

from textual import events
from textual.timer import Timer
from textual.widget import Widget

from designer.app.actions import ActionOwner, Keymap, sequences

if TYPE_CHECKING:
    from designer.app.keyboard import Keyboard

PAUSE: Final = 0.25
"""Seconds after which a digit that is a key of its own is no count any more."""

REPEATED: Final = ("walk", "transition", "undo", "redo")
"""Names of actions that a count repeats."""

MOST: Final = 999


class TypedApp(Protocol):
    """An app with a keyboard of its own, and a person's keys."""

    keymap: Keymap
    keyboard: Keyboard


class KeyPrefix:
    """Takes the keys of ``widget`` before anybody else.

    A digit in ``own`` is also a key by itself: it is ``alone`` where no key that can be repeated follows at once.
    """

    def __init__(self, widget: Widget, own: str, alone: Callable[[str], object]) -> None:
        self._widget, self._own, self._alone = widget, own, alone
        self._digits = ""
        self._keys = ""
        self._timer: Timer | None = None

    @property
    def typed(self) -> str:
        """Return what has been typed and waits for the next key."""
        return self._digits + self._keys

    async def take(self, event: events.Key) -> bool:
        """Answer whether the key is a part of something longer, or ends it."""
        if event.key == "escape" and self.typed:
            self._forget()
            return True
        if event.key.isdigit() and not self._keys and (self._digits or event.key != "0"):
            self._count(event.key)
            return True
        if self._digits and not self._keys:
            return await self._repeat(event)
        return await self._follow(event)

    def _count(self, digit: str) -> None:
        self._digits += digit
        self._stop()
        if self._digits in tuple(self._own):
            self._app.keyboard.is_undecided = True
            self._timer = self._widget.set_timer(PAUSE, self._decide)

    def _decide(self) -> None:
        """Take the digit as meant by itself, unless the app has only not come to the key that was typed behind it."""
        if self._app.keyboard.has_next_key:
            return
        digit = self._digits
        self._forget()
        if digit:
            self._alone(digit)

    async def _repeat(self, event: events.Key) -> bool:
        digits = self._digits
        found = self._widget.screen.active_bindings.get(event.key)
        self._forget()
        if found is not None and found.binding.action.partition("(")[0] in REPEATED:
            for _ in range(min(int(digits), MOST)):
                await cast(ActionOwner, found.node).run_action(found.binding.action)
            return True
        if digits in tuple(self._own):
            self._alone(digits)
            self._app.keyboard.give_again(event)
            return True
        return await self._follow(event)

    async def _follow(self, event: events.Key) -> bool:
        known = sequences(getattr(self._widget, "ACTIONS", ()), self._app.keymap)
        keys = f"{self._keys} {event.key}".strip()
        self._keys = ""
        if keys in known:
            await self._widget.run_action(known[keys])
            return True
        if any(each.startswith(f"{keys} ") for each in known):
            self._keys = keys
            return True
        return False

    def _forget(self) -> None:
        self._digits = self._keys = ""
        self._stop()

    def _stop(self) -> None:
        self._app.keyboard.is_undecided = False
        if self._timer is not None:
            self._timer.stop()
            self._timer = None

    @property
    def _app(self) -> TypedApp:
        return cast(TypedApp, self._widget.app)
