"""A check box whose mark, not only its colour, says whether it is on."""

from __future__ import annotations

from textual.widgets import Checkbox


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
