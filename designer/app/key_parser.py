"""Esc followed by a letter or another key as two keys, however soon that comes.

To a terminal's program both look like Alt and the letter. Textual waits a tenth of a second, and a person who types
ahead is sooner: their Esc would be lost, and what is behind it with it. The app has no key with Alt and a letter, so it
is always Esc and a letter here. Two Esc in a row are one, and the beginning of another: terminals that send them for
Alt and an arrow are read as Esc and the arrow.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import Final

from textual._xterm_parser import XTermParser
from textual.driver import Driver
from textual.message import Message

_ESC: Final = "\x1b"
_INTRODUCERS: Final = frozenset("[OP]_X^\\")
"""Characters that make Esc the beginning of what a terminal sends for other keys, the mouse and its answers."""


class KeyParser(XTermParser):
    """Reads the characters of a terminal as keys."""

    def __init__(self, debug: bool = False) -> None:
        super().__init__(debug)
        self._last = ""

    def feed(self, data: str) -> Iterable[Message]:
        """Read characters as they come; none: there will be no more."""
        if not data:
            yield from super().feed(data)
        for character in data:
            is_key = self._last == _ESC and character not in _INTRODUCERS
            if is_key and self._timeout_time is not None:
                self._timeout_time = 0.0
                yield from self.tick()
            self._last = character
            yield from super().feed(character)


def read_keys_apart(driver: type[Driver]) -> None:
    """Let a ``driver`` read a terminal by ``KeyParser``: each takes its parser from the module that it is in."""
    module = sys.modules[driver.__module__]
    if hasattr(module, "XTermParser"):
        module.XTermParser = KeyParser  # type: ignore[attr-defined]
