"""The layout from end to end: each connected part by itself, then all parts on one sheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from designer.layout.alignment import blocks
from designer.layout.axes import Axes, axes_of
from designer.layout.channels import channels
from designer.layout.cycles import walk
from designer.layout.graph import Graph, connected_parts, graph_of
from designer.layout.lattice import Lattice, build
from designer.layout.ordering import order_stops
from designer.layout.placement import place_stops
from designer.layout.records import Box, Direction, Edge, Layout, Node, Point, Route
from designer.layout.routes import draught, moved


class Part(Struct, frozen=True):
    """A connected part of the picture, its top left corner at (0, 0)."""

    boxes: Sequence[Box]
    routes: Sequence[Route]
    width: int
    height: int


def lay_out(
    nodes: Sequence[Node],
    edges: Sequence[Edge],
    *,
    root: str | None = None,
    direction: Direction = "right",
    previous: Layout | None = None,
) -> Layout:
    """Place the nodes in layers that follow the edges away from `root`, and route the edges between them.

    The same input gives the same layout. With the layout of an earlier state of the graph as `previous`, nodes of a layer keep
    their order and stay where they were as far as the change allows.
    Raises ValueError for an id or index given twice, an edge without its node, a box of no size.
    """
    graph = graph_of(nodes, edges)
    axes = axes_of(direction)
    former = _former(previous, axes)
    order = sorted(graph.nodes, key=lambda id: (id != root, not graph.outs[id] and not graph.ins[id], id))
    parts = [_arrange(part, root, axes, former) for part in connected_parts(graph, order)]
    return _one_sheet(parts, axes)


def lay_out_within(
    columns: int, nodes: Sequence[Node], edges: Sequence[Edge], *, root: str | None = None
) -> Layout:
    """Left to right if that fits into this many columns; else top down, if that is narrower."""
    right = lay_out(nodes, edges, root=root)
    if right.width <= columns:
        return right
    return min(right, lay_out(nodes, edges, root=root, direction="down"), key=lambda layout: layout.width)


def _former(previous: Layout | None, axes: Axes) -> dict[str, int]:
    """Where across lines met each node in an earlier layout of the same direction."""
    if previous is None or previous.direction != axes.direction:
        return {}
    return {
        box.id: axes.extent(box.x, box.y)[1] + axes.extent(box.width, box.height)[1] // 2
        for box in previous.boxes.values()
    }


def _arrange(part: Graph, root: str | None, axes: Axes, former: Mapping[str, int]) -> Part:
    lattice = build(part, walk(part, root), axes)
    known = {
        number: former[stop.node] for number, stop in enumerate(lattice.stops) if stop.node is not None and stop.node in former
    }
    order = order_stops(lattice, known)
    at = place_stops(lattice, order, blocks(lattice, order), axes, known)
    boxes, routes = draught(part, lattice, at, channels(lattice, at), axes)
    left, top, right, bottom = _bounds(boxes, routes)
    return Part(*moved(boxes, routes, -left, -top), right - left, bottom - top)


def _bounds(boxes: Sequence[Box], routes: Sequence[Route]) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of all that is drawn; right and bottom lie just outside."""
    corners: list[Point] = [point for route in routes for point in route.points]
    for area in [*boxes, *(route.slot for route in routes if route.slot)]:
        height = area.height if isinstance(area, Box) else 1
        corners += [(area.x, area.y), (area.x + area.width - 1, area.y + height - 1)]
    columns, rows = [x for x, _ in corners], [y for _, y in corners]
    return min(columns), min(rows), max(columns) + 1, max(rows) + 1


def _one_sheet(parts: Sequence[Part], axes: Axes) -> Layout:
    """Parts one beside the other across; short ones fill up the length of the longest."""
    limit = max((axes.extent(part.width, part.height)[0] for part in parts), default=0)
    boxes: list[Box] = []
    routes: list[Route] = []
    start = shelf = end = width = height = 0
    for part in parts:
        along, across = axes.extent(part.width, part.height)
        if start and start + along > limit:
            start, shelf = 0, end + axes.between_boxes
        x, y = axes.point(start, shelf)
        more_boxes, more_routes = moved(part.boxes, part.routes, x, y)
        boxes += more_boxes
        routes += more_routes
        width, height = max(width, x + part.width), max(height, y + part.height)
        start, end = start + along + axes.near + axes.far, max(end, shelf + across)
    return Layout(
        axes.direction,
        width,
        height,
        {box.id: box for box in sorted(boxes, key=lambda box: box.id)},
        {route.index: route for route in sorted(routes, key=lambda route: route.index)},
    )
