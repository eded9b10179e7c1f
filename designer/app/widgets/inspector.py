"""A form for what is chosen, made from the fields that the design's parts have."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Label

from designer.app.widgets.caption import Caption
from designer.editing.selection import JOURNEY, Place, kind_at, part_at, path_of, title_at
from designer.editing.unfinished_input import UnfinishedInputs
from engine.finding import Finding
from engine.journey import Journey
from engine.labels import GLYPHS
from store.clock import now

if TYPE_CHECKING:  # inputs take long to load, and the first picture has none
    from designer.app.widgets.condition_row import ConditionRow
    from designer.app.widgets.field_row import FieldRow
    from designer.editing.form_field import FormField


class Inspector(VerticalScroll, can_focus=False):
    """``show`` gives it a place in a journey."""

    class Changed(Message):
        """A person filled in a field of a place."""

        def __init__(self, filled: FieldRow.Filled) -> None:
            self.place, self.row, self.field = filled.place, filled.row, filled.field
            self.value, self.unfinished = filled.value, filled.unfinished
            super().__init__()

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.place = JOURNEY
        self.as_text = False
        """Whether a person wants to see conditions as text."""
        self.rows: list[FieldRow] = []
        self.condition: ConditionRow | None = None
        """The row of the condition of what is shown, if it has one."""
        self._title = Caption("", id="inspected", markup=False)
        self._about = Caption("", id="about", markup=False)
        self._hint = Label("", id="hint", markup=False)
        self._findings: list[tuple[str, str]] = []
        self._showing = asyncio.Lock()

    def compose(self) -> ComposeResult:
        yield self._title
        yield self._about
        yield self._hint

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Say at the foot what the field is for: below the field it would move the others, and a click would miss
        them.
        """
        row = next((row for row in self.rows if row in event.widget.ancestors), None)
        self._hint.update(row.field.help if row else "", layout=False)

    def on_descendant_blur(self) -> None:
        self._hint.update("", layout=False)

    async def show(self, journey: Journey, place: Place, typed: UnfinishedInputs) -> None:
        """The fields of a place; inputs are made anew only where other fields are shown. One call after the other.

        What is unfinished in a field (``typed``) stands there in place of what the design says.
        """
        async with self._showing:
            await self._show(journey, place, typed)

    async def _show(self, journey: Journey, place: Place, typed: UnfinishedInputs) -> None:
        from designer.editing.forms import form  # with calendars: not before the first picture

        fields = form(journey, place)
        self._head(journey, place)
        if place != self.place:
            self.flush()
            self.place = place
        if [_shape(row.field) for row in self.rows] != [_shape(field) for field in fields]:
            await self._rebuild(fields)
        if not self.is_attached:
            return  # the screen was closed meanwhile
        for row, field in zip(self.rows, fields, strict=True):
            unfinished = typed.get(place, field.key)
            row.hold(place, field, unfinished) if unfinished else row.show(place, field)
        self._complain(journey)

    def _head(self, journey: Journey, place: Place) -> None:
        from designer.editing.calendar_line import calendar_line  # as above

        kind = kind_at(journey, place)
        glyph = GLYPHS.get(kind, {"item": "□", "transition": "→", "exit rule": "▲"}.get(kind, "◇"))
        id = place.item or place.step or place.rule or ""
        about = (type(part_at(journey, place)).__doc__ or "").strip().replace("``", "")
        named = f"{kind} · {id}" if id else kind
        self._title.say(f"{glyph} {title_at(journey, place)}")
        lines = (named, about.splitlines()[0] if about else "", calendar_line(journey, place, now()))
        self._about.say("\n".join(filter(None, lines)))

    async def _rebuild(self, fields: Sequence[FormField]) -> None:
        """Show rows for ``fields``; those that are there already stay, and with them the cursor."""
        from designer.app.widgets.condition_row import ConditionRow

        self.flush()
        here = {_shape(row.field): row for row in self.rows}
        rows = [here.get(_shape(field)) or self._row(field) for field in fields]
        async with self.batch():
            if gone := [row for row in self.rows if row not in rows]:
                await self.remove_children(gone)
            before: Widget = self._about
            for is_there, group in groupby(rows, lambda row: row.is_attached):
                together = list(group)
                if not is_there:
                    await self.mount(*together, after=before)
                before = together[-1]
        self.rows = rows
        self.condition = next((row for row in rows if isinstance(row, ConditionRow)), None)

    def _row(self, field: FormField) -> FieldRow:
        from designer.app.widgets.condition_row import ConditionRow
        from designer.app.widgets.field_row import FieldRow

        if field.kind == "condition":
            return ConditionRow(self.place, field, as_text=self.as_text)
        return FieldRow(self.place, field)

    def find(self, journey: Journey, findings: Sequence[Finding]) -> None:
        """Other findings; those about a field stand below it."""
        self._findings = [
            (finding.place, f"{finding.message}{f' ({finding.hint})' if finding.hint else ''}")
            for finding in findings
            if finding.severity == "error"
        ]
        self._complain(journey)

    def _complain(self, journey: Journey) -> None:
        path = path_of(journey, self.place)
        for row in self.rows:
            here = ".".join([path, *row.field.key])
            said = [message for place, message in self._findings if _within(place, here)]
            row.complain(said[0] if said else "")

    def edit(self) -> None:
        """Put the cursor into the first field."""
        if self.rows:
            self.rows[0].edit()

    def flush(self) -> None:
        """Whatever is still being typed is to be taken."""
        for row in self.rows:
            row.flush()

    def pending(self) -> list[Changed]:
        """Whatever is still being typed, for whoever takes it at once."""
        return [self.Changed(filled) for row in self.rows if (filled := row.pending())]

    def on_field_row_filled(self, event: FieldRow.Filled) -> None:
        event.stop()
        self.post_message(self.Changed(event))


def _shape(field: FormField) -> object:
    """Return what an input is made for: one of the same shape can show another field."""
    return field.key, field.label, field.kind, field.choices


def _within(place: str, field: str) -> bool:
    """Tell whether a finding's place is a field or lies in it."""
    return place == field or place.startswith((f"{field}.", f"{field}["))
