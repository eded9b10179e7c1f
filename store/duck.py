"""DuckDB in memory, over files: what fails outside, and Ctrl-C, raised as everywhere else in the store."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import duckdb

from store.errors import StoreError

_STOPPED: Final = "Query interrupted"
"""What it says in a RuntimeError, instead of raising what the signal's handler raised."""


@contextmanager
def connected(folder: Path, **config: str) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection for work on a folder. Raises StoreError, KeyboardInterrupt."""
    with failing_clearly(folder), duckdb.connect(config=dict(config)) as connection:
        yield connection


@contextmanager
def failing_clearly(folder: Path) -> Iterator[None]:
    """Work of DuckDB's on a folder. Raises StoreError, KeyboardInterrupt."""
    try:
        yield
    except (duckdb.IOException, duckdb.OutOfMemoryException) as error:
        raise StoreError(
            f"cannot work on {folder}: {first_line(error)}. What was saved before is still there."
        ) from error
    except RuntimeError as error:
        if str(error) == _STOPPED:
            raise KeyboardInterrupt from None
        raise


def first_line(error: Exception) -> str:
    return str(error).partition("\n")[0].rstrip(".")
