"""What designs and histories share: a handful of verbs, people, courses and audiences, and times on half hours.

Durations and times meet on the same half hours, so timers fall due between events and at the very same instant.
"""

from __future__ import annotations

from typing import Any, Final, Literal

from hypothesis import strategies as st

from engine.duration import Duration
from engine.steps import PersonalZone

Shape = Literal["statement", "call"]
"""How an event is told: as an xAPI statement (bare or as Learning Locker stores it), or as a track-spec call."""
Document = dict[str, Any]

VERBS: Final = ("viewed", "passed", "failed", "left")
PEOPLE: Final = ("ann", "bob")
COURSES: Final = ("art", "law")
AUDIENCES: Final = ("vip", "staff")
PLANS: Final = ("free", "pro")
STORES: Final = ("north", "south")
HALF_HOURS: Final = 2 * 24 * 3

ZONES: Final = ("Europe/Lisbon", "Asia/Kathmandu", PersonalZone(path="traits.zone", otherwise="America/Lima"))

DURATIONS: Final = tuple(map(Duration, ("30m", "1h", "6h", "1d")))
KEYS: Final = {"statement": "statement.context.registration", "call": "properties.course"}

SHAPES: Final[tuple[Shape, ...]] = ("statement", "call")
shapes = st.sampled_from(SHAPES)
verbs = st.sampled_from(VERBS)
durations = st.sampled_from(DURATIONS)


def verb_id(verb: str) -> str:
    return f"http://example.org/verbs/{verb}"


def moment(half_hours: int) -> str:
    """A time in the three days of the world, as text."""
    day, half = divmod(half_hours, 48)
    return f"2026-03-{2 + day:02d}T{half // 2:02d}:{half % 2 * 30:02d}:00Z"
