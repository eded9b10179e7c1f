"""Differences in sentences: what they mean to the journey where that can be said, else the places."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from designer.publish.adapters.adapter import Adapter
from designer.publish.differences import DocumentDifference
from designer.publish.records import Document
from engine.diff import diff
from engine.finding import InvalidJourney

MOST_SHOWN: Final = 12
"""Places that are listed; more are counted."""


def sentences(
    adapter: Adapter, before: Document, after: Document, changes: Sequence[DocumentDifference]
) -> tuple[str, ...]:
    """Say what happened from ``before`` to ``after``, in the words of ``adapter``; ``changes`` are the places."""
    if not changes:
        return ()
    return (*_meaning(adapter, before, after), *_places(changes))


def _meaning(adapter: Adapter, before: Document, after: Document) -> list[str]:
    try:
        one, other = adapter.imported(before).journey, adapter.imported(after).journey
    except InvalidJourney:
        return []
    return [change.message for change in diff(one, other).changes if change.field not in ("extras", "id")]


def _places(changes: Sequence[DocumentDifference]) -> list[str]:
    more = len(changes) - MOST_SHOWN
    return [*map(str, changes[:MOST_SHOWN]), *([f"and {more} more places"] if more > 0 else [])]
