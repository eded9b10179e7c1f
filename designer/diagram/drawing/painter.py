"""Boxes, lines and labels drawn into cells: all of a picture, or what of it lies in a window."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from rich.cells import cell_len

from designer.diagram.drawing.glyphs import CROSSING, EAST, NORTH, SOUTH, WEST, Glyphs, heading, opposite
from designer.diagram.layout import Box, EdgeRoute, Point
from designer.diagram.measure import cells, shortened

_RUNS: Final = re.compile(rb"[^\0]+")
"""Cells side by side that lines leave."""
_CROSSINGS: Final = re.compile(re.escape(bytes([CROSSING])))

Owner = str | int  # a node by its id, an edge by its index


class Painter:
    """The columns and rows of a window. What is drawn outside of it is lost.

    First all lines, then ``join`` them, then boxes, then the ends of lines and their labels.
    """

    def __init__(self, columns: range, rows: range, glyphs: Glyphs) -> None:
        self.columns, self.rows, self.glyphs = columns, rows, glyphs
        self.cells = [[" "] * len(columns) for _ in rows]
        self.owners: list[list[tuple[Owner, ...]]] = [[()] * len(columns) for _ in rows]
        # In which directions lines leave a cell.
        self._directions = [bytearray(len(columns)) for _ in rows]
        self._turns: set[Point] = set()

    def line(self, route: EdgeRoute) -> None:
        self._turns.update(route.points[1:-1])
        for start, end in pairwise(route.points):
            forth = heading(start, end)
            self._leave(start, forth)
            self._leave(end, opposite(forth))
            (x, y), (to_x, to_y) = sorted((start, end))
            if y == to_y:
                self._level(y, x, to_x, route.index)
            else:
                self._upright(x, y, to_y, route.index)

    def _leave(self, cell: Point, direction: int) -> None:
        x, y = cell
        if x in self.columns and y in self.rows:
            self._directions[y - self.rows.start][x - self.columns.start] |= direction

    def _level(self, y: int, start: int, end: int, edge: int) -> None:
        """The cells of row ``y`` from ``start`` to ``end``, for the line of ``edge``, which passes those between."""
        if y not in self.rows:
            return
        row, left = y - self.rows.start, self.columns.start
        for x in self._inside(self.columns, start, end):
            self._own(row, x - left, edge)
        for x in self._inside(self.columns, start + 1, end - 1):
            self._directions[row][x - left] |= EAST | WEST

    def _upright(self, x: int, start: int, end: int, edge: int) -> None:
        """The cells of column ``x`` from ``start`` to ``end``, for the line of ``edge``."""
        if x not in self.columns:
            return
        column, top = x - self.columns.start, self.rows.start
        for y in self._inside(self.rows, start, end):
            self._own(y - top, column, edge)
        for y in self._inside(self.rows, start + 1, end - 1):
            self._directions[y - top][column] |= NORTH | SOUTH

    def _inside(self, window: range, first: int, last: int) -> range:
        return range(max(first, window.start), min(last + 1, window.stop))

    def _own(self, row: int, column: int, edge: int) -> None:
        owners = self.owners[row][column]
        if not owners or owners[-1] != edge:
            self.owners[row][column] = (*owners, edge)

    def join(self) -> None:
        """Draw what the lines left; where lines merely cross, one goes under the other."""
        lines = self.glyphs.lines
        for y, directions, row in zip(self.rows, self._directions, self.cells, strict=True):
            for run in _RUNS.finditer(directions):
                row[slice(*run.span())] = [lines[each] for each in run.group()]
            for crossing in _CROSSINGS.finditer(directions):
                if (crossing.start() + self.columns.start, y) not in self._turns:
                    row[crossing.start()] = self.glyphs.crossing

    def box(self, box: Box, face: Sequence[str]) -> None:
        border = 1 if has_border(box) else 0
        for y in self._inside(self.rows, box.y, box.y + box.height - 1):
            self._write(box.x, y, self._box_row(box, y))
            self._claim(box.x, y, box.width, box.id)
        margin = 2 * border if box.width > 4 else border
        free = box.height - 2 * border
        top = box.y + border + max(free - len(face), 0) // 2
        for y, line in enumerate(face[:free], top):
            text = shortened(line, box.width - 2 * margin, self.glyphs.ellipsis)
            self._write(box.x + margin, y, cells(text))

    def _box_row(self, box: Box, y: int) -> list[str]:
        if not has_border(box):
            return [" "] * box.width
        lines = self.glyphs.lines
        if y == box.y:
            left, middle, right = lines[EAST | SOUTH], lines[EAST | WEST], lines[SOUTH | WEST]
        elif y == box.y + box.height - 1:
            left, middle, right = lines[NORTH | EAST], lines[EAST | WEST], lines[NORTH | WEST]
        else:
            left, middle, right = lines[NORTH | SOUTH], " ", lines[NORTH | SOUTH]
        return [left, *[middle] * (box.width - 2), right]

    def ends(self, route: EdgeRoute, source: Box) -> None:
        """Join the line of ``route`` to the border of ``source``, and give it the arrow head where it arrives."""
        toward = heading(*route.points[:2])
        if has_border(source):
            along_border = NORTH | SOUTH if toward in (EAST, WEST) else EAST | WEST
            self._draw(*route.points[0], self.glyphs.lines[along_border | toward])
        toward = heading(*route.points[-2:])
        x, y = route.points[-1]
        self._draw(
            x + (toward == WEST) - (toward == EAST),
            y + (toward == NORTH) - (toward == SOUTH),
            self.glyphs.head(toward),
        )

    def _draw(self, x: int, y: int, glyph: str) -> None:
        if x in self.columns and y in self.rows:
            self.cells[y - self.rows.start][x - self.columns.start] = glyph

    def label(self, route: EdgeRoute, text: str) -> None:
        slot = route.slot
        if slot is None or not text:
            return
        text = f" {shortened(text, slot.width - 2, self.glyphs.ellipsis)} "
        self._write(slot.x + (slot.width - cell_len(text)) // 2, slot.y, cells(text))
        self._claim(slot.x, slot.y, slot.width, route.index)

    def _write(self, x: int, y: int, glyphs: Sequence[str]) -> None:
        shown = self._inside(self.columns, x, x + len(glyphs) - 1)
        if y in self.rows and shown:
            self.cells[y - self.rows.start][self._slice(shown)] = glyphs[shown.start - x : shown.stop - x]

    def _claim(self, x: int, y: int, width: int, owner: Owner) -> None:
        shown = self._inside(self.columns, x, x + width - 1)
        if y in self.rows and shown:
            self.owners[y - self.rows.start][self._slice(shown)] = [(owner,)] * len(shown)

    def _slice(self, columns: range) -> slice:
        return slice(columns.start - self.columns.start, columns.stop - self.columns.start)


def has_border(box: Box) -> bool:
    return box.width > 2 and box.height > 2
