"""Rejected documents, counted by reason."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from msgspec import Struct

from store.sources.line import RejectedDocument

_DETAIL: Final = re.compile(r" \(byte \d+\)$|(?<=the type )'.*?'(?= is)")
"""What makes one reason into many."""

MOST: Final = 100
"""Reasons that are told apart."""

OTHERS: Final = "other reasons"


class Reason(Struct, frozen=True):
    """A reason, how many documents were rejected for it, and the place of the first one."""

    reason: str
    count: int
    first: str


class Reasons:
    """The reasons of all documents that were rejected, in the order in which they came up."""

    def __init__(self, found: Iterable[RejectedDocument] = ()) -> None:
        self._found: dict[str, Reason] = {}
        for each in found:
            self.add(each)

    def add(self, each: RejectedDocument) -> None:
        """Count a rejected document."""
        kind = _DETAIL.sub("", each.reason)
        if kind not in self._found and len(self._found) >= MOST:
            kind = OTHERS
        known = self._found.get(kind)
        self._found[kind] = Reason(
            kind if known else each.reason if kind != OTHERS else kind,
            known.count + 1 if known else 1,
            known.first if known else each.place,
        )

    @property
    def count(self) -> int:
        """Return how many documents were rejected."""
        return sum(each.count for each in self._found.values())

    def all(self) -> list[Reason]:
        """Each reason once."""
        return list(self._found.values())
