"""Data to try things on, carried by the package (where it comes from: ``designer/examples/README.md``)."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Final

EXAMPLES: Final = {
    "video-statements.ndjson.gz": "3,331 xAPI statements of 197 learners of a MOOC, one week",
    "learning-locker-journey.json": "the example of Learning Locker's documentation",
    "learning-locker-statements.ndjson": "the six statements that complete it",
    "segment-journey.json": "a journey of the examples of Segment's Public API",
    "segment-steps.json": "other steps for it, of the same examples",
}
"""The files by name, with what is in them."""


def example(name: str) -> Path:
    """The file of that name. Raises KeyError, naming those there are.

    >>> example("segment-journey.json").suffix
    '.json'
    """
    if name not in EXAMPLES:
        raise KeyError(f"there is no example {name!r}; there are {', '.join(EXAMPLES)}")
    return Path(str(files("designer.examples").joinpath(name)))
