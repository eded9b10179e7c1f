"""Tables: pandas DataFrames and Arrow, made from rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TypeAlias

import numpy
import pandas
import pyarrow

DataFrame: TypeAlias = pandas.DataFrame
Arrow: TypeAlias = pyarrow.Table


def frame(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> DataFrame:
    """A table of these columns, which it has even without rows.

    >>> frame(["step", "reached"], [("quiz", 3)]).to_dict("records")
    [{'step': 'quiz', 'reached': 3}]
    """
    return pandas.DataFrame([tuple(row) for row in rows], columns=list(columns))


def durations(column: Iterable[int | None]) -> Any:
    """Microseconds as a column of timedeltas; None stays empty."""
    return pandas.to_timedelta(list(column), unit="us")


def instants(column: Iterable[int | None]) -> Any:
    """Instants as a column of times in UTC; None stays empty."""
    return pandas.to_datetime(list(column), unit="us", utc=True)


def rows(table: DataFrame) -> list[list[object]]:
    """The rows as plain values, None where a cell is empty.

    >>> rows(frame(["share"], [(0.5,), (None,)]))
    [[0.5], [None]]
    """
    return [[_plain(value) for value in row] for row in table.itertuples(index=False)]


def _plain(value: Any) -> object:
    if pandas.isna(value):
        return None
    return value.item() if isinstance(value, numpy.generic) else value


def to_arrow(table: DataFrame) -> Arrow:
    """The same table in Arrow, without an index.

    >>> to_arrow(frame(["step"], [("quiz",)])).column_names
    ['step']
    """
    return pyarrow.Table.from_pandas(table, preserve_index=False)
