"""Rows of a picture as they were painted, in pieces that are kept until something in them changes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from rich.style import Style
from textual.strip import Strip

from designer.app.widgets.brush import Brush, Paints
from designer.app.widgets.inks import ink
from designer.diagram.chart import Chart

_PIECE: Final = 64
"""Columns that are painted at once."""


class RowCache:
    """``row`` paints what is not there. Whoever shows another chart, or other paints, drops the rows that differ."""

    def __init__(self) -> None:
        self._pieces: dict[int, dict[int, Strip]] = {}
        self._styles: dict[str, Style] = {}

    def row(self, chart: Chart, paints: Paints, y: int, left: int, right: int) -> Strip:
        """The stretch of row ``y`` of ``chart`` from column ``left`` up to ``right``, as far as the picture reaches."""
        if not 0 <= y < chart.layout.height or left >= chart.layout.width:
            return Strip([], 0)
        pieces = self._pieces.setdefault(y, {})
        end = max(min(right, chart.layout.width), left + 1)
        first, last = left // _PIECE, (end - 1) // _PIECE
        for number in range(first, last + 1):
            if number not in pieces:
                start, stop = number * _PIECE, min((number + 1) * _PIECE, chart.layout.width)
                pieces[number] = Strip(Brush(chart, paints, self.style).row(y, start, stop), stop - start)
        whole = Strip.join([pieces[number] for number in range(first, last + 1)])
        return whole.crop(left - first * _PIECE, right - first * _PIECE)

    def style(self, name: str) -> Style:
        """The style of a name such as ``waypoint`` or ``transition``."""
        if name not in self._styles:
            self._styles[name] = ink(name)
        return self._styles[name]

    def drop(self, rows: Iterable[int]) -> None:
        """Have ``rows`` painted again."""
        for y in rows:
            self._pieces.pop(y, None)

    def keep(self, rows: Iterable[int], columns: range) -> None:
        """Drop everything but the pieces of ``rows`` that lie wholly in ``columns``."""
        whole = range(-(-columns.start // _PIECE), columns.stop // _PIECE)
        self._pieces = {
            y: {number: piece for number, piece in self._pieces.get(y, {}).items() if number in whole}
            for y in rows
        }

    def clear(self) -> None:
        """Have all rows painted again."""
        self._pieces.clear()
