"""The layout from end to end: each connected part by itself, then all parts on one sheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final

from designer.diagram.layout.alignment import blocks
from designer.diagram.layout.axes import Axes, axes_of
from designer.diagram.layout.channels import channels
from designer.diagram.layout.cycles import walk
from designer.diagram.layout.geometry import Direction, GraphEdge, GraphLayout, GraphNode
from designer.diagram.layout.lattice import Lattice, build
from designer.diagram.layout.layout_graph import Graph, connected_parts, graph_of
from designer.diagram.layout.packing import SheetPart, one_sheet, part_of
from designer.diagram.layout.placement import place_stops
from designer.diagram.layout.polylines import draught
from designer.diagram.layout.stop_order import order_stops

CACHE_SIZE: Final = 4
"""Graphs whose parts are kept: to move a box, to undo and to redo lead to a graph that has just been there."""


def lay_out(
    nodes: Sequence[GraphNode],
    edges: Sequence[GraphEdge],
    *,
    root: str | None = None,
    direction: Direction = "right",
    previous: GraphLayout | None = None,
) -> GraphLayout:
    """Place the nodes in layers that follow the edges away from `root`, and route the edges between them.

    The same input gives the same layout. With the layout of an earlier state of the graph as `previous`, the nodes of
    a layer keep their order, and stay where they were across it as far as the change allows.
    Raises ValueError for an id or index given twice, an edge or a root without its node, a box of no size.
    """
    axes = axes_of(direction)
    former = _former(previous, axes)
    parts = _parts(tuple(nodes), tuple(edges), root, axes)
    return one_sheet([_arrange(part, lattice, axes, former) for part, lattice in parts], axes)


def lay_out_within(
    columns: int, nodes: Sequence[GraphNode], edges: Sequence[GraphEdge], *, root: str | None = None
) -> GraphLayout:
    """Lay out ``nodes`` and ``edges`` left to right if that fits into ``columns``; else top down, if that is
    narrower.

    ``root`` is as in ``lay_out``.
    """
    right = lay_out(nodes, edges, root=root)
    if right.width <= columns:
        return right
    return min(right, lay_out(nodes, edges, root=root, direction="down"), key=lambda layout: layout.width)


@lru_cache(CACHE_SIZE)
def _parts(
    nodes: Sequence[GraphNode], edges: Sequence[GraphEdge], root: str | None, axes: Axes
) -> list[tuple[Graph, Lattice]]:
    """The connected parts of ``nodes`` and ``edges``, each with its stops along ``axes``; that of ``root`` first,
    single nodes last.
    """
    graph = graph_of(nodes, edges)
    if root is not None and root not in graph.nodes:
        raise ValueError(f"The root {root!r} is not among the nodes.")
    order = sorted(graph.nodes, key=lambda id: (id != root, not graph.outs[id] and not graph.ins[id], id))
    return [(part, build(part, walk(part, root), axes)) for part in connected_parts(graph, order)]


def _former(previous: GraphLayout | None, axes: Axes) -> dict[str, int]:
    """The positions across at which lines met each node in ``previous``, if its direction is that of ``axes``."""
    if previous is None or previous.direction != axes.direction:
        return {}
    return {
        box.id: axes.extent(box.x, box.y)[1] + axes.extent(box.width, box.height)[1] // 2
        for box in previous.boxes.values()
    }


def _arrange(part: Graph, lattice: Lattice, axes: Axes, former: Mapping[str, int]) -> SheetPart:
    nodes = {stop.node: number for number, stop in enumerate(lattice.stops) if stop.node is not None}
    known = {number: former[node] for node, number in nodes.items() if node in former}
    order = order_stops(lattice, known)
    at = place_stops(lattice, order, blocks(lattice, order), axes, known)
    return part_of(*draught(part, lattice, at, channels(lattice, at), axes))
