"""The whole picture in a few rows of dots, and which part of it is in view. A click or a drag goes there."""

from __future__ import annotations

from itertools import pairwise

from rich.segment import Segment
from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.strip import Strip

from designer.app.widgets.drag_area import DragArea
from designer.app.widgets.inks import ink
from designer.diagram.layout import Box, GraphLayout

_DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
"""The bits of a braille glyph, by row and column."""


class Minimap(DragArea):
    """``show`` gives it a layout and what is in view, both in cells of the picture."""

    class Wanted(Message):
        """A person wants this cell of the picture in the middle of the view."""

        def __init__(self, x: int, y: int) -> None:
            self.x, self.y = x, y
            super().__init__()

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._pictured: GraphLayout | None = None
        self._in_view = Region()
        self._chosen: str | None = None
        self._dotted: tuple[GraphLayout | None, Size, list[str]] = (None, Size(), [])

    def show(self, layout: GraphLayout, in_view: Region, chosen: str | None) -> None:
        """Show ``layout``, what is ``in_view`` of it and the box of the ``chosen`` step."""
        shown = self._pictured, self._in_view, self._chosen
        self._pictured, self._in_view, self._chosen = layout, in_view, chosen
        if layout is not shown[0] or (in_view, chosen) != shown[1:]:
            self.refresh()

    def _glyphs(self) -> list[str]:
        """The dots, drawn anew for another layout or another size only."""
        drawn, size, _ = self._dotted
        if self._pictured is not None and (drawn is not self._pictured or size != self.size):
            self._dotted = (self._pictured, self.size, dots(self._pictured, self.size))
        return self._dotted[2]

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        glyphs = self._glyphs()
        if self._pictured is None or y >= len(glyphs):
            return Strip.blank(width, ink("map"))
        view, chosen = self._shrunk(self._in_view), self._shrunk_box(self._chosen)
        ends = [end for part in (view, chosen) if part.y <= y < part.bottom for end in part.column_span]
        cuts = sorted({0, width, *(end for end in ends if 0 < end < width)})
        return Strip([self._stretch(glyphs[y], a, b, y, view, chosen) for a, b in pairwise(cuts)], width)

    def _stretch(self, row: str, start: int, end: int, y: int, view: Region, chosen: Region) -> Segment:
        """Columns that lie all in the same part of the map."""
        part = "map-chosen" if chosen.contains(start, y) else "map-view" if view.contains(start, y) else "map"
        return Segment(row[start:end], ink(part))

    def want(self, event: events.MouseEvent) -> None:
        layout = self._pictured
        if layout is not None and self.size:
            x = round((event.x + 0.5) * layout.width / self.size.width)
            y = round((event.y + 0.5) * layout.height / self.size.height)
            self.post_message(self.Wanted(x, y))

    def _shrunk(self, region: Region) -> Region:
        """A part of the picture as a part of the map, at least one cell of it."""
        layout = self._pictured
        assert layout is not None
        across, down = self.size.width / layout.width, self.size.height / layout.height
        x, y = int(region.x * across), int(region.y * down)
        right, bottom = -int(-region.right * across // 1), -int(-region.bottom * down // 1)
        return Region(x, y, max(right - x, 1), max(bottom - y, 1))

    def _shrunk_box(self, step: str | None) -> Region:
        layout = self._pictured
        assert layout is not None
        box = layout.boxes.get(step or "")
        if box is None:
            return Region()
        middle = Region(box.x + box.width // 2, box.y + box.height // 2, 1, 1)
        shrunk = self._shrunk(middle)
        return Region(shrunk.x, shrunk.y, 1, 1)


def dots(layout: GraphLayout, size: Size) -> list[str]:
    """The boxes of a layout as rows of braille glyphs, two by four dots a cell."""
    cells = [[0] * size.width for _ in range(size.height)]
    if layout.width and layout.height:
        for box in layout.boxes.values():
            _dot(cells, box, 2 * size.width / layout.width, 4 * size.height / layout.height)
    return ["".join(chr(0x2800 + bits) if bits else " " for bits in row) for row in cells]


def _dot(cells: list[list[int]], box: Box, across: float, down: float) -> None:
    left, right = int(box.x * across), int((box.x + box.width - 1) * across)
    top, bottom = int(box.y * down), int((box.y + box.height - 1) * down)
    for y in range(top, bottom + 1):
        for x in range(left, right + 1):
            cells[y // 4][x // 2] |= _DOTS[y % 4][x % 2]
