"""Numbers in words: shares, spans of time, instants, bars."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import TYPE_CHECKING, Final

from engine import instant

if TYPE_CHECKING:
    from engine.simulate import Counts  # with all that folding takes

_UNITS: Final = (("d", 86_400), ("h", 3_600), ("min", 60), ("s", 1))
SHADES: Final = "━╍┄·"
"""The parts of a bar, one after the other: told apart without colours."""
_HALF: Final = "╸"


def count(number: int, what: str, several: str = "") -> str:
    """The ``number`` with its word ``what``, or ``several``: ``1 owner``, ``1,200 owners``."""
    return f"{number:,} {what if number == 1 else several or what + 's'}"


def count_with_names(number: int, names: Sequence[str]) -> str:
    """The ``number`` with the ``names`` of the first of them: ``1,000 (anna@example.org, ben@example.org, …)``."""
    return f"{number:,} ({', '.join(names)}{', …' if number > len(names) else ''})"


def percent(share: float | None) -> str:
    """A share between 0 and 1; a dash where there is nothing to take it of. What is not all is never 100 %."""
    if share is None:
        return "–"
    if 0 < share < 0.01:
        return "< 1 %"
    return "> 99 %" if 0.99 < share < 1 else f"{share:.0%}".replace("%", " %")


def span(microseconds: int | None) -> str:
    """A length of time by its two largest units, cut off; a dash for None."""
    if microseconds is None:
        return "–"
    seconds = microseconds // 1_000_000
    if seconds == 0:
        return f"{microseconds // 1000} ms"
    first = next(place for place, (_, unit) in enumerate(_UNITS) if seconds >= unit)
    (name, unit), rest = _UNITS[first], _UNITS[first + 1 : first + 2]
    said = f"{seconds // unit:,} {name}"
    for smaller, size in rest:
        said += f" {seconds % unit // size} {smaller}" if seconds % unit // size else ""
    return said


def moment(at: int | None) -> str:
    """An instant to the minute, in UTC; a dash for None."""
    return "–" if at is None else instant.text(at)[:16].replace("T", " ")


def bar(parts: Sequence[float], width: int) -> str:
    """Shares of the width, one after the other, each in its own shade; what is more than nothing is seen."""
    if len(parts) == 1:
        return _fine(parts[0], width)
    ends = [round(end * width) for end in accumulate(parts)]
    begins = [0, *ends[:-1]]
    cells = [
        shade * (end - begin or (share > 0))
        for shade, begin, end, share in zip(SHADES, begins, ends, parts, strict=False)
    ]
    return "".join(cells)[:width]


def _fine(share: float, width: int) -> str:
    """A single share to half a column."""
    halves = max(round(share * width * 2), share > 0)
    return SHADES[0] * (halves // 2) + _HALF * (halves % 2)


def left_out(counts: Counts) -> list[str]:
    """Return how many events do not count, by the reason."""
    parts = {
        "duplicate" if counts.duplicates == 1 else "duplicates": counts.duplicates,
        "voided": counts.voided,
        "without an owner": counts.unowned,
    }
    return [f"{number:,} {what}" for what, number in parts.items() if number]
