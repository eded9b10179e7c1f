"""The values that words of a journey take, checked as those of a document are."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from difflib import get_close_matches
from typing import Any

from designer.notebook.code.column_terms import ColumnTerm
from engine.duration import Duration
from engine.steps import Condition


def condition_of(given: Any) -> Condition:
    """The condition that is meant, as plain values. Raises TypeError."""
    if isinstance(given, ColumnTerm):
        raise TypeError(f"{given} alone is no condition: compare it, as in {given} >= 0.8")
    if not isinstance(given, str | Mapping):
        raise TypeError(
            "a condition is verb(…), a comparison of col(…), a mongo query (an object), or a text in Segment's "
            f"language, not {given!r}"
        )
    return given if isinstance(given, str) else _plain(given)


def _plain(value: Any) -> Any:
    """Conditions that were joined in Python as nothing but objects and lists."""
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, list | tuple) else value


def count_of(given: Any, what: str = "count") -> int:
    """A number of events or items; ``what`` it is called. Raises ValueError."""
    if isinstance(given, bool) or not hasattr(given, "__index__") or int(given) < 1:
        raise ValueError(f"{what} is a whole number from 1 up, not {given!r}")
    return int(given)


def duration_of(given: Any) -> Duration:
    """A length of time, said as text or as a timedelta. Raises TypeError, ValueError.

    >>> duration_of(timedelta(hours=36))
    '1d12h'
    """
    if isinstance(given, timedelta):
        whole = given // timedelta(seconds=1)
        if given != timedelta(seconds=whole):
            raise ValueError(f"a duration is a whole number of seconds, not {given}")
        return Duration.read(f"PT{whole}S" if whole >= 0 else str(given))
    if not isinstance(given, str):
        said = "text such as 90s, 45m, 2h, 3d, 2w or 1d12h, or a timedelta"
        raise TypeError(f"a duration is {said}, not {given!r}")
    return Duration.read(given)


def percent_of(given: Any) -> float:
    """A share in percent. Raises ValueError."""
    if isinstance(given, bool) or not isinstance(given, int | float) or not 0 <= given <= 100:
        raise ValueError(f"a share is a number of percent from 0 to 100, not {given!r}")
    return float(given)


def one_of(given: str, known: Mapping[str, Any] | list[str], what: str) -> str:
    """The name that was ``given``, if it is one of those ``known``. Raises ValueError with the nearest."""
    if given not in known:
        near = get_close_matches(str(given), list(known), n=1)
        meant = f"did you mean {near[0]!r}? " if near else ""
        raise ValueError(f"there is no {what} {given!r}; {meant}there are {', '.join(known)}")
    return given
