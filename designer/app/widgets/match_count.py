"""The number of events that a condition matches, one that it does, and one that it nearly does."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from rich.text import Text

from designer.app.widgets.caption import Caption

if TYPE_CHECKING:
    from designer.simulation.evidence.condition_trial import MatchCounts

BAR: Final = 20
"""Columns of the share that matches."""


class MatchCount(Caption):
    """Empty while nobody knows."""

    DEFAULT_CSS = "MatchCount { color: $quiet; width: 100%; text-wrap: nowrap; text-overflow: ellipsis; }"

    def show(self, counted: MatchCounts | None) -> None:
        self.say(Text("\n").join(_count_lines(counted)) if counted else "")


def _count_lines(counted: MatchCounts) -> Iterator[Text]:
    from designer.reports.event_text import event_line  # with all of an attempt: not before there are events

    share = counted.matched / counted.total if counted.total else 0
    filled = max(round(share * BAR), counted.matched > 0)
    count = f"{counted.matched:,} of {counted.total:,} events"
    verb = "match" if counted.alone else "are looked at"
    yield Text.assemble(("━" * filled, "bold"), ("─" * (BAR - filled), "dim"), f"  {share:.0%}")
    yield Text(f"{count} {verb}")
    if counted.example is not None:
        yield Text.assemble(("✓ ", "bold"), event_line(counted.example))
    if counted.near_miss is not None:
        yield Text.assemble(("✗ ", "bold"), event_line(counted.near_miss.document))
        found = (
            ", ".join(json.dumps(each, ensure_ascii=False) for each in counted.near_miss.found) or "nothing"
        )
        yield Text(f"  not {counted.near_miss.clause}: {found}", "dim")
