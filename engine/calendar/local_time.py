"""Conversion of what a clock on the wall says to an instant: gaps and overlaps of a zone included (semantics §7)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, tzinfo

from engine.instant import EPOCH, MICROSECOND


def localise(wall: datetime, zone: tzinfo) -> int | None:
    """The instant, in microseconds, at which a clock in a zone shows ``wall`` (a datetime without a zone).

    A time that exists twice is the first of the two. One that a change of clocks leaves out is the first instant after
    the gap. None beyond the calendar.
    """
    try:
        first = wall.replace(tzinfo=zone, fold=0)
        second = wall.replace(tzinfo=zone, fold=1)
        before, after = first.utcoffset(), second.utcoffset()
        assert before is not None
        assert after is not None
        if after > before:
            return _end_of_gap(wall, zone, before, after)
        return (first.astimezone(UTC) - EPOCH) // MICROSECOND
    except OverflowError:
        return None


def _end_of_gap(wall: datetime, zone: tzinfo, before: timedelta, after: timedelta) -> int:
    """The instant at which the offset of ``zone`` changes from ``before`` to ``after``, near ``wall``, found by
    halves.
    """
    early = (wall - after).replace(tzinfo=UTC)
    low, high = 0, (after - before) // MICROSECOND
    while high - low > 1:
        middle = (low + high) // 2
        if (early + middle * MICROSECOND).astimezone(zone).utcoffset() == before:
            low = middle
        else:
            high = middle
    return (early - EPOCH) // MICROSECOND + high


def next_change(instant: int, zone: tzinfo) -> int | None:
    """The first instant after ``instant`` at which the offset of ``zone`` changes, in microseconds; None if it does
    not within two years.
    """
    day = 86_400_000_000
    for low in range(instant, instant + 2 * 366 * day, day):
        if _offset(low, zone) != _offset(low + day, zone):
            return _change_between(low, low + day, zone)
    return None


def _change_between(low: int, high: int, zone: tzinfo) -> int:
    before = _offset(low, zone)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if _offset(middle, zone) == before else (low, middle)
    return high


def _offset(instant: int, zone: tzinfo) -> timedelta | None:
    return (EPOCH + instant * MICROSECOND).astimezone(zone).utcoffset()


def wall_time(instant: int, zone: tzinfo) -> datetime:
    """Return what a clock in a zone shows at an instant, without the zone."""
    return (EPOCH + instant * MICROSECOND).astimezone(zone).replace(tzinfo=None)


def at_time(day: date, of_day: time, zone: tzinfo) -> int | None:
    """The instant at which a clock in a zone shows a time of a day."""
    return localise(datetime.combine(day, of_day), zone)
