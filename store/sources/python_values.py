"""Events as programs have them: names of files, documents, lists and generators of them, and tables in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from os import PathLike
from typing import Any, TypeAlias

from engine.events import Event, RejectedEvent, from_document, from_line
from store.sources import tables
from store.sources.column_mapping import ColumnMapping
from store.sources.frames import table_in_memory
from store.sources.line import Line, Rejected, Unit, rejected
from store.sources.reader import Reader, Tell, untold

Events: TypeAlias = Any
"""A file, a folder or a pattern by its name; an event; a document; a table; an iterable of these."""


def events_in(
    given: Events, *, columns: ColumnMapping | None = None, as_stored: bool = True, tell: Tell = untold
) -> Iterator[Event | Rejected]:
    """The events in whatever is ``given``, in their order, and what is none.

    Tables are frames of pandas and Polars, tables and record batches of Arrow, and relations of DuckDB. ``columns``
    says what their columns hold; without it this is guessed. ``as_stored`` is as in ``engine.events.from_document``,
    ``tell`` is told what files are and what was guessed. Raises StoreError, TypeError.
    """
    values = _Values(columns, as_stored, tell)
    yield from values.of(given)


class _Values:
    def __init__(self, columns: ColumnMapping | None, as_stored: bool, tell: Tell) -> None:
        self._columns = columns
        self._tell = tell
        self._from_line = partial(from_line, as_stored=as_stored)
        self._from_document = partial(from_document, as_stored=as_stored)

    def of(self, given: Events) -> Iterator[Event | Rejected]:
        """The events in one value, or in each of several."""
        if (table := table_in_memory(given)) is not None:
            yield from self._of_table(table)
        elif isinstance(given, str | PathLike | Event | Mapping):
            yield from self._of_one(1, given)
        elif isinstance(given, Iterable):
            for number, each in enumerate(given, 1):
                yield from self._of_one(number, each)
        else:
            raise TypeError(f"events are files, documents or a table, not {type(given).__name__}")

    def _of_one(self, number: int, given: Events) -> Iterator[Event | Rejected]:
        if isinstance(given, Event):
            yield given
        elif isinstance(given, str | PathLike):
            reader = Reader([str(given)], columns=self._columns, tell=self._tell)
            for line in reader.lines():
                yield from reader.read(line, self._from_line)
        elif (table := table_in_memory(given)) is not None:
            yield from self._of_table(table)
        else:
            yield _made(self._from_document, given, "document", number)

    def _of_table(self, table: tables.SourceTable) -> Iterator[Event | Rejected]:
        try:
            mapping, rows, sentence = tables.mapped(table, self._columns)
        except tables.Unmapped as error:
            yield Rejected("the table", 1, str(error), unit="file")
            return
        if str(mapping):
            self._tell(sentence)
        for portion in tables.portions("", mapping, rows):
            if isinstance(portion, Line):
                yield rejected(portion, portion.fault)
                continue
            for number, row in enumerate(portion.rows, portion.number):
                yield _made(self._from_line, row, "row", number)


def _made(make: Callable[[Any], Event], given: object, unit: Unit, number: int) -> Event | Rejected:
    try:
        return make(given)
    except RejectedEvent as error:
        return Rejected("", number, str(error), unit=unit)
