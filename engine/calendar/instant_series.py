"""The next instants at which a wait would end, for whoever writes it down: a sample person's calendar."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import islice
from typing import Any

from engine.calendar.local_time import at_time, wall_time
from engine.calendar.moments import MIDNIGHT, MomentWait, wait
from engine.calendar.zones import Zones
from engine.steps import PersonalZone, Until, Zone

DAYS = 800
"""Days that are looked ahead."""


def next_instants(until: Until, zone: Zone, now: int, zones: Zones, number: int = 5) -> list[int]:
    """The next ``number`` instants after ``now`` at which somebody would go on who waits for ``until``, in the zone
    that is used where nothing is known of a person.

    A date that has to be known is made up: the last days of the coming months, which differ most. The moment has no
    fault (``engine.calendar.faults``).
    """
    name = zone.otherwise if isinstance(zone, PersonalZone) else zone
    waiting = wait(until, name, zones)
    found = (
        _instants_by_date(until, waiting, now) if until.path is not None else _instants_by_start(waiting, now)
    )
    return list(islice(found, number))


def _instants_by_start(waiting: MomentWait, now: int) -> Iterator[int]:
    """The instants that come of starting to wait at the end of each day."""
    local = waiting.local({})
    seen = waiting.reckon(now, {})
    yield from [] if seen is None else [seen]
    today = wall_time(now, local).date()
    for ahead in range(1, DAYS):
        midnight = at_time(today + timedelta(days=ahead), MIDNIGHT, local)
        eve = now if midnight is None else midnight - 1
        found = waiting.reckon(eve, {})
        if found is not None and found > max(eve, seen or now):
            seen = found
            yield found


def _instants_by_date(until: Until, waiting: MomentWait, now: int) -> Iterator[int]:
    """The instants for people whose date is the last day of a coming month."""
    first = wall_time(now, waiting.local({})).date().replace(day=1)
    for _ in range(60):
        first = (first + timedelta(days=32)).replace(day=1)
        known = _nested(until.path or "", (first - timedelta(days=1)).isoformat())
        found = waiting.reckon(now, known)
        if found is not None and found > now:
            yield found


def _nested(path: str, date: str) -> dict[str, Any]:
    known: Any = date
    for name in reversed(path.split(".")):
        known = {name: known}
    assert isinstance(known, dict)
    return known
