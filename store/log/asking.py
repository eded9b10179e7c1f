"""DuckDB, told to stay within bounds: an engine in memory over the files of a log."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import duckdb

from store.duck import connected, first_line
from store.errors import StoreError, imported_again

CHUNK: Final = 10_000
"""Rows that are fetched at once."""

_BOUNDS: Final = {
    "memory_limit": "512MB",
    "autoinstall_known_extensions": "false",
    "preserve_insertion_order": "false",
}


@contextmanager
def asking(folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection for questions about the log in a folder. Raises StoreError, KeyboardInterrupt."""
    try:
        with connected(folder, **_BOUNDS, temp_directory=str(folder / "spilled")) as connection:
            connection.execute("SET enable_progress_bar = false")
            yield connection
    except duckdb.InvalidInputException as error:
        raise StoreError(f"{folder} is damaged: {first_line(error)}; {imported_again(folder)}") from error


def rows(found: duckdb.DuckDBPyConnection) -> Iterator[tuple[Any, ...]]:
    """The rows of an answer, a chunk at a time."""
    while chunk := found.fetchmany(CHUNK):
        yield from chunk


def text(value: object) -> str:
    """A literal in SQL."""
    return "'" + str(value).replace("'", "''") + "'"


def name(value: str) -> str:
    """A name in SQL."""
    return '"' + value.replace('"', '""') + '"'


def parquet(paths: Sequence[Path]) -> str:
    """Files as a table."""
    return f"read_parquet([{', '.join(map(text, paths))}])"
