"""One field of a form as stock widgets: its label, an input of its kind, and below it what is wrong, or its help."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import Final

import ipywidgets as widgets  # type: ignore[import-untyped]

from designer.conditions import Mark, typed
from designer.forms import FormField, says, shown
from designer.places import Place

Fill = Callable[["FieldRow", str | bool], None]
"""Told what was filled into a row."""

_WIDE: Final = {"width": "auto"}


class FieldRow(widgets.VBox):  # type: ignore[misc]
    """``show`` gives it another value, or the same field of another place."""

    def __init__(self, place: Place, field: FormField, fill: Fill) -> None:
        self.place, self.field = place, field
        self.fill: Final = fill
        self.input: Final = _input(field)
        self.note: Final = _said()
        self._showing = False
        self.input.observe(self._changed, "value")
        label = (
            []
            if field.kind == "flag"
            else [_said(f'<div style="font-weight: 600; line-height: 1.5">{escape(field.label)}</div>')]
        )
        super().__init__([*label, self.input, self.note], layout={"margin": "0 0 8px"})
        self.complain("")

    def show(self, place: Place, field: FormField) -> None:
        """Another value; a text that says the same stays as it was typed."""
        same = place == self.place and says(field, str(self.input.value))
        self.place, self.field = place, field
        if not same or field.kind == "flag":
            self._showing = True
            self.input.value = bool(field.value) if field.kind == "flag" else shown(field)
            self._showing = False

    def complain(self, sentence: str) -> None:
        """Say below the field what is wrong with it; if nothing is, its help."""
        colour = "var(--jp-error-color1)" if sentence else "var(--jp-ui-font-color2)"
        said = escape(f"✗ {sentence}" if sentence else self.field.help)
        self.note.value = f'<div style="color: {colour}; font-size: 12px; line-height: 1.4">{said}</div>'

    def _changed(self, change: dict[str, object]) -> None:
        if not self._showing:
            value = change["new"]
            self.fill(self, value if isinstance(value, bool) else str(value))


def _input(field: FormField) -> widgets.Widget:
    match field.kind:
        case "flag":
            return widgets.Checkbox(bool(field.value), description=field.label, indent=False, layout=_WIDE)
        case "choice":
            return widgets.Dropdown(options=field.choices, value=str(field.value), layout=_WIDE)
        case "condition" | "json":
            live = field.kind == "condition"
            return widgets.Textarea(shown(field), rows=6, continuous_update=live, layout=_WIDE)
        case _:
            hint = "none" if field.optional else ""
            return widgets.Text(shown(field), placeholder=hint, continuous_update=False, layout=_WIDE)


def _said(html: str = "") -> widgets.HTML:
    """A line or two, no higher than they are."""
    return widgets.HTML(html, layout={"min_height": "0", "margin": "0 2px"}, style={"font_size": "13px"})


def unreadable(text: str) -> str:
    """What is wrong with the text of a condition, and where; nothing if it can be read."""
    read = typed(text)
    return "" if read.condition is not None else f"{_where(read.mark)}{read}"


def _where(mark: Mark | None) -> str:
    return f"line {mark.line + 1}, column {mark.column + 1}: " if mark else ""
