"""segment-analytics-python: every call, packed with gzip and not."""

from __future__ import annotations

from typing import Final

from tests.peers.outcome import PeerOutcome, counted
from tests.peers.subject import python_program, served

NAME: Final = "segment-analytics-python"
VERSION: Final = "2.4.0"


def run() -> PeerOutcome:
    """Its calls, each without an error from its own thread."""
    with served() as server:
        return counted(python_program("segment_calls", [f"{NAME}=={VERSION}"], server))
