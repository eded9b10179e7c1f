"""Findings in the design, as a list; choosing a line goes to where it can be mended."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import ipywidgets as widgets

from designer.editing.selection import Place, place_of, title_at
from engine.finding import Finding
from engine.journey import Journey

SIGNS: Final = {"error": "✗", "warning": "!", "note": "•"}
_MOST_LINES: Final = 6

Choose = Callable[[Place], None]


class FindingsPanel(widgets.VBox):  # type: ignore[misc]
    """``show`` gives it findings, ``choose`` is told where a person wants to go."""

    def __init__(self, choose: Choose) -> None:
        self._choose: Final = choose
        self._places: list[Place] = []
        self.lines: Final = widgets.Select(description="Findings", layout={"width": "auto"}, rows=2)
        self.lines.observe(self._chosen, "index")
        self._nothing: Final = widgets.HTML("✓ Nothing to say about this design.")
        super().__init__([self.lines])

    def show(self, journey: Journey, findings: Sequence[Finding]) -> None:
        """List findings, errors first."""
        self._places = [place_of(journey, finding) for finding in findings]
        options = tuple(_line(journey, finding) for finding in findings)
        with self.hold_trait_notifications():
            if options != self.lines.options:
                self.lines.options = options
                self.lines.index = None
            self.lines.rows = min(max(len(options), 2), _MOST_LINES)
        self.children = (self.lines if findings else self._nothing,)

    def _chosen(self, change: dict[str, int | None]) -> None:
        index = change["new"]
        if index is not None and index < len(self._places):
            self._choose(self._places[index])


def _line(journey: Journey, finding: Finding) -> str:
    hint = f" ({finding.hint})" if finding.hint else ""
    where = title_at(journey, place_of(journey, finding))
    return f"{SIGNS[finding.severity]} {where}: {finding.message}{hint}"
