"""The events of a log that were taken back, wherever in it they and those that voided them are (semantics §2).

What was found is kept beside the log until it grows, so that a graph that was edited needs to ask the log nothing.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct

from store.log.manifest import Manifest
from store.log.parts import columns_of
from store.log.query import open_query
from store.log.voids import count_present, voided_ids
from store.matches import answer_cache


class Absent(Struct, frozen=True):
    """The ids that do not count, how many of them there are events of, and the numbers of the parts that were asked."""

    parts: tuple[int, ...] = ()
    voided: frozenset[str] = frozenset()
    voided_count: int = 0


_decoder: Final = msgspec.msgpack.Decoder(Absent)


def absent_events(folder: Path, found: Manifest) -> Absent:
    """The events of the log in a folder that do not count. Raises StoreError."""
    if not found.totals.voiding:
        return Absent()
    parts = tuple(part.number for part in found.parts)
    path = folder / answer_cache.FOLDER / "voided"
    content = answer_cache.read(path)
    known = _decoder.decode(content) if content else Absent()
    if known.parts == parts:
        return known
    with open_query(folder) as connection:
        table = columns_of(folder, found.parts)
        voided = voided_ids(connection, table)
        asked = Absent(parts, frozenset(voided), count_present(connection, table, voided))
    answer_cache.write(path, msgspec.msgpack.encode(asked))
    return asked
