"""Claims in words: what was proved, and what people in a log have broken."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from designer.diagram.measure import printable
from designer.reports.number_text import count
from engine import owners
from engine.claims.breach import Breach, ClaimTally, is_personal
from engine.claims.verdict import ClaimVerdict
from engine.instant import plain_text
from engine.labels import outline

SIGNS: Final = {"held": "✓", "broken": "✗", "open": "…"}
MOST_SHOWN: Final = 5
"""Breaches of one claim that are shown."""


def verdict_lines(verdicts: Iterable[ClaimVerdict]) -> Iterator[str]:
    """A line for each claim that is proved; the others are findings."""
    for each in verdicts:
        if each.verdict == "proved":
            yield printable(f"proved: {_name_prefix(each.claim.name)}{each.claim.sentence}")


def tally_lines(tallies: Iterable[ClaimTally]) -> Iterator[str]:
    """A line for each claim that was held against people, and below it who broke it, and when."""
    for tally in tallies:
        said = f"{_name_prefix(tally.claim.name)}{tally.claim.sentence}: {_sum(tally)}"
        yield printable(f"{SIGNS[tally.verdict]} {said}")
        yield from map(_breach, tally.breaches[:MOST_SHOWN])
        if len(tally.breaches) > MOST_SHOWN:
            yield f"    … and {len(tally.breaches) - MOST_SHOWN:,} more; --json has all of them"


def _name_prefix(name: str) -> str:
    return f"{name}: " if name else ""


def _sum(tally: ClaimTally) -> str:
    parts = {"held": tally.held, "still open": tally.open, "broken": len(tally.breaches)}
    said = ", ".join(f"{what} {number:,}" for what, number in parts.items() if number)
    whom = ("person", "people") if is_personal(tally.claim) else ("attempt", "")
    return f"of {count(sum(parts.values()), *whom)} {said}" if said else "nobody to hold it against"


def _breach(breach: Breach) -> str:
    return printable(
        f"    {next(owners.names(breach.owner))} on {plain_text(breach.at)}: {outline(breach.path)}"
    )


def tally_answer(tallies: Sequence[ClaimTally]) -> list[dict[str, Any]]:
    """The same as plain JSON values."""
    return [
        {
            "id": tally.claim.id,
            "claim": tally.claim.sentence,
            "verdict": tally.verdict,
            "held": tally.held,
            "open": tally.open,
            "broken": len(tally.breaches),
            "breaches": [breach.answer() for breach in tally.breaches],
        }
        for tally in tallies
    ]
