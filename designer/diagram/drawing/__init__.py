"""Text pictures of laid-out graphs, in box-drawing glyphs or plain ASCII."""

from designer.diagram.drawing.glyphs import ASCII, PLAIN, ROUNDED, Glyphs
from designer.diagram.drawing.painter import Owner
from designer.diagram.drawing.picture import draw
from designer.diagram.drawing.raster import Raster
from designer.diagram.measure import box_size, shortened

__all__ = [
    "ASCII",
    "PLAIN",
    "ROUNDED",
    "Glyphs",
    "Owner",
    "Raster",
    "box_size",
    "draw",
    "shortened",
]
