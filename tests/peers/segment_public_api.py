"""Segment's generated Python client of its Public API, which no registry has in these versions: Git fetches it."""

from __future__ import annotations

from typing import Final

from tests.peers.installation import python_with, repository
from tests.peers.outcome import PeerOutcome, counted
from tests.peers.subject import PROGRAMS, served, told_by

REPOSITORY: Final = "https://github.com/segmentio/public-api-sdk-python"
EXAMPLES: Final = PROGRAMS.parent.parent / "data"


def operations(tag: str, *packages: str) -> PeerOutcome:
    """What came of every operation on journeys of the client of a tag, which needs these packages."""
    python = python_with(*packages)
    client = repository(REPOSITORY, tag, "SEGMENT_PUBLIC_API")
    with served() as server:
        more = {
            "TOKEN": server.keys.segment,
            "EXAMPLES": str(EXAMPLES),
            "PYTHONPATH": str(client),
        }
        return counted(told_by([str(python), str(PROGRAMS / "segment_journeys.py")], server, more))
