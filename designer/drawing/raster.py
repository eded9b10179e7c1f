"""A laid-out graph as rows of terminal cells, each of which knows what it belongs to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby, pairwise
from typing import Final

from msgspec import Struct
from rich.cells import cell_len

from designer.drawing.glyphs import CROSSING, EAST, NORTH, ROUNDED, SOUTH, WEST, Glyphs, heading, opposite
from designer.drawing.measure import cells, shortened
from designer.layout import Box, Layout, Point, Route

_RUNS: Final = re.compile(rb"[^\0]+")
"""Cells side by side that lines leave."""
_CROSSINGS: Final = re.compile(re.escape(bytes([CROSSING])))

Owner = str | int  # a node by its id, an edge by its index


class Raster(Struct, frozen=True):
    """Glyphs and owners by row and column: one node, or all edges whose lines share the cell, or nothing.

    A wide glyph is followed by an empty cell, so that columns stay columns.
    """

    rows: Sequence[str]
    cells: Sequence[Sequence[str]]
    owners: Sequence[Sequence[tuple[Owner, ...]]]

    def at(self, x: int, y: int) -> tuple[Owner, ...]:
        """What is drawn in a cell; nothing outside the picture."""
        inside = 0 <= y < len(self.owners) and 0 <= x < len(self.owners[y])
        return self.owners[y][x] if inside else ()

    def runs(self, y: int) -> Iterator[tuple[str, tuple[Owner, ...]]]:
        """A row cut wherever the owner changes: what a painter with colours needs."""
        for owners, run in groupby(zip(self.owners[y], self.cells[y], strict=True), key=lambda cell: cell[0]):
            yield "".join(glyph for _, glyph in run), owners


def rasterise(
    layout: Layout,
    faces: Mapping[str, Sequence[str]],
    labels: Mapping[int, str] | None = None,
    glyphs: Glyphs = ROUNDED,
) -> Raster:
    """Draw the layout. `faces` has the lines of text in each box, `labels` the text on edges that have a slot.

    Text that is too long is shortened. A box less than 3 cells wide or high has no border.
    """
    painter = _Painter(layout, glyphs)
    for route in layout.routes.values():
        painter.line(route)
    painter.lines()
    for box in layout.boxes.values():
        painter.box(box, faces.get(box.id, ()))
    for route in layout.routes.values():
        painter.ends(route)
    for index, text in (labels or {}).items():
        painter.label(layout.routes[index], text)
    return Raster(tuple("".join(row) for row in painter.cells), painter.cells, painter.owners)


class _Painter:
    def __init__(self, layout: Layout, glyphs: Glyphs) -> None:
        self.layout, self.glyphs = layout, glyphs
        self.cells = [[" "] * layout.width for _ in range(layout.height)]
        self.owners: list[list[tuple[Owner, ...]]] = [[()] * layout.width for _ in range(layout.height)]
        # In which directions lines leave a cell.
        self.directions = [bytearray(layout.width) for _ in range(layout.height)]
        self.turns: set[Point] = set()

    def line(self, route: Route) -> None:
        self.turns.update(route.points[1:-1])
        for start, end in pairwise(route.points):
            forth = heading(start, end)
            self._leave(start, forth)
            self._leave(end, opposite(forth))
            stretch = _stretch(start, end)
            for x, y in stretch[1:-1]:
                self.directions[y][x] |= forth | opposite(forth)
            for x, y in stretch:
                self._own(x, y, route.index)

    def _leave(self, cell: Point, direction: int) -> None:
        self.directions[cell[1]][cell[0]] |= direction

    def _own(self, x: int, y: int, edge: int) -> None:
        owners = self.owners[y][x]
        if not owners or owners[-1] != edge:
            self.owners[y][x] = (*owners, edge)

    def lines(self) -> None:
        """Draw what the lines left; where lines merely cross, one goes under the other."""
        lines = self.glyphs.lines
        for y, row in enumerate(self.directions):
            for run in _RUNS.finditer(row):
                self.cells[y][slice(*run.span())] = [lines[directions] for directions in run.group()]
            for crossing in _CROSSINGS.finditer(row):
                if (crossing.start(), y) not in self.turns:
                    self.cells[y][crossing.start()] = self.glyphs.crossing

    def box(self, box: Box, face: Sequence[str]) -> None:
        border = 1 if _has_border(box) else 0
        for y in range(box.y, box.y + box.height):
            self.cells[y][box.x : box.x + box.width] = self._box_row(box, y)
            self.owners[y][box.x : box.x + box.width] = [(box.id,)] * box.width
        margin = 2 * border if box.width > 4 else border
        free = box.height - 2 * border
        top = box.y + border + max(free - len(face), 0) // 2
        for y, line in enumerate(face[:free], top):
            self._write(box.x + margin, y, shortened(line, box.width - 2 * margin, self.glyphs.ellipsis))

    def _box_row(self, box: Box, y: int) -> list[str]:
        if not _has_border(box):
            return [" "] * box.width
        lines = self.glyphs.lines
        if y == box.y:
            left, middle, right = lines[EAST | SOUTH], lines[EAST | WEST], lines[SOUTH | WEST]
        elif y == box.y + box.height - 1:
            left, middle, right = lines[NORTH | EAST], lines[EAST | WEST], lines[NORTH | WEST]
        else:
            left, middle, right = lines[NORTH | SOUTH], " ", lines[NORTH | SOUTH]
        return [left, *[middle] * (box.width - 2), right]

    def ends(self, route: Route) -> None:
        """Join a line to the border it leaves, and give it the arrow head where it arrives."""
        (x, y), toward = route.points[0], heading(*route.points[:2])
        if _has_border(self.layout.boxes[route.source]):
            along_border = NORTH | SOUTH if toward in (EAST, WEST) else EAST | WEST
            self.cells[y][x] = self.glyphs.lines[along_border | toward]
        toward = heading(*route.points[-2:])
        x, y = _stretch(*route.points[-2:])[-2]
        self.cells[y][x] = self.glyphs.head(toward)

    def label(self, route: Route, text: str) -> None:
        slot = route.slot
        if slot is None or not text:
            return
        text = f" {shortened(text, slot.width - 2, self.glyphs.ellipsis)} "
        self._write(slot.x + (slot.width - cell_len(text)) // 2, slot.y, text)
        self.owners[slot.y][slot.x : slot.x + slot.width] = [(route.index,)] * slot.width

    def _write(self, x: int, y: int, text: str) -> None:
        glyphs = cells(text)
        self.cells[y][x : x + len(glyphs)] = glyphs


def _has_border(box: Box) -> bool:
    return box.width > 2 and box.height > 2


def _stretch(start: Point, end: Point) -> list[Point]:
    """All cells from one corner to the next, both included."""
    (x, y), (to_x, to_y) = start, end
    if y == to_y:
        step = 1 if to_x > x else -1
        return [(column, y) for column in range(x, to_x + step, step)]
    step = 1 if to_y > y else -1
    return [(x, row) for row in range(y, to_y + step, step)]
