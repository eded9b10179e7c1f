"""The worked example that the demo runs on."""

from __future__ import annotations

from importlib.resources import files

JOURNEY = "learning-locker-journey.json"
STATEMENTS = "learning-locker-statements.ndjson"


def example(name: str) -> bytes:
    """The bytes of an example."""
    return files(__package__).joinpath(name).read_bytes()
