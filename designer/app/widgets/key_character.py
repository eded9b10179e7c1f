"""Keys that write something: while a form is filled in they are not for the screen."""

from __future__ import annotations

from typing import Final

from textual.events import Key

_NAMELESS: Final = frozenset({"slash", "plus", "minus"})
"""Keys of signs whose character Textual does not know."""


def is_printable(key: str, character: str | None) -> bool:
    """Tell whether ``key`` writes something; its ``character`` is None where Textual knows none."""
    return key in _NAMELESS or (character is not None and character.isprintable())


def is_typing(event: Key) -> bool:
    """Tell whether a key writes or deletes; the space bar, which opens and ticks, does not."""
    return event.key in ("delete", "backspace") or (event.is_printable and event.key != "space")
