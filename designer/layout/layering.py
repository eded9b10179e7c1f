"""Put every node into a layer so that lines run forward, and are short."""

from __future__ import annotations

from collections.abc import Callable

from designer.layout.cycles import Walk, forward
from designer.layout.graph import Graph
from designer.layout.records import Edge


def layers(graph: Graph, walked: Walk, length: Callable[[Edge], int]) -> dict[str, int]:
    """The layer of each node, from 0: every edge that does not lead back spans at least `length` layers.

    Each node stands as early as it can; then those that more lines leave than enter move up to what follows them,
    all but the one the walk began at.
    """
    layer: dict[str, int] = {}
    for node in walked.topological:
        before = forward(graph.ins[node], walked)
        layer[node] = max((layer[edge.source] + length(edge) for edge in before), default=0)
    for node in reversed(walked.topological):
        after = forward(graph.outs[node], walked)
        if node != walked.start and len(after) > len(forward(graph.ins[node], walked)):
            layer[node] = min(layer[edge.target] - length(edge) for edge in after)
    return layer
