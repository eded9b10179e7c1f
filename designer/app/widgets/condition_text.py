"""Text areas as high as what stands in them, and one for conditions that marks where they cannot be read."""

from __future__ import annotations

from typing import Final

from rich.style import Style
from rich.text import Text
from textual.geometry import Offset
from textual.widgets import TextArea

from designer.app.widgets.key_character import is_printable
from designer.editing.conditions.completion import Offer
from designer.editing.conditions.cursor import TextSpot
from designer.editing.conditions.text import Mark, typed

_LEAST, _MOST = 3, 12
"""Rows."""

_WRONG: Final = Style(underline=True, bold=True, reverse=True)


class LongText(TextArea):
    """A text area as high as its text, within reason."""

    def __init__(self, text: str) -> None:
        super().__init__(text, compact=True, highlight_cursor_line=False)

    def check_consume_key(self, key: str, character: str | None = None) -> bool:
        """Keep every sign that can be typed out of the row of keys."""
        return is_printable(key, character) or super().check_consume_key(key, character)

    def scroll_cursor_visible(self, center: bool = False, animate: bool = False) -> Offset:
        """Leave the view alone while undoing has taken the line of the cursor away: it comes back right after."""
        if self.cursor_location[0] >= self.document.line_count:
            return Offset()
        return super().scroll_cursor_visible(center, animate)

    def on_resize(self) -> None:
        self._fit()

    def on_text_area_changed(self) -> None:
        self._fit()

    def _fit(self) -> None:
        self.styles.height = min(max(self.wrapped_document.height, _LEAST), _MOST)


class ConditionEditor(LongText):
    """``fault`` is the stretch of text that is wrong, if any."""

    IS_TEXT: Final = True
    """Enter and the arrows are its own."""

    fault: Mark | None = None

    def judge(self) -> bool:
        """Mark the stretch of text that is wrong, if any is; whether one is."""
        mark = typed(self.text).mark
        if mark != self.fault:
            self.fault = mark
            self.notify_style_update()  # lines that were drawn are forgotten
            self.refresh()
        return mark is not None

    def enter(self) -> None:
        """Put the cursor here, into an empty query between its braces."""
        self.focus()
        if self.text == "{}":
            self.move_cursor((0, 1))

    @property
    def spot(self) -> TextSpot | None:
        """Return where the cursor is, if it is here."""
        row, column = self.cursor_location
        before = sum(len(line) + 1 for line in self.text.split("\n")[:row])
        return TextSpot(self.text, before + column) if self.has_focus else None

    def take(self, offer: Offer) -> None:
        """Put an offer where the cursor is."""
        start, end = _location(self.text, offer.start), _location(self.text, offer.end)
        self.replace(offer.text, start, end, maintain_selection_offset=False)
        self.focus()

    def get_line(self, line_index: int) -> Text:
        line = super().get_line(line_index)
        if self.fault is not None and line_index == self.fault.line:
            start = min(self.fault.column, max(len(line) - 1, 0))
            line.stylize(_WRONG, start, start + self.fault.length)
        return line


def _location(text: str, offset: int) -> tuple[int, int]:
    """The row and column of an offset."""
    return text.count("\n", 0, offset), offset - (text.rfind("\n", 0, offset) + 1)
