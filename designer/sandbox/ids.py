"""Ids as the two servers make them."""

from __future__ import annotations

import secrets
from itertools import count
from string import ascii_letters, digits
from typing import Final

from store import numbers
from store.clock import Clock

_LETTERS: Final = digits + ascii_letters


class ObjectIds:
    """24 hexadecimal digits, as MongoDB makes them: the second, a random part, a count; so later ones are greater."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._ours = secrets.token_hex(5)
        self._numbers = count()

    def __call__(self) -> str:
        seconds = self._clock() // 1_000_000 & 0xFFFFFFFF
        return f"{seconds:08x}{self._ours}{next(self._numbers) & 0xFFFFFF:06x}"


def segment_id(kind: str) -> str:
    """Such as ``jcon_2tG95HZh4oPsgHfcOlznyfcDDAg``."""
    return f"{kind}_" + "".join(secrets.choice(_LETTERS) for _ in range(27))


def number_of(id: str) -> int:
    """The number under which a record with a hexadecimal id is kept."""
    return int(id, 16)


def number_of_text(id: str) -> int:
    """The same for any other id."""
    return numbers.number_of(id.encode(), b"waypost id")
