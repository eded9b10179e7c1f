"""A scenario, and whether what it expects comes."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from designer.simulation.evidence import Stop
from designer.simulation.scenarios import failures as verdicts
from designer.simulation.scenarios import files as scenarios
from designer.simulation.sources.source import Judgement, SourceRun, to_play
from engine.events import Event
from engine.journey import Journey
from engine.plan import Plan
from engine.scenario import InvalidScenario, Scenario, judge, run
from engine.simulate import SimulationResult


class ScenarioSource(Struct, frozen=True):
    """A scenario with its events written out. It may be run through another journey than the one it names."""

    title: str
    scenario: Scenario
    events: tuple[Event, ...]

    @staticmethod
    def open(path: Path, workspace: Path) -> ScenarioSource:
        """The scenario of a file; ``workspace``: its folder. Raises InvalidScenario, StoreError."""
        scenario = scenarios.read(path)
        return ScenarioSource(
            f"scenario {scenarios.name(path, scenario)}",
            scenario,
            scenarios.scenario_happenings(path, scenario, workspace),
        )

    def through(self, journey: Journey, stop: Stop) -> SourceRun:
        simulated = run(Plan(journey), self.scenario, self.events)
        return SourceRun(to_play(simulated, self.events, stop), self.title, self._judge(simulated))

    def _judge(self, simulated: SimulationResult) -> Judgement:
        """Return what the journey does not have, or not any more, is judged as well."""
        people = len(self.scenario.expect)
        try:
            verdict = judge(self.scenario, simulated, self.events)
        except InvalidScenario as error:
            faults = tuple(map(str, error.findings))
            return Judgement(people, faults, faults)
        failed = verdicts.failures(verdict)
        wrong = tuple(f"{each.called}, {miss}" for each in failed for miss in each.misses)
        return Judgement(people, wrong, tuple(verdicts.lines(verdict)))
