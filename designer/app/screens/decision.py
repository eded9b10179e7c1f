"""A dialog for a decision: what there is to know, and a few ways to go on."""

from __future__ import annotations

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Label, OptionList, Static
from textual.widgets.option_list import Option

from designer.app.dialogs import Choice, Dialog
from designer.app.widgets.lines import Lines


class Decision(Dialog[str]):
    """One of a few ways to go on, each with what it does below it; the text above them scrolls."""

    def __init__(self, title: str, body: Sequence[str], choices: Sequence[Choice]) -> None:
        super().__init__()
        self._title, self._body, self._choices = title, body, choices

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog -wide"):
            yield Label(self._title, classes="question", markup=False)
            with VerticalScroll(classes="long", can_focus=False):
                yield Static(Lines(self._body))
            yield OptionList(*map(_option, self._choices), id="ways")

    def on_mount(self) -> None:
        self.query_one(OptionList).focus()

    def on_key(self, event: object) -> None:
        """The text above is scrolled by page; the arrows are the list's."""
        rows = {"pageup": -9, "pagedown": 9}.get(getattr(event, "key", ""))
        if rows:
            self.query_one(".long").scroll_relative(y=rows, animate=False)
            event.stop()  # type: ignore[attr-defined]

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self._choices[event.option_index].answer)


def _option(choice: Choice) -> Option:
    from rich.text import Text

    return Option(Text.assemble((choice.said, "bold"), f"\n  {choice.about}" if choice.about else ""))
