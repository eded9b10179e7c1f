"""Play, pause, step, back, scrub, speed: stock widgets around a number that counts moves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import ipywidgets as widgets
import traitlets

SPEEDS: Final = {1: (1000, 1), 2: (500, 1), 5: (200, 1), 10: (100, 1), 50: (100, 5), 250: (100, 25)}
"""Moves a second: milliseconds from one picture to the next, and the moves between them."""


class Transport(widgets.HBox):  # type: ignore[misc]
    """``index`` is between 0 and ``length``. ``back`` and ``step`` are what the buttons do."""

    index = traitlets.Int(0)
    speed = traitlets.Enum(list(SPEEDS), default_value=5)

    def __init__(self, length: int, back: Callable[[], None], step: Callable[[], None]) -> None:
        self.play: Final = widgets.Play(min=0, max=length)
        self.slider: Final = widgets.IntSlider(min=0, max=length, readout=False, tooltip="Moves so far")
        self.slider.layout = {"flex": "1 1 auto", "min_width": "60px", "width": "auto"}
        speeds = widgets.Dropdown(options=[(f"{each}/s", each) for each in SPEEDS], tooltip="Moves a second")
        speeds.layout.width = "80px"
        buttons = [
            _button("step-backward", "Back to the moment before", back),
            _button("step-forward", "On to the next moment", step),
        ]
        super().__init__([self.play, *buttons, self.slider, speeds], layout={"margin": "6px 0 0"})
        for follower in (self.play, self.slider):
            widgets.link((self, "index"), (follower, "value"))
        widgets.link((self, "speed"), (speeds, "value"))
        self._speeded()

    @property
    def length(self) -> int:
        length: int = self.slider.max
        return length

    def lengthen(self, length: int) -> None:
        """There are more moves, or fewer, than before."""
        for bounded in (self.play, self.slider):
            bounded.max = length

    @traitlets.observe("speed")
    def _speeded(self, _: object = None) -> None:
        self.play.interval, self.play.step = SPEEDS[self.speed]

    @property
    def interval(self) -> int:
        """Milliseconds from one picture to the next."""
        interval: int = self.play.interval
        return interval


def _button(icon: str, says: str, act: Callable[[], None]) -> widgets.Button:
    button = widgets.Button(icon=icon, tooltip=says, layout={"width": "38px"})
    button.on_click(lambda _: act())
    return button
