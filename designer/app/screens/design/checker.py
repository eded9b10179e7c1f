"""The findings of a design while it is edited: looked for in a thread, once the keys rest for a moment."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from typing import Final

from designer.app.expected_errors import EXPECTED_ERRORS
from designer.app.screens.tab import TabScreen
from designer.app.widgets.brush import Mark
from designer.app.widgets.findings_list import GLYPHS, counted
from designer.diagram.drawing import Owner
from engine.finding import Finding
from engine.journey import Journey

PAUSE: Final = 0.1
"""Seconds without a key after which a design is checked."""


class Checker:
    """``findings`` are those of the journey that was checked last; ``found`` is called when there are others."""

    def __init__(self, screen: TabScreen, found: Callable[[], None]) -> None:
        self.findings: list[Finding] = []
        self._is_checked = False
        self._screen = screen
        self._found = found

    @property
    def summary(self) -> str:
        """How many findings there are, or that nobody knows yet."""
        return counted(self.findings) if self._is_checked else "checking …"

    @property
    def marks(self) -> dict[Owner, Mark]:
        """The worst finding of each step and transition."""
        return dict(_marks(sorted(self.findings, key=_gravity, reverse=True)))

    def check(self) -> None:
        """Find what is wrong with the journey as it is now."""
        self._screen.in_background(self._check, exclusive=True, group="check")

    async def _check(self) -> None:
        await asyncio.sleep(PAUSE)
        journey = self._screen.journey
        try:
            findings = await asyncio.to_thread(all_findings, journey)
        except EXPECTED_ERRORS as error:
            findings = [Finding(code="cannot-check", message=str(error))]
        if journey is self._screen.journey and self._screen.is_attached:
            self.findings, self._is_checked = findings, True
            self._found()


def all_findings(journey: Journey) -> list[Finding]:
    """Everything there is to say about a design."""
    from engine.check import check  # with networkx: it takes long to load, and the design is shown without

    return check(journey)


def _gravity(finding: Finding) -> int:
    return list(GLYPHS).index(finding.severity)


def _marks(findings: Iterable[Finding]) -> Iterable[tuple[Owner, Mark]]:
    for finding in findings:
        mark = (GLYPHS[finding.severity], finding.severity)
        if finding.transition is not None:
            yield finding.transition, mark
        elif finding.step is not None:
            yield finding.step, mark
