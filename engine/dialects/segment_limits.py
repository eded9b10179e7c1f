"""Limits of a journey in Segment, as data with a date: limits move, and a new set goes beside the old one."""

from __future__ import annotations

from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from engine.duration import Duration


class Limits(Struct, frozen=True, kw_only=True):
    """Numbers are the most that is allowed, unless they say otherwise. Lengths of text are in characters.

    The last group applies while a journey runs and cannot be seen in its design.
    """

    as_of: str
    steps: int
    name_length: int
    event_branches: int
    data_branches: int
    random_branches: int
    branches_elsewhere: int
    """What another of Segment's pages says for every kind of split."""
    shortest_wait: Duration
    longest_wait: Duration
    exit_events: int
    exit_destinations: int
    concurrency_key_length: int
    activations: int
    mappings: int
    event_name_length: int
    instance_days: int
    concurrent_instances: int

    send_backs: int
    key_value_length: int
    payload_bytes: int


NOVEMBER_2025: Final = Limits(
    as_of="2025-11",
    steps=50,
    name_length=73,
    event_branches=9,
    data_branches=9,
    random_branches=5,
    branches_elsewhere=5,
    shortest_wait=Duration("5m"),
    longest_wait=Duration("182d"),
    exit_events=10,
    exit_destinations=1,
    concurrency_key_length=500,
    activations=5,
    mappings=100,
    event_name_length=73,
    instance_days=365,
    concurrent_instances=25,
    send_backs=100,
    key_value_length=150,
    payload_bytes=32_768,
)
"""Event-triggered journeys (V2), as documented in November 2025."""

JULY_2026: Final = replace(NOVEMBER_2025, as_of="2026-07", shortest_wait=Duration("3m"))
"""The alpha of 2026: nothing newer is documented, but one of its published examples waits three minutes."""
