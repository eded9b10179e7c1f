"""Conditions that no event of a dry run satisfied, and what was probably meant by them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final

from engine.events import Event
from engine.finding import Finding, by_severity
from engine.journey import Journey
from engine.plan import CountedTest, FilterTest, Place, Plan
from engine.progress import Progress
from engine.simulate import SimulationResult
from store.sources.byte_streams import is_stream
from store.sources.reader import Reader

if TYPE_CHECKING:
    from designer.simulation.evidence.memory_evidence import MemoryEvidence

SLIPS: Final = ("unknown-path", "impossible-value", "mixed-shapes", "never-matches")
"""What is certain without events."""


def unmatched_findings(simulated: SimulationResult, sources: Sequence[str]) -> list[Finding]:
    """Say for each condition that no event of ``simulated`` satisfied why, and what was probably meant.

    The first ``MOST_HELD`` events of the files ``sources`` are read again for it; standard input and pipes cannot be.
    """
    places = unmatched_places(simulated)
    if not places or simulated.counts.read == simulated.counts.rejected:
        return []
    # Seldom needed, and it takes a while to load.
    from designer.simulation.evidence.event_findings import EventCheck
    from engine.check.acceptance import mark_accepted
    from engine.check.conditions import of_conditions
    from engine.condition_sites import meaningful_conditions

    journey = simulated.plan.journey
    known = mark_accepted(journey, of_conditions(journey, list(meaningful_conditions(journey))))
    certain = [each for each in known if each.code in SLIPS and each.place.startswith(tuple(places))]
    left = [place for place in places if not any(each.place.startswith(place) for each in certain)]
    if left and not any(map(is_stream, sources)):
        certain += EventCheck(_first_events(sources)).findings(journey, left)
    return by_severity(certain)


def _first_events(sources: Sequence[str]) -> MemoryEvidence:
    from designer.simulation.evidence.evidence import MOST_HELD, Rejections
    from designer.simulation.evidence.memory_evidence import MemoryEvidence

    read = (each for each in Reader(sources).events() if isinstance(each, Event))
    return MemoryEvidence(Path(sources[0]), list(islice(read, MOST_HELD)), Rejections())


def unmatched_places(simulated: SimulationResult) -> list[str]:
    """The places in the document of conditions on events that nobody's event has satisfied."""
    hits = set(_hits((*simulated.owners, *simulated.others)))
    tests = simulated.plan.tests.items()
    return [
        _in_document(simulated.plan.journey, place)
        for place, test in tests
        if isinstance(test, FilterTest | CountedTest)
        and hits.isdisjoint(_filters(test))
        and not _is_on_data(simulated.plan, place)
    ]


def _hits(everybody: Iterable[Progress]) -> Iterator[int]:
    return (hit for progress in everybody for event in progress.log for hit in event.hits)


def _filters(test: FilterTest | CountedTest) -> Iterable[int]:
    return [test.filter] if isinstance(test, FilterTest) else test.streams.values()


def _is_on_data(plan: Plan, place: Place) -> bool:
    if place[0] != "branch":
        return False
    split = plan.journey.steps[plan.journey.transitions[int(place[1])].source]
    return getattr(split, "on", "") == "data"


def _in_document(journey: Journey, place: Place) -> str:
    match place:
        case ("step", id):
            return f"$.steps.{id}.condition"
        case ("item", id, item):
            return f"$.steps.{id}.items.{item}.condition"
        case ("branch", index):
            return f"$.transitions[{index}].when"
        case ("exit", rule):
            number = next(number for number, each in enumerate(journey.exit_rules) if each.id == rule)
            return f"$.exit_rules[{number}].trigger.condition"
        case _:
            return f"$.steps.{journey.entry}.trigger.condition"
