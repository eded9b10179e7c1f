"""A journey as a picture at a zoom level: its layout, and which cell shows what.

Positions that people chose say where across the picture a step is wanted; the layout keeps to it as far as the
graph allows. Charts made one from the other keep everything else where it was.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from designer.diagram.box_text import Counted, Face, Lettering, Zoom, letter, shrunk
from designer.diagram.drawing import Raster
from designer.diagram.layout import Box, Direction, GraphLayout, lay_out
from engine.journey import Journey
from engine.steps import Checklist, Entry


class Chart(Struct, frozen=True, dict=True):
    """A picture's texts and where they stand: at the zoom level, and at that of boxes, from which the next is made."""

    letters: Lettering
    layout: GraphLayout
    boxed: Lettering
    boxes: GraphLayout

    @property
    def zoom(self) -> Zoom:
        return self.letters.zoom

    @property
    def faces(self) -> Mapping[str, Face]:
        return self.letters.faces

    @cached_property
    def raster(self) -> Raster:
        """Return which cell shows what; drawn for whoever draws in cells."""
        return Raster(self.layout, self.letters.faces, self.letters.labels)


def chart(
    journey: Journey,
    zoom: Zoom = Zoom.BOX,
    direction: Direction = "right",
    previous: Chart | None = None,
    *,
    counted: Counted = None,
) -> Chart:
    """The picture of a journey at a ``zoom`` in a ``direction``; steps stay where ``previous`` had them as far as
    the change allows.

    ``counted`` says which boxes leave a line for a count.
    """
    boxed = letter(journey, previous.boxed if previous is not None else None, counted=counted)
    boxes = _boxes(boxed, direction, previous)
    if zoom is Zoom.BOX:
        return Chart(boxed, boxes, boxed, boxes)
    letters = shrunk(boxed, zoom, direction)
    return Chart(letters, _lay_out_boxes(letters, direction, _squeeze(boxes)), boxed, boxes)


def chart_key(letters: Lettering, direction: Direction) -> object:
    """Return what a chart of ``letters`` in a ``direction`` shows, to be compared: equal ones are drawn alike."""
    layout = letters.journey.layout
    moved = tuple(sorted(layout.position.items())) if layout else ()
    return (
        direction,
        letters.counted,
        _root(letters),
        moved,
        tuple(letters.nodes.values()),
        tuple(letters.edges),
        tuple(letters.faces.values()),
        tuple(letters.labels.items()),
    )


def _boxes(boxed: Lettering, direction: Direction, previous: Chart | None) -> GraphLayout:
    """Place the boxes of ``boxed`` in a ``direction``; of those in ``previous``, none moves before something takes
    another room or is wanted elsewhere.
    """
    if previous is not None and previous.boxes.direction == direction and _alike(previous.boxed, boxed):
        return previous.boxes
    return _lay_out_boxes(boxed, direction, _former_places(boxed, direction, previous))


def _alike(one: Lettering, other: Lettering) -> bool:
    """Tell whether a layout of the one is a layout of the other."""
    same_graph = (one.nodes, one.edges, _root(one)) == (other.nodes, other.edges, _root(other))
    return same_graph and one.journey.layout == other.journey.layout


def _root(letters: Lettering) -> str | None:
    return next((id for id, step in letters.journey.steps.items() if isinstance(step, Entry)), None)


def _lay_out_boxes(letters: Lettering, direction: Direction, previous: GraphLayout | None) -> GraphLayout:
    nodes = list(letters.nodes.values())
    return lay_out(nodes, letters.edges, root=_root(letters), direction=direction, previous=previous)


def _former_places(boxed: Lettering, direction: Direction, previous: Chart | None) -> GraphLayout | None:
    """The places of the steps of ``boxed`` in ``previous``, if it had this ``direction``, and those that people
    moved them to.
    """
    places = boxed.journey.layout
    if previous is not None and previous.boxes.direction == direction:
        former = previous.boxes
    elif places:
        former = _lay_out_boxes(boxed, direction, None)
    else:
        return None
    moved = places.position if places else {}
    chosen = {id: replace(former.boxes[id], x=x, y=y) for id, (x, y) in moved.items() if id in former.boxes}
    return replace(former, boxes={**former.boxes, **chosen})


SQUEEZE: Final = {"right": (1, 3), "down": (1, 2)}
"""By how much a picture of single lines is narrower across than one of boxes."""


def _squeeze(boxes: GraphLayout) -> GraphLayout:
    """The layout of boxes with its distances across shrunk, so that a picture of lines keeps its order."""
    times, over = SQUEEZE[boxes.direction]

    def shrunk(box: Box) -> Box:
        middle = (box.x + box.width // 2, box.y + box.height // 2)
        return Box(box.id, middle[0] * times // over, middle[1] * times // over, 1, 1)

    return replace(boxes, boxes={id: shrunk(box) for id, box in boxes.boxes.items()})


def item_at(journey: Journey, chart: Chart, step: str, y: int) -> str | None:
    """The item of the checklist ``step`` of ``journey`` that ``chart`` shows in row ``y``."""
    checklist, box = journey.steps.get(step), chart.layout.boxes.get(step)
    if not isinstance(checklist, Checklist) or box is None or chart.zoom is not Zoom.BOX:
        return None
    first = next((row for row, line in enumerate(chart.faces[step]) if line.startswith("□")), 0)
    number = y - box.y - 1 - first
    items = list(checklist.items)
    return items[number] if 0 <= number < len(items) else None


def position_for(chart: Chart, step: str, x: int, y: int) -> tuple[int, int]:
    """The position for ``engine.edit.Move`` of a step that was dropped with its upper left corner in the cell
    (``x``, ``y``) of ``chart``.
    """
    if chart.zoom is Zoom.BOX:
        return x, y
    times, over = SQUEEZE[chart.layout.direction]
    box = chart.boxes.boxes[step]
    return x * over // times - box.width // 2, y * over // times - box.height // 2
