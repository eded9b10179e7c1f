"""A layered layout of boxes and lines on a grid of whole cells.

It knows nothing of journeys, terminals or pixels: whole cells in, whole cells out, for whoever draws them.
"""

from designer.diagram.layout.arrange import lay_out, lay_out_within
from designer.diagram.layout.geometry import (
    Box,
    Direction,
    EdgeRoute,
    GraphEdge,
    GraphLayout,
    GraphNode,
    Point,
    Slot,
)

__all__ = [
    "Box",
    "Direction",
    "EdgeRoute",
    "GraphEdge",
    "GraphLayout",
    "GraphNode",
    "Point",
    "Slot",
    "lay_out",
    "lay_out_within",
]
