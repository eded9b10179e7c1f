"""Cut every edge into hops between neighbouring layers.

A stop is a place in a layer: a node, or where a line passes it. Edges to the same node share their stops as soon as
they can, so many lines to one exit arrive as one line. An edge that leads back leaves its node on the far side as every
other, turns round beside it, runs back through the layers and turns again into the near side of its target.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from enum import Enum
from itertools import pairwise

from msgspec import Struct

from designer.diagram.layout.axes import Axes, Extent
from designer.diagram.layout.cycles import DepthFirstWalk
from designer.diagram.layout.geometry import GraphEdge
from designer.diagram.layout.layers import layers
from designer.diagram.layout.layout_graph import Graph

Hop = tuple[int, int]  # two stops


class LabelAt(Enum):
    """The stretch where an edge's line is its own, so that its label can stand on it."""

    SOURCE = "before the first turn"
    FIRST_STOP = "after the turns of the first gap"
    LANE = "within the layer of the source, beside it"


class LatticeStop(Struct, frozen=True, gc=False):
    """A node, or the passing of a line (`node` is None), with the room it needs along and across."""

    layer: int
    node: str | None
    along: int
    across: int

    @property
    def port(self) -> int:
        """Lines meet the stop this far from its near edge across."""
        return self.across // 2


class Lattice(Struct, frozen=True):
    """Stops by number, the stops of each layer in a first order, the stops of each edge from source to target."""

    stops: Sequence[LatticeStop]
    layers: Sequence[Sequence[int]]
    paths: Mapping[int, Sequence[int]]
    labels: Mapping[int, LabelAt]
    links: Mapping[Hop, bool]
    """Hops between two layers, whichever way, with the stop in the earlier layer first; True for a main line."""
    turns: Sequence[Hop]
    """Hops that turn round within a layer: the first of each edge that leads back, and its last."""

    gaps: Sequence[Collection[Hop]]
    """The hops that cross or turn in each gap, as their lines run; gap g lies before layer g."""


def build(graph: Graph, walked: DepthFirstWalk, axes: Axes) -> Lattice:
    own = _own_lines(graph, walked)
    layer = layers(walked, own)
    builder = _Builder(layer, own)
    for edge in walked.edges:
        builder.add(edge, edge.index in walked.back)
    for id in walked.topological:
        builder.node(id)
    labels = {edge.index: _label_at(edge, graph, walked) for edge in graph.edges if edge.label_width}
    sizes = _sizes(graph, builder, labels, axes)
    stops = [
        LatticeStop(layer, node, *size) for (layer, node), size in zip(builder.places, sizes, strict=True)
    ]
    links: dict[Hop, bool] = {}
    turns: dict[Hop, None] = {}
    gaps: list[dict[Hop, None]] = [{} for _ in range(len(builder.layers) + 1)]
    main = _main_edges(walked, layer)
    for index, path in builder.paths.items():
        for hop in pairwise(path):
            a, b = stops[hop[0]], stops[hop[1]]
            gaps[_gap(a, b)][hop] = None
            if a.layer == b.layer:
                turns[hop] = None
            else:
                link = hop if a.layer < b.layer else hop[::-1]
                links[link] = links.get(link, False) or index in main
    return Lattice(stops, builder.layers, builder.paths, labels, links, list(turns), gaps)


def _gap(a: LatticeStop, b: LatticeStop) -> int:
    """The gap that a hop crosses or turns in."""
    if a.layer == b.layer:
        return a.layer + 1 if a.node is not None else a.layer
    return max(a.layer, b.layer)


def _own_lines(graph: Graph, walked: DepthFirstWalk) -> frozenset[int]:
    """The edges of ``graph`` whose line must be their own for some length: repeated ones, and those whose label has
    no other room.

    ``walked`` says which of them close a cycle.
    """
    ends: set[tuple[str, str]] = set()
    own: set[int] = set()
    for edge in graph.edges:
        pair = (edge.source, edge.target)
        if pair in ends or (edge.label_width and _is_crowded(edge, graph, walked)):
            own.add(edge.index)
        ends.add(pair)
    return frozenset(own)


def _is_crowded(edge: GraphEdge, graph: Graph, walked: DepthFirstWalk) -> bool:
    """Tell whether ``edge`` of ``graph`` has no room for a label, neither where it begins nor where it ends;
    ``walked`` turns it round.
    """
    crowded = len(graph.outs[edge.source]) > 1 and len(graph.ins[edge.target]) > 1
    return crowded or edge.index in walked.back


def _label_at(edge: GraphEdge, graph: Graph, walked: DepthFirstWalk) -> LabelAt:
    if edge.index in walked.back:
        return LabelAt.LANE
    return LabelAt.SOURCE if len(graph.outs[edge.source]) == 1 else LabelAt.FIRST_STOP


def _main_edges(walked: DepthFirstWalk, layer: Mapping[str, int]) -> frozenset[int]:
    """The edges that matter most of those that leave a node: not to dead ends, not past other layers, unlabelled.

    Each of these counts only if some edge of the node has it. ``walked`` has the edges, ``layer`` that of each node.
    """
    main: set[int] = set()
    for id, ahead in walked.outs.items():
        choice = ahead
        if len(ahead) > 1:
            going_on = [edge for edge in ahead if walked.outs[edge.target]]
            near = [edge for edge in going_on if layer[edge.target] == layer[id] + 1]
            choice = near or going_on or ahead
            choice = [edge for edge in choice if not edge.label_width] or choice
        main.update(edge.index for edge in choice)
    return frozenset(main)


def _sizes(graph: Graph, builder: _Builder, labels: Mapping[int, LabelAt], axes: Axes) -> list[Extent]:
    """The room of each stop of ``builder``: its box in ``graph``, or one cell of line, widened along ``axes`` for
    the ``labels`` beside it.
    """
    sizes = [axes.size(graph.nodes[node]) if node is not None else (1, 1) for _, node in builder.places]
    for edge in graph.edges:
        if edge.index in labels:
            at = labels[edge.index]
            stop = builder.paths[edge.index][0 if at is LabelAt.SOURCE else 1]
            along, across = axes.label(edge)
            if at is not LabelAt.LANE:
                along = 0
            sizes[stop] = (max(along, sizes[stop][0]), max(across, sizes[stop][1]))
    return sizes


class _Builder:
    """Stops and paths in the making; what is walked first comes first in its layer."""

    def __init__(self, layer: Mapping[str, int], own: frozenset[int]) -> None:
        self.layer, self.own = layer, own
        self.places: list[tuple[int, str | None]] = []
        self.layers: list[list[int]] = [[] for _ in range(max(layer.values()) + 1)]
        self.paths: dict[int, list[int]] = {}
        self._nodes: dict[str, int] = {}
        self._passings: dict[tuple[object, ...], int] = {}

    def add(self, edge: GraphEdge, back: bool) -> None:
        start, end = self.layer[edge.source], self.layer[edge.target]
        passed = range(start, end - 1, -1) if back else range(start + 1, end)
        path = [self.node(edge.source)]
        for layer in passed:
            alone = edge.index in self.own and layer == passed[0]
            path.append(self._passing_stop((edge.index,) if alone else (edge.target, back, layer), layer))
        path.append(self.node(edge.target))
        self.paths[edge.index] = path

    def node(self, id: str) -> int:
        if id not in self._nodes:
            self._nodes[id] = self._stop(self.layer[id], id)
        return self._nodes[id]

    def _passing_stop(self, key: tuple[object, ...], layer: int) -> int:
        if key not in self._passings:
            self._passings[key] = self._stop(layer, None)
        return self._passings[key]

    def _stop(self, layer: int, node: str | None) -> int:
        number = len(self.places)
        self.layers[layer].append(number)
        self.places.append((layer, node))
        return number
