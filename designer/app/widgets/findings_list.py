"""Findings in the design. Choosing a line goes to where it can be mended."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final, get_args

from rich.text import Text
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from designer.editing.selection import Place, place_of, title_at
from engine.finding import Finding, Severity
from engine.journey import Journey

GLYPHS: Final = {"error": "✗", "warning": "!", "note": "•"}
_SEVERITIES: Final = get_args(Severity)

_Line = tuple[str, str, str, str]
"""A finding's glyph, where it is, what is wrong there, what may help."""


class Findings(OptionList):
    """``show`` gives it findings."""

    class Chosen(Message):
        """A person wants to mend what was found."""

        def __init__(self, place: Place) -> None:
            self.place = place
            super().__init__()

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._places: list[Place] = []
        self._told: list[_Line] = []

    def show(self, journey: Journey, findings: Sequence[Finding]) -> None:
        """List findings; the highlighted line stays. The list is made anew only if it says something else."""
        self._places = [place_of(journey, finding) for finding in findings]
        self.border_title = counted(findings)
        lines = [_line(journey, *each) for each in zip(findings, self._places, strict=True)]
        if lines == self._told and self.options:
            return
        measured = dict(zip(self._told, self.options, strict=False))  # what is said again keeps its option
        at, self._told = self.highlighted, lines
        self.set_options([measured.pop(line, None) or Option(_text(*line)) for line in lines])
        if not lines:
            self.add_option(Option(Text("✓ nothing to say about this design", "dim"), disabled=True))
        elif at is not None:
            self.highlighted = min(at, len(lines) - 1)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        if event.option_index < len(self._places):
            self.post_message(self.Chosen(self._places[event.option_index]))


def counted(findings: Sequence[Finding]) -> str:
    """Return how many there are of each severity, such as ``2 errors, 1 note``."""
    numbers = Counter(finding.severity for finding in findings)
    said = [
        f"{numbers[severity]} {severity}{'s' if numbers[severity] > 1 else ''}"
        for severity in _SEVERITIES
        if numbers[severity]
    ]
    return ", ".join(said) or "no findings"


def _line(journey: Journey, finding: Finding, place: Place) -> _Line:
    return GLYPHS[finding.severity], title_at(journey, place), finding.message, finding.hint or ""


def _text(glyph: str, where: str, message: str, hint: str) -> Text:
    return Text.assemble(
        (f"{glyph} ", "bold"),
        (f"{where}: ", "bold"),
        message,
        (f" — {hint}" if hint else "", "dim"),
        no_wrap=True,
        overflow="ellipsis",
    )
