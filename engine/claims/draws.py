"""Draws that are the same on every machine: numbers from a keyed hash, one after the other."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from typing import TypeVar

T = TypeVar("T")


class Draws:
    """Numbers drawn with a ``seed``; two of the same seed and ``name`` draw the same."""

    def __init__(self, seed: int, name: str) -> None:
        self._key = blake2b(name.encode(), key=str(seed).encode()[:64], digest_size=32).digest()
        self._number = 0

    def below(self, limit: int) -> int:
        """A number from 0 on, below ``limit``."""
        self._number += 1
        drawn = blake2b(self._number.to_bytes(8), key=self._key, digest_size=8).digest()
        return int.from_bytes(drawn) * limit >> 64

    def choice(self, several: Sequence[T]) -> T:
        """One of ``several``."""
        return several[self.below(len(several))]
