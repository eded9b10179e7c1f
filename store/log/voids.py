"""Statements that were taken back, wherever in the log they and those that voided them are (semantics §2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.log.query import rows

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def voided_ids(connection: DuckDBPyConnection, table: str) -> set[str]:
    """The ids of the events in ``table`` that do not count, by ``connection``; a statement that voids another cannot
    be voided.
    """
    pairs = list(rows(connection.execute(f"SELECT id, voids FROM {table} WHERE voids IS NOT NULL")))
    marked = {id for (id,) in rows(connection.execute(f"SELECT id FROM {table} WHERE voided"))}
    return marked | ({voids for _, voids in pairs} - {id for id, _ in pairs})


def count_present(connection: DuckDBPyConnection, table: str, ids: set[str]) -> int:
    """Return how many of these ids a table has."""
    if not ids:
        return 0
    found = connection.execute(
        f"SELECT count(DISTINCT id) FROM {table} SEMI JOIN (SELECT unnest($1) AS id) USING (id)", [list(ids)]
    )
    return int(found.fetchall()[0][0])
