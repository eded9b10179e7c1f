"""A table in a number of columns of a terminal: how wide each column is, which are left out, and the lines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from msgspec import Struct
from rich.cells import cell_len, set_cell_size

from designer.diagram.drawing import shortened
from designer.reports.number_text import bar
from designer.reports.table import Bar, Cell, Row, Table

GAP: Final = 2
"""Columns between two columns of the table."""
LEAST: Final = 8
"""Columns that a name or a bar needs at least."""
WIDEST_BAR: Final = 60
WIDEST_NAME: Final = 44


class Ruling(Struct, frozen=True):
    """The columns of a table that are shown, by number, and how wide they are."""

    table: Table
    widths: dict[int, int]

    @property
    def head(self) -> str:
        return _joined(
            _aligned(self.table.columns[number].title, width, self.table.columns[number].right)
            for number, width in self.widths.items()
        )

    def line(self, row: Row) -> str:
        return _joined(self.cells(row))

    def cells(self, row: Row) -> list[str]:
        """Return what the columns show, each as wide as it is."""
        return [
            _cell(row.cells[number], width, self.table.columns[number].right)
            for number, width in self.widths.items()
        ]


def rule_columns(table: Table, room: int) -> Ruling:
    """Rule a table into so many columns: bars take what is left; where little is, spare columns and words give way."""
    shown = list(range(len(table.columns)))
    if _least(table, shown) > room:
        shown = [number for number in shown if not table.columns[number].spare]
    widths = {number: _natural(table, number) for number in shown}
    bars = [number for number in shown if _is_bar(table, number)]
    over = sum(widths.values()) + GAP * (len(shown) - 1) - room
    words = [number for number in shown if not table.columns[number].right]
    for _ in range(over):
        widest = max(words, key=widths.__getitem__)
        widths[widest] = max(widths[widest] - 1, LEAST)
    for number in bars:
        widths[number] = min(widths[number] + max(-over, 0) // len(bars), WIDEST_BAR)
    return Ruling(table, widths)


def _least(table: Table, shown: Sequence[int]) -> int:
    return sum(_natural(table, number) for number in shown) + GAP * (len(shown) - 1)


def _natural(table: Table, number: int) -> int:
    """The width that column ``number`` of ``table`` would like to have; a bar its title."""
    title = cell_len(table.columns[number].title)
    said = (row.cells[number] for row in table.rows)
    longest = max((cell_len(cell) for cell in said if isinstance(cell, str)), default=0)
    if _is_bar(table, number):
        return max(title, LEAST)
    return max(title, min(longest, WIDEST_NAME))


def _is_bar(table: Table, number: int) -> bool:
    return any(isinstance(row.cells[number], Bar) for row in table.rows)


def _cell(cell: Cell, width: int, right: bool) -> str:
    return _aligned(bar(cell.parts, width) if isinstance(cell, Bar) else cell, width, right)


def _aligned(text: str, width: int, right: bool) -> str:
    text = shortened(text, width)
    return " " * (width - cell_len(text)) + text if right else set_cell_size(text, width)


def _joined(cells: Iterable[str]) -> str:
    return (" " * GAP).join(cells).rstrip()
