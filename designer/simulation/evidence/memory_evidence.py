"""Events in memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Final

from designer.simulation.evidence.condition_trial import ConditionTrial, MatchCounts, Stop, never, stoppable
from designer.simulation.evidence.evidence import Evidence, Rejections
from engine.events import Document, Event
from engine.paths import PathInfo, paths_of
from engine.plan import Plan
from engine.simulate import Simulation, SimulationResult
from engine.steps import Condition

OF_EACH: Final = 10
"""Documents of each verb, event or type whose paths are looked at."""

MOST_VALUES: Final = 200


class MemoryEvidence(Evidence):
    """Events in memory, sorted by time."""

    def __init__(self, source: Path, events: list[Event], rejections: Rejections) -> None:
        self._events = sorted(events, key=lambda event: (event.time, event.stored, event.id))
        self._documents = [event.document for event in _standing(self._events)]
        self._values: dict[str, tuple[object, ...]] = {}
        super().__init__(source, len(self._documents), rejections)

    @property
    def events(self) -> Sequence[Event]:
        return self._events

    def count(self, condition: Condition, stop: Stop = never) -> MatchCounts:
        return ConditionTrial(condition).count(self._documents, stop)

    def paths(self) -> tuple[PathInfo, ...]:
        return self._paths

    @cached_property
    def _paths(self) -> tuple[PathInfo, ...]:
        return tuple(paths_of(_some_of_each(self._documents)))

    def values(self, path: str) -> tuple[object, ...]:
        if path not in self._values:
            self._values[path] = _commonest(self._documents, path)
        return self._values[path]

    def simulated(
        self, plan: Plan, *, until: int | None = None, seed: int = 0, stop: Stop = never
    ) -> SimulationResult:
        simulation = Simulation(plan, seed=seed, until=until, keep_documents=True)
        for _ in range(self.rejected.count):
            simulation.reject()
        for event in stoppable(self._events, stop):
            simulation.add(event)
        return simulation.result()

    def behind(self, simulated: SimulationResult) -> Sequence[Event]:
        return self._events


def _standing(events: Iterable[Event]) -> Iterator[Event]:
    """Those that count: of each id the first, and none that was voided (semantics §2)."""
    voiding = {event.id for event in events if event.voids}
    voided = {event.voids for event in events} - voiding | {event.id for event in events if event.voided}
    first = {event.id: event for event in reversed(list(events))}
    return (event for id, event in reversed(first.items()) if id not in voided)


def _some_of_each(documents: Iterable[Document]) -> Iterator[Document]:
    """Some documents of each verb, event and type."""
    seen: Counter[str] = Counter()
    for document in documents:
        verb = next(values_at(document, ("statement", "verb", "id")), None)
        kind = repr((document.get("type"), document.get("event"), verb))
        seen[kind] += 1
        if seen[kind] <= OF_EACH:
            yield document


def _commonest(documents: Iterable[Document], path: str) -> tuple[object, ...]:
    """The plain values at a path; 1 and true are two."""
    found = Counter(
        (type(value), value)
        for document in documents
        for value in values_at(document, tuple(path.split(".")))
        if isinstance(value, str | int | float)
    )
    return tuple(value for (_, value), _ in found.most_common(MOST_VALUES))


def values_at(value: object, keys: tuple[str, ...]) -> Iterator[object]:
    """The values at the end of the path ``keys`` in ``value``; the path leads through all elements of arrays."""
    if isinstance(value, list):
        for element in value:
            yield from values_at(element, keys)
    elif not keys:
        yield value
    elif isinstance(value, dict) and keys[0] in value:
        yield from values_at(value[keys[0]], keys[1:])
