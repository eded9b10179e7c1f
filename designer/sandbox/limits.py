"""Limits of what the server lets itself be asked: how much in one request, and how often."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from typing import Final

from msgspec import Struct

from designer.sandbox.faults import Fault

DEEPEST: Final = 100
"""How deep a body may nest. Nothing that is meant comes near."""

_FORGET_AT: Final = 10_000  # askers that are remembered


class RequestLimits(Struct, frozen=True, kw_only=True):
    """``body``: bytes of a request; ``rate``: requests a second of one key, with as many at once.

    ``patience``: seconds in which a body must have come.
    """

    body: int = 4 * 1024 * 1024
    rate: float = 5_000.0
    patience: float = 60.0

    def too_large(self) -> Fault:
        """Make the fault with which a larger body is refused."""
        return Fault(413, f"the body is larger than {self.body:,} bytes")


class Rate:
    """A bucket of tokens for each asker: a request takes one, and they fill again as time passes."""

    def __init__(self, rate: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._rate = rate
        self._most = max(rate, 1.0)
        self._clock = clock
        self._buckets: dict[str, tuple[float, float]] = {}

    def take(self, asker: str) -> None:
        """Count a request of ``asker``. Raises Fault (429), saying when to come again."""
        now = self._clock()
        left, since = self._buckets.pop(asker, (self._most, now))
        left = min(self._most, left + (now - since) * self._rate)
        if left < 1:
            self._buckets[asker] = left, now
            wait = math.ceil((1 - left) / self._rate)
            raise Fault(429, "too many requests", headers={"Retry-After": str(wait)})
        self._buckets[asker] = left - 1, now
        if len(self._buckets) > _FORGET_AT:
            del self._buckets[next(iter(self._buckets))]


def is_too_deep(value: object) -> bool:
    """Level by level and not by recursion, which it is there to prevent."""
    level = [value]
    for _ in range(DEEPEST + 2):
        if not level:
            return False
        level = [
            inner
            for each in level
            if isinstance(each, dict | list)
            for inner in (each.values() if isinstance(each, dict) else each)
        ]
    return True
