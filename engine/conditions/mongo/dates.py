"""Dates in conditions, read as the times of events are, and the paths whose text stands for dates."""

from datetime import UTC, datetime, timedelta
from typing import Final

from engine.instant import parse, to_datetime

# Learning Locker keeps `timestamp` and `stored` as dates on the document itself; the copies inside
# `statement` stay text, so its server answers conditions on those with the document's own.
LEARNING_LOCKER_DATES: Final = frozenset({"timestamp", "stored"})

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def instant(text: str) -> datetime | None:
    """The date that a text stands for (``engine.instant.parse`` reads it); None: it is no date."""
    try:
        return to_datetime(parse(text))
    except ValueError:
        return None


def utc(moment: datetime) -> datetime:
    """The same instant in UTC. Raises OverflowError beyond the years 1 to 9999."""
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def from_epoch(milliseconds: float) -> datetime:
    """The instant so many ``milliseconds`` after 1970. Raises OverflowError beyond the years 1 to 9999, ValueError for
    NaN.
    """
    return _EPOCH + timedelta(milliseconds=milliseconds)


def as_instant(value: object) -> object:
    """The instant of ``value`` at a path of dates: text that is a date becomes one, anything else stays what it is."""
    if isinstance(value, str):
        return instant(value) or value
    return [as_instant(item) for item in value] if isinstance(value, list) else value


def own_path(path: str, dates: frozenset[str]) -> str:
    """The ``path`` of a document's own date: `statement.timestamp` is answered by `timestamp` where that is one of
    ``dates``.
    """
    own = path.removeprefix("statement.")
    return own if own in dates else path
