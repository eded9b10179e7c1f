"""Walk a graph depth first and find the edges that close its cycles."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from designer.diagram.layout.geometry import GraphEdge
from designer.diagram.layout.layout_graph import Graph


class DepthFirstWalk(Struct, frozen=True):
    """Node ids in a topological order; edges in the order they were walked; the indexes of those that lead back.

    Without the edges that lead back there is no cycle. Each of them ends at a node its source was reached from.
    The walk began at `start`. `outs` and `ins` are the edges that leave and enter each node and do not lead back.
    """

    start: str
    topological: Sequence[str]
    edges: Sequence[GraphEdge]
    back: frozenset[int]
    outs: Mapping[str, Sequence[GraphEdge]]
    ins: Mapping[str, Sequence[GraphEdge]]


def walk(graph: Graph, root: str | None) -> DepthFirstWalk:
    """Walk from the root, then from the nodes nothing leads to, then from what is left; ties by id."""
    walker = _Walker(graph.outs)
    for start in sorted(graph.nodes, key=lambda id: (id != root, bool(graph.ins[id]), id)):
        walker.walk_from(start)
    topological = tuple(reversed(walker.left))
    back = frozenset(walker.back)
    start = next(iter(walker.visited))
    return DepthFirstWalk(
        start, topological, walker.walked, back, _forward(graph.outs, back), _forward(graph.ins, back)
    )


class _Walker:
    """Depth first with a stack of its own: chains are longer than Python's."""

    def __init__(self, outs: Mapping[str, Sequence[GraphEdge]]) -> None:
        self.outs = outs
        self.visited: dict[str, None] = {}
        self.left: dict[str, None] = {}
        self.walked: list[GraphEdge] = []
        self.back: set[int] = set()

    def walk_from(self, start: str) -> None:
        ahead = [self._enter(start)] if start not in self.visited else []
        while ahead:
            node, edges = ahead[-1]
            if (edge := next(edges, None)) is None:
                self.left[node] = None
                ahead.pop()
            else:
                self.walked.append(edge)
                if edge.target not in self.visited:
                    ahead.append(self._enter(edge.target))
                elif edge.target not in self.left:
                    self.back.add(edge.index)

    def _enter(self, node: str) -> tuple[str, Iterator[GraphEdge]]:
        self.visited[node] = None
        return node, iter(self.outs[node])


def _forward(
    edges: Mapping[str, Sequence[GraphEdge]], back: frozenset[int]
) -> Mapping[str, Sequence[GraphEdge]]:
    """The edges at each node without those that lead back."""
    if not back:
        return edges
    return {id: [edge for edge in at if edge.index not in back] for id, at in edges.items()}
