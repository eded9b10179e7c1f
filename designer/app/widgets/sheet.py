"""A table whose rows are walked through: columns take the room that there is, bars take what is left."""

from __future__ import annotations

from typing import Final

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from designer.app.widgets.bars import coloured
from designer.reports.column_widths import GAP, Ruling, rule_columns
from designer.reports.table import Bar, Row, Table

_MARGIN: Final = 3
"""Columns beside the rows: a space at either side, and the scroll bar."""


class Sheet(Vertical):
    """``show`` gives it a table. The row that is chosen stays, whatever it is shown with next."""

    class Chosen(Message):
        """A person looks at a row."""

        def __init__(self, key: str) -> None:
            self.key = key
            super().__init__()

    class Opened(Chosen):
        """A person wants to know all about a row."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._table = Table((), ())

    def compose(self) -> ComposeResult:
        yield Static("", classes="note", markup=False)
        yield Static("", classes="head", markup=False)
        yield OptionList(classes="rows")

    @property
    def rows(self) -> OptionList:
        return self.query_one(OptionList)

    @property
    def chosen(self) -> str:
        """The key of the row that is chosen; empty if none is."""
        at = self.rows.highlighted
        return self._table.rows[at].key if at is not None and at < len(self._table.rows) else ""

    def show(self, table: Table) -> None:
        """Show a table, its first row chosen unless one with the same key as before is there."""
        before = self.chosen
        self._table = table
        self._draw(before)

    def choose(self, key: str) -> None:
        """Choose a row, if it is there."""
        self._draw(key)

    def on_resize(self) -> None:
        self._draw(self.chosen)

    def _draw(self, chosen: str) -> None:
        ruling = rule_columns(self._table, max(self.size.width - _MARGIN, 1))
        note = self.query_one(".note", Static)
        note.update(self._table.note)
        note.display = bool(self._table.note)
        self.query_one(".head", Static).update(ruling.head)
        self.rows.clear_options()
        self.rows.add_options(_option(ruling, row) for row in self._table.rows)
        places = {row.key: place for place, row in enumerate(self._table.rows) if row.key}
        self.rows.highlighted = places.get(chosen, next(iter(places.values()), None))

    @on(OptionList.OptionHighlighted)
    def _highlighted(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        self.post_message(self.Chosen(self.chosen))

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.post_message(self.Opened(self.chosen))


def _option(ruling: Ruling, row: Row) -> Option:
    """A row; one without a key only keeps others apart."""
    shown = zip(ruling.widths, ruling.cells(row), strict=True)
    cells = [
        coloured(text) if isinstance(row.cells[number], Bar) else Content(text) for number, text in shown
    ]
    if row.kind:
        cells[0] = cells[0].stylize(f"bold $kind-{row.kind}", 0, 1)
    return Option(Content(" " * GAP).join(cells), disabled=not row.key)
