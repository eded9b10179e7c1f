"""Names in a row, of which one is chosen: to be clicked; keys are the screen's."""

from __future__ import annotations

from collections.abc import Mapping

from textual.content import Content
from textual.widgets import Static


class Strip(Static):
    """A click on a name does the screen's action ``look`` with it."""

    def show(self, titles: Mapping[str, str], chosen: str) -> None:
        """The titles of the names; the chosen one stands out."""
        names = (_tab_label(name, title, name == chosen) for name, title in titles.items())
        whole = sum(len(title) + 3 for title in titles.values()) - 1
        self.update(Content(" " if whole <= (self.size.width or whole) else "").join(names))


def _tab_label(name: str, title: str, is_chosen: bool) -> Content:
    style = "bold reverse" if is_chosen else "dim"
    return Content.from_markup(f"[{style} @click=screen.look('{name}')] {title} [/]")
