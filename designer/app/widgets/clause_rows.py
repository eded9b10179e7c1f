"""A condition in rows: one a clause, at least one to type into."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.widget import AwaitMount

from designer.app.widgets.clause_row import ClauseRow
from designer.editing.conditions.completion import Offer
from designer.editing.conditions.cursor import Spot
from designer.editing.conditions.row_inputs import TypedClause, as_typed, clause_of, wrong
from designer.editing.conditions.rows import Clauses
from designer.editing.conditions.values import Unreadable


class ClauseRows(Vertical):
    """``said`` is the condition that the rows say."""

    IS_TEXT: Final = False
    DEFAULT_CSS = "ClauseRows { height: auto; }"

    class Changed(Message):
        """Rows came or went, or are joined by another word."""

    def __init__(self, clauses: Clauses) -> None:
        super().__init__()
        self.any = clauses.any
        self.rows = [ClauseRow(typed) for typed in _typed(clauses)]
        self._join()

    def compose(self) -> ComposeResult:
        yield from self.rows

    def show(self, clauses: Clauses) -> None:
        """Other clauses."""
        self.show_typed(_typed(clauses), clauses.any)

    def show_typed(self, wanted: Sequence[TypedClause], any: bool) -> None:
        """Other rows, as they were typed."""
        self.any = any
        for row, typed in zip(self.rows, wanted, strict=False):
            row.show(typed)
        for row in self.rows[len(wanted) :]:
            self._drop(row)
        for typed in wanted[len(self.rows) :]:
            self._append(typed)
        self._join()

    def judge(self) -> bool:
        """Mark the rows that something is wrong with; whether there are any."""
        wrong = [row.judge() for row in self.rows]
        return any(wrong)

    # What the rows say

    @property
    def said(self) -> Clauses | None:
        """The clauses of all rows in which something stands; None while one of them cannot be read."""
        typed = [row.typed for row in self.rows]
        try:
            return Clauses(tuple(clause_of(each) for each in typed if not each.is_blank), self.any)
        except Unreadable:
            return None

    @property
    def typed(self) -> list[TypedClause]:
        """The rows as they stand in their inputs."""
        return [row.typed for row in self.rows]

    @property
    def wrong(self) -> str:
        """Return what is wrong with the first row that something is wrong with."""
        return next((said for each in self.typed if (said := wrong(each))), "")

    @property
    def spot(self) -> Spot | None:
        """Return where the cursor is, if it is here."""
        return next((row.spot for row in self.rows if row.spot is not None), None)

    def take(self, offer: Offer) -> None:
        """Put an offer where the cursor is."""
        self._current.take(offer)

    # Rows come and go

    @property
    def _current(self) -> ClauseRow:
        """The row with the cursor, else the last."""
        return next((row for row in self.rows if row.has_focus_within), self.rows[-1])

    def enter(self) -> None:
        """Put the cursor into the first row."""
        self.rows[0].path.focus()

    async def add(self) -> None:
        """Another row, to be filled in; one that waits to be filled in will do."""
        if not self.rows[-1].typed.is_blank:
            await self._append(TypedClause())
            self._join()
        self.rows[-1].path.focus()

    async def remove_current(self) -> None:
        """The row with the cursor goes."""
        await self._remove(self._current)

    def flip(self) -> None:
        """Any instead of all, or all instead of any; the same for one row."""
        self.any = not self.any and len(self.rows) > 1
        self._join()
        self.post_message(self.Changed())

    @on(ClauseRow.Removed)
    async def _crossed(self, event: ClauseRow.Removed) -> None:
        event.stop()
        await self._remove(event.row)

    async def _remove(self, row: ClauseRow) -> None:
        at = self.rows.index(row)
        self._drop(row)
        if not self.rows:
            await self._append(TypedClause())
        self.any = self.any and len(self.rows) > 1
        self._join()
        self.rows[min(at, len(self.rows) - 1)].path.focus()
        self.post_message(self.Changed())

    def _append(self, typed: TypedClause) -> AwaitMount:
        self.rows.append(ClauseRow(typed))
        return self.mount(self.rows[-1])

    def _drop(self, row: ClauseRow) -> None:
        self.rows.remove(row)
        row.remove()

    def _join(self) -> None:
        """The words between the rows."""
        for index, row in enumerate(self.rows):
            row.join.say(("or" if self.any else "and") if index else "")


def _typed(clauses: Clauses) -> list[TypedClause]:
    return [as_typed(clause) for clause in clauses.each] or [TypedClause()]
