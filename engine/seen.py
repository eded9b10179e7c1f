"""Which ids have been seen, in some ten bytes each: enough to count duplicates in a stream of any length."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import Final

BUFFER: Final = 1 << 16
LARGEST: Final = 1 << 20
SLOTS: Final = 1 << 23


class SeenIds:
    """A growing set of ids, kept as 64-bit fingerprints in sorted runs that are merged as they grow.

    Two ids share a fingerprint once in some billions of pairs; so this counts, and never decides what an event means.
    Most ids are new, which their slot tells: where it is free, none with the same last bits has been seen.
    """

    def __init__(self) -> None:
        self._slots = bytearray(SLOTS)
        self._buffer: set[int] = set()
        self._runs: list[array[int]] = []

    def add(self, id: str) -> bool:
        """Take in an id; whether it is new."""
        fingerprint = hash(id)
        slot = fingerprint & (SLOTS - 1)
        if self._slots[slot] and self._holds(fingerprint):
            return False
        self._slots[slot] = 1
        self._buffer.add(fingerprint)
        if len(self._buffer) >= BUFFER:
            self._spill()
        return True

    def are_new(self, ids: Sequence[str]) -> bool:
        """Whether none of these was seen, and all are different."""
        fingerprints = set(map(hash, ids))
        slots = self._slots
        taken = [each for each in fingerprints if slots[each & (SLOTS - 1)]]
        return len(fingerprints) == len(ids) and not any(map(self._holds, taken))

    def update(self, ids: Iterable[str]) -> None:
        """Take in ids that are new."""
        fingerprints = list(map(hash, ids))
        slots = self._slots
        for each in fingerprints:
            slots[each & (SLOTS - 1)] = 1
        self._buffer.update(fingerprints)
        if len(self._buffer) >= BUFFER:
            self._spill()

    def __contains__(self, id: str) -> bool:
        return self._holds(hash(id))

    def _holds(self, fingerprint: int) -> bool:
        return fingerprint in self._buffer or any(_holds(run, fingerprint) for run in self._runs)

    def _spill(self) -> None:
        run = array("q", sorted(self._buffer))
        self._buffer.clear()
        while self._runs and len(self._runs[-1]) <= len(run) < LARGEST:
            run = array("q", sorted(self._runs.pop() + run))  # two sorted runs are merged fast
        self._runs.append(run)


def _holds(run: array[int], fingerprint: int) -> bool:
    position = bisect_left(run, fingerprint)
    return position < len(run) and run[position] == fingerprint
