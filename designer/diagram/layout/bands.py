"""The extent of every gap and every layer, with room for tracks, arrow heads and labels."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from designer.diagram.layout.axes import Axes
from designer.diagram.layout.channels import Channel
from designer.diagram.layout.lattice import LabelAt, Lattice
from designer.diagram.layout.layout_graph import Graph


class Band(Struct, frozen=True):
    """The stretch along which a gap and the layer behind it lie."""

    tracks: int
    """The first track of the gap."""
    behind: int
    """Just behind its last track."""
    layer: int
    """The first cell of the layer."""
    width: int
    """The width of the layer."""


def bands(graph: Graph, lattice: Lattice, gaps: Sequence[Channel], axes: Axes) -> list[Band]:
    """The band of each of the ``gaps`` of ``lattice`` and the layer behind it; the last gap has a layer of width 0.

    Labels of ``graph`` are measured along ``axes``.
    """
    widths = [max(lattice.stops[stop].along for stop in layer) for layer in lattice.layers]
    before = _room_before(graph, lattice, gaps, axes, widths)
    behind = _room_behind(graph, lattice, axes, [*widths, 0])
    result: list[Band] = []
    end = 0
    for number, (gap, width) in enumerate(zip(gaps, [*widths, 0], strict=True)):
        tracks = end + max(axes.near if gap.entered else 0, before[number])
        last = tracks + (gap.tracks - 1) * axes.pitch + 1 if gap.tracks else tracks
        layer = last + (axes.far if gap.left else 0) + behind[number]
        result.append(Band(tracks, last, layer, width))
        end = layer + width
    return result


def _room_before(
    graph: Graph, lattice: Lattice, gaps: Sequence[Channel], axes: Axes, widths: Sequence[int]
) -> list[int]:
    """The room that labels of ``graph`` beside their source want between the layer and the tracks of each of
    ``gaps``.

    ``lattice`` has the hops, ``axes`` the direction, ``widths`` those of the layers.
    """
    room = [0] * len(gaps)
    for edge in graph.edges:
        if lattice.labels.get(edge.index) is LabelAt.SOURCE:
            source = lattice.stops[lattice.paths[edge.index][0]]
            gap = source.layer + 1
            turn = axes.near if gaps[gap].tracks else 0
            wanted = source.along + axes.near + axes.label(edge)[0] + turn - widths[source.layer]
            room[gap] = max(room[gap], wanted)
    return room


def _room_behind(graph: Graph, lattice: Lattice, axes: Axes, widths: Sequence[int]) -> list[int]:
    """The room that labels of ``graph`` behind the tracks of each gap want; where a line passes, they may reach into
    the layer.

    ``lattice`` has the hops, ``axes`` the direction, ``widths`` those of the layers.
    """
    room = [0] * len(widths)
    for edge in graph.edges:
        if lattice.labels.get(edge.index) is LabelAt.FIRST_STOP:
            stop = lattice.stops[lattice.paths[edge.index][1]]
            passing = axes.far + widths[stop.layer] if stop.node is None else 0
            room[stop.layer] = max(room[stop.layer], axes.near + axes.label(edge)[0] - passing)
    return room
