"""Instants as programs have them: text, dates and datetimes, times of NumPy and pandas."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any, TypeAlias

from engine import instant

Until: TypeAlias = str | date | datetime | int | Any | None
"""A time as text, as a date (its first instant), as a datetime or a time of NumPy or pandas (UTC if it has no zone), or
microseconds since 1970 as a whole number; None: the newest event's.
"""


def instant_of(until: Until) -> int | None:
    """The instant that is meant. Raises ValueError for a text or a time that is none, TypeError for anything else.

    >>> instant_of(date(1970, 1, 2)) == instant_of("1970-01-02") == 86_400_000_000
    True
    """
    match until:
        case None:
            return None
        case str():
            return instant.parse(until)
        case datetime():
            return _of_datetime(until)
        case date():
            return instant.of(datetime.combine(until, time()))
        case bool():
            pass
        case int():
            return until
        case _ if type(until).__name__ == "datetime64":
            return _of_datetime(until.astype("datetime64[us]").item())
        case _ if hasattr(until, "to_pydatetime"):
            return _of_datetime(until.to_pydatetime())
    said = "text such as 2026-01-31T12:00:00Z, a date, a datetime, or a time of NumPy or pandas"
    raise TypeError(f"until is {said}, not {until!r}")


def _of_datetime(moment: datetime | None) -> int:
    if moment is None or moment != moment:  # NaT
        raise ValueError("until is no time: NaT")
    return instant.of(moment)
