"""The tour's panel, between the screen and its last row: what there is to do now."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static


class TourPanel(Static):
    """``say`` gives it a title and a text. It never has the keys: they are for what it speaks of."""

    def __init__(self) -> None:
        super().__init__()
        self._said = ("", "", "")

    def say(self, title: str, key: str, text: str) -> None:
        """Show a ``text`` below its ``title``; ``key`` leads on, and so does a click on it."""
        if self._said != (title, key, text):
            self._said = (title, key, text)
            hint = Content.from_markup("  [@click=app.tour]$key skips or ends[/]", key=key)
            self.update(Content.assemble((title, "bold $accent"), hint, "\n", text))
