"""The canvas in colours: a row of cells becomes segments, each with one style."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import groupby
from operator import itemgetter

from msgspec import Struct
from rich.segment import Segment
from rich.style import Style

from designer.diagram.box_text import Zoom
from designer.diagram.chart import Chart
from designer.diagram.drawing import Owner, shortened
from designer.diagram.layout import Box
from designer.diagram.measure import COUNTS
from designer.editing.selection import JOURNEY, Place

Cell = tuple[str, Style]
Mark = tuple[str, str]
"""A finding's glyph, and its severity."""

_HEAVY = str.maketrans("─│╭╮╰╯├┤┬┴┼╵╶╷╴", "━┃┏┓┗┛┣┫┳┻╋╹╺╻╸")


class Paints(Struct, frozen=True):
    """Marks that a picture shows beside the journey itself."""

    kinds: Mapping[str, str] = {}
    """Step → its kind."""
    marks: Mapping[Owner, Mark] = {}
    counts: Mapping[str, str] = {}
    chosen: Place = JOURNEY
    marked: frozenset[str] = frozenset()
    """Steps that are chosen together, to be grouped."""
    labels: Mapping[str, str] = {}
    """Step → the letters that are typed to jump there."""
    target: str | None = None
    """The step on which something dragged would be dropped."""
    tokens: frozenset[tuple[int, int]] = frozenset()
    """The cells of lines along which somebody runs."""


class Brush(Struct, frozen=True):
    """``style`` gives the style of a name such as ``waypoint`` or ``transition``."""

    chart: Chart
    paints: Paints
    style: Callable[[str], Style]

    def row(self, y: int, start: int, stop: int) -> list[Segment]:
        """The columns of a row from ``start`` up to ``stop``."""
        cells: list[Cell] = []
        cut, cut_last = self._box(start, y), self._box(stop - 1, y)
        first = x = cut.x if cut else start
        texts, owners = self.chart.raster.stretch(y, first, cut_last.x + cut_last.width if cut_last else stop)
        for owner, run in groupby(owners):
            width = len(list(run))
            cells += self._run(owner, texts[x - first : x - first + width], x, y)
            x += width
        return _joined(_whole(cells, start - first, stop - first))

    def _box(self, x: int, y: int) -> Box | None:
        """The box in the cell (``x``, ``y``): boxes that are cut are painted whole before."""
        owners = self.chart.raster.at(x, y)
        return self.chart.layout.boxes[owners[0]] if owners and isinstance(owners[0], str) else None

    def _run(self, owners: tuple[Owner, ...], texts: list[str], x: int, y: int) -> list[Cell]:
        if not owners:
            ground = self.style("ground")
            return [(text, ground) for text in texts]
        if isinstance(owners[0], str):
            return self._step(owners[0], texts, y)
        return self._transitions(owners, texts, x, y)

    def _step(self, id: str, texts: list[str], y: int) -> list[Cell]:
        """A step's row: its frame and glyph in the colour of its kind, its name strong, the rest quiet."""
        box = self.chart.layout.boxes[id]
        boxed = self.chart.zoom is Zoom.BOX
        chosen = id in (self.paints.chosen.step, self.paints.target)
        face = self._face(box, texts, y - box.y - boxed)
        if boxed:
            face = self._frame(box, face, y, heavy=chosen or id in self.paints.marked)
        if y == box.y:
            self._mark_step(box, face)
        if chosen or (id in self.paints.marked and not boxed):
            over = self.style("chosen" if boxed else "chosen-line")
            face = [(text, each + over) for text, each in face]
        return face

    def _face(self, box: Box, texts: list[str], line: int) -> list[Cell]:
        """Return what a line of a box says."""
        if line == 0:
            kind, name = self._kind(box.id), self.style("title")
            glyph_at = 2 if self.chart.zoom is Zoom.BOX else 0
            return [(text, kind if at <= glyph_at else name) for at, text in enumerate(texts)]
        lines = self.chart.faces[box.id]
        if line == len(lines) - 1 and lines[line] == COUNTS and box.id in self.paints.counts:
            room = box.width - 4
            counted = shortened(self.paints.counts[box.id], room).ljust(room)
            return [(text, self.style("count")) for text in (*texts[:2], *counted, *texts[-2:])]
        is_item = 0 <= line < len(lines) and lines[line].startswith("□")
        quiet = self.style("item" if is_item else "detail")
        return [(text, quiet) for text in texts]

    def _frame(self, box: Box, face: list[Cell], y: int, *, heavy: bool) -> list[Cell]:
        """The frame in the colour of the kind; heavy lines say that it is chosen, whatever the colours."""
        kind = self._kind(box.id)
        frame = range(len(face)) if y in (box.y, box.y + box.height - 1) else (0, len(face) - 1)
        for at in frame:
            text = face[at][0]
            face[at] = (text.translate(_HEAVY) if heavy else text, kind)
        return face

    def _mark_step(self, box: Box, face: list[Cell]) -> None:
        """The glyph of a finding at the end of the first row; at its beginning that of a marked step."""
        boxed = self.chart.zoom is Zoom.BOX
        if boxed and box.id in self.paints.marked:
            face[2] = ("●", self.style("title"))
        if box.id in self.paints.labels:
            letters, start = self.paints.labels[box.id], 1 if boxed else 0
            face[start : start + len(letters)] = [(letter, self.style("jump")) for letter in letters]
        if box.id in self.paints.marks:
            glyph, severity = self.paints.marks[box.id]
            face[-3 if boxed else -1] = (glyph, self.style(severity))

    def _kind(self, id: str) -> Style:
        return self.style(self.paints.kinds.get(id, "title"))

    def _transitions(self, owners: tuple[Owner, ...], texts: list[str], x: int, y: int) -> list[Cell]:
        """Paint a stretch from column ``x`` of row ``y`` with its ``texts``; its ``owners`` are one transition, or
        several on a common trunk.
        """
        chosen = self.paints.chosen.transition is not None and self.paints.chosen.transition in owners
        line, label = self.style("chosen-transition" if chosen else "transition"), self.style("label")
        labels = range(0) if chosen else self._label(owners[-1], y)
        cells = [
            (text.translate(_HEAVY) if chosen else text, label if column in labels else line)
            for column, text in enumerate(texts, x)
        ]
        for owner in owners:
            if isinstance(owner, int) and owner in self.paints.marks:
                self._mark_transition(owner, cells, x, y)
        for column in range(x, x + len(cells)) if self.paints.tokens else ():
            if (column, y) in self.paints.tokens:
                cells[column - x] = ("●", self.style("token"))
        return cells

    def _label(self, owner: Owner, y: int) -> range:
        """The columns of a transition's label in a row."""
        slot = self.chart.layout.routes[owner].slot if isinstance(owner, int) else None
        return range(slot.x, slot.x + slot.width) if slot is not None and slot.y == y else range(0)

    def _mark_transition(self, index: int, cells: list[Cell], x: int, y: int) -> None:
        """The glyph of a finding goes before the arrow head, where lines rarely share their cells."""
        (from_x, from_y), (to_x, to_y) = self.chart.layout.routes[index].points[-2:]
        column = to_x - 2 * ((to_x > from_x) - (to_x < from_x))
        row = to_y - 2 * ((to_y > from_y) - (to_y < from_y))
        if row == y and 0 <= column - x < len(cells):
            glyph, severity = self.paints.marks[index]
            cells[column - x] = (glyph, self.style(severity))


def _whole(cells: list[Cell], start: int, stop: int) -> list[Cell]:
    """The cells from ``start`` to ``stop``; of a wide glyph that is cut in two, each half is left blank."""
    part = cells[start:stop]
    if part and not part[0][0]:
        part[0] = (" ", part[0][1])
    if part and stop < len(cells) and not cells[stop][0]:
        part[-1] = (" ", part[-1][1])
    return part


def _joined(cells: Iterable[Cell]) -> list[Segment]:
    """Cells of one style in a row as one segment."""
    return [
        Segment("".join([text for text, _ in run]), style) for style, run in groupby(cells, key=itemgetter(1))
    ]
