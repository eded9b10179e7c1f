"""Tables of events, a row an event: what all kinds of them have in common."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import Any, Final

from msgspec import Struct

from store.sources import cells
from store.sources.column_mapping import ColumnMapping, Columns, guess
from store.sources.line import Line, Portion

SAMPLE: Final = 1_000
"""Rows that are looked at before the first one becomes an event."""

_AT_ONCE: Final = 500

_BECOMES: Final = {
    "documents": "the events are in one of its columns",
    "as they are": "its columns are the fields of the events",
    "statements": "its rows become statements",
    "calls": "its rows become track calls",
}


class ColumnWording(Struct, frozen=True):
    """The words in which people are told how to name columns: an ``example``, and what says ``otherwise``."""

    example: str
    otherwise: str


ON_THE_COMMAND_LINE: Final = ColumnWording(
    "--columns owner=COLUMN,event=COLUMN,time=COLUMN", "--columns says otherwise"
)
IN_PYTHON: Final = ColumnWording(
    'owner="COLUMN", event="COLUMN", time="COLUMN"', "owner=, event= and time= say otherwise"
)


class BadRow(Struct, frozen=True):
    """A row that cannot be read, and why."""

    reason: str


Row = Mapping[str, Any]
"""JSON values by column; an empty cell is None or not there."""


class SourceTable(Struct, frozen=True):
    """A table: what ``kind`` it is of (a CSV file, a Parquet file, …), its columns, and its rows, to be read once."""

    kind: str
    columns: tuple[str, ...]
    rows: Iterator[Row | BadRow]


class UnmappedColumns(ValueError):
    """A table of which it is not known which columns hold what; the text says so, and what to do."""


def mapped(
    table: SourceTable, given: Columns | None, wording: ColumnWording = ON_THE_COMMAND_LINE
) -> tuple[ColumnMapping, Iterator[Row | BadRow], str]:
    """The mapping of a ``table``, all of its rows, and a sentence in this ``wording`` that tells what becomes of them.

    ``given`` is what somebody said of its columns. Raises Unmapped.
    """
    first = list(islice(table.rows, SAMPLE))
    sample = [row for row in first if not isinstance(row, BadRow)]
    what = f"{table.kind} {_with_columns(table.columns)}"
    try:
        mapping = given.of(table.columns, sample) if given else guess(table.columns, sample)
    except ValueError as error:
        raise UnmappedColumns(f"{what}: {error}") from None
    if mapping is None:
        raise UnmappedColumns(f"{what}: say which of them hold what, as in {wording.example}")
    if missing := mapping.missing(table.columns):
        raise UnmappedColumns(f"{what}: there is no column {' or '.join(missing)}")
    twice = [name for name, number in Counter(table.columns).items() if name and number > 1]
    if several := [name for name in twice if mapping.is_named(name) or mapping.shape == "as they are"]:
        raise UnmappedColumns(f"{what}: more than one column is called {several[0]}; rename all but one")
    said = f"{table.kind}, {_BECOMES[mapping.shape]}"
    if str(mapping):
        said += f": {mapping}" + ("" if given else f" (guessed; {wording.otherwise})")
    if twice:
        said += f"; of several columns called {_column_list(twice)}, the last counts"
    return mapping, chain(first, table.rows), said


def portions(source: str, mapping: ColumnMapping, rows: Iterator[Row | BadRow]) -> Iterator[Portion | Line]:
    """The events of the ``rows`` of a table in ``source`` as JSON by ``mapping``, with the numbers of their rows."""
    number = 1
    while some := list(islice(rows, _AT_ONCE)):
        good: list[bytes] = []
        for at, row in enumerate(some, start=number):
            if not isinstance(row, BadRow):
                good.append(_encoded(mapping, row))
                continue
            if good:
                yield Portion(source, at - len(good), good, "row")
            yield Line(source, at, None, "row", fault=row.reason)
            good = []
        number += len(some)
        if good:
            yield Portion(source, number - len(good), good, "row")


def _encoded(mapping: ColumnMapping, row: Row) -> bytes:
    if mapping.shape == "documents" and isinstance(text := row.get(mapping.document), str):
        return text.encode(errors="replace") if text.strip() else b'""'
    return cells.encode(mapping.event_of(row))


def _with_columns(columns: Sequence[str]) -> str:
    return f"with the columns {_column_list(columns)}" if columns else "without columns"


def _column_list(columns: Sequence[str]) -> str:
    shown = ", ".join(columns[:12])
    return f"{shown}, …" if len(columns) > 12 else shown
