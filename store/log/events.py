"""The events of a log themselves: all that were read, or those that count."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from engine.events import Document, Event, TrackBy, from_line
from store.log import manifest
from store.log.manifest import Manifest
from store.log.parts import columns_of, documents_of
from store.log.query import open_query, rows
from store.log.voids import voided_ids

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def events_of(folder: Path) -> Iterator[Event]:
    """All events of the log in a folder, in no order: twins and those that were voided, too. Raises StoreError."""
    found = manifest.read(folder)
    if found.parts:
        with open_query(folder) as connection:
            query = f"SELECT document FROM {documents_of(folder, found.parts)}"
            for (text,) in rows(connection.execute(query)):
                yield from_line(text)


def events_of_owners(folder: Path, owners: Collection[str], track_by: TrackBy) -> Iterator[Event]:
    """All events of some ``owners`` in the log in a ``folder``, in no order, by what journeys ``track_by``. Raises
    StoreError.
    """
    found = manifest.read(folder)
    if found.parts:
        with open_query(folder) as connection:
            connection.execute("CREATE TEMP TABLE asked AS SELECT unnest($1) AS owner", [list(owners)])
            columns = columns_of(folder, found.parts)
            places = f"(SELECT part, row FROM {columns} WHERE {track_by} IN (FROM asked))"
            query = (
                f"SELECT document FROM {places} JOIN {documents_of(folder, found.parts)} USING (part, row)"
            )
            for (text,) in rows(connection.execute(query)):
                yield from_line(text)


def effective_documents(folder: Path) -> Iterator[Document]:
    """The documents of the events that count, in no order: each id once, none that was voided. Raises StoreError."""
    found = manifest.read(folder)
    if found.parts:
        with open_query(folder) as connection:
            places = f"(SELECT part, row FROM {effective_rows(connection, folder, found)})"
            yield from documents_at(connection, places, documents_of(folder, found.parts))


def effective_rows(connection: DuckDBPyConnection, folder: Path, found: Manifest) -> str:
    """The SQL of the rows of the events that count in the log of ``folder`` with the manifest ``found``, by
    ``connection``.
    """
    table = columns_of(folder, found.parts)
    if not found.totals.voiding:
        return f"(FROM {table} WHERE NOT again)"
    voided = list(voided_ids(connection, table))
    connection.execute("CREATE OR REPLACE TEMP TABLE gone AS SELECT unnest($1) AS id", [voided])
    return f"(FROM {table} WHERE NOT again AND id NOT IN (FROM gone))"


def documents_at(connection: DuckDBPyConnection, places: str, documents: str) -> Iterator[Document]:
    """The ``documents`` of rows that ``places`` tell by part and number, by ``connection``."""
    query = f"SELECT document FROM {places} JOIN {documents} USING (part, row)"
    for (text,) in rows(connection.execute(query)):
        yield from_line(text).document
