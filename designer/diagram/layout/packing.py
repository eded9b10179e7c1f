"""Put the connected parts of a picture onto one sheet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from designer.diagram.layout.axes import Axes
from designer.diagram.layout.geometry import Box, EdgeRoute, GraphLayout, Point, Slot


class SheetPart(Struct, frozen=True):
    """A connected part of the picture, wherever it is."""

    boxes: Sequence[Box]
    routes: Sequence[EdgeRoute]
    left: int
    top: int
    width: int
    height: int


def part_of(boxes: Sequence[Box], routes: Sequence[EdgeRoute]) -> SheetPart:
    columns, rows = zip(*_corners(boxes, routes), strict=True)
    left, top = min(columns), min(rows)
    return SheetPart(boxes, routes, left, top, max(columns) - left + 1, max(rows) - top + 1)


def one_sheet(parts: Sequence[SheetPart], axes: Axes) -> GraphLayout:
    """Put ``parts`` one beside the other across ``axes``; short ones share the length of the longest."""
    limit = max((axes.extent(part.width, part.height)[0] for part in parts), default=0)
    boxes: list[Box] = []
    routes: list[EdgeRoute] = []
    start = shelf = end = width = height = 0
    for part in parts:
        along, across = axes.extent(part.width, part.height)
        if start and start + along > limit:
            start, shelf = 0, end + axes.between_boxes
        x, y = axes.point(start, shelf)
        right, down = x - part.left, y - part.top
        if right or down:
            boxes += [_moved(box, right, down) for box in part.boxes]
            routes += [_moved_route(route, right, down) for route in part.routes]
        else:  # as a rule: most graphs are in one part
            boxes += part.boxes
            routes += part.routes
        width, height = max(width, x + part.width), max(height, y + part.height)
        start, end = start + along + axes.near + axes.far, max(end, shelf + across)
    by_id = {box.id: box for box in sorted(boxes, key=lambda box: box.id)}
    by_index = {route.index: route for route in sorted(routes, key=lambda route: route.index)}
    return GraphLayout(axes.direction, width, height, by_id, by_index)


def _corners(boxes: Sequence[Box], routes: Sequence[EdgeRoute]) -> Iterator[Point]:
    """The cells on the outline of all that is drawn: the corners of ``boxes`` and ``routes``."""
    for box in boxes:
        yield box.x, box.y
        yield box.x + box.width - 1, box.y + box.height - 1
    for route in routes:
        yield from route.points
        if route.slot:
            yield route.slot.x, route.slot.y
            yield route.slot.x + route.slot.width - 1, route.slot.y


def _moved(box: Box, x: int, y: int) -> Box:
    """The same, x columns further right and y rows further down."""
    return Box(box.id, box.x + x, box.y + y, box.width, box.height)


def _moved_route(route: EdgeRoute, x: int, y: int) -> EdgeRoute:
    points = tuple((column + x, row + y) for column, row in route.points)
    slot = Slot(route.slot.x + x, route.slot.y + y, route.slot.width) if route.slot else None
    return EdgeRoute(route.index, route.source, route.target, points, slot)
