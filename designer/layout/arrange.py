"""The layout from end to end: each connected part by itself, then all parts on one sheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from designer.layout.alignment import blocks
from designer.layout.axes import Axes, axes_of
from designer.layout.channels import channels
from designer.layout.cycles import walk
from designer.layout.graph import Graph, connected_parts, graph_of
from designer.layout.lattice import build
from designer.layout.ordering import order_stops
from designer.layout.placement import place_stops
from designer.layout.records import Direction, Edge, Layout, Node
from designer.layout.routes import draught
from designer.layout.sheet import Part, one_sheet, part_of


def lay_out(
    nodes: Sequence[Node],
    edges: Sequence[Edge],
    *,
    root: str | None = None,
    direction: Direction = "right",
    previous: Layout | None = None,
) -> Layout:
    """Place the nodes in layers that follow the edges away from `root`, and route the edges between them.

    The same input gives the same layout. With the layout of an earlier state of the graph as `previous`, the nodes of
    a layer keep their order, and stay where they were across it as far as the change allows.
    Raises ValueError for an id or index given twice, an edge or a root without its node, a box of no size.
    """
    graph = graph_of(nodes, edges)
    if root is not None and root not in graph.nodes:
        raise ValueError(f"The root {root!r} is not among the nodes.")
    axes = axes_of(direction)
    former = _former(previous, axes)
    order = sorted(graph.nodes, key=lambda id: (id != root, not graph.outs[id] and not graph.ins[id], id))
    return one_sheet([_arrange(part, root, axes, former) for part in connected_parts(graph, order)], axes)


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
    nodes = {stop.node: number for number, stop in enumerate(lattice.stops) if stop.node is not None}
    known = {number: former[node] for node, number in nodes.items() if node in former}
    order = order_stops(lattice, known)
    at = place_stops(lattice, order, blocks(lattice, order), axes, known)
    return part_of(*draught(part, lattice, at, channels(lattice, at), axes))
