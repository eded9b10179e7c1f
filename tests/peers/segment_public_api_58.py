"""Segment's client of 2025: the seven operations on journeys, with pydantic 1."""

from __future__ import annotations

from typing import Final

from tests.peers.outcome import PeerOutcome
from tests.peers.segment_public_api import operations

NAME: Final = "public-api-sdk (Python, 2025)"
VERSION: Final = "58.1.1-b11053"


def run() -> PeerOutcome:
    """Every operation on journeys."""
    return operations(
        VERSION, "python_dateutil>=2.5.3", "urllib3>=1.25.3,<2.1.0", "pydantic>=1.10.5,<2", "aenum>=3.1.11"
    )
