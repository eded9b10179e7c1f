"""Lengths of time as people write them: ``90s``, ``45m``, ``2h``, ``3d``, ``2w``, ``1d12h``; ISO 8601 is read too.

Where a zone is set there are ``1mo``, ``1y`` and ``5wd`` (working days), too: the calendar says how long they are.
"""

from __future__ import annotations

import re
from fractions import Fraction
from functools import lru_cache
from typing import Final

SECONDS: Final = {"w": 604_800, "d": 86_400, "h": 3_600, "m": 60, "s": 1}
LONGEST: Final = 1_000 * 366 * 86_400
"""A thousand years, in seconds: longer is a slip of the pen, and would leave the calendar."""

CALENDAR: Final = {"y": 366 * 86_400, "mo": 31 * 86_400, "wd": 4 * 86_400}
"""The most that a unit of the calendar comes to, in seconds."""

_SHORT = re.compile(r"(?:\d{1,12}(?:mo|wd|[ywdhms]))+", re.ASCII)
_PART = re.compile(r"(\d+)(mo|wd|[ywdhms])", re.ASCII)
_NUMBER = r"(\d{1,12}(?:[.,]\d{1,6})?)"
_ISO = re.compile(
    rf"P(?:{_NUMBER}W)?(?:{_NUMBER}D)?(?:T(?:{_NUMBER}H)?(?:{_NUMBER}M)?(?:{_NUMBER}S)?)?", re.ASCII
)


class Duration(str):
    """A length of time in the short form. Equal texts are equal durations; ``microseconds`` is what it means."""

    __slots__ = ()

    @classmethod
    def read(cls, text: str) -> Duration:
        """Read the short form or ISO 8601. Raises ValueError with a sentence."""
        written = text.strip()
        if _SHORT.fullmatch(written):
            return _check_length(cls(written))
        return _check_length(cls(_short_form(_iso_seconds(written))))

    @classmethod
    def of(cls, microseconds: int) -> Duration:
        """The short form of a length of time in days and less, without what is less than a second."""
        return cls(_short_form(microseconds // 1_000_000, weeks=False))

    @property
    def microseconds(self) -> int:
        """Return how long it is; with units of the calendar, at most."""
        return _seconds(self) * 1_000_000

    @property
    def by_calendar(self) -> bool:
        """Tell whether the calendar decides how long it is."""
        return any(unit in CALENDAR for _, unit in _PART.findall(self))


@lru_cache(maxsize=4096)
def _seconds(text: str) -> int:
    return sum(int(number) * _ALL[unit] for number, unit in _PART.findall(text))


_ALL: Final = SECONDS | CALENDAR


def likely(raw: object) -> str:
    """The duration that ``raw`` probably stands for, such as ``2 days`` or 172800 (seconds); empty if there is no
    telling.
    """
    if isinstance(raw, int) and not isinstance(raw, bool) and raw >= SECONDS["m"]:
        return repr(_short_form(raw))
    parts = _WORDS.findall(str(raw).lower())
    if not parts or "".join(map("".join, parts)) != re.sub(r"[\s,]|and", "", str(raw).lower()):
        return ""
    return repr("".join(number + (word[:2] if word.startswith("mo") else word[0]) for number, word in parts))


_WORDS: Final = re.compile(
    r"(\d+)\s*(years?|mo(?:nth)?s?|w(?:ee)?ks?|days?|h(?:ou)?rs?|min(?:ute)?s?|sec(?:ond)?s?|[ywdhms])"
)


def _iso_seconds(text: str) -> int:
    found = _ISO.fullmatch(text)
    if found is None or not any(found.groups()):
        raise ValueError(
            f"{text[:40]!r} is not a duration; write 90s, 45m, 2h, 3d, 2w or a sum such as 1d12h"
        )
    numbers = (Fraction((group or "0").replace(",", ".")) for group in found.groups())
    total = sum(number * unit for number, unit in zip(numbers, SECONDS.values(), strict=True))
    if total.denominator != 1:
        raise ValueError(f"{text!r} is not a whole number of seconds")
    return int(total)


def _short_form(seconds: int, weeks: bool = True) -> str:
    """The length of time in as few units as there can be; ``weeks`` where it is whole ones."""
    if weeks and seconds and not seconds % SECONDS["w"]:
        return f"{seconds // SECONDS['w']}w"
    parts = []
    for unit in "dhms":
        number, seconds = divmod(seconds, SECONDS[unit])
        parts += [f"{number}{unit}"] if number else []
    return "".join(parts) or "0s"


def _check_length(duration: Duration) -> Duration:
    if not 0 < _seconds(duration) <= LONGEST:
        raise ValueError(
            f"a duration is longer than nothing and shorter than a thousand years, not {duration!s}"
        )
    return duration
