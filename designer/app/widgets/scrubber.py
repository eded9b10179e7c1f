"""The time of a dry run as a row of bars, as high as much happens. A click or a drag goes there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from rich.segment import Segment
from textual import events
from textual.message import Message
from textual.strip import Strip

from designer.app.widgets.drag_area import DragArea

_HEIGHTS: Final = "▁▂▃▄▅▆▇█"

Busy = Callable[[int], Sequence[int]]
"""How much happens in each of so many equal spans of the time."""


def _nothing(columns: int) -> Sequence[int]:
    return [0] * columns


class Scrubber(DragArea):
    """``show`` gives it what happens when, ``put`` where in it one is (0 to 1)."""

    COMPONENT_CLASSES = {"scrubber--past", "scrubber--now", "scrubber--future"}  # noqa: RUF012

    class Wanted(Message):
        """A person wants to go there (0 to 1)."""

        def __init__(self, share: float) -> None:
            self.share = share
            super().__init__()

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._busy: Busy = _nothing
        self._share = 0.0
        self._bars = ""

    def show(self, busy: Busy) -> None:
        self._busy = busy
        self.on_resize()

    def put(self, share: float) -> None:
        if self._column(share) != self._column(self._share):
            self.refresh()
        self._share = share

    def on_resize(self) -> None:
        self._bars = bars(self._busy(self.size.width)) if self.size.width else ""
        self.refresh()

    def _column(self, share: float) -> int:
        return min(int(share * self.size.width), self.size.width - 1)

    def render_line(self, y: int) -> Strip:
        now = self._column(self._share)
        parts = {"past": self._bars[:now], "now": " ", "future": self._bars[now + 1 :]}
        styled = {name: self.get_component_rich_style(f"scrubber--{name}") for name in parts}
        return Strip([Segment(text, styled[name]) for name, text in parts.items()])

    def want(self, event: events.MouseEvent) -> None:
        if self.size.width > 1:
            self.post_message(self.Wanted(min(max(event.x / (self.size.width - 1), 0.0), 1.0)))


def bars(numbers: Sequence[int]) -> str:
    """A bar for each number, the largest one full.

    The smallest number stands above the ground line, which is for none.
    """
    largest = max([*numbers, 1])
    return "".join(_HEIGHTS[-(-number * 7 // largest)] for number in numbers)
