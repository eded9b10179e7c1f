"""@segment/analytics-node, Segment's library for Node.js: all that it offers."""

from __future__ import annotations

from typing import Final

from tests.peers.outcome import PeerOutcome, counted
from tests.peers.subject import node_program, served

NAME: Final = "@segment/analytics-node"
VERSION: Final = "3.1.0"


def run() -> PeerOutcome:
    """Its operations, each with what it calls a success."""
    with served() as server:
        return counted(node_program("segment", [f"{NAME}@{VERSION}"], server))
