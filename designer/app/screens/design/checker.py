"""The findings of a design while it is edited: looked for on a thread, once the panels have followed.

With events attached, the design is held against them as well.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from designer.app.expected_errors import EXPECTED_ERRORS
from designer.app.screens.tab import TabScreen
from designer.app.threads import in_thread
from designer.app.widgets.brush import Mark
from designer.app.widgets.findings_list import GLYPHS, severity_counts
from designer.diagram.drawing import Owner
from designer.editing.review import all_findings
from designer.editing.selection import Place, place_of
from engine.finding import Finding
from engine.journey import Journey

if TYPE_CHECKING:
    from designer.simulation.evidence.event_findings import EventCheck


class Checker:
    """``findings`` are those of the journey that was checked last; ``summary`` tells whether that is this one."""

    def __init__(self, screen: TabScreen, *, found: Callable[[], None]) -> None:
        """``found`` is called when there are other findings."""
        self.findings: list[Finding] = []
        self.event_counts: dict[Place, int] = {}
        """How many of the attached events match what stands at a place."""
        self.step_counts: dict[str, str] = {}
        """The same in the words of a box, by step."""
        self._is_checked = False
        self._event_check: EventCheck | None = None
        self._screen = screen
        self._found = found

    @property
    def summary(self) -> str:
        """Return how many findings the journey has, or that nobody knows yet."""
        return severity_counts(self.findings) if self._is_checked else "checking …"

    @property
    def marks(self) -> dict[Owner, Mark]:
        """The worst finding of each step and transition."""
        return dict(_marks(sorted(self.findings, key=_gravity, reverse=True)))

    def doubt(self) -> None:
        """Note that the journey, or what is unfinished in it, is not what was checked."""
        self._is_checked = False

    def catch_up(self) -> None:
        """Find what is wrong with the journey as it is now, unless that is known, with the events that are attached."""
        known = self._event_check and self._event_check.evidence
        if self._is_checked and self._screen.opened.evidence is not known:
            self.doubt()
        if not self._is_checked:
            self._screen.in_background(self._check, exclusive=True, group="check")

    async def _check(self) -> None:
        journey = self._screen.journey
        try:
            findings = await asyncio.to_thread(all_findings, journey)
        except EXPECTED_ERRORS as error:
            findings = [Finding(code="cannot-check", message=str(error))]
        if journey is self._screen.journey and self._screen.is_attached:
            self.findings = [*self._screen.desk.typed.findings(journey), *findings]
            self._is_checked = True
            self._found()
            await self._compare(journey, findings)

    async def _compare(self, journey: Journey, findings: list[Finding]) -> None:
        """Hold the design against the attached events."""
        evidence = self._screen.opened.evidence
        if evidence is None:
            if self._event_check is not None:
                self._event_check, self.event_counts, self.step_counts = None, {}, {}
                self._found()
            return
        from designer.reports.finding_text import step_counts
        from designer.simulation.evidence.event_findings import EventCheck, merged

        if self._event_check is None or self._event_check.evidence is not evidence:
            self._event_check = EventCheck(evidence)
        check = self._event_check
        with self._screen.waypost.report_errors():
            found, counts = await in_thread(
                lambda stop: (check.findings(journey, stop=stop), check.matched(journey, stop))
            )
            if journey is self._screen.journey and evidence is self._screen.opened.evidence:
                self.findings, self.event_counts = merged(findings, found), by_place(journey, counts)
                self.step_counts = step_counts(journey, counts)
                self._found()


def by_place(journey: Journey, counts: Mapping[str, int]) -> dict[Place, int]:
    """Numbers by where a person goes to see them, from numbers by their place in the document."""
    from engine.condition_sites import meaningful_conditions

    sites = [site for site in meaningful_conditions(journey) if site.place in counts]
    return {place_of(journey, site.finding("matched", "")): counts[site.place] for site in sites}


def _gravity(finding: Finding) -> int:
    return list(GLYPHS).index(finding.severity)


def _marks(findings: Iterable[Finding]) -> Iterable[tuple[Owner, Mark]]:
    for finding in findings:
        mark = (GLYPHS[finding.severity], finding.severity)
        if finding.transition is not None:
            yield finding.transition, mark
        elif finding.step is not None:
            yield finding.step, mark
