"""The form for what is chosen, made of the fields that the parts of a design have."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape
from typing import Final

import ipywidgets as widgets

from designer.editing.calendar_line import calendar_line
from designer.editing.form_field import FormField
from designer.editing.forms import form
from designer.editing.selection import JOURNEY, Place, kind_at, part_at, path_of, title_at
from designer.notebook.field_input import FieldInput, Fill, unreadable
from engine.finding import Finding
from engine.journey import Journey
from store.clock import now

Judge = Callable[[FieldInput], str]
"""What the events at hand say about a condition, as HTML."""


class InspectorPanel(widgets.VBox):  # type: ignore[misc]
    """``show`` gives it a place in a journey; ``fill`` is told what is filled in, ``judge`` asked about conditions."""

    def __init__(self, fill: Fill, judge: Judge) -> None:
        super().__init__()
        self._fill: Final = fill
        self._judge: Final = judge
        self._head: Final = widgets.HTML()
        self._kept: Final[dict[object, list[list[FieldInput]]]] = {}
        self.rows: list[FieldInput] = []

    def show(self, journey: Journey, place: Place, findings: Sequence[Finding]) -> None:
        """Show the fields of ``place`` in ``journey``, with the ``findings`` about them."""
        fields = form(journey, place)
        self._head.value = _head(journey, place)
        self.rows = self._rows(place, fields)
        for row, field in zip(self.rows, fields, strict=True):
            row.show(place, field)
        self.children = (self._head, *self.rows)
        self._complain(path_of(journey, place), findings)

    def _rows(self, place: Place, fields: Sequence[FormField]) -> list[FieldInput]:
        """Rows for these fields: the place's own, else new ones, else those that were used longest ago.

        There are two sets of each shape, so that what the page still has to say of the place before goes there.
        """
        kept = self._kept.setdefault(tuple((field.key, field.kind) for field in fields), [])
        own = next((rows for rows in kept if rows and rows[0].place == place), None)
        if own is not None:
            kept.remove(own)
        elif len(kept) < 2:
            own = [FieldInput(place, field, self._fill) for field in fields]
        else:
            own = kept.pop(0)
        kept.append(own)
        return own

    def row(self, name: str) -> FieldInput:
        """The row of a field by its name in the document. Raises StopIteration if there is none."""
        return next(row for row in self.rows if row.field.key[-1] == name)

    def edit(self) -> None:
        """Put the cursor into the first field."""
        if self.rows:
            self.rows[0].input.focus()

    def _complain(self, path: str, findings: Sequence[Finding]) -> None:
        for row in self.rows:
            here = ".".join([path, *row.field.key])
            said = [finding.message for finding in findings if _within(finding, here)]
            if row.field.kind != "condition":
                row.complain(said[0] if said else "")
            elif wrong := unreadable(str(row.input.value)) or next(iter(said), ""):
                row.complain(wrong)
            else:
                row.complain("", self._judge(row))


def _within(finding: Finding, field: str) -> bool:
    """Tell whether an error's place is a field or lies in it."""
    inside = finding.place == field or finding.place.startswith((f"{field}.", f"{field}["))
    return inside and finding.severity == "error"


def _head(journey: Journey, place: Place) -> str:
    kind, id = kind_at(journey, place), place.item or place.step or place.rule or ""
    about = (type(part_at(journey, place)).__doc__ or "").strip().replace("``", "").partition("\n")[0]
    if place == JOURNEY:
        about = "Choose a step or a transition to fill in that."
    if line := calendar_line(journey, place, now()):
        about = f"{about}\n{line}"
    return (
        f'<div style="line-height: 1.4"><b style="font-size: 14px">{escape(title_at(journey, place))}</b><br>'
        f'<span style="color: var(--jp-ui-font-color2); font-size: 12px">'
        f"{'<br>'.join(map(escape, [f'{kind} · {id}' if id else kind, *about.splitlines()]))}</span></div>"
    )
