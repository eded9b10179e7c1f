"""Tables in CSV: comma, semicolon, tab or bar between the cells, names in the first line."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from io import BufferedReader, StringIO, TextIOWrapper
from itertools import chain, islice
from pathlib import PurePosixPath
from typing import Final

from store.sources import cells
from store.sources.byte_streams import borrowed
from store.sources.line import LONGEST_LINE
from store.sources.tables import SAMPLE, BadRow, Row, SourceTable

_DELIMITERS: Final = ",;\t|"
_SUFFIXES: Final = (".csv", ".tsv", ".tab")
_SAMPLE_LINES: Final = 20
"""Lines by which CSV is known."""

_TEXTS: Final = frozenset(
    {
        "id",
        "_id",
        "name",
        "event",
        "type",
        "mbox",
        "mbox_sha1sum",
        "openid",
        "homepage",
        "language",
        "version",
    }
    | {
        "userid",
        "anonymousid",
        "messageid",
        "user_id",
        "anonymous_id",
        "message_id",
        "registration",
        "response",
    }
    | {"timestamp", "stored", "email", "zip", "phone"}
)
"""Last parts of names of columns that hold texts, whatever these look like."""


def delimiter_of(source: str, head: bytes) -> str | None:
    """The delimiter of the cells of ``source``, a text that begins with ``head``; None if it seems to be no CSV."""
    if head.lstrip()[:1] in (b"{", b"[", b"<", b""):
        return None
    lines = head.decode(errors="replace").splitlines()
    lines = (lines[:-1] if len(head) > 60_000 else lines)[:_SAMPLE_LINES]
    found = {delimiter: _width(lines, delimiter) for delimiter in _DELIMITERS}
    best = max(found, key=lambda delimiter: found[delimiter])
    if found[best] > 1:
        return best
    named = any(suffix.lower() in _SUFFIXES for suffix in PurePosixPath(source).suffixes)
    return "," if named else None


def _width(lines: Sequence[str], delimiter: str) -> int:
    """Count the cells of each of ``lines``; 0 where ``delimiter`` cannot be what separates them."""
    rows = list(csv.reader(StringIO("\n".join(lines)), delimiter=delimiter))
    if len(rows) < 2 or not all(map(_is_name, rows[0])) or len(set(rows[0])) < len(rows[0]):
        return 0
    same = sum(len(row) == len(rows[0]) for row in rows[1:])
    return len(rows[0]) if same * 2 > len(rows) - 1 else 0


def _is_name(cell: str) -> bool:
    return bool(cell.strip()) and not cells.is_number(cell.strip()) and len(cell) < 100


def csv_table(delimiter: str, stream: BufferedReader) -> SourceTable:
    """The table in ``stream``, cells apart by ``delimiter``, numbers or truth values where all of the first rows
    have such in a column.
    """
    csv.field_size_limit(LONGEST_LINE)
    text = TextIOWrapper(borrowed(stream), encoding="utf-8", errors="replace", newline="")
    found = _rows(csv.reader(text, delimiter=delimiter))
    columns = next(found, [])
    names = tuple(columns) if not isinstance(columns, BadRow) else ()
    first = list(islice(found, SAMPLE))
    readers = _readers(names, [row for row in first if not isinstance(row, BadRow)])
    return SourceTable("a CSV file", names, _cells(names, readers, chain(first, found)))


def _rows(reader: Iterator[list[str]]) -> Iterator[list[str] | BadRow]:
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield BadRow(f"not CSV: {error}")
            continue
        if row:
            yield row


Reader = Callable[[str], object]


def _readers(names: Sequence[str], rows: Sequence[list[str]]) -> list[Reader]:
    return [_reader(name, [row[at] for row in rows if at < len(row)]) for at, name in enumerate(names)]


def _reader(name: str, column: Iterable[str]) -> Reader:
    texts = [text for text in column if text]
    if not texts or name.rpartition(".")[2].lower() in _TEXTS:
        return str
    if all(map(cells.is_number, texts)):
        return cells.number
    return cells.boolean if all(map(cells.is_boolean, texts)) else str


def _cells(
    names: Sequence[str], readers: Sequence[Reader], rows: Iterator[list[str] | BadRow]
) -> Iterator[Row | BadRow]:
    for row in rows:
        if isinstance(row, BadRow):
            yield row
        elif len(row) != len(names):
            yield BadRow(f"a row of {len(row)} cells under {len(names)} columns")
        else:
            each = zip(names, readers, row, strict=True)
            yield {name: read(text) if text else None for name, read, text in each}
