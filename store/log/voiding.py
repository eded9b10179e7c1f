"""Statements that were taken back, wherever in the log they and those that voided them are (semantics §2)."""

from __future__ import annotations

from duckdb import DuckDBPyConnection

from store.log.asking import rows


def voided_ids(connection: DuckDBPyConnection, table: str) -> set[str]:
    """The ids of the events that do not count; a statement that voids another cannot be voided."""
    marked: set[str] = set()
    taken_back: set[str] = set()
    voiding: set[str] = set()
    for id, voids, voided in rows(
        connection.execute(f"SELECT id, voids, voided FROM {table} WHERE voids IS NOT NULL OR voided")
    ):
        if voided:
            marked.add(id)
        if voids is not None:
            taken_back.add(voids)
            voiding.add(id)
    return marked | (taken_back - voiding)


def count_present(connection: DuckDBPyConnection, table: str, ids: set[str]) -> int:
    """How many of these ids a table has."""
    if not ids:
        return 0
    found = connection.execute(
        f"SELECT count(DISTINCT id) FROM {table} SEMI JOIN (SELECT unnest($1) AS id) USING (id)", [list(ids)]
    )
    return int(found.fetchall()[0][0])
