"""Covers a screen in a terminal that is too small for it, and says so."""

from __future__ import annotations

from typing import Final

from textual.app import RenderResult
from textual.widgets import Static

COLUMNS: Final = 60
ROWS: Final = 15
"""Columns and rows without which nothing can be shown."""

ACROSS: Final = [(0, "-thin"), (COLUMNS, "-broad")]
DOWN: Final = [(0, "-flat"), (ROWS, "-tall")]
"""The classes of a screen by its columns, and by its rows: breakpoints of the app."""


def room(columns: int, rows: int) -> dict[str, bool]:
    """The classes of a screen of ``columns`` and ``rows``, before Textual finds out."""
    thin, flat = columns < COLUMNS, rows < ROWS
    return {"-thin": thin, "-broad": not thin, "-flat": flat, "-tall": not flat}


class TooSmall(Static):
    """Shown where the screen is ``-thin`` or ``-flat``."""

    def render(self) -> RenderResult:
        columns, rows = self.app.size
        return (
            f"Waypost needs {COLUMNS} columns and {ROWS} rows; this terminal has {columns} and {rows}. "
            "Make it larger, or its letters smaller."
        )
