"""One field of a form as stock widgets: its label, an input of its kind, and below it what is wrong, or its help."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import Final

import ipywidgets as widgets

from designer.editing.conditions.text import Mark, typed
from designer.editing.form_field import FormField
from designer.editing.forms import says, shown
from designer.editing.selection import Place

Fill = Callable[["FieldInput", str | bool], None]
"""Told what was filled into a row."""

_WIDE: Final = {"width": "auto"}


class FieldInput(widgets.VBox):  # type: ignore[misc]
    """``show`` gives it another value, or the same field of another place."""

    def __init__(self, place: Place, field: FormField, fill: Fill) -> None:
        self.place, self.field = place, field
        self.fill: Final = fill
        self.input: Final = _input(field)
        self.note: Final = widgets.HTML(layout={"min_height": "0", "margin": "0 2px"})
        self._showing = False
        self.input.observe(self._changed, "value")
        super().__init__([self.input, self.note], layout={"margin": "0 0 8px"})

    def show(self, place: Place, field: FormField) -> None:
        """Show ``field`` of ``place``; a text that says the same stays as it was typed."""
        same = place == self.place and says(field, str(self.input.value))
        self.place, self.field = place, field
        if same and field.kind not in ("flag", "choice"):
            return
        self._showing = True
        if field.kind == "choice" and field.choices != self.input.options:
            self.input.options = field.choices
        self.input.value = bool(field.value) if field.kind == "flag" else shown(field)
        self._showing = False

    def complain(self, sentence: str, more: str = "") -> None:
        """Say below the field what is wrong with it; if nothing is, its help. ``more`` is HTML."""
        colour = "var(--jp-error-color1)" if sentence else "var(--jp-ui-font-color2)"
        said = escape(f"✗ {sentence}" if sentence else self.field.help)
        self.note.value = (
            f'<div style="color: {colour}; font-size: 12px; line-height: 1.4">{said}</div>{more}'
        )

    def _changed(self, change: dict[str, object]) -> None:
        if not self._showing:
            value = change["new"]
            self.fill(self, value if isinstance(value, bool) else str(value))


def _input(field: FormField) -> widgets.Widget:
    named = {"description": field.label, "layout": _WIDE}
    match field.kind:
        case "flag":
            return widgets.Checkbox(bool(field.value), indent=False, **named)
        case "choice":
            return widgets.Dropdown(options=field.choices, value=str(field.value), **named)
        case "condition" | "json":
            live = field.kind == "condition"
            return widgets.Textarea(shown(field), rows=6, continuous_update=live, **named)
        case _:
            hint = "none" if field.optional else ""
            return widgets.Text(shown(field), placeholder=hint, continuous_update=False, **named)


def unreadable(text: str) -> str:
    """Return what is wrong with the text of a condition, and where; nothing if it can be read."""
    read = typed(text)
    return "" if read.condition is not None else f"{_where(read.mark)}{read}"


def _where(mark: Mark | None) -> str:
    return f"line {mark.line + 1}, column {mark.column + 1}: " if mark else ""
