"""The events of a log or a file."""

from __future__ import annotations

from msgspec import Struct

from designer.simulation.evidence import Evidence, Stop
from designer.simulation.sources.source import SourceRun, to_play
from engine.journey import Journey
from engine.plan import Plan
from engine.simulate import simulate


class EventSource(Struct, frozen=True):
    """Events that were opened; without any, nothing happens."""

    evidence: Evidence | None = None

    @property
    def title(self) -> str:
        return "" if self.evidence is None else self.evidence.title

    def through(self, journey: Journey, stop: Stop) -> SourceRun:
        plan, evidence = Plan(journey), self.evidence
        if evidence is None:
            return SourceRun(to_play(simulate(plan, ()), (), stop), self.title)
        simulated = evidence.simulated(plan, stop=stop)
        return SourceRun(to_play(simulated, evidence.behind(simulated), stop), self.title)
