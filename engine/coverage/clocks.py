"""Clocks by which people live who are made up for a design that goes by local time: two zones, before and after a
change of clocks in each; and shortly before midnight, where days are counted.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import time, timedelta
from typing import Any, Final

from msgspec import Struct

from engine.calendar.local_time import at_time, next_change, wall_time
from engine.calendar.moment_text import day_text, place_name
from engine.plan import Plan, zones_of
from engine.steps import PersonalZone

DAY: Final = 86_400 * 1_000_000
OTHERS: Final = ("America/New_York", "Europe/Lisbon")
"""Zones of which the first that is another than the design's is the second."""


class LocalClock(Struct, frozen=True):
    """The beginning of somebody's events, what is told of them first, and what is special about it in a few words."""

    start: int
    traits: dict[str, Any]
    about: str


def clocks(plan: Plan, start: int) -> list[LocalClock]:
    """The clocks to try from the instant ``start`` on; none where no local time matters."""
    zones = list(zones_of(plan.journey)) if plan.goes_by_zones else []
    personal = next((zone for zone in zones if isinstance(zone, PersonalZone)), None)
    if personal is not None and personal.path.startswith("traits."):
        other = next(each for each in OTHERS if each != personal.otherwise)
        return [
            clock
            for name in (personal.otherwise, other)
            for clock in _round_a_change(plan, name, start, personal.path)
        ]
    fixed = next((zone for zone in zones if isinstance(zone, str)), None)
    return [] if fixed is None else list(_round_a_change(plan, fixed, start, ""))


def before_midnight(plan: Plan, start: int, lead: int) -> LocalClock | None:
    """The clock of somebody whose events begin ``lead`` microseconds before the midnight after ``start``; None where
    no step counts events on different days.
    """
    daily = next((tally for tally in plan.tallies.values() if tally.daily), None)
    if daily is None:
        return None
    local = daily.local({})
    midnight = at_time(wall_time(start, local).date() + timedelta(days=1), time(), local)
    return None if midnight is None else LocalClock(midnight - lead, {}, "from shortly before midnight on")


def _round_a_change(plan: Plan, name: str, start: int, path: str) -> Iterator[LocalClock]:
    local = plan.zones(name)
    change = None if local is None else next_change(start + 3 * DAY, local)
    if local is None or change is None:
        return
    traits: Any = name
    for key in reversed(path.split(".")[1:]):
        traits = {key: traits}
    for at, side in ((change - 3 * DAY, "before"), (change + DAY, "after")):
        about = f"{place_name(local)}, {side} the clocks change on {day_text(change, local)}"
        yield LocalClock(at, traits if path else {}, about)
