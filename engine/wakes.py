"""Events that can move an attempt that waits: a quick look that spares the fold the many that move nobody."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import assert_never

from msgspec import Struct

from engine.journey import Journey
from engine.plan import CountedTest, FilterTest, Place, Plan, Test
from engine.steps import Checklist, Delay, Entry, Exit, FirstMatch, Outcome, Split, Waypoint, waits

Filters = frozenset[int] | None
"""An event moves something only if it satisfies one of these; None: any event might."""


class Wakes(Struct, frozen=True):
    """``steps``: what can move an attempt that waits there, exit rules included; ``entry``: what can start one.

    ``timers``: whether time alone can move any.
    """

    steps: dict[str, Filters]
    entry: Filters
    timers: bool

    def start(self, hits: tuple[int, ...]) -> bool:
        return self.entry is None or not self.entry.isdisjoint(hits)


@lru_cache(maxsize=16)
def wakes(plan: Plan) -> Wakes:
    """Return what a plan's steps and its entry wait for."""
    leaving = any_of(_filters(plan.tests["exit", rule.id]) for rule in plan.journey.exit_rules if rule.active)
    taking = {
        id: any_of(_filters(plan.tests[place]) for place in _places(plan.journey, id))
        for id in plan.journey.steps
    }
    steps = {id: any_of((filters, leaving)) for id, filters in taking.items()}
    return Wakes(steps, _entry(plan, taking), _has_timers(plan.journey))


def _has_timers(journey: Journey) -> bool:
    delays = any(isinstance(step, Delay) for step in journey.steps.values())
    return delays or any(transition.timed for transition in journey.transitions)


def _entry(plan: Plan, taking: dict[str, Filters]) -> Filters:
    entry = plan.journey.steps[plan.journey.entry]
    assert isinstance(entry, Entry)
    if isinstance(entry.trigger, FirstMatch):
        return any_of(taking[id] for id in _first(plan.journey))
    return _filters(plan.tests["entry",])


def _first(journey: Journey) -> set[str]:
    """The steps at which an attempt can first wait."""
    seen: set[str] = set()
    ahead = [journey.entry]
    while ahead:
        id = ahead.pop()
        if id not in seen:
            seen.add(id)
            if not waits(journey.steps[id]):
                ahead += [transition.target for _, transition in journey.out(id)]
    return {id for id in seen if waits(journey.steps[id])}


def _places(journey: Journey, id: str) -> Iterator[Place]:
    """The places of the tests that step ``id`` of ``journey``, if it waits, puts to events."""
    match journey.steps[id]:
        case Waypoint():
            yield ("step", id)
        case Checklist(items=items):
            yield from (("item", id, item) for item in items)
        case Split(on="event"):
            yield from (
                ("branch", str(index)) for index, transition in journey.out(id) if transition.when is not None
            )
        case Entry() | Split() | Delay() | Outcome() | Exit():
            pass
        case _ as unknown:
            assert_never(unknown)


def _filters(test: Test) -> Filters:
    """Source: ``engine.moment.holds``."""
    match test:
        case FilterTest(filter=filter):
            return frozenset((filter,))
        case CountedTest(streams=streams, traits=traits):
            return None if traits else frozenset(streams.values())
        case _:
            return frozenset()


def any_of(parts: Iterable[Filters]) -> Filters:
    """Return what satisfies one of these."""
    found: set[int] = set()
    for part in parts:
        if part is None:
            return None
        found |= part
    return frozenset(found)
