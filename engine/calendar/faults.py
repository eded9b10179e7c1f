"""Faults of a wait for a moment, in sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Final

from engine.calendar.moments import hours, time_of_day, weekdays
from engine.calendar.span import parse_span
from engine.calendar.zones import Zones, nearest_zone
from engine.steps import PersonalZone, Until

ROOTS: Final = ("traits", "entry", "steps")
"""Where a path into what is known of an attempt begins."""

Zone = str | PersonalZone | None


def until_faults(until: Until, zone: Zone) -> Iterator[tuple[str, str]]:
    """Each fault of an ``until``: the key it is at, and a sentence."""
    if sum(each is not None for each in (until.date, until.weekday, until.days or until.between)) != 1:
        yield "", "wait for one thing: a date, a weekday, or days and hours (days, between)"
    readers: list[tuple[str, str | None, Callable[[str], object]]] = [
        ("date", until.date, _read_date),
        ("offset", until.offset, parse_span),
        ("at", until.at, time_of_day),
        ("days", until.days, weekdays),
        ("between", until.between, hours),
        *((f"except[{index}]", day, _read_day) for index, day in enumerate(until.excluded)),
    ]
    for key, text, read in readers:
        if text is not None and (message := _failure(read, text)):
            yield key, message
    if until.offset is not None and until.date is None:
        yield "offset", "an offset goes with a date"
    if until.at is not None and (until.days or until.between):
        yield "at", "a time of day goes with a date or a weekday; hours are in 'between'"
    readable = until.offset is not None and not _failure(parse_span, until.offset)
    if zone is None and readable and parse_span(until.offset or "").needs_zone:
        yield "offset", "months, years and working days need a zone"


def zone_faults(zone: Zone, zones: Zones) -> Iterator[tuple[str, str]]:
    """Each fault of a zone: the key it is at, and a sentence."""
    name = zone.otherwise if isinstance(zone, PersonalZone) else zone
    if name is not None and zones(name) is None:
        key = "else" if isinstance(zone, PersonalZone) else ""
        hint = f"did you mean {near}?" if (near := nearest_zone(name)) else "write one such as Europe/Berlin"
        yield key, f"there is no time zone {name[:40]!r}; {hint}"
    if isinstance(zone, PersonalZone) and not _is_path(zone.path):
        yield "path", f"{zone.path[:40]!r} is no path such as traits.timezone"


def _failure(read: Callable[[str], object], text: str) -> str:
    try:
        read(text)
    except ValueError as error:
        return str(error)
    return ""


def _is_path(text: str) -> bool:
    root, dot, rest = text.partition(".")
    return root in ROOTS and bool(dot) and bool(rest)


def _read_date(text: str) -> None:
    if not text[:1].isdigit():
        if not _is_path(text):
            raise ValueError(f"{text[:40]!r} is no date, and no path such as traits.renewal_date")
        return
    try:
        datetime.fromisoformat(text.upper())
    except ValueError:
        raise ValueError(f"{text[:40]!r} is no date such as 2026-12-24 or 2026-12-24T09:00:00Z") from None


def _read_day(text: str) -> None:
    try:
        date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text[:40]!r} is no day such as 2026-12-25") from None
