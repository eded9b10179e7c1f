"""The count of a waypoint or an item that asks for more than a number: different values, days, a window of time.

Source: semantics §4. Positions are those of events in an owner's log.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, tzinfo
from typing import Any

import msgspec
from msgspec import Struct

from engine.calendar.local_time import localise, wall_time
from engine.calendar.moments import local_zone
from engine.calendar.span import CalendarSpan, moved, parse_span
from engine.calendar.zones import Zones
from engine.duration import Duration
from engine.progress import MatchedEvent
from engine.steps import DAY, Item, PersonalZone, Waypoint

Known = Mapping[str, Any]
Within = Callable[[int, int, tzinfo], bool]
"""Tell whether an earlier instant still counts at a later one, in a zone."""


class Tally(Struct, frozen=True, kw_only=True):
    """The demands of a count on its events beside the condition: see ``tally``."""

    path: tuple[str, ...] | None
    """Where events have the value that has to differ; None where no value has to."""
    daily: bool
    """Events on different days count."""
    within: Within | None
    local: Callable[[Known], tzinfo]
    zoned: bool
    """A zone decides about its days."""
    reads: tuple[str, ...] = ()
    """Paths into what is known that it looks at."""

    def counted(
        self, log: Sequence[MatchedEvent], earlier: Sequence[int], position: int, known: Known
    ) -> tuple[int, ...] | None:
        """The events that count once the one at ``position`` of ``log`` has come, given those that counted
        ``earlier``; None where it does not count.

        Of several events with one value, the first counts; with a window of time the newest, which stays in it
        longest. Days and windows are those of the zone that is ``known`` now.
        """
        local = self.local(known)
        event = log[position]
        value = self._value(event, local)
        if value is None:
            return None
        past = [(at, log[at]) for at in earlier]
        if self.within is not None:
            past = [(at, each) for at, each in past if self.within(each.time, event.time, local)]
        alike = [at for at, each in past if self._tells_apart and self._value(each, local) == value]
        if alike and self.within is None:
            return None
        return (*(at for at, _ in past if at not in alike), position)

    @property
    def _tells_apart(self) -> bool:
        return self.daily or self.path is not None

    def _value(self, event: MatchedEvent, local: tzinfo) -> object:
        """The value that has to differ; None where the event has nothing there."""
        if self.daily:
            return wall_time(event.time, local).date()
        return "" if self.path is None else key_at(self.path, event.document or {})


def tally(count: Waypoint | Item, zones: Zones) -> Tally | None:
    """The tally of a count by the rules of ``zones``; None where it asks for a number of events alone."""
    if count.distinct is None and count.within is None:
        return None
    daily = count.distinct == DAY
    path = None if daily or count.distinct is None else tuple(count.distinct.split("."))
    return Tally(
        path=path,
        daily=daily,
        within=None if count.within is None else _within(count.within, zoned=count.zone is not None),
        local=lambda known: local_zone(count.zone, known, zones),
        zoned=count.zone is not None,
        reads=(count.zone.path,) if isinstance(count.zone, PersonalZone) else (),
    )


def _within(length: Duration, zoned: bool) -> Within:
    """A window that reaches back so far. With a zone, whole days are calendar days: ``7d`` is the day of the newest
    event and the six before it.
    """
    if not zoned:
        return lambda earlier, now, local: now - earlier <= length.microseconds
    span = parse_span(f"-{length}")
    if not span.seconds:
        return lambda earlier, now, local: wall_time(earlier, local).date() > _day(now, span, local)

    def within(earlier: int, now: int, local: tzinfo) -> bool:
        try:
            start = localise(moved(wall_time(now, local), span), local)
        except (OverflowError, ValueError):
            return True
        return start is None or earlier >= start + span.seconds * 1_000_000

    return within


def _day(now: int, span: CalendarSpan, local: tzinfo) -> date:
    """The last day that lies outside of a window."""
    try:
        return moved(wall_time(now, local), span).date()
    except (OverflowError, ValueError):
        return date.min


def key_at(path: Sequence[str], document: Mapping[str, Any]) -> str | None:
    """The value at a path of a document as canonical JSON; null, objects and lists are none."""
    value: Any = document
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    if value is None or isinstance(value, dict | list):
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return msgspec.json.encode(value).decode()
