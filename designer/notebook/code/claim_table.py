"""Claims held against people, as a list that a notebook shows as a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import overload

from designer.reports.claim_text import SIGNS, tally_lines
from engine import owners
from engine.claims.breach import ClaimTally
from engine.instant import plain_text


class Claims(Sequence[ClaimTally]):
    """A tally for each claim of a journey, in the order of the design."""

    def __init__(self, tallies: Sequence[ClaimTally]) -> None:
        self._tallies = tuple(tallies)

    @overload
    def __getitem__(self, index: int) -> ClaimTally: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[ClaimTally, ...]: ...
    def __getitem__(self, index: int | slice) -> ClaimTally | tuple[ClaimTally, ...]:
        return self._tallies[index]

    def __len__(self) -> int:
        return len(self._tallies)

    def __repr__(self) -> str:
        return "\n".join(tally_lines(self._tallies)) or "the journey claims nothing"

    def _repr_html_(self) -> str:
        from designer.notebook.rendering.html import around, table

        if not self._tallies:
            return around("<p>The journey claims nothing.</p>")
        return around(table(("", "claim", "held", "open", "broken", "first"), map(_row, self._tallies)))


def _row(tally: ClaimTally) -> tuple[object, ...]:
    first = tally.breaches[0] if tally.breaches else None
    who = "" if first is None else f"{next(owners.names(first.owner))} on {plain_text(first.at)}"
    name = f"{tally.claim.name}: " if tally.claim.name else ""
    return SIGNS[tally.verdict], name + tally.claim.sentence, tally.held, tally.open, len(tally.breaches), who
