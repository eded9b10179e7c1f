"""Events as programs have them: names of files, their bytes, documents, lists and generators of them, and tables in
memory.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterable, Awaitable, Callable, Coroutine, Iterable, Iterator, Mapping
from functools import partial
from os import PathLike
from typing import Any, Final, TypeAlias

from engine.events import Event, RejectedEvent, from_document, from_line
from store.errors import StoreError
from store.sources import cells, tables
from store.sources.column_mapping import Columns
from store.sources.frames import array_as_table, is_column, table_in_memory, table_of_columns
from store.sources.line import Line, RejectedDocument, Unit, reject
from store.sources.reader import Reader, Tell, row_as_event, untold

Events: TypeAlias = Any
"""A file, a folder or a pattern by its name; the bytes of a file; an open file; an event; a document; a table; an
iterable of these.
"""

_NAMELESS: Final = (
    "an event is a JSON object, not a list; "
    "rows without names become a table by pandas.DataFrame(rows, columns=[…])"
)
_URL: Final = re.compile(r"[a-z][a-z0-9+.-]+://", re.IGNORECASE)


def events_in(
    given: Events, *, columns: Columns | None = None, as_stored: bool = True, tell: Tell = untold
) -> Iterator[Event | RejectedDocument]:
    """The events in whatever is ``given``, in their order, and what is none.

    Tables are frames of pandas and Polars, tables and record batches of Arrow, relations of DuckDB, and objects of
    columns. ``columns`` says what their columns hold, and what the members of documents do that are no events; without
    it this is guessed. ``as_stored`` is as in ``engine.events.from_document``, ``tell`` is told what files are, what
    was guessed, and what files seem to be in which nothing was understood. Raises StoreError, TypeError.
    """
    values = _Values(columns, as_stored, tell)
    yield from values.of(given)


class _Values:
    def __init__(self, columns: Columns | None, as_stored: bool, tell: Tell) -> None:
        self._columns = columns
        self._tell = tell
        self._from_line = partial(from_line, as_stored=as_stored)
        self._from_document = partial(from_document, as_stored=as_stored)

    def of(self, given: Events) -> Iterator[Event | RejectedDocument]:
        """The events in one value, or in each of several."""
        if (table := _table(given)) is not None:
            yield from self._of_table(table)
        elif is_single(given):
            yield from self._of_one(1, given)
        elif isinstance(given, Iterable):
            for number, each in enumerate(given, 1):
                yield from self._of_one(number, each)
        else:
            raise TypeError(
                f"events are files, documents or a table, not {type(given).__name__}{_advice(given)}"
            )

    def _of_one(self, number: int, given: Events) -> Iterator[Event | RejectedDocument]:
        if isinstance(given, Event):
            yield given
        elif isinstance(given, str | PathLike):
            reader = self._reader(file_name(given))
            yield from self._read(reader, reader.lines())
        elif isinstance(given, bytes | bytearray | memoryview) or hasattr(given, "read"):
            reader = self._reader()
            name = "the file" if hasattr(given, "read") else "the bytes"
            yield from self._read(reader, reader.lines_within(name, content_of(given)))
        elif (table := _table(given)) is not None:
            yield from self._of_table(table)
        else:
            yield from self._of_document(number, given)

    def _reader(self, *names: str) -> Reader:
        return Reader(names, columns=self._columns, tell=self._tell, wording=tables.IN_PYTHON)

    def _read(self, reader: Reader, lines: Iterable[Line]) -> Iterator[Event | RejectedDocument]:
        understood = 0
        for line in lines:
            for each in reader.read(line, self._from_line):
                understood += isinstance(each, Event)
                yield each
        if impression := reader.impression(understood):
            self._tell(impression)

    def _of_document(self, number: int, given: object) -> Iterable[Event | RejectedDocument]:
        document = cells.plain(given)
        found = _make_event(self._from_document, document, "document", number)
        if isinstance(document, list):
            return (RejectedDocument("", number, _NAMELESS, unit="document"),)
        if isinstance(found, Event) or not isinstance(document, Mapping):
            return (found,)
        if self._columns is not None and (raw := row_as_event(self._columns, document)) is not None:
            return (_make_event(self._from_line, raw, "document", number),)
        return self._within(document) or (found,)

    def _within(self, document: Mapping[str, Any]) -> list[Event | RejectedDocument]:
        """The events in the lists of a larger object, such as a StatementResult; nothing if none is among them."""
        if not any(isinstance(each, list | Mapping) for each in document.values()):
            return []
        reader = self._reader()
        found = list(self._read(reader, reader.lines_within("the document", cells.encode(document))))
        return found if any(isinstance(each, Event) for each in found) else []

    def _of_table(self, table: tables.SourceTable) -> Iterator[Event | RejectedDocument]:
        try:
            mapping, rows, sentence = tables.mapped(table, self._columns, tables.IN_PYTHON)
        except tables.UnmappedColumns as error:
            yield RejectedDocument("the table", 1, str(error), unit="file")
            return
        if str(mapping):
            self._tell(sentence)
        for portion in tables.portions("", mapping, rows):
            if isinstance(portion, Line):
                yield reject(portion, portion.fault)
                continue
            for number, row in enumerate(portion.rows, portion.number):
                yield _make_event(self._from_line, row, "row", number)


def is_single(given: Events) -> bool:
    """Tell whether this is one thing with events in it, a table apart, and not several of them."""
    return isinstance(given, str | bytes | bytearray | memoryview | PathLike | Event | Mapping) or hasattr(
        given, "read"
    )


def content_of(given: Any) -> bytes:
    """The bytes of what is in memory, or of an open file from where it stands."""
    content = given.read() if hasattr(given, "read") else given
    return content.encode() if isinstance(content, str) else bytes(content)


def file_name(given: str | PathLike[str]) -> str:
    """The name of a file as text. Raises StoreError for an address on the network."""
    name = str(given)
    if name.lstrip().startswith(("{", "[{")):
        raise StoreError("this is JSON and no name of a file: give json.loads(…) of it, or its bytes")
    if _URL.match(name):
        raise StoreError(
            f"{name} is on the network: download it first; statements of an LRS come into a log with "
            "`waypost log follow TARGET --into LOG`, and the log's folder can be given here"
        )
    return name


def _table(given: Events) -> tables.SourceTable | None:
    """A table that is in memory, in columns or otherwise; None for anything else."""
    if isinstance(given, Mapping) and given and all(map(is_column, given.values())):
        return table_of_columns(given)
    return table_in_memory(given) or array_as_table(given)


def _advice(given: object) -> str:
    """Return what to do with something that is waited for, at the end of a sentence."""
    if isinstance(given, Coroutine):
        given.close()
    if isinstance(given, Awaitable):
        return "; await it first"
    return "; collect them first: [each async for each in …]" if isinstance(given, AsyncIterable) else ""


def _make_event(
    make: Callable[[Any], Event], given: object, unit: Unit, number: int
) -> Event | RejectedDocument:
    try:
        return make(given)
    except RejectedEvent as error:
        return RejectedDocument("", number, str(error), unit=unit)
