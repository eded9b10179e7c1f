"""tincanjs, the JavaScript client of xAPI: all that it offers."""

from __future__ import annotations

from typing import Final

from tests.peers.outcome import PeerOutcome, counted
from tests.peers.subject import node_program, served

NAME: Final = "tincanjs"
VERSION: Final = "0.50.0"


def run() -> PeerOutcome:
    """Its operations, each with what it calls a success."""
    with served() as server:
        return counted(node_program("tincan", [f"{NAME}@{VERSION}"], server))
