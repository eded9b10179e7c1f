"""Holidays of countries, for days that a design leaves out: looked up while designing, never while running."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from engine.finding import Finding, InvalidJourney

_REQUEST: Final = re.compile(r"([A-Z]{2})(?:-([A-Z0-9]{1,3}))?\s+(\d{4})(?:\s*-\s*(\d{4}))?")
MOST_YEARS: Final = 20


def holidays(country: str, subdivision: str | None, first: int, last: int) -> list[str]:
    """The public holidays of a country (``DE``), or of a part of it (``BY``), from one year to another: ``2026-12-25``.

    Raises InvalidJourney where there is no such country, or part of it.
    """
    from holidays import country_holidays  # it takes long to load, and few designs ask

    if not 0 <= last - first < MOST_YEARS:
        raise _invalid(f"from {first} to {last} are not 1 to {MOST_YEARS} years")
    try:
        found = country_holidays(country, subdiv=subdivision, years=range(first, last + 1))
    except NotImplementedError:
        place = country if subdivision is None else f"{country}-{subdivision}"
        raise _invalid(f"no holidays are known of {place}; write a country such as DE, or DE-BY") from None
    return sorted(day.isoformat() for day in found if first <= day.year <= last)


def with_holidays(value: object) -> object:
    """A list of days in which what stands for the holidays of a country, such as ``DE-BY 2026-2028``, is these.

    Raises InvalidJourney with a sentence.
    """
    if not isinstance(value, list):
        return value
    return list(dict.fromkeys(day for each in value for day in _days(str(each))))


def _days(text: str) -> Iterator[str]:
    asked = _REQUEST.fullmatch(text.strip())
    if asked is None:
        yield text
    else:
        yield from holidays(asked[1], asked[2], int(asked[3]), int(asked[4] or asked[3]))


def _invalid(message: str) -> InvalidJourney:
    return InvalidJourney([Finding(code="bad-until", message=message)])
