"""A check box whose mark, not only its colour, says whether it is on."""

from __future__ import annotations

from textual import events
from textual.widgets import Checkbox

from designer.app.widgets.key_character import is_printable, is_typing


class Tick(Checkbox):
    """Textual writes the same mark for on and off, in another colour."""

    def __init__(self, label: str, value: bool) -> None:
        super().__init__(label, value, compact=True)
        self._mark()

    def _mark(self) -> None:
        self.BUTTON_INNER = "✓" if self.value else " "

    def watch_value(self) -> None:
        self._mark()
        super().watch_value()

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Take letters: they are not for the screen while somebody is filling in a form."""
        return is_printable(key, character)

    def on_key(self, event: events.Key) -> None:
        if is_typing(event):
            event.stop()
