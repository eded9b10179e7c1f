"""What a terminal sends, read as keys."""

from __future__ import annotations

import pytest
from textual import events

from designer.app.key_parser import KeyParser

UP, ALT_UP, CLICK = "\x1b[A", "\x1b[1;3A", "\x1b[<0;5;3M"


def keys(*chunks: str) -> list[str]:
    """The keys in chunks that come one after the other; a paste is its text, the mouse its class."""
    parser = KeyParser()
    found = [message for chunk in chunks for message in parser.feed(chunk)]
    return [_said(message) for message in found]


def _said(message: object) -> str:
    match message:
        case events.Key(key=key):
            return key
        case events.Paste(text=text):
            return f"pasted {text}"
    return type(message).__name__


@pytest.mark.parametrize(
    ("chunks", "read"),
    [
        (("\x1bx",), ["escape", "x"]),
        (("\x1b", "x"), ["escape", "x"]),
        (("\x1bV", "Second"), ["escape", "V", *"Second"]),
        (("a\x1bSecond\x1bd",), ["a", "escape", *"Second", "escape", "d"]),
        (("\x1b/",), ["escape", "slash"]),
        (("\x1b\r",), ["escape", "enter"]),
        (("\x1b1",), ["escape", "1"]),
        ((UP, "\x1b", "[B"), ["up", "down"]),
        ((f"{ALT_UP}x",), ["alt+up", "x"]),
        (("\x1b\x1bx",), ["escape", "escape", "x"]),
        (("\x1b\x1b[Bx",), ["escape", "down", "x"]),
        (("\x1b", "\x1b[B"), ["escape", "down"]),
        (("\x1b[200~ab\x1b[201~c",), ["pasted ab", "c"]),
        ((f"{CLICK}\x1bx",), ["MouseDown", "escape", "x"]),
        (("\x1bOP", "\x1b[15~"), ["f1", "f5"]),
    ],
)
def test_escape_is_a_key_of_its_own(chunks: tuple[str, ...], read: list[str]) -> None:
    assert keys(*chunks) == read
