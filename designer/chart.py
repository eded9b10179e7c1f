"""A journey as a picture at a zoom level: its layout, and which cell shows what.

Positions that people chose say where across the picture a step is wanted; the layout keeps to it as far as the
graph allows. Charts made one from the other keep everything else where it was.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum
from functools import cached_property
from typing import Final

from msgspec import Struct
from msgspec.structs import replace
from rich.cells import cell_len

from designer.drawing import Raster, box_size, shortened
from designer.layout import Box, Direction, Edge, Layout, Node, lay_out
from designer.picture import WIDEST_LABEL, face
from engine.journey import Journey
from engine.labels import GLYPHS, branch, kind, title
from engine.steps import Checklist, Entry, Step

WIDEST_TITLE: Final = 22
"""Columns of a name at the zoom level of one line."""

COUNTS: Final = " " * 22
"""The room for how many are at a step, below everything else in its box."""


Face = tuple[str, ...]
"""The lines in a step's box."""


class Zoom(IntEnum):
    """How much is shown of a step: a glyph, one line, or a box with everything."""

    GLYPH = 0
    LINE = 1
    BOX = 2


class Chart(Struct, frozen=True, dict=True):
    """``layout`` and ``raster`` at the zoom level; ``boxes`` is the layout at the level of boxes, which is kept."""

    zoom: Zoom
    layout: Layout
    boxes: Layout
    faces: Mapping[str, Face]
    labels: Mapping[int, str]

    @cached_property
    def raster(self) -> Raster:
        """Which cell shows what; drawn for whoever draws in cells."""
        return Raster(self.layout, self.faces, self.labels)


def chart(
    journey: Journey,
    zoom: Zoom = Zoom.BOX,
    direction: Direction = "right",
    previous: Chart | None = None,
    *,
    counted: bool = False,
) -> Chart:
    """The picture of a journey. ``counted`` leaves a line in every box for how many are there."""
    texts = _labels(journey)
    full = {id: _lines(id, step, Zoom.BOX, counted) for id, step in journey.steps.items()}
    former = _wanted(journey, previous, full, texts, direction)
    boxes = _placed(journey, full, texts, Zoom.BOX, direction, former)
    if zoom is Zoom.BOX:
        return Chart(zoom, boxes, boxes, full, texts)
    faces = {id: _lines(id, step, zoom, counted) for id, step in journey.steps.items()}
    labels = texts if zoom is Zoom.LINE else {}
    layout = _placed(journey, faces, labels, zoom, direction, _squeezed(boxes))
    return Chart(zoom, layout, boxes, faces, labels)


def _lines(id: str, step: Step, zoom: Zoom, counted: bool) -> Face:
    """What is in a step's box; without a border, the last column is left for a finding's mark."""
    if zoom is Zoom.BOX:
        return (*face(id, step), COUNTS) if counted else tuple(face(id, step))
    if zoom is Zoom.LINE:
        return (f"{GLYPHS[kind(step)]} {shortened(title(id, step), WIDEST_TITLE)} ",)
    return (f"{GLYPHS[kind(step)]} ",)


def _labels(journey: Journey) -> dict[int, str]:
    texts = {index: shortened(branch(way), WIDEST_LABEL) for index, way in enumerate(journey.transitions)}
    return {index: text for index, text in texts.items() if text}


def _size(face: Face, zoom: Zoom) -> tuple[int, int]:
    return box_size(face) if zoom is Zoom.BOX else (cell_len(face[0]), 1)


def _placed(
    journey: Journey,
    faces: Mapping[str, Face],
    labels: Mapping[int, str],
    zoom: Zoom,
    direction: Direction,
    previous: Layout | None,
) -> Layout:
    nodes = [Node(id, *_size(lines, zoom)) for id, lines in faces.items()]
    edges = [
        Edge(index, way.source, way.target, cell_len(labels.get(index, "")))
        for index, way in enumerate(journey.transitions)
    ]
    root = next((id for id, step in journey.steps.items() if isinstance(step, Entry)), None)
    return lay_out(nodes, edges, root=root, direction=direction, previous=previous)


def _wanted(
    journey: Journey,
    previous: Chart | None,
    faces: Mapping[str, Face],
    labels: Mapping[int, str],
    direction: Direction,
) -> Layout | None:
    """Where the steps were, and where people moved them to."""
    if previous is not None and previous.boxes.direction == direction:
        former = previous.boxes
    elif journey.layout:
        former = _placed(journey, faces, labels, Zoom.BOX, direction, None)
    else:
        return None
    moved = journey.layout.position if journey.layout else {}
    chosen = {id: replace(former.boxes[id], x=x, y=y) for id, (x, y) in moved.items() if id in former.boxes}
    return replace(former, boxes={**former.boxes, **chosen})


SQUEEZE: Final = {"right": (1, 3), "down": (1, 2)}
"""By how much a picture of single lines is narrower across than one of boxes."""


def _squeezed(boxes: Layout) -> Layout:
    """The layout of boxes with its distances across shrunk, so that a picture of lines keeps its order."""
    times, over = SQUEEZE[boxes.direction]

    def shrunk(box: Box) -> Box:
        middle = (box.x + box.width // 2, box.y + box.height // 2)
        return Box(box.id, middle[0] * times // over, middle[1] * times // over, 1, 1)

    return replace(boxes, boxes={id: shrunk(box) for id, box in boxes.boxes.items()})


def item_at(journey: Journey, chart: Chart, step: str, y: int) -> str | None:
    """The item of a checklist that is shown in a row of the picture."""
    checklist, box = journey.steps.get(step), chart.layout.boxes.get(step)
    if not isinstance(checklist, Checklist) or box is None or chart.zoom is not Zoom.BOX:
        return None
    first = next((row for row, line in enumerate(chart.faces[step]) if line.startswith("☐")), 0)
    number = y - box.y - 1 - first
    items = list(checklist.items)
    return items[number] if 0 <= number < len(items) else None


def position_for(chart: Chart, step: str, x: int, y: int) -> tuple[int, int]:
    """Where a step is wanted that was dropped with its upper left corner in a cell, for ``engine.edit.Move``."""
    if chart.zoom is Zoom.BOX:
        return x, y
    times, over = SQUEEZE[chart.layout.direction]
    box = chart.boxes.boxes[step]
    return x * over // times - box.width // 2, y * over // times - box.height // 2
