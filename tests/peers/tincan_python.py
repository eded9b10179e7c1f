"""tincan, the Python client of xAPI: all that its RemoteLRS offers."""

from __future__ import annotations

from typing import Final

from tests.peers.outcome import Exclusion, PeerOutcome, counted
from tests.peers.subject import python_program, served

NAME: Final = "tincan (Python)"
VERSION: Final = "1.0.0"

_NO_ETAG: Final = (
    "it looks for the ETag in a list of pairs, sends no If-Match, and the specification wants a 409 then"
)
EXCLUDED: Final = (
    Exclusion("retrieve_state beyond ASCII", "it sends the text in Latin-1 and reads it as UTF-8"),
    Exclusion("save_activity_profile as it was retrieved", _NO_ETAG),
    Exclusion("save_agent_profile as it was retrieved", _NO_ETAG),
)


def run() -> PeerOutcome:
    """Its operations, each with an answer that it calls a success."""
    with served() as server:
        return counted(python_program("tincan_calls", [f"tincan=={VERSION}"], server), EXCLUDED)
