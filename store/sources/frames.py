"""Tables in memory: frames of pandas and Polars, tables of Arrow, relations of DuckDB, objects of columns.

The libraries are not imported here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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
        frame = with_index(given)
        return SourceTable("a pandas frame", tuple(map(str, frame.columns)), _pandas_rows(frame))
    if library == "polars" and kind.__name__ in ("DataFrame", "LazyFrame"):
        frame = given.collect() if kind.__name__ == "LazyFrame" else given
        return SourceTable(
            "a Polars frame", tuple(frame.columns), _rows_by_name(frame.columns, frame.iter_rows())
        )
    if library == "pyarrow" and hasattr(given, "schema"):
        batches = given.to_batches() if hasattr(given, "to_batches") else [given]
        batches = given if hasattr(given, "read_next_batch") else batches
        return SourceTable("an Arrow table", tuple(given.schema.names), arrow_rows(batches))
    if library in ("duckdb", "_duckdb") and kind.__name__ in ("DuckDBPyRelation", "DuckDBPyConnection"):
        columns = getattr(given, "columns", None) or [name for name, *_ in given.description]
        return SourceTable("a DuckDB relation", tuple(columns), _rows_by_name(columns, _fetch_rows(given)))
    return None


def array_as_table(given: Any) -> SourceTable | None:
    """A table of an array of records of NumPy, or of a column of JSON texts; None for anything else that is no table.

    Raises TypeError for a column or an array of cells by themselves, which do not say what they are.
    """
    if not hasattr(given, "tolist") and not hasattr(given, "to_list"):
        return None
    if names := getattr(getattr(given, "dtype", None), "names", None):
        return table_of_columns({name: given[name] for name in names})
    first = next((each for each in given if isinstance(each, Mapping | str)), None)
    if isinstance(first, Mapping):
        return None
    if first is not None and first.lstrip().startswith("{"):
        return table_of_columns({"document": given})
    raise TypeError(
        f"the cells of one {type(given).__name__} do not say whose, when and what: give the table that they are of; an "
        "array without names becomes one by pandas.DataFrame(array, columns=[…])"
    )


def is_column(given: Any) -> bool:
    """Tell whether this is a column of a table: a list, an array, a series."""
    if isinstance(given, list | tuple):
        return not given or not isinstance(given[0], Mapping)
    return hasattr(given, "tolist") or hasattr(given, "to_list")


def table_of_columns(columns: Mapping[str, Any]) -> SourceTable:
    """A table in an object of columns. Raises TypeError where one is longer than another."""
    names, lengths = list(map(str, columns)), list(map(len, columns.values()))
    if len(set(lengths)) > 1:
        said = ", ".join(f"{name} has {length:,}" for name, length in zip(names, lengths, strict=True))
        raise TypeError(f"the columns of a table are equally long; here {said}")
    rows = zip(*columns.values(), strict=True)
    return SourceTable("an object of columns", tuple(names), _rows_by_name(names, rows))


def with_index(frame: Any) -> Any:
    """A pandas frame whose index, as far as it has names, is among the columns."""
    names = [name for name in frame.index.names if name is not None and name not in frame.columns]
    return frame.reset_index(level=names) if names else frame


def _pandas_rows(frame: Any) -> Iterator[Row]:
    names = list(map(str, frame.columns))
    for row in frame.itertuples(index=False, name=None):
        yield {name: cells.plain(value) for name, value in zip(names, row, strict=True)}


def _rows_by_name(names: Any, rows: Any) -> Iterator[Row]:
    for row in rows:
        yield {name: cells.plain(value, sparse=True) for name, value in zip(names, row, strict=True)}


def _fetch_rows(relation: Any) -> Iterator[Any]:
    if hasattr(relation, "iter_rows"):  # since DuckDB 2, instead of the other one
        yield from relation.iter_rows()
        return
    while some := relation.fetchmany(_AT_ONCE):
        yield from some
