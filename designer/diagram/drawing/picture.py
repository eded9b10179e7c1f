"""The text picture of a laid-out graph."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from designer.diagram.drawing.glyphs import ASCII, PLAIN, ROUNDED
from designer.diagram.drawing.raster import TILE, Raster
from designer.diagram.layout import GraphLayout


def draw(
    layout: GraphLayout,
    faces: Mapping[str, Sequence[str]],
    labels: Mapping[int, str] | None = None,
    *,
    ascii: bool = False,
    rounded: bool = True,
) -> list[str]:
    """Draw a ``layout`` as lines of text without spaces at their ends; see `Raster` for `faces` and `labels`.

    ``ascii`` takes glyphs of ASCII alone, ``rounded`` round corners.
    """
    glyphs = ASCII if ascii else ROUNDED if rounded else PLAIN
    band = (max(layout.width, 1), TILE[1])
    return [row.rstrip() for row in Raster(layout, faces, labels, glyphs, tile=band).rows]
