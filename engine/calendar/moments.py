"""The instant that somebody waits for, reckoned from what is known of the attempt when the step is entered."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Mapping
from datetime import date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from typing import Any, Final

from msgspec import Struct

from engine import instant
from engine.calendar.local_time import at_time, localise, wall_time
from engine.calendar.span import CalendarSpan, moved, parse_span
from engine.calendar.zones import Zones
from engine.steps import PersonalZone, Until

WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
UTC_NAME: Final = "UTC"
MIDNIGHT: Final = time()
FARTHEST: Final = 800
"""Days that are looked at for the next one that is not left out."""

Known = Mapping[str, Any]
"""What is known of an attempt: ``traits``, ``entry``, ``steps`` (semantics §4)."""

Reckoning = Callable[[int, Known], int | None]
"""The instant for an attempt that enters at an instant, from what is known of it; None where there is none."""


class MomentWait(Struct, frozen=True, kw_only=True):
    """The moment that a step or a transition waits for, read once: see ``wait``."""

    reckon: Reckoning
    local: Callable[[Known], tzinfo]
    """The zone whose clock counts."""
    reads: tuple[str, ...] = ()
    """Paths into what is known that it looks at."""


def wait(until: Until, zone: str | PersonalZone | None, zones: Zones) -> MomentWait:
    """Return what an ``until`` means in a zone. It has no fault (``engine.calendar.faults``)."""
    holidays = frozenset(map(date.fromisoformat, until.excluded))
    paths = [until.path] if until.path is not None else []
    paths += [zone.path] if isinstance(zone, PersonalZone) else []

    def reckon(now: int, known: Known) -> int | None:
        local = local_zone(zone, known, zones)
        try:
            if until.date is not None:
                return _date_instant(until, now, known, local, zone is not None, holidays)
            if until.weekday is not None:
                return _on_weekday(until, now, local, holidays)
            return _in_window(until, now, local, holidays)
        except (OverflowError, ValueError):
            return None

    return MomentWait(reckon=reckon, local=lambda known: local_zone(zone, known, zones), reads=tuple(paths))


def span_wait(length: str, zone: str | PersonalZone, zones: Zones) -> MomentWait:
    """A duration that goes by the calendar of a zone: days are calendar days, months and years have their length."""
    span = parse_span(length)

    def reckon(now: int, known: Known) -> int | None:
        local = local_zone(zone, known, zones)
        try:
            return _exactly_later(moved(wall_time(now, local), span), span, local)
        except (OverflowError, ValueError):
            return None

    reads = (zone.path,) if isinstance(zone, PersonalZone) else ()
    return MomentWait(reckon=reckon, local=lambda known: local_zone(zone, known, zones), reads=reads)


def look_up(path: str, known: Known) -> object:
    """Return what stands at a dotted path of what is known; None where nothing does."""
    value: object = known
    for name in path.split("."):
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


def local_zone(zone: str | PersonalZone | None, known: Known, zones: Zones) -> tzinfo:
    """The ``zone`` that is meant, the one ``known`` of the person or the one of ``zones`` to use otherwise; UTC
    where none is named.
    """
    names = [zone or UTC_NAME]
    if isinstance(zone, PersonalZone):
        named = look_up(zone.path, known)
        names = [named, zone.otherwise] if isinstance(named, str) else [zone.otherwise]
    found = next((local for name in names if (local := zones(str(name))) is not None), None)
    assert found is not None, names
    return found


def _date_instant(
    until: Until, now: int, known: Known, local: tzinfo, zoned: bool, holidays: Container[date]
) -> int | None:
    """The instant of a date in ``until`` that is ``known``, with its offset and time of day in ``local``; what has
    passed is ``now``.

    ``zoned``: the date has a time of its own zone. ``holidays`` are skipped.
    """
    assert until.date is not None
    given = until.date if until.path is None else look_up(until.path, known)
    wall = _wall(given, local)
    if wall is None:
        return None
    span = parse_span(until.offset) if until.offset else CalendarSpan()
    if not zoned:
        span = CalendarSpan(seconds=span.seconds + span.days * 86_400)
    wall = moved(wall, span, holidays)
    if until.at is not None:
        wall = datetime.combine(wall.date(), time_of_day(until.at))
    found = _exactly_later(wall, span, local)
    return None if found is None else max(found, now)


def _exactly_later(wall: datetime, span: CalendarSpan, local: tzinfo) -> int | None:
    found = localise(wall, local)
    return None if found is None else found + span.seconds * 1_000_000


def _wall(given: object, local: tzinfo) -> datetime | None:
    """The wall time that a clock in ``local`` shows at ``given``, a date or an instant as people keep them; None for
    anything else.
    """
    if not isinstance(given, str):
        return None
    try:
        if len(given) == 10:
            return datetime.combine(date.fromisoformat(given), time())
        read = datetime.fromisoformat(given.upper())
        return read if read.tzinfo is None else wall_time(instant.parse(given), local)
    except (ValueError, OverflowError):
        return None


def _on_weekday(until: Until, now: int, local: tzinfo, holidays: Container[date]) -> int | None:
    """The next day and time of ``until`` after ``now`` in ``local``, not on ``holidays``, so that whoever comes by
    that very clock waits for the next one.
    """
    wanted, of_day = WEEKDAYS.index(until.weekday or ""), time_of_day(until.at or "00:00")
    today = wall_time(now, local).date()
    for ahead in range(FARTHEST):
        day = today + timedelta(days=ahead)
        if day.weekday() == wanted and day not in holidays:
            found = at_time(day, of_day, local)
            if found is not None and found > now:
                return found
    return None


def _in_window(until: Until, now: int, local: tzinfo, holidays: Container[date]) -> int | None:
    """The instant ``now``, if it lies in a window of ``until`` in ``local``, not on ``holidays``; else when the next
    one opens.
    """
    days, (opens, closes) = weekdays(until.days or ALL_WEEK), hours(until.between or WHOLE_DAY)
    today = wall_time(now, local).date()
    for ahead in range(-1, FARTHEST):
        day = today + timedelta(days=ahead)
        if day.weekday() not in days or day in holidays:
            continue
        start = at_time(day, opens, local)
        end = at_time(day if closes > opens else day + timedelta(days=1), closes, local)
        if start is not None and end is not None and now < end:
            return max(start, now)
    return None


ALL_WEEK: Final = "mon-sun"
WHOLE_DAY: Final = "00:00-24:00"
_CLOCK: Final = re.compile(r"([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?", re.ASCII)


@lru_cache(maxsize=256)
def time_of_day(text: str) -> time:
    """Read a time such as ``09:00``. Raises ValueError with a sentence."""
    if not _CLOCK.fullmatch(text):
        raise ValueError(f"{text[:40]!r} is no time of day; write 09:00")
    return time.fromisoformat(text)


@lru_cache(maxsize=256)
def hours(text: str) -> tuple[time, time]:
    """Read a window such as ``09:00-17:00``; ``24:00`` ends a day. One that ends before it begins ends the next day.

    Raises ValueError with a sentence.
    """
    opens, dash, closes = text.partition("-")
    if not dash:
        raise ValueError(f"{text[:40]!r} is no window of hours; write 09:00-17:00")
    return time_of_day(opens), time() if closes == "24:00" else time_of_day(closes)


@lru_cache(maxsize=256)
def weekdays(text: str) -> frozenset[int]:
    """Read days such as ``mon-fri`` or ``sat,sun``; Monday is 0. Raises ValueError with a sentence."""
    found: set[int] = set()
    for part in text.split(","):
        first, dash, last = part.strip().partition("-")
        if first not in WEEKDAYS or (dash and last not in WEEKDAYS):
            raise ValueError(f"{text[:40]!r} names no days; write mon-fri, or sat,sun")
        begin, end = WEEKDAYS.index(first), WEEKDAYS.index(last or first)
        found.update(day % 7 for day in range(begin, end + 1 + (7 if end < begin else 0)))
    return frozenset(found)
