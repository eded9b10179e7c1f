"""Turn stops and channels into boxes and polylines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from msgspec import Struct

from designer.layout.axes import Axes
from designer.layout.channels import Channel
from designer.layout.graph import Graph
from designer.layout.lattice import LabelAt, Lattice
from designer.layout.records import Box, Edge, Point, Route, Slot

Corner = tuple[int, int]  # along, across


class Band(Struct, frozen=True):
    """Where along a gap and the layer behind it lie."""

    tracks: int
    """The first track of the gap."""
    behind: int
    """Just behind its last track."""
    layer: int
    """The first cell of the layer."""
    width: int
    """The width of the layer."""


def draught(
    graph: Graph, lattice: Lattice, at: Sequence[int], gaps: Sequence[Channel], axes: Axes
) -> tuple[list[Box], list[Route]]:
    """Boxes and routes, not yet moved to where the picture begins."""
    drawer = _Drawer(graph, lattice, at, gaps, axes)
    boxes = [drawer.box(number) for number, stop in enumerate(lattice.stops) if stop.node is not None]
    return boxes, [drawer.route(edge) for edge in graph.edges]


class _Drawer:
    def __init__(
        self, graph: Graph, lattice: Lattice, at: Sequence[int], gaps: Sequence[Channel], axes: Axes
    ) -> None:
        self.graph, self.lattice, self.at, self.gaps, self.axes = graph, lattice, at, gaps, axes
        self.bands = self._bands()

    def _bands(self) -> list[Band]:
        """The band of each gap and layer, and that of the last gap with a layer of width 0."""
        widths = [max(self.lattice.stops[stop].along for stop in layer) for layer in self.lattice.layers]
        labels_before, labels_behind = self._label_room(widths)
        bands: list[Band] = []
        end = 0
        for gap, width in zip(self.gaps, [*widths, 0], strict=True):
            number = len(bands)
            tracks = end + max(self.axes.near if gap.entered else 0, labels_before[number])
            behind = tracks + (gap.tracks - 1) * self.axes.pitch + 1 if gap.tracks else tracks
            layer = behind + (self.axes.far if gap.left else 0) + labels_behind[number]
            bands.append(Band(tracks, behind, layer, width))
            end = layer + width
        return bands

    def _label_room(self, widths: Sequence[int]) -> tuple[list[int], list[int]]:
        """What the labels want before the tracks of each gap, and behind them."""
        before, behind = [0] * len(self.gaps), [0] * len(self.gaps)
        near = self.axes.near
        for edge in self.graph.edges:
            path, label = self.lattice.paths[edge.index], self.axes.label(edge)[0]
            at = self.lattice.labels.get(edge.index)
            stop = self.lattice.stops[path[0]]
            gap = stop.layer + 1
            if at is LabelAt.SOURCE:
                room = stop.along + near + label + (near if self.gaps[gap].tracks else 0) - widths[stop.layer]
                before[gap] = max(before[gap], room)
            elif at is LabelAt.FIRST_STOP:
                # On a passing line the label may reach into the layer.
                passing = self.lattice.stops[path[1]].node is None
                room = near + label - (self.axes.far + widths[gap] if passing else 0)
                behind[gap] = max(behind[gap], room)
        return before, behind

    def box(self, number: int) -> Box:
        stop = self.lattice.stops[number]
        node = self.graph.nodes[stop.node or ""]
        across = self.axes.size(node)[1]
        x, y = self.axes.point(self.bands[stop.layer].layer, self.at[number] - across // 2)
        return Box(node.id, x, y, node.width, node.height)

    def route(self, edge: Edge) -> Route:
        path = self.lattice.paths[edge.index]
        first, last = self.lattice.stops[path[0]], self.lattice.stops[path[-1]]
        corners = [(self.bands[first.layer].layer + first.along - 1, self.at[path[0]])]
        for hop in pairwise(path):
            corners.extend(self._turns(*hop))
        corners.append((self.bands[last.layer].layer, self.at[path[-1]]))
        points = tuple(self.axes.point(*corner) for corner in _without_straight(corners))
        return Route(edge.index, edge.source, edge.target, points, self._slot(edge))

    def _turns(self, a: int, b: int) -> list[Corner]:
        gap = self.lattice.gap((a, b))
        trunk = self.gaps[gap].trunks.get((a, b))
        if trunk is None:
            return []
        start, end = (
            self.bands[gap].tracks
            + self.axes.pitch * (trunk.before if self.lattice.stops[stop].layer < gap else trunk.behind)
            for stop in (a, b)
        )
        change = [(start, trunk.change), (end, trunk.change)] if trunk.change is not None and start != end else []
        return [(start, self.at[a]), *change, (end, self.at[b])]

    def _slot(self, edge: Edge) -> Slot | None:
        place = self.lattice.labels.get(edge.index)
        if place is None:
            return None
        path = self.lattice.paths[edge.index]
        at = path[0] if place is LabelAt.SOURCE else path[1]
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


def moved(boxes: Sequence[Box], routes: Sequence[Route], x: int, y: int) -> tuple[list[Box], list[Route]]:
    """The same picture, x columns to the right and y rows further down."""
    return (
        [Box(box.id, box.x + x, box.y + y, box.width, box.height) for box in boxes],
        [_moved_route(route, x, y) for route in routes],
    )


def _moved_route(route: Route, x: int, y: int) -> Route:
    points: tuple[Point, ...] = tuple((a + x, b + y) for a, b in route.points)
    slot = Slot(route.slot.x + x, route.slot.y + y, route.slot.width) if route.slot else None
    return Route(route.index, route.source, route.target, points, slot)
