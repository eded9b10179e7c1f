"""One reader below all front ends: from the names of files to documents, and of what is no event, why it is none."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from io import BufferedReader, BytesIO
from pathlib import Path
from typing import Any, Final, TypeVar

from msgspec.structs import replace

from engine.events import Event, RejectedEvent, from_line
from store.errors import outside
from store.sources import cells
from store.sources.byte_streams import STDIN, on_disk, open_source, with_head
from store.sources.column_mapping import Columns
from store.sources.columnar_files import columnar_table, is_columnar
from store.sources.compression import decompressed, unless_damaged
from store.sources.containers import Containers
from store.sources.csv_text import csv_table, delimiter_of
from store.sources.encodings import as_utf8
from store.sources.file_names import expanded
from store.sources.formats import foreign_format, is_tar, is_zip, looks_like
from store.sources.json_text import JsonText, documents_within
from store.sources.line import Line, Portion, RejectedDocument, is_blank, reject
from store.sources.reasons import Reasons
from store.sources.tables import (
    ON_THE_COMMAND_LINE,
    ColumnWording,
    SourceTable,
    UnmappedColumns,
    mapped,
    portions,
)

T = TypeVar("T")

Watch = Callable[[str, int], object]
"""Told now and then: the file that is being read, and how many bytes of it have been."""

Tell = Callable[[str], object]
"""Told in one sentence what is worth knowing about a file."""

_DEEPEST: Final = 5
"""Archives and compressions within each other."""

_MOST_NAMED: Final = 3
"""Empty files that are named."""

_TOO_DEEP: Final = "archives within archives, too many of them"


def untold(sentence: str) -> None:
    """Tell nobody."""


def lines(*names: str) -> Iterator[Line]:
    """The documents of files, one at a time. Raises StoreError."""
    return Reader(names).lines()


class Reader:
    """Reads the documents of files (``-`` is standard input), of folders and of all that fits a pattern.

    ``columns`` says what the columns of tables hold, and of JSON objects that are no events themselves; without it this
    is guessed, and told in this ``wording``. ``rejections`` are those of the documents that were passed to ``read``.
    Raises StoreError where a file is missing or cannot be read.
    """

    def __init__(
        self,
        names: Iterable[str],
        *,
        columns: Columns | None = None,
        watch: Watch | None = None,
        tell: Tell = untold,
        wording: ColumnWording = ON_THE_COMMAND_LINE,
    ) -> None:
        self.sources: Final = expanded(names)
        self.rejections: Final = Reasons()
        self._columns = columns
        self._watch = watch
        self._tell = tell
        self._wording = wording
        self._containers = Containers()
        self._head = b""
        self._suspect: tuple[str, bytes] | None = None
        self._empty: list[str] = []

    def portions(self) -> Iterator[Portion | Line]:
        """All documents, many at once."""
        for source in self.sources:
            yield from self.portions_of(source)
        self._tell_empty()

    def lines(self) -> Iterator[Line]:
        """All documents, one at a time. Blank lines are passed over."""
        for source in self.sources:
            for portion in self.portions_of(source):
                yield from lines_in(portion)
        self._tell_empty()

    def lines_within(self, name: str, content: bytes) -> Iterator[Line]:
        """The documents in a ``content`` that is in memory, which is called by a ``name``. Raises StoreError."""
        self._containers = Containers()
        with unless_damaged(name):
            for portion in self._of_stream(name, *with_head(BytesIO(content)), 0):
                yield from lines_in(portion)
        self._containers.tell(name, self._tell)
        if not content.strip():
            self._empty.append(name)

    def events(self, *, as_stored: bool = True) -> Iterator[Event | RejectedDocument]:
        """All events, and what is none; ``as_stored`` is as in ``engine.events.from_document``."""
        for line in self.lines():
            yield from self.read(line, lambda raw: from_line(raw, as_stored=as_stored))

    def read(self, line: Line, make: Callable[[bytes], T]) -> Sequence[T | RejectedDocument]:
        """Return what ``make`` makes of a document, or of each one in it if it is a list; it may raise
        RejectedEvent.
        """
        if line.raw is None:
            return (self._reject(line, line.fault),)
        try:
            return (make(line.raw),)
        except RejectedEvent as error:
            if (within := documents_within(line, self._containers)) is not None:
                return [each for document in within for each in self.read(document, make)]
            if (row := self._as_row(line)) is not None:
                return self.read(row, make)
            return (self._reject(line, str(error)),)

    def impression(self, understood: int) -> str:
        """Return in a sentence what the file seems to be in which the first document was rejected, or that there is
        nothing in the files, if nothing at all was understood; else nothing.
        """
        if understood:
            return ""
        if self.rejections.count:
            name, head = self._suspect or ("the input", b"")
            return f"{name} seems to be {looks_like(head)}; nothing in it is an event"
        if self._empty and len(self._empty) >= len(self.sources):
            return f"{empty(self._empty)}; there is no event in {'it' if len(self._empty) == 1 else 'them'}"
        return ""

    def _tell_empty(self) -> None:
        if len(self._empty) < len(self.sources) and self._empty:
            self._tell(empty(self._empty))

    def _as_row(self, line: Line) -> Line | None:
        """An object that is no event, as the event that the columns say it is."""
        if self._columns is None or line.unit == "row":
            return None
        document = cells.parsed((line.raw or b"").decode(errors="replace"))
        raw = None if not isinstance(document, dict) else row_as_event(self._columns, document)
        return None if raw is None else replace(line, raw=raw, unit="row")

    def _reject(self, line: Line, reason: str) -> RejectedDocument:
        self._suspect = self._suspect or (line.source, self._head)
        found = reject(line, reason)
        self.rejections.add(found)
        return found

    def portions_of(self, source: str) -> Iterator[Portion | Line]:
        """The documents of one of the files, many at once."""
        self._containers, self._head = Containers(), b""
        is_empty = True
        with outside("read", Path(source)), unless_damaged(source), open_source(source) as raw:
            head, stream = with_head(raw)
            for portion in self._of_stream(source, head, stream, 0):
                if self._watch is not None and raw.seekable():
                    self._watch(source, raw.tell())
                is_empty = is_empty and is_blank(portion)
                yield portion
        if is_empty and not self._head.strip():
            self._empty.append(source)
        elif is_empty:
            self._tell(f"{source}: there is no document in it")
        self._containers.tell(source, self._tell)

    def _of_stream(
        self, source: str, head: bytes, stream: BufferedReader, depth: int
    ) -> Iterator[Portion | Line]:
        if depth > _DEEPEST:
            yield Line(source, 1, None, "file", fault=_TOO_DEEP)
        elif content := decompressed(head, stream):
            yield from self._of_stream(source, *with_head(content), depth + 1)
        elif (is_zip(head) or is_tar(head)) and not foreign_format(head):
            yield from self._of_archive(source, head, stream, depth)
        else:
            yield from self._of_content(source, head, stream, depth)

    def _of_archive(
        self, source: str, head: bytes, stream: BufferedReader, depth: int
    ) -> Iterator[Portion | Line]:
        from store.sources import archives  # seldom needed

        with archives.unless_damaged(source):
            for name, member in archives.members(source, head, stream, _file_name(source, depth)):
                yield from self._of_stream(f"{source}/{name}", *with_head(member), depth + 1)

    def _of_content(
        self, source: str, head: bytes, stream: BufferedReader, depth: int
    ) -> Iterator[Portion | Line]:
        self._head = head
        if foreign := foreign_format(head):
            yield Line(source, 1, None, "file", fault=f"this is {foreign}")
            return
        if is_columnar(head):
            file_name = _file_name(source, depth)
            with on_disk(stream, file_name) as path, columnar_table(source, head, path) as table:
                yield from self._of_table(source, table)
            return
        self._head, text = as_utf8(head, stream)
        if delimiter := delimiter_of(source, self._head):
            yield from self._of_table(source, csv_table(delimiter, text))
        else:
            yield from JsonText(source, text, self._containers).portions()

    def _of_table(self, source: str, table: SourceTable) -> Iterator[Portion | Line]:
        try:
            mapping, rows, sentence = mapped(table, self._columns, self._wording)
        except UnmappedColumns as error:
            yield Line(source, 1, None, "file", fault=str(error))
            return
        self._tell(f"{source}: {sentence}")
        yield from portions(source, mapping, rows)


def row_as_event(columns: Columns, row: Mapping[str, Any]) -> bytes | None:
    """The document of the event that a ``row`` by itself is by its ``columns``; None if it has not all of them."""
    try:
        mapping = columns.of(tuple(row), [row])
    except ValueError:
        return None
    return None if mapping.missing(row) else cells.encode(mapping.event_of(row))


def lines_in(portion: Portion | Line) -> Iterator[Line]:
    """The documents of a ``portion``, one at a time."""
    if isinstance(portion, Line):
        yield portion
    else:
        yield from filter(None, map(portion.line, range(len(portion.rows))))


def empty(sources: Sequence[str]) -> str:
    """Say that there is nothing in files."""
    names = ["standard input" if each == STDIN else each for each in sources]
    if len(names) == 1:
        return f"{names[0]} is empty"
    more = ", …" if len(names) > _MOST_NAMED else ""
    return f"{len(names):,} files are empty: {', '.join(names[:_MOST_NAMED])}{more}"


def _file_name(source: str, depth: int) -> str:
    """The name of the file that a content is by itself; none for what came out of another."""
    return "" if depth or source == STDIN else source
