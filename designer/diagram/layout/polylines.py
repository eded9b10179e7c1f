"""Turn stops and channels into boxes and polylines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from designer.diagram.layout.axes import Axes
from designer.diagram.layout.bands import bands
from designer.diagram.layout.channels import Channel, Trunk
from designer.diagram.layout.geometry import Box, EdgeRoute, GraphEdge, Slot
from designer.diagram.layout.lattice import Hop, LabelAt, Lattice
from designer.diagram.layout.layout_graph import Graph

Corner = tuple[int, int]  # along, across


def draught(
    graph: Graph, lattice: Lattice, at: Sequence[int], gaps: Sequence[Channel], axes: Axes
) -> tuple[list[Box], list[EdgeRoute]]:
    """The boxes and routes of ``graph``, from the stops of ``lattice`` ``at`` these places and the channels of
    ``gaps``, along ``axes``.

    The first stop across begins at 0; lines and labels may lie before it.
    """
    drawer = _Drawer(graph, lattice, at, gaps, axes)
    boxes = [drawer.box(number) for number, stop in enumerate(lattice.stops) if stop.node is not None]
    return boxes, [drawer.route(edge) for edge in graph.edges]


class _Drawer:
    def __init__(
        self, graph: Graph, lattice: Lattice, at: Sequence[int], gaps: Sequence[Channel], axes: Axes
    ) -> None:
        self.graph, self.lattice, self.axes = graph, lattice, axes
        self.start = min(across - stop.port for across, stop in zip(at, lattice.stops, strict=True))
        self.at = [across - self.start for across in at]
        self.bands = bands(graph, lattice, gaps, axes)
        self.trunks = {
            hop: (gap, trunk) for gap, channel in enumerate(gaps) for hop, trunk in channel.trunks.items()
        }

    def box(self, number: int) -> Box:
        stop = self.lattice.stops[number]
        node = self.graph.nodes[stop.node or ""]
        across = self.axes.size(node)[1]
        x, y = self.axes.point(self.bands[stop.layer].layer, self.at[number] - across // 2)
        return Box(node.id, x, y, node.width, node.height)

    def route(self, edge: GraphEdge) -> EdgeRoute:
        path = self.lattice.paths[edge.index]
        first, last = self.lattice.stops[path[0]], self.lattice.stops[path[-1]]
        corners = [(self.bands[first.layer].layer + first.along - 1, self.at[path[0]])]
        for hop in pairwise(path):
            if hop in self.trunks:
                corners += self._turns(hop)
        corners.append((self.bands[last.layer].layer, self.at[path[-1]]))
        if len(corners) > 2:
            corners = _without_straight(corners)
        points = tuple([self.axes.point(*corner) for corner in corners])
        slot = self._slot(edge) if edge.label_width else None
        return EdgeRoute(edge.index, edge.source, edge.target, points, slot)

    def _turns(self, hop: Hop) -> list[Corner]:
        """The corners of a hop that does not run straight."""
        gap, trunk = self.trunks[hop]
        a, b = hop
        start, end = self._track(a, gap, trunk), self._track(b, gap, trunk)
        if trunk.change is None or start == end:
            return [(start, self.at[a]), (end, self.at[b])]
        change = trunk.change - self.start
        return [(start, self.at[a]), (start, change), (end, change), (end, self.at[b])]

    def _track(self, stop: int, gap: int, trunk: Trunk) -> int:
        """Return where along the line of a stop meets its trunk."""
        track = trunk.before if self.lattice.stops[stop].layer < gap else trunk.behind
        return self.bands[gap].tracks + self.axes.pitch * track

    def _slot(self, edge: GraphEdge) -> Slot:
        place = self.lattice.labels[edge.index]
        at = self.lattice.paths[edge.index][0 if place is LabelAt.SOURCE else 1]
        stop, band = self.lattice.stops[at], self.bands[self.lattice.stops[at].layer]
        along, across = self.axes.label(edge)
        if place is LabelAt.SOURCE:
            start = band.layer + stop.along + self.axes.near
        elif place is LabelAt.FIRST_STOP:
            start = band.behind + self.axes.near
        else:
            start = band.layer + (band.width - along) // 2
        x, y = self.axes.point(start, self.at[at] - across // 2)
        return Slot(x, y, edge.label_width + 2)


def _without_straight(corners: Iterable[Corner]) -> list[Corner]:
    """The corners at which a line really turns, and its ends."""
    kept: list[Corner] = []
    for corner in corners:
        if len(kept) > 1 and _in_line(kept[-2], kept[-1], corner):
            kept.pop()
        if not kept or kept[-1] != corner:
            kept.append(corner)
    return kept


def _in_line(a: Corner, b: Corner, c: Corner) -> bool:
    return a[0] == b[0] == c[0] or a[1] == b[1] == c[1]
