"""Words that change while the rest of the screen stays where it is."""

from __future__ import annotations

from rich.text import Text
from textual.widgets import Label


class Caption(Label):
    """``say`` gives it other words. The screen is laid out again only where they take more rows, or fewer."""

    def say(self, words: str | Text) -> None:
        if words == self.content:
            return
        self.update(words, layout=False)
        width, rows = self.content_size
        if rows != self.get_content_height(self.container_size, self.app.size, width):
            self.refresh(layout=True)
