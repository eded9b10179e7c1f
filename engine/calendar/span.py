"""Distances in the calendar: ``-7d``, ``+1mo``, ``2wd``, ``1y2mo``. Months and years have no fixed length."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Container
from datetime import date, datetime, timedelta
from typing import Final

from msgspec import Struct

_WHOLE: Final = re.compile(r"([+-]?)((?:\d{1,5}(?:mo|wd|[ywdhms]))+)", re.ASCII)
_PART: Final = re.compile(r"(\d+)(mo|wd|[ywdhms])", re.ASCII)
_SECONDS: Final = {"h": 3_600, "m": 60, "s": 1}


class CalendarSpan(Struct, frozen=True, kw_only=True):
    """A distance. All parts have the same sign; ``seconds`` are exact, the others go by the calendar."""

    months: int = 0
    days: int = 0
    working_days: int = 0
    seconds: int = 0

    @property
    def needs_zone(self) -> bool:
        """Tell whether the calendar decides how long it is even where a day has 24 hours."""
        return bool(self.months or self.working_days)


def parse_span(text: str) -> CalendarSpan:
    """Read a distance such as ``-7d`` or ``1y6mo``. Raises ValueError with a sentence."""
    found = _WHOLE.fullmatch(text.strip())
    if found is None:
        raise ValueError(
            f"{text[:40]!r} is no distance in time; write -7d, +1mo, 5wd (working days), 1y or a sum of these"
        )
    sign = -1 if found[1] == "-" else 1
    amounts = dict.fromkeys(("y", "mo", "w", "d", "wd", "h", "m", "s"), 0)
    for number, unit in _PART.findall(found[2]):
        amounts[unit] += sign * int(number)
    return CalendarSpan(
        months=12 * amounts["y"] + amounts["mo"],
        days=7 * amounts["w"] + amounts["d"],
        working_days=amounts["wd"],
        seconds=sum(amounts[unit] * length for unit, length in _SECONDS.items()),
    )


def moved(wall: datetime, span: CalendarSpan, holidays: Container[date] = ()) -> datetime:
    """A local time moved by the calendar parts of a span: months first, then days, then working days.

    The day of a month that is too short becomes its last. ``holidays`` are no working days. Raises OverflowError and
    ValueError beyond the calendar.
    """
    moved = _in_months(wall, span.months) + timedelta(days=span.days)
    step = timedelta(days=1 if span.working_days > 0 else -1)
    for _ in range(abs(span.working_days)):
        moved += step
        while moved.weekday() >= 5 or moved.date() in holidays:
            moved += step
    return moved


def _in_months(wall: datetime, months: int) -> datetime:
    year, month = divmod(wall.year * 12 + wall.month - 1 + months, 12)
    month += 1
    return wall.replace(year=year, month=month, day=min(wall.day, monthrange(year, month)[1]))
