"""The input and the output of the layout. All lengths and positions are whole grid cells.

A large picture has thousands of these, and none of them can lead back to itself: the garbage collector need not look.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct

Direction = Literal["right", "down"]
Point = tuple[int, int]


class GraphNode(Struct, frozen=True, gc=False):
    """A box to place, border included; `width` and `height` are at least 1."""

    id: str
    width: int
    height: int


class GraphEdge(Struct, frozen=True, gc=False):
    """A line to draw. `index` tells it from every other edge and gives the order of branches at a node.

    `label_width` is the width of its label without padding, 0 for none.
    """

    index: int
    source: str
    target: str
    label_width: int = 0


class Box(Struct, frozen=True, gc=False):
    """The place of a node: the cells x ≤ column < x + width, y ≤ row < y + height."""

    id: str
    x: int
    y: int
    width: int
    height: int


class Slot(Struct, frozen=True, gc=False):
    """Free cells in one row, on the edge's own line, for its label and a space on either side."""

    x: int
    y: int
    width: int


class EdgeRoute(Struct, frozen=True, gc=False):
    """An edge as a polyline of corners (x, y); the first lies on the border of `source`, the last on that of `target`.

    The line between two corners is horizontal or vertical. Edges that share a source or a target may share cells.
    """

    index: int
    source: str
    target: str
    points: tuple[Point, ...]
    slot: Slot | None = None


class GraphLayout(Struct, frozen=True):
    """Boxes by node id and routes by edge index, all within 0 ≤ x < width, 0 ≤ y < height."""

    direction: Direction
    width: int
    height: int
    boxes: Mapping[str, Box]
    routes: Mapping[int, EdgeRoute]
