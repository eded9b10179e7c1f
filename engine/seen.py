"""Which ids have been seen, in eight bytes each: enough to count duplicates in a stream of any length."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from heapq import merge
from typing import Final

BUFFER: Final = 1 << 14
LARGEST: Final = 1 << 20


class SeenIds:
    """A growing set of ids, kept as 64-bit fingerprints in sorted runs that are merged as they grow.

    Two ids share a fingerprint once in some billions of pairs; so this counts, and never decides what an event means.
    """

    def __init__(self) -> None:
        self._buffer: set[int] = set()
        self._runs: list[array[int]] = []

    def add(self, id: str) -> bool:
        """Take in an id; whether it is new."""
        fingerprint = hash(id)
        if fingerprint in self._buffer or (self._runs and self._is_spilled(fingerprint)):
            return False
        self._buffer.add(fingerprint)
        if len(self._buffer) >= BUFFER:
            self._spill()
        return True

    def __contains__(self, id: str) -> bool:
        fingerprint = hash(id)
        return fingerprint in self._buffer or self._is_spilled(fingerprint)

    def _is_spilled(self, fingerprint: int) -> bool:
        return any(_holds(run, fingerprint) for run in self._runs)

    def _spill(self) -> None:
        run = array("q", sorted(self._buffer))
        self._buffer.clear()
        while self._runs and len(self._runs[-1]) <= len(run) < LARGEST:
            run = array("q", merge(self._runs.pop(), run))
        self._runs.append(run)


def _holds(run: array[int], fingerprint: int) -> bool:
    position = bisect_left(run, fingerprint)
    return position < len(run) and run[position] == fingerprint
