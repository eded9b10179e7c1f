"""Segment's generated Python client of its Public API, which no registry has: it is taken from a checkout."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Final

from tests.peers.installation import NotAvailable, cache, python_with
from tests.peers.outcome import PeerOutcome, counted
from tests.peers.subject import PROGRAMS, served, told_by

CHECKOUT: Final = "SEGMENT_PUBLIC_API"
"""The environment variable that names a clone of github.com/segmentio/public-api-sdk-python."""

EXAMPLES: Final = PROGRAMS.parent.parent / "data"


def operations(tag: str, *packages: str) -> PeerOutcome:
    """What came of every operation on journeys of the client of a tag, which needs these packages."""
    python = python_with(*packages)
    with served() as server:
        more = {
            "TOKEN": server.keys.segment,
            "EXAMPLES": str(EXAMPLES),
            "PYTHONPATH": str(_client(tag)),
        }
        return counted(told_by([str(python), str(PROGRAMS / "segment_journeys.py")], server, more))


def _client(tag: str) -> Path:
    """The files of a tag, unchanged. Raises NotAvailable."""
    checkout = os.environ.get(CHECKOUT)
    if not checkout:
        raise NotAvailable(f"{CHECKOUT} names no clone of github.com/segmentio/public-api-sdk-python")
    folder = cache() / f"segment-{tag}"
    if not folder.exists():
        folder.mkdir(parents=True)
        archive = subprocess.run(["git", "-C", checkout, "archive", tag], capture_output=True, check=False)
        unpacked = subprocess.run(["tar", "-x"], cwd=folder, input=archive.stdout, check=False)
        if archive.returncode or unpacked.returncode:
            folder.rmdir()
            raise NotAvailable(f"{checkout} has no tag {tag}")
    return folder
