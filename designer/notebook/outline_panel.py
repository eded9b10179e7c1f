"""Every place of a design in one list, to jump to: the journey, its steps with their items, its exit rules."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import ipywidgets as widgets

from designer.editing.selection import JOURNEY, Place, title_at
from designer.notebook.findings_panel import Choose
from engine.journey import Journey
from engine.labels import GLYPHS, kind
from engine.steps import Checklist


class OutlinePanel(widgets.VBox):  # type: ignore[misc]
    """``show`` gives it a journey and what is chosen, ``choose`` is told where a person wants to go."""

    def __init__(self, choose: Choose) -> None:
        self._choose: Final = choose
        self._showing = False
        self.places: Final = widgets.Dropdown(description="Go to", layout={"width": "auto"})
        self.places.observe(self._chosen, "value")
        super().__init__([self.places])

    def show(self, journey: Journey, place: Place) -> None:
        """List the places of a journey; a transition is not among them."""
        options = tuple(_options(journey))
        self._showing = True
        if options != self.places.options:
            self.places.options = options
        self.places.value = place if any(place == each for _, each in options) else None
        self._showing = False

    def _chosen(self, change: dict[str, Place | None]) -> None:
        if change["new"] is not None and not self._showing:
            self._choose(change["new"])


def _options(journey: Journey) -> Iterator[tuple[str, Place]]:
    yield f"◇ {title_at(journey, JOURNEY)}", JOURNEY
    for id, step in journey.steps.items():
        yield f"{GLYPHS[kind(step)]} {title_at(journey, Place(step=id))}", Place(step=id)
        for item in step.items if isinstance(step, Checklist) else ():
            inner = Place(step=id, item=item)
            yield f"   □ {title_at(journey, inner)}", inner
    for rule in journey.exit_rules:
        yield f"▲ {rule.name or rule.id}", Place(rule=rule.id)
