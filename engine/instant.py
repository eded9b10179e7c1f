"""Instants: whole microseconds since 1970-01-01T00:00:00Z, read from and written as RFC 3339 text."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND: Final = timedelta(microseconds=1)


def parse(text: str) -> int:
    """Read an instant in any form of RFC 3339 or ISO 8601. Raises ValueError.

    Basic or extended, in either case, a date alone, offsets with or without a colon; without a zone it is UTC. Digits
    beyond the microsecond are cut off.
    """
    try:
        instant = of(datetime.fromisoformat(text.upper()))
    except ValueError:
        instant = LAST + 1
    if _FIRST <= instant <= LAST:  # a zone may push the first and the last day out of the calendar
        return instant
    raise ValueError(f"{text[:40]!r} is not a date and time such as 2017-09-20T09:55:50.310Z")


def is_instant(text: str) -> bool:
    """Tell whether ``parse`` reads it."""
    try:
        parse(text)
    except ValueError:
        return False
    return True


def of(moment: datetime) -> int:
    """Microseconds of a datetime; without a zone it is UTC."""
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    since = moment - EPOCH
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


def all_of(moments: Sequence[datetime]) -> list[int]:
    """Microseconds of datetimes, as ``of`` tells each: fast where all have a zone, or none has."""
    epoch = EPOCH if moments and moments[0].tzinfo else EPOCH.replace(tzinfo=None)
    try:
        since = [moment - epoch for moment in moments]
    except TypeError:
        return list(map(of, moments))
    return [(each.days * 86_400 + each.seconds) * 1_000_000 + each.microseconds for each in since]


_FIRST: Final = of(datetime.min)
LAST: Final = of(datetime.max)
"""The last instant that can be written."""


def to_datetime(instant: int) -> datetime:
    return EPOCH + timedelta(microseconds=instant)


def text(instant: int) -> str:
    """RFC 3339 in UTC with microseconds."""
    return to_datetime(instant).strftime("%Y-%m-%dT%H:%M:%S.%fZ").rjust(27, "0")


def plain_text(instant: int) -> str:
    """Return an instant to the second for people: ``2026-03-16 06:27:42``, in UTC."""
    return text(instant)[:19].replace("T", " ")


def milliseconds_text(instant: int) -> str:
    """RFC 3339 in UTC with milliseconds, cut off as Learning Locker stores dates."""
    return text(instant)[:-4] + "Z"
