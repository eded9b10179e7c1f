"""The standing of everybody in a journey at an instant, and what engine.insight tells of it, computed when asked
for.
"""

from __future__ import annotations

from functools import cached_property

from msgspec import Struct

from designer.diagram.measure import printable
from engine.insight import (
    Cohort,
    Flow,
    FunnelStep,
    Stuck,
    TimeInStep,
    cohorts,
    flow,
    funnel,
    stuck,
    time_in_step,
)
from engine.insight.funnel import Unit
from engine.journey import Journey
from engine.labels import GLYPHS, kind, title
from engine.owners import names
from engine.progress import Progress
from engine.report import steps, totals
from engine.simulate import SimulationResult


class Standing(Struct, frozen=True, dict=True):
    """``simulated`` is of the journey as it was then; ``source`` says what its events are."""

    simulated: SimulationResult
    source: str

    @property
    def journey(self) -> Journey:
        return self.simulated.plan.journey

    @property
    def people(self) -> tuple[Progress, ...]:
        return self.simulated.owners

    @property
    def until(self) -> int:
        """The clock; of no events at all, the epoch."""
        return self.simulated.until or 0

    @cached_property
    def by_owner(self) -> dict[str, Progress]:
        return {progress.owner: progress for progress in self.people}

    @cached_property
    def totals(self) -> dict[str, int]:
        return totals(self.people)

    @cached_property
    def steps(self) -> dict[str, dict[str, int]]:
        return steps(self.simulated)

    @cached_property
    def flow(self) -> Flow:
        return flow(self.journey, self.people)

    @cached_property
    def times(self) -> tuple[TimeInStep, ...]:
        return time_in_step(self.journey, self.people, self.until)

    @cached_property
    def stuck(self) -> tuple[Stuck, ...]:
        return stuck(self.journey, self.people, self.until)

    @cached_property
    def cohorts(self) -> tuple[Cohort, ...]:
        return cohorts(self.people, self.until)

    @cached_property
    def _funnels(self) -> dict[Unit, tuple[FunnelStep, ...]]:
        return {}

    def funnel(self, unit: Unit) -> tuple[FunnelStep, ...]:
        if unit not in self._funnels:
            self._funnels[unit] = funnel(self.journey, self.people, unit)
        return self._funnels[unit]

    def called(self, step: str) -> str:
        """A step as people know it, its glyph before it."""
        return f"{GLYPHS[self.kind(step)]} {title(step, self.journey.steps[step])}"

    def person(self, owner: str) -> str:
        """An owner as people know it, in short."""
        return printable(next(names(owner)))

    def kind(self, step: str) -> str:
        return kind(self.journey.steps[step])
