"""Bars in colours. The shades of their parts say the same."""

from __future__ import annotations

from itertools import groupby
from typing import Final

from textual.content import Content

from designer.reports.number_text import SHADES

COLOURS: Final = dict(zip(SHADES, ("$success", "$kind-waypoint", "$kind-delay", "$quiet"), strict=True))


def coloured(bar: str) -> Content:
    """A bar with its parts in their colours; the end of a single part may be half a column."""
    runs = groupby(bar, key=lambda glyph: COLOURS.get(glyph, COLOURS[SHADES[0]]))
    return Content.assemble(*(("".join(run), colour) for colour, run in runs))
