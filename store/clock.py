"""The time of day, as an argument: tests pass their own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from engine import instant

Clock = Callable[[], int]
"""Answers microseconds since 1970-01-01T00:00:00Z, as ``engine.instant`` has them."""


def now() -> int:
    return instant.of(datetime.now(UTC))


def timestamp(clock: Clock) -> str:
    """RFC 3339 in UTC with microseconds."""
    return instant.text(clock())
