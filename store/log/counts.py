"""Counts of the events of a log that satisfy a plan's conditions, by columns: no event becomes a value here."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from engine.events import Document
from engine.match import Matcher
from engine.plan import Plan
from store.log import manifest
from store.log.columns import column
from store.log.events import documents_at, effective_rows
from store.log.match_phase import columns_for, prepare
from store.log.parts import documents_of
from store.log.query import name, open_query
from store.log.verdicts import WHOLE, verdicts

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


class LogMatchCounts(Struct, frozen=True):
    """The number of events that count (each id once, without those that were taken back), of those that match,
    and one.
    """

    total: int
    matched: int
    example: Document | None


def count_matching(folder: Path, plan: Plan) -> LogMatchCounts:
    """Count the events that satisfy any of a plan's filters, whoever's they are. Raises StoreError."""
    found = prepare(folder, plan)
    if not found.parts:
        return LogMatchCounts(0, 0, None)
    with open_query(folder) as connection:
        table = effective_rows(connection, folder, found)
        total = _count(connection, table)
        columns = columns_for(plan)
        listed = ", ".join(["part, row, shape", *(name(column(path)) for path in columns)])
        judged = verdicts(connection, plan, f"(SELECT {listed} FROM {table})", columns)
        documents = documents_of(folder, found.parts)
        sure = f"{judged.rows} WHERE verdict <> {WHOLE}"
        example = documents_at(connection, f"(SELECT part, row FROM {sure} LIMIT 1)", documents)
        first = next(example, None)
        odd = f"(SELECT part, row FROM {judged.rows} WHERE verdict = {WHOLE})"
        settled = list(filter(Matcher([plan]).hits, documents_at(connection, odd, documents)))
        return LogMatchCounts(
            total, _count(connection, sure) + len(settled), first or next(iter(settled), None)
        )


def count_standing(folder: Path) -> int:
    """Return how many events count. Raises StoreError."""
    found = manifest.read(folder)
    if not found.parts:
        return 0
    with open_query(folder) as connection:
        return _count(connection, effective_rows(connection, folder, found))


def _count(connection: DuckDBPyConnection, rows: str) -> int:
    return int(connection.execute(f"SELECT count(*) FROM {rows}").fetchall()[0][0])
