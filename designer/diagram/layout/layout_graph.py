"""The graph as the layout works on it: edges by their ends, connected parts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from designer.diagram.layout.geometry import GraphEdge, GraphNode


class Graph(Struct, frozen=True):
    """Nodes by id, edges by index order, and the edges that leave and enter each node."""

    nodes: Mapping[str, GraphNode]
    edges: Sequence[GraphEdge]
    outs: Mapping[str, Sequence[GraphEdge]]
    ins: Mapping[str, Sequence[GraphEdge]]


def graph_of(nodes: Sequence[GraphNode], edges: Sequence[GraphEdge]) -> Graph:
    """Make a graph of ``nodes`` and ``edges``. Raises ValueError for an id or index given twice, for an edge without
    its node, and for a box of no size.
    """
    known = {node.id: node for node in nodes}
    _check(nodes, edges, known)
    return _link(known, sorted(edges, key=lambda edge: edge.index))


def _link(known: Mapping[str, GraphNode], edges: Sequence[GraphEdge]) -> Graph:
    outs: dict[str, list[GraphEdge]] = {id: [] for id in sorted(known)}
    ins: dict[str, list[GraphEdge]] = {id: [] for id in sorted(known)}
    for edge in edges:
        outs[edge.source].append(edge)
        ins[edge.target].append(edge)
    return Graph(known, edges, outs, ins)


def _check(nodes: Sequence[GraphNode], edges: Sequence[GraphEdge], known: Mapping[str, GraphNode]) -> None:
    if len(known) < len(nodes):
        raise ValueError("Two nodes have the same id; give each node an id of its own.")
    if len({edge.index for edge in edges}) < len(edges):
        raise ValueError("Two edges have the same index; give each edge an index of its own.")
    for node in nodes:
        if node.width < 1 or node.height < 1:
            raise ValueError(
                f"Node {node.id!r} is {node.width} × {node.height} cells; a box needs at least 1 × 1."
            )
    for edge in edges:
        for end in (edge.source, edge.target):
            if end not in known:
                raise ValueError(f"Edge {edge.index} names node {end!r}, which is not among the nodes.")


def connected_parts(graph: Graph, order: Sequence[str]) -> list[Graph]:
    """The parts of the graph no edge joins, in the order their first node has in `order`."""
    parts: list[Graph] = []
    seen: set[str] = set()
    for start in order:
        if start not in seen:
            reached = _part_around(graph, start)
            seen |= reached
            parts.append(_part(graph, reached))
    return parts


def _part_around(graph: Graph, start: str) -> set[str]:
    reached = {start}
    ahead = [start]
    while ahead:
        node = ahead.pop()
        near = [edge.target for edge in graph.outs[node]] + [edge.source for edge in graph.ins[node]]
        for other in near:
            if other not in reached:
                reached.add(other)
                ahead.append(other)
    return reached


def _part(graph: Graph, ids: set[str]) -> Graph:
    if len(ids) == len(graph.nodes):
        return graph
    edges = [edge for id in ids for edge in graph.outs[id]]
    return _link({id: graph.nodes[id] for id in sorted(ids)}, sorted(edges, key=lambda edge: edge.index))
