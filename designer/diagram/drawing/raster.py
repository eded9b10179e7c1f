"""A laid-out graph as rows of terminal cells, each of which knows what it belongs to.

It is drawn in tiles, each when somebody looks there: of a large picture only a little is ever in view.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Final, TypeVar

from designer.diagram.drawing.glyphs import ROUNDED, Glyphs
from designer.diagram.drawing.painter import Owner, Painter
from designer.diagram.layout import Box, EdgeRoute, GraphLayout, Point

T = TypeVar("T")

TILE: Final = (64, 32)
"""Columns and rows."""

Reach = tuple[int, int, int, int]
"""A rectangle: its first column and row, its last column and row."""

Owners = tuple[Owner, ...]
"""What a cell shows: one node, or all edges whose lines share it, or nothing."""


class Raster:
    """Glyphs and owners by column and row. A wide glyph is followed by an empty cell, so that columns stay columns."""

    def __init__(
        self,
        layout: GraphLayout,
        faces: Mapping[str, Sequence[str]],
        labels: Mapping[int, str] | None = None,
        glyphs: Glyphs = ROUNDED,
        *,
        tile: tuple[int, int] = TILE,
    ) -> None:
        """Take what is drawn of a ``layout``: `faces` has the lines of text in each box, `labels` the text on edges
        that have a slot.

        Text that is too long is shortened. A box less than 3 cells wide or high has no border. ``glyphs`` are those
        of lines; ``tile`` is the size, columns by rows, of the pieces that are drawn at once.
        """
        self.layout: Final = layout
        self._faces, self._labels, self._glyphs = faces, labels or {}, glyphs
        self._tile_width, self._tile_height = tile
        self._drawn: dict[Point, Painter] = {}

    @property
    def rows(self) -> list[str]:
        """The whole picture; no more of its tiles than those of one row are kept meanwhile."""
        width, rows = self.layout.width, list[str]()
        for y in range(self.layout.height):
            if y % self._tile_height == 0:
                self._drawn.clear()
            rows.append("".join(self.stretch(y, 0, width)[0]))
        return rows

    def at(self, x: int, y: int) -> Owners:
        """The glyph and the owners of the cell (``x``, ``y``); nothing outside the picture."""
        if not (0 <= x < self.layout.width and 0 <= y < self.layout.height):
            return ()
        tile = self._tile(x // self._tile_width, y // self._tile_height)
        return tile.owners[y - tile.rows.start][x - tile.columns.start]

    def stretch(self, y: int, start: int, stop: int) -> tuple[list[str], list[Owners]]:
        """The glyphs and owners of row ``y`` from column ``start`` up to ``stop``, as far as the picture reaches."""
        glyphs: list[str] = []
        owners: list[Owners] = []
        stop = min(stop, self.layout.width)
        for column in range(start // self._tile_width, -(-stop // self._tile_width)):
            tile = self._tile(column, y // self._tile_height)
            left, row = tile.columns.start, y - tile.rows.start
            part = slice(max(start - left, 0), stop - left)
            glyphs += tile.cells[row][part]
            owners += tile.owners[row][part]
        return glyphs, owners

    def _tile(self, column: int, row: int) -> Painter:
        if (column, row) not in self._drawn:
            self._drawn[column, row] = self._draw(column, row)
        return self._drawn[column, row]

    def _draw(self, column: int, row: int) -> Painter:
        x, y = column * self._tile_width, row * self._tile_height
        columns = range(x, min(x + self._tile_width, self.layout.width))
        rows = range(y, min(y + self._tile_height, self.layout.height))
        painter = Painter(columns, rows, self._glyphs)
        routes = list(_within(columns, rows, self._route_reaches))
        for route in routes:
            painter.line(route)
        painter.join()
        for box in _within(columns, rows, self._box_reaches):
            painter.box(box, self._faces.get(box.id, ()))
        for route in routes:
            painter.ends(route, self.layout.boxes[route.source])
        for route in routes:
            painter.label(route, self._labels.get(route.index, ""))
        return painter

    @cached_property
    def _route_reaches(self) -> list[tuple[EdgeRoute, Reach]]:
        return [(route, _reach(route)) for route in self.layout.routes.values()]

    @cached_property
    def _box_reaches(self) -> list[tuple[Box, Reach]]:
        return [
            (box, (box.x, box.y, box.x + box.width - 1, box.y + box.height - 1))
            for box in self.layout.boxes.values()
        ]


def _reach(route: EdgeRoute) -> Reach:
    """The rectangle that a line and its label lie in."""
    columns, rows = [x for x, _ in route.points], [y for _, y in route.points]
    if route.slot is not None:
        columns += [route.slot.x, route.slot.x + route.slot.width - 1]
        rows.append(route.slot.y)
    return min(columns), min(rows), max(columns), max(rows)


def _within(columns: range, rows: range, reaches: Iterable[tuple[T, Reach]]) -> Iterator[T]:
    """Choose of ``reaches`` those that lie in the window of ``columns`` and ``rows``."""
    left, top, right, bottom = columns.start, rows.start, columns.stop, rows.stop
    for drawn, (from_x, from_y, to_x, to_y) in reaches:
        if from_x < right and to_x >= left and from_y < bottom and to_y >= top:
            yield drawn
