"""Line glyphs from the directions in which a line leaves a cell."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

NORTH, EAST, SOUTH, WEST = 1, 2, 4, 8
CROSSING = NORTH | EAST | SOUTH | WEST

_PLAIN = " ╵╶└╷│┌├╴┘─┴┐┤┬┼"
_ROUNDED = " ╵╶╰╷│╭├╴╯─┴╮┤┬┼"
_ASCII = " |-+||++-+-+++++"


class Glyphs(Struct, frozen=True):
    """A way to draw lines."""

    lines: str
    """By the sum of the directions."""
    crossing: str
    """Where two lines cross without meeting."""
    heads: Sequence[str]
    """Arrow heads that point north, east, south and west."""
    ellipsis: str

    def head(self, direction: int) -> str:
        return self.heads[(NORTH, EAST, SOUTH, WEST).index(direction)]


ROUNDED = Glyphs(_ROUNDED, "│", "▲►▼◄", "…")
PLAIN = Glyphs(_PLAIN, "│", "▲►▼◄", "…")
ASCII = Glyphs(_ASCII, "|", "^>v<", "~")


def heading(start: tuple[int, int], end: tuple[int, int]) -> int:
    """The direction from the cell ``start`` to ``end`` in the same row or column."""
    if start[1] == end[1]:
        return EAST if end[0] > start[0] else WEST
    return SOUTH if end[1] > start[1] else NORTH


def opposite(direction: int) -> int:
    return {NORTH: SOUTH, SOUTH: NORTH, EAST: WEST, WEST: EAST}[direction]
