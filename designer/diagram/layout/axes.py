"""The two directions a picture can run in, as one: lines run `along`, and `across` is at right angles to that."""

from __future__ import annotations

from msgspec import Struct

from designer.diagram.layout.geometry import Direction, GraphEdge, GraphNode, Point

Extent = tuple[int, int]  # along, across


class Axes(Struct, frozen=True):
    """A direction and the free cells it wants; a cell is twice as high as it is wide, so rows count double."""

    direction: Direction
    near: int  # along, between a box and the first turn of the line that leaves it
    far: int  # along, between the last turn of a line and the box it enters; holds the arrow head
    pitch: int  # along, from one turn to the next
    between_boxes: int  # across
    between_lines: int  # across
    beside_boxes: int  # across, between a box and a line

    def extent(self, width: int, height: int) -> Extent:
        """Along and across of a rectangle of this width and height; and the other way round."""
        return (width, height) if self.direction == "right" else (height, width)

    def point(self, along: int, across: int) -> Point:
        return (along, across) if self.direction == "right" else (across, along)

    def size(self, node: GraphNode) -> Extent:
        return self.extent(node.width, node.height)

    def label(self, edge: GraphEdge) -> Extent:
        """The extent of an edge's label with a space on either side; (0, 0) if it has none."""
        return self.extent(edge.label_width + 2, 1) if edge.label_width else (0, 0)


RIGHT = Axes(direction="right", near=1, far=2, pitch=2, between_boxes=1, between_lines=1, beside_boxes=0)
DOWN = Axes(direction="down", near=0, far=1, pitch=1, between_boxes=3, between_lines=3, beside_boxes=2)


def axes_of(direction: Direction) -> Axes:
    return RIGHT if direction == "right" else DOWN
