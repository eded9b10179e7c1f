"""Plain bare statements as rows of the log, many at once: what ``store.log.rows`` makes of each of them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import repeat
from typing import Final

import msgspec

from engine import instant
from engine.events import voids_of
from engine.extended_json import MARK
from engine.heads import Head, HeadDecoder
from store.log.rows import DEEPEST, LogRow, content_digest, has_unique_keys, partition_of

_heads: Final = HeadDecoder()
_decode: Final = msgspec.json.Decoder().decode
_encode: Final = msgspec.json.Encoder().encode


def plain_rows(lines: Sequence[bytes], partitions: int) -> list[LogRow] | None:
    """The rows of ``lines`` in a log with so many ``partitions``; None unless each is a plain bare statement, of which
    all is kept.
    """
    brackets = sum(max(map(bytes.count, lines, repeat(bracket))) for bracket in (b"{", b"["))
    if brackets > DEEPEST or MARK in b"".join(lines) or (batch := _heads.batch(lines)) is None:
        return None
    times, stored = instant.all_of(batch.times), instant.all_of(batch.stored)
    try:
        return [
            _row(head, line, time, stored_at, partitions)
            for head, line, time, stored_at in zip(batch.heads, lines, times, stored, strict=True)
        ]
    except (msgspec.DecodeError, RecursionError, UnicodeError):  # as of numbers beyond a double
        return None


def _row(head: Head, line: bytes, time: int, stored: int, partitions: int) -> LogRow:
    """The row of the statement in a ``line`` that begins with ``head``. Raises DecodeError."""
    document, owner = _decode(line), head.owner()
    content = _encode(document)
    return LogRow(
        shape="statement" if has_unique_keys(line, content) else "odd",
        id=head.id,
        time=time,
        stored=stored,
        actor=owner,
        partition=partition_of(owner or head.id, partitions),
        voids=voids_of(document),
        digest=content_digest(content),
    )
