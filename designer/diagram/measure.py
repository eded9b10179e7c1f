"""Columns that text takes in a terminal: wide glyphs take two, combining marks none."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from rich.cells import cell_len

_CACHE_SIZE: Final = 4096
"""Texts whose measures are kept: a picture that is drawn again says mostly what it said."""

COUNTS: Final = " " * 22
"""The room for a count at a step, below everything else in its box."""

# Characters that move the cursor would tear a picture apart.
_CONTROL = dict.fromkeys((*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029), " ")


def printable(text: str) -> str:
    """The text without what would move the cursor, or join its end to what comes next."""
    return text.translate(_CONTROL).rstrip("\u200d")


@lru_cache(_CACHE_SIZE)
def cells(text: str) -> tuple[str, ...]:
    """The text cut into columns: a glyph with its marks, and after a wide glyph an empty cell."""
    text = printable(text)
    if text.isascii():
        return tuple(text)
    result: list[str] = []
    glyph = 0
    for end, character in enumerate(text, 1):
        grown = cell_len(text[:end]) - len(result)
        if grown > 0 and cell_len(character) > 0:
            glyph = len(result)
            result += [character] + [""] * (grown - 1)
        elif result:
            result[glyph] += character
            result += [""] * grown
    return tuple(result)


@lru_cache(_CACHE_SIZE)
def shortened(text: str, width: int, ellipsis: str = "…") -> str:
    """The text in at most this many columns, with an ellipsis for what is cut off."""
    text = printable(text)
    if cell_len(text) <= width:
        return text
    room = max(width - cell_len(ellipsis), 0)
    kept = list(cells(text)[:room])
    while cell_len("".join(kept)) > room:
        kept.pop()
    return "".join(kept).rstrip() + (ellipsis if width > 0 else "")


def box_size(lines: Sequence[str]) -> tuple[int, int]:
    """Width and height of a box around these lines: a border and a space at either end of a line."""
    return max((cell_len(printable(line)) for line in lines), default=0) + 4, len(lines) + 2
