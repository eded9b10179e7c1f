"""Watermarks: how far the owners of a partition have come, kept in the same transaction as their progress.

It says of each owner which events were folded and when the next timer fires. So whatever happened in between, be it
new events, late ones, voided ones or a kill, the owners whose progress would come out differently are found by
comparing; and if nothing at all has changed, the partition need not be looked at.
"""

from __future__ import annotations

from array import array
from base64 import b64decode, b64encode
from hashlib import blake2b
from typing import Final

import msgspec
from msgspec import Struct


class FoldedOwner(Struct, array_like=True, frozen=True, gc=False):
    """An owner: a digest of the events that were folded, whether progress came of them, when its next timer fires."""

    events: int
    progress: bool
    due: int | None = None

    def fires(self, clock: int) -> bool:
        """Tell whether a timer is due by then."""
        return self.due is not None and self.due <= clock


class Basis(Struct, frozen=True):
    """The basis of the progress of a partition, beside its owners' events.

    ``log``: which log, ``rules``: the journey and the seed, ``parts``: of the log, by number, ``absent``: the events of
    these that do not count, ``joined``: who is one with others (``engine.identity``). All but the numbers and the clock
    are digests.
    """

    log: str
    rules: str
    clock: int
    parts: tuple[int, ...]
    absent: str
    joined: str = ""


class Watermark(Struct, frozen=True):
    """``matched`` events in the partition satisfy a condition; ``owners`` by the number of their progress."""

    basis: Basis
    matched: int = 0
    owners: dict[int, FoldedOwner] = {}

    def stands(self, basis: Basis) -> bool:
        """Tell whether an owner with the same events has the same progress, unless a timer has fired since."""
        return (self.basis.log, self.basis.rules) == (
            basis.log,
            basis.rules,
        ) and self.basis.clock <= basis.clock

    def with_progress(self) -> int:
        return sum(folded.progress for folded in self.owners.values())


_encode: Final = msgspec.msgpack.Encoder().encode
_decode: Final = msgspec.msgpack.Decoder(Watermark).decode


def to_text(mark: Watermark) -> str:
    return b64encode(_encode(mark)).decode()


def from_text(text: str) -> Watermark:
    return _decode(b64decode(text))


def digest(content: object) -> str:
    """A short name of plain data."""
    return blake2b(msgspec.msgpack.encode(content), digest_size=12).hexdigest()


def events_digest(places: array[int]) -> int:
    """The digest of the events of an owner, by their ``places`` in the log; in 63 bits."""
    return int.from_bytes(blake2b(places, digest_size=8).digest()) >> 1
