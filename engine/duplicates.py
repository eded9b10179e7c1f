"""Ids that have been seen, in some ten bytes each: enough to count duplicates in a stream of any length."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import Final

BUFFER: Final = 1 << 20
SLOTS: Final = 1 << 23


class SeenIds:
    """A growing set of ids, kept as 64-bit fingerprints: the newest in a set, the others in sorted runs.

    Two ids share a fingerprint once in some billions of pairs; so this counts, and never decides what an event means.
    Most ids are new, which their slot tells: where it is free, no run has one with the same last bits.
    """

    def __init__(self, buffer: int = BUFFER) -> None:
        self._most = buffer
        self._buffer: set[int] = set()
        self._slots = bytearray()
        self._runs: list[array[int]] = []

    def add(self, id: str) -> bool:
        """Take in an id; whether it is new."""
        fingerprint = hash(id)
        if self._holds(fingerprint):
            return False
        self._take([fingerprint])
        return True

    def are_new(self, ids: Sequence[str]) -> bool:
        """Tell whether none of these was seen, and all are different."""
        fingerprints = set(map(hash, ids))
        return (
            len(fingerprints) == len(ids)
            and self._buffer.isdisjoint(fingerprints)
            and not (self._runs and any(map(self._is_spilled, fingerprints)))
        )

    def update(self, ids: Iterable[str]) -> None:
        """Take in ids that are new."""
        self._take(map(hash, ids))

    def __contains__(self, id: str) -> bool:
        return self._holds(hash(id))

    def _holds(self, fingerprint: int) -> bool:
        return fingerprint in self._buffer or (bool(self._runs) and self._is_spilled(fingerprint))

    def _is_spilled(self, fingerprint: int) -> bool:
        taken = self._slots[fingerprint & (SLOTS - 1)]
        return bool(taken) and any(_holds(run, fingerprint) for run in self._runs)

    def _take(self, fingerprints: Iterable[int]) -> None:
        self._buffer.update(fingerprints)
        if len(self._buffer) >= self._most:
            self._spill()

    def _spill(self) -> None:
        slots = self._slots = self._slots or bytearray(SLOTS)
        for each in self._buffer:
            slots[each & (SLOTS - 1)] = 1
        self._runs.append(array("q", sorted(self._buffer)))
        self._buffer.clear()


class CaseTwins:
    """Counts ids that differ from an earlier one in case alone: two events to Learning Locker, and so to us."""

    def __init__(self, seen: SeenIds) -> None:
        """``seen`` has the ids before those that are noted."""
        self._seen = seen
        self._lowered: SeenIds | None = None
        self.count = 0

    def note(self, ids: Sequence[str]) -> None:
        """Look at ids that are new and different. Most are in lower case, which one look at all of them tells."""
        joined = "".join(ids)
        if self._lowered is None and joined == joined.lower():
            return
        lowered = self._lowered = self._lowered or SeenIds()
        before: set[str] = set()
        for id in ids:
            low = id.lower()
            if low == id:
                self.count += id in lowered
                before.add(id)
            else:
                is_new = lowered.add(low)
                self.count += not is_new or low in self._seen or low in before

    def among(self, ids: Iterable[str]) -> int:
        """Return how many of these were not seen, but in another case."""
        return sum(id not in self._seen and self._has(id.lower()) for id in ids)

    def _has(self, low: str) -> bool:
        return low in self._seen or (self._lowered is not None and low in self._lowered)


def _holds(run: array[int], fingerprint: int) -> bool:
    position = bisect_left(run, fingerprint)
    return position < len(run) and run[position] == fingerprint
