"""Tables in memory: frames of pandas and Polars, tables of Arrow, relations of DuckDB. They are not imported here."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from store.sources import cells
from store.sources.columnar_files import arrow_rows
from store.sources.tables import Row, SourceTable

_AT_ONCE = 1_000


def table_in_memory(given: Any) -> SourceTable | None:
    """A table that is in memory, or None for anything else. It is read once, a few rows at a time."""
    kind = type(given)
    library = kind.__module__.partition(".")[0]
    if library == "pandas" and kind.__name__ == "DataFrame":
        return SourceTable("a pandas frame", tuple(map(str, given.columns)), _pandas_rows(given))
    if library == "polars" and kind.__name__ in ("DataFrame", "LazyFrame"):
        frame = given.collect() if kind.__name__ == "LazyFrame" else given
        return SourceTable("a Polars frame", tuple(frame.columns), _named(frame.columns, frame.iter_rows()))
    if library == "pyarrow" and hasattr(given, "schema"):
        batches = given.to_batches() if hasattr(given, "to_batches") else [given]
        batches = given if hasattr(given, "read_next_batch") else batches
        return SourceTable("an Arrow table", tuple(given.schema.names), arrow_rows(batches))
    if library in ("duckdb", "_duckdb") and kind.__name__ in ("DuckDBPyRelation", "DuckDBPyConnection"):
        columns = getattr(given, "columns", None) or [name for name, *_ in given.description]
        return SourceTable("a DuckDB relation", tuple(columns), _named(columns, _fetched(given)))
    return None


def _pandas_rows(frame: Any) -> Iterator[Row]:
    names = list(map(str, frame.columns))
    for row in frame.itertuples(index=False, name=None):
        yield {name: cells.plain(value) for name, value in zip(names, row, strict=True)}


def _named(names: Any, rows: Any) -> Iterator[Row]:
    for row in rows:
        yield {name: cells.plain(value, sparse=True) for name, value in zip(names, row, strict=True)}


def _fetched(relation: Any) -> Iterator[Any]:
    if hasattr(relation, "iter_rows"):  # since DuckDB 2, instead of the other one
        yield from relation.iter_rows()
        return
    while some := relation.fetchmany(_AT_ONCE):
        yield from some
