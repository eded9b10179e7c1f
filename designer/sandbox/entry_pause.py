"""Pausing the entry of a journey: attempts that run go on, and no event starts another.

Whether an event may start an attempt is marked in the event, not in the clock, so that the fold stays a function of
the set of events: the entry looks for filters of its own, and only events that came while it was open satisfy those.
"""

from __future__ import annotations

from copy import copy
from typing import Final

from msgspec.structs import replace

from engine.plan import CountedTest, FilterTest, Plan, Test
from engine.progress import MatchedEvent

_SHIFT: Final = 1 << 20
"""More filters than any journey has. The entry's filter ``n`` is asked for as ``n + _SHIFT``."""


def gate_entry(plan: Plan) -> Plan:
    """The same plan, whose entry is only opened by events that ``let_in`` has marked."""
    plan = copy(plan)
    plan.tests = {
        place: _shift_filter(test) if place == ("entry",) else test for place, test in plan.tests.items()
    }
    return plan


def let_in(event: MatchedEvent) -> MatchedEvent:
    """The event, marked as one that may start an attempt."""
    return replace(event, hits=(*event.hits, *(number + _SHIFT for number in event.hits)))


def _shift_filter(test: Test) -> Test:
    match test:
        case FilterTest(filter=number):
            return FilterTest(filter=number + _SHIFT)
        case CountedTest(streams=streams):
            return replace(test, streams={each: number + _SHIFT for each, number in streams.items()})
        case _:
            return test
