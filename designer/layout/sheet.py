"""Put the connected parts of a picture onto one sheet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from designer.layout.axes import Axes
from designer.layout.records import Box, Layout, Point, Route, Slot


class Part(Struct, frozen=True):
    """A connected part of the picture, its top left corner at (0, 0)."""

    boxes: Sequence[Box]
    routes: Sequence[Route]
    width: int
    height: int


def part_of(boxes: Sequence[Box], routes: Sequence[Route]) -> Part:
    """Move boxes and routes from wherever they are to (0, 0)."""
    corners = list(_corners(boxes, routes))
    left, top = min(x for x, _ in corners), min(y for _, y in corners)
    right, bottom = max(x for x, _ in corners), max(y for _, y in corners)
    return Part(*_moved(boxes, routes, -left, -top), right - left + 1, bottom - top + 1)


def one_sheet(parts: Sequence[Part], axes: Axes) -> Layout:
    """Parts one beside the other across; short ones share the length of the longest."""
    limit = max((axes.extent(part.width, part.height)[0] for part in parts), default=0)
    boxes: list[Box] = []
    routes: list[Route] = []
    start = shelf = end = width = height = 0
    for part in parts:
        along, across = axes.extent(part.width, part.height)
        if start and start + along > limit:
            start, shelf = 0, end + axes.between_boxes
        x, y = axes.point(start, shelf)
        more_boxes, more_routes = _moved(part.boxes, part.routes, x, y)
        boxes += more_boxes
        routes += more_routes
        width, height = max(width, x + part.width), max(height, y + part.height)
        start, end = start + along + axes.near + axes.far, max(end, shelf + across)
    by_id = {box.id: box for box in sorted(boxes, key=lambda box: box.id)}
    by_index = {route.index: route for route in sorted(routes, key=lambda route: route.index)}
    return Layout(axes.direction, width, height, by_id, by_index)


def _corners(boxes: Sequence[Box], routes: Sequence[Route]) -> Iterator[Point]:
    """Cells on the outline of all that is drawn."""
    for box in boxes:
        yield box.x, box.y
        yield box.x + box.width - 1, box.y + box.height - 1
    for route in routes:
        yield from route.points
        if route.slot:
            yield route.slot.x, route.slot.y
            yield route.slot.x + route.slot.width - 1, route.slot.y


def _moved(boxes: Sequence[Box], routes: Sequence[Route], x: int, y: int) -> tuple[list[Box], list[Route]]:
    """The same picture, x columns further right and y rows further down."""
    return (
        [Box(box.id, box.x + x, box.y + y, box.width, box.height) for box in boxes],
        [_moved_route(route, x, y) for route in routes],
    )


def _moved_route(route: Route, x: int, y: int) -> Route:
    points = tuple((column + x, row + y) for column, row in route.points)
    slot = Slot(route.slot.x + x, route.slot.y + y, route.slot.width) if route.slot else None
    return Route(route.index, route.source, route.target, points, slot)
