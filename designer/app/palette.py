"""One dialog that finds anything: what can be done here, steps, conditions, findings, people, designs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from msgspec import Struct
from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input, Label, OptionList
from textual.widgets.option_list import Option

from designer.app.dialogs import Dialog, DialogList
from designer.editing.search import line_with, matching

ROWS: Final = 16
MOST: Final = 120
"""Lines that are listed; of more, their number is told."""
WIDEST: Final = 44
"""Columns of a title."""


class PaletteEntry(Struct, frozen=True):
    """Something to be found: its kind, what it is called, what there is to say about it, and what choosing it does.

    ``text`` is searched, too; the line that is found in it is shown.
    """

    kind: str
    title: str
    go: Callable[[], object]
    about: str = ""
    text: str = ""


class Palette(Dialog[PaletteEntry]):
    """Typing narrows down; the arrows move in the list meanwhile, Enter takes what is highlighted."""

    def __init__(self, title: str, entries: Sequence[PaletteEntry]) -> None:
        super().__init__()
        self._title = title
        self.entries = list(entries)
        self._found: list[PaletteEntry] = []
        self._list = DialogList(id="found")
        self._list.styles.height = ROWS
        self._count = Label("", classes="help")

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog -wide"):
            yield Label(self._title, classes="question")
            yield Input(placeholder="type a part of its name", compact=True, id="wanted")
            yield self._list
            yield self._count

    def on_mount(self) -> None:
        self._narrow("")

    @on(Input.Changed, "#wanted")
    def _typed(self, event: Input.Changed) -> None:
        self._narrow(event.value)

    def _narrow(self, wanted: str) -> None:
        self._found = matching(self.entries, wanted)
        listed = self._found[:MOST]
        width = min(max((len(each.title) for each in listed), default=0), WIDEST)
        self._list.clear_options()
        self._list.add_options(Option(_line(each, wanted, width)) for each in listed)
        if not listed:
            self._list.add_option(Option("Nothing is called so.", disabled=True))
        self._list.highlighted = 0 if listed else None
        more = len(self._found) - len(listed)
        self._count.update(f"… and {more:,} more" if more else f"{len(listed)} found")

    def on_key(self, event: object) -> None:
        """The arrows move in the list while the cursor stays in the text."""
        moves: dict[str, Callable[[], object]] = {
            "up": self._list.action_cursor_up,
            "down": self._list.action_cursor_down,
            "pageup": self._list.action_page_up,
            "pagedown": self._list.action_page_down,
        }
        move = moves.get(getattr(event, "key", ""))
        if move is not None and self.focused is not self._list:
            move()
            event.stop()  # type: ignore[attr-defined]

    @on(Input.Submitted, "#wanted")
    def _entered(self, event: Input.Submitted) -> None:
        self._narrow(event.value) if not self._found else None
        self._take(self._list.highlighted)

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        self._take(event.option_index)

    def _take(self, index: int | None) -> None:
        if index is not None and index < len(self._found):
            self.dismiss(self._found[index])


def _line(entry: PaletteEntry, wanted: str, width: int) -> Text:
    title = Text(entry.title)
    title.truncate(width, overflow="ellipsis", pad=True)
    about = line_with(entry, wanted) or entry.about
    return Text.assemble(
        (entry.kind.ljust(11), "dim"), title, (f"  {about}", "dim"), no_wrap=True, overflow="ellipsis"
    )
