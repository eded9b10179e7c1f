"""Text areas as high as what stands in them, and one for conditions that marks where they cannot be read.

Typing never waits for anything.
"""

from __future__ import annotations

from typing import Final

from rich.style import Style
from rich.text import Text
from textual.widgets import TextArea

from designer.conditions import Mark

_LEAST, _MOST = 3, 12
"""Rows."""

_WRONG: Final = Style(underline=True, bold=True, reverse=True)


class LongText(TextArea):
    """As high as its text, within reason."""

    def __init__(self, text: str) -> None:
        super().__init__(text, compact=True, highlight_cursor_line=False)

    def on_resize(self) -> None:
        self._fit()

    def on_text_area_changed(self) -> None:
        self._fit()

    def _fit(self) -> None:
        self.styles.height = min(max(self.wrapped_document.height, _LEAST), _MOST)


class ConditionEditor(LongText):
    """``fault`` is the stretch of text that is wrong, if any."""

    fault: Mark | None = None

    def blame(self, mark: Mark | None) -> None:
        """Mark a stretch of text as wrong, or none."""
        if mark != self.fault:
            self.fault = mark
            self.notify_style_update()  # lines that were drawn are forgotten
            self.refresh()

    def get_line(self, line_index: int) -> Text:
        line = super().get_line(line_index)
        if self.fault is not None and line_index == self.fault.line:
            start = min(self.fault.column, max(len(line) - 1, 0))
            line.stylize(_WRONG, start, start + self.fault.length)
        return line
