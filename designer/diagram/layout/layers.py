"""Put every node into a layer so that lines run forward, and are short."""

from __future__ import annotations

from collections.abc import Set

from designer.diagram.layout.cycles import DepthFirstWalk
from designer.diagram.layout.geometry import GraphEdge


def layers(walked: DepthFirstWalk, own: Set[int]) -> dict[str, int]:
    """The layer of each node, from 0: every edge that does not lead back leads on, those in `own` by two at least.

    Each node stands as early as it can; then those that more lines leave than enter move up to what follows them,
    all but the one the walk began at.
    """
    layer: dict[str, int] = {}
    for node in walked.topological:
        layer[node] = 0
        for edge in walked.ins[node]:
            layer[node] = max(layer[node], layer[edge.source] + _length(edge, own))
    for node in reversed(walked.topological):
        after = walked.outs[node]
        if node != walked.start and len(after) > len(walked.ins[node]):
            layer[node] = min(layer[edge.target] - _length(edge, own) for edge in after)
    return layer


def _length(edge: GraphEdge, own: Set[int]) -> int:
    return 2 if edge.index in own else 1
