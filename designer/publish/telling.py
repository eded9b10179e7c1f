"""Differences in sentences: what they mean to the journey where that can be said, else the places."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from designer.publish.comparing import Change
from designer.publish.records import Document
from designer.publish.sides.side import Side
from engine.diff import diff
from engine.finding import InvalidJourney

SHOWN: Final = 12
"""Places that are listed; more are counted."""


def told(side: Side, before: Document, after: Document, changes: Sequence[Change]) -> tuple[str, ...]:
    """What happened from one document to the other; ``changes`` are the places."""
    if not changes:
        return ()
    return (*_meaning(side, before, after), *_places(changes))


def _meaning(side: Side, before: Document, after: Document) -> list[str]:
    try:
        one, other = side.imported(before).journey, side.imported(after).journey
    except InvalidJourney:
        return []
    return [change.message for change in diff(one, other).changes if change.field not in ("extras", "id")]


def _places(changes: Sequence[Change]) -> list[str]:
    more = len(changes) - SHOWN
    return [*map(str, changes[:SHOWN]), *([f"and {more} more places"] if more > 0 else [])]
