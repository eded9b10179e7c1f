"""The events of a log that were taken back, wherever in it they and those that voided them are (semantics §2)."""

from __future__ import annotations

from pathlib import Path

from duckdb import DuckDBPyConnection
from msgspec import Struct

from store.log.manifest import Manifest
from store.log.parts import columns_of
from store.log.voiding import count_present, voided_ids


class Absent(Struct, frozen=True):
    """The ids that do not count, and how many of them there are events of."""

    voided: frozenset[str] = frozenset()
    voided_count: int = 0


def absent_events(connection: DuckDBPyConnection, folder: Path, found: Manifest) -> Absent:
    if not found.parts:
        return Absent()
    table = columns_of(folder, found.parts)
    voided = voided_ids(connection, table)
    return Absent(frozenset(voided), count_present(connection, table, voided))
