"""Letters that stand for places while one jumps: as few keys as there can be, the easiest first."""

from __future__ import annotations

from itertools import islice, product
from typing import Final

LETTERS: Final = "asdfghjklewioruptnmcvqxbzy"
"""From those under the fingers to those that are far."""


def jump_labels(count: int) -> list[str]:
    """``count`` labels of the same length, none of which begins another."""
    length = 1
    while len(LETTERS) ** length < count:
        length += 1
    return ["".join(letters) for letters in islice(product(LETTERS, repeat=length), count)]
