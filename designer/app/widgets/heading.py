"""The first row: the tabs, to be clicked, and what is said of the design."""

from __future__ import annotations

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Static

from designer.app.tabs import TABS

WIDE = 100
"""Columns from which all tabs are written out."""


class Heading(Horizontal):
    """``say`` gives it what stands beside the tabs."""

    def __init__(self, current: str) -> None:
        super().__init__(id="title")
        self._current = current
        self._text = Text()

    def compose(self) -> ComposeResult:
        yield Static("", id="tabs")
        yield Static(self._text, id="said")

    def on_resize(self) -> None:
        tabs = self.query_one("#tabs", Static)
        tabs.update(Content.assemble(*map(self._tab, range(len(TABS)))))

    def _tab(self, number: int) -> Content:
        name = TABS[number].name
        style = "bold reverse" if name == self._current else "dim"
        return Content.from_markup(f"[{style} @click=screen.tab('{name}')]{self._tab_label(number)}[/]")

    def _tab_label(self, number: int) -> str:
        tab = TABS[number]
        whole = tab.name == self._current or self.app.size.width >= WIDE
        return f" {number + 1} {tab.title if whole else tab.title[:3]} "

    @property
    def room(self) -> int:
        """Columns beside the tabs."""
        return self.app.size.width - sum(len(self._tab_label(number)) for number in range(len(TABS)))

    def say(self, text: Text) -> None:
        text.no_wrap, text.overflow = True, "ellipsis"
        if text == self._text:
            return
        self._text = text
        for said in self.query("#said").results(Static):  # none yet, if it is said before the first picture
            said.update(text, layout=False)
