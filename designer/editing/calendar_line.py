"""The calendar of a wait in one line: when a sample person would go on, the next five times."""

from __future__ import annotations

from designer.editing.selection import Place, part_at
from engine.calendar.faults import until_faults, zone_faults
from engine.calendar.instant_series import next_instants
from engine.calendar.local_time import wall_time
from engine.calendar.moment_text import day_text, place_name
from engine.calendar.zones import zone as known_zone
from engine.journey import Journey
from engine.steps import Delay, PersonalZone, Transition, Until, Zone


def calendar_line(journey: Journey, place: Place, now: int) -> str:
    """The next five instants for which the step or the transition at ``place`` waits, as of the instant ``now``; empty
    where it waits for no moment, or for one with a fault.
    """
    match part_at(journey, place):
        case Delay(until=Until() as until, zone=zone) | Transition(by=Until() as until, zone=zone):
            return _line(until, zone, now)
        case _:
            return ""


def _line(until: Until, zone: Zone, now: int) -> str:
    if any(until_faults(until, zone)) or any(zone_faults(zone, known_zone)):
        return ""
    name = zone.otherwise if isinstance(zone, PersonalZone) else zone
    local = known_zone(name or "UTC")
    assert local is not None
    found = [
        f"{day_text(instant, local)} {wall_time(instant, local):%H:%M}"
        for instant in next_instants(until, zone, now, known_zone)
    ]
    if not found:
        return "No such moment lies ahead."
    sample = "if the date is the end of a month" if until.path is not None else "next"
    return f"{place_name(local)}, {sample}: {', '.join(found)}"
