"""DuckDB within limits: an engine in memory over the files of a log."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from store.duck import connect, first_line, interruptible, translate_errors
from store.errors import StoreError, reimport_hint

if TYPE_CHECKING:
    import duckdb

CHUNK: Final = 10_000
"""Rows that are fetched at once."""

_BOUNDS: Final = {
    "memory_limit": "512MB",
    "autoinstall_known_extensions": "false",
    "preserve_insertion_order": "false",
}


@contextmanager
def open_query(folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection for questions about the log in a folder. Raises StoreError, KeyboardInterrupt."""
    with _unless_damaged(folder), connect(folder, **_bounds(folder)) as connection:
        yield _silent(connection)


@contextmanager
def open_frequent_query(folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The same for one question of many, by an engine that this process has at hand. It has one thread."""
    engine = _engine(folder, os.getpid())
    with (
        _unless_damaged(folder),
        translate_errors(folder),
        engine.cursor() as connection,
        interruptible(connection),
    ):
        yield _silent(connection)


@lru_cache(maxsize=2)
def _engine(folder: Path, process: int) -> duckdb.DuckDBPyConnection:
    """The engine of a ``process`` on a ``folder``. To start one takes as long as to ask a hundred thousand events.

    It remembers nothing of a file: another may come under its name.
    """
    import duckdb

    return duckdb.connect(config={**_bounds(folder), "threads": "1", "enable_external_file_cache": "false"})


def _bounds(folder: Path) -> dict[str, str]:
    return {**_BOUNDS, "temp_directory": str(folder / "spilled")}


def _silent(connection: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    connection.execute("SET enable_progress_bar = false")
    return connection


@contextmanager
def _unless_damaged(folder: Path) -> Iterator[None]:
    import duckdb

    try:
        yield
    except duckdb.InvalidInputException as error:
        raise StoreError(f"{folder} is damaged: {first_line(error)}; {reimport_hint(folder)}") from error


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
