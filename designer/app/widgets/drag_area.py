"""Widgets on which a click, and a drag for as long as it lasts, say where one wants to be."""

from __future__ import annotations

from abc import abstractmethod

from textual import events
from textual.widget import Widget


class DragArea(Widget):
    """``want`` is told of each place."""

    @abstractmethod
    def want(self, event: events.MouseEvent) -> None: ...

    def on_mouse_down(self, event: events.MouseDown) -> None:
        self.capture_mouse()
        self.want(event)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        if event.button:
            self.want(event)

    def on_mouse_up(self) -> None:
        self.release_mouse()
