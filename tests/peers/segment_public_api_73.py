"""Segment's client of 2026: drafts of XState journeys, with pydantic 2."""

from __future__ import annotations

from typing import Final

from tests.peers.outcome import PeerOutcome
from tests.peers.segment_public_api import operations

NAME: Final = "public-api-sdk (Python, 2026)"
VERSION: Final = "73.4.0-b664"


def run() -> PeerOutcome:
    """Every operation on journeys."""
    return operations(
        VERSION, "python_dateutil>=2.8.2", "urllib3>=2.1.0,<3", "pydantic>=2.11", "typing-extensions>=4.7.1"
    )
