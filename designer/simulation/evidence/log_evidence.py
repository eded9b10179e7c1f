"""Events of a log that is too long to be held: its columns are asked."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from pathlib import Path

from msgspec.structs import replace

from designer.simulation.evidence.condition_trial import ConditionTrial, MatchCounts, Stop, never
from designer.simulation.evidence.evidence import Evidence, Rejections
from engine.events import Document, Event, from_document
from engine.journey import Journey
from engine.paths import PathInfo
from engine.plan import Plan
from engine.simulate import SimulationResult
from engine.steps import Condition, Entry, Exit, FirstMatch, Step, Transition, Waypoint
from store.log import (
    Info,
    count_matching,
    count_standing,
    effective_documents,
    events_of,
    info,
    sample,
    simulate_log,
)


class LogEvidence(Evidence):
    """Events of a log that is too long to be held."""

    def __init__(self, source: Path, folder: Path, rejections: Rejections) -> None:
        super().__init__(source, count_standing(folder), rejections)
        self._folder = folder
        self._info: Info = info(folder)

    @property
    def events(self) -> Iterable[Event]:
        return events_of(self._folder)

    def count(self, condition: Condition, stop: Stop = never) -> MatchCounts:
        trial = ConditionTrial(condition)
        if not trial.paths <= {each.path for each in self._info.paths}:
            # A path that is still being typed, or a rare one: no reason to make a column of it.
            return trial.count(effective_documents(self._folder), stop)
        found = count_matching(self._folder, Plan(_journey_asking(condition)))
        some = trial.count(self._sample, stop)
        return replace(some, total=found.total, matched=found.matched, example=found.example)

    @cached_property
    def _sample(self) -> list[Document]:
        return sample(self._folder)

    def paths(self) -> tuple[PathInfo, ...]:
        return self._info.paths

    def values(self, path: str) -> tuple[object, ...]:
        known = {"statement.verb.id": self._info.verbs, "event": self._info.events}
        if path in known:
            return tuple(known[path])
        return next((each.examples for each in self._info.paths if each.path == path), ())

    def simulated(
        self, plan: Plan, *, until: int | None = None, seed: int = 0, stop: Stop = never
    ) -> SimulationResult:
        return simulate_log(self._folder, plan, until=until, seed=seed, keep_documents=True)

    def behind(self, simulated: SimulationResult) -> Iterable[Event]:
        for progress in (*simulated.owners, *simulated.others):
            yield from (from_document(each.document) for each in progress.log)


def _journey_asking(condition: Condition) -> Journey:
    """The least journey that asks a condition."""
    steps: dict[str, Step] = {
        "start": Entry(trigger=FirstMatch()),
        "wait": Waypoint(condition=condition),
        "end": Exit(),
    }
    transitions = (Transition(source="start", target="wait"), Transition(source="wait", target="end"))
    return Journey(id="count", steps=steps, transitions=transitions)
