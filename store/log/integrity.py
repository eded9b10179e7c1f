"""Integrity of a log: its manifest, and that every part it names is there and whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from store import log_folders
from store.errors import StoreError
from store.log import manifest
from store.log.manifest import LogPart
from store.log.parts import columns_file, documents_file
from store.log.query import open_query, text

if TYPE_CHECKING:
    import duckdb


def faults(folder: Path) -> list[tuple[Path, str]]:
    """The files of the log in a folder that are damaged or gone, each with what is wrong. Reads no document."""
    try:
        found = manifest.read(folder)
    except StoreError as error:
        return [(folder / log_folders.NAME, str(error))]
    return list(_faults_of_parts(folder, found.parts))


def _faults_of_parts(folder: Path, parts: Sequence[LogPart]) -> Iterator[tuple[Path, str]]:
    with open_query(folder) as connection:
        for part in parts:
            for path in (documents_file(folder, part), columns_file(folder, part)):
                if (rows := rows_of(connection, path)) != part.rows:
                    yield (
                        path,
                        "it cannot be read" if rows is None else f"it has {rows:,} of {part.rows:,} rows",
                    )


def rows_of(connection: duckdb.DuckDBPyConnection, path: Path) -> int | None:
    """Count the rows of the Parquet file at ``path`` by its footer, by ``connection``; None if there is no such
    file, or it is damaged.
    """
    import duckdb

    query = f"SELECT num_rows FROM parquet_file_metadata({text(path)})"
    try:
        return int(connection.execute(query).fetchall()[0][0])
    except duckdb.Error:
        return None
