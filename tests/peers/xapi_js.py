"""@xapi/xapi, the TypeScript client of xAPI, in both versions and with both of its adapters."""

from __future__ import annotations

from typing import Final

from tests.peers.outcome import Exclusion, PeerOutcome, counted
from tests.peers.subject import node_program, served

NAME: Final = "@xapi/xapi"
VERSION: Final = "3.0.3"


def run() -> PeerOutcome:
    """Its operations, once for each version of xAPI and each adapter."""
    results = []
    for version in ("1.0.3", "2.0.0"):
        for adapter in ("fetch", "axios"):
            with served() as server:
                more = {"VERSION": version, "ADAPTER": adapter}
                told = node_program("xapi", [f"{NAME}@{VERSION}"], server, more)
            results += [(f"{name} ({version}, {adapter})", wrong) for name, wrong in told]
    return counted(results, [_unnamed(version) for version in ("1.0.3", "2.0.0")])


def _unnamed(version: str) -> Exclusion:
    operation = f"sendStatement with attachments, getStatement with attachments ({version}, axios)"
    return Exclusion(operation, "its axios adapter sends the multipart body as application/octet-stream")
