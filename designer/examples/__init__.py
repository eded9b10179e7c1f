"""The worked examples that the demo runs on."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

JOURNEY = "learning-locker-journey.json"
STATEMENTS = "learning-locker-statements.ndjson"
SEGMENT = "segment-journey.json"
VIDEO = "video-statements.ndjson.gz"


def example(name: str) -> bytes:
    """The bytes of an example."""
    return files(__package__).joinpath(name).read_bytes()


def path(name: str) -> Path:
    """The file of an example."""
    return Path(__file__).with_name(name)
