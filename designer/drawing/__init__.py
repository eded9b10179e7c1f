"""Text pictures of laid-out graphs, in box-drawing glyphs or plain ASCII."""

from designer.drawing.glyphs import ASCII, PLAIN, ROUNDED, Glyphs
from designer.drawing.measure import box_size, shortened
from designer.drawing.painter import Owner
from designer.drawing.picture import draw
from designer.drawing.raster import Raster

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
