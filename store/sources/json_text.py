"""JSON documents in a text: a line each, over several lines, in arrays, or in the lists of larger objects.

Plain lines are passed on in portions as they are; only where a line cannot be a document is the text looked at more
closely. A document that is not closed costs its line, not all that is behind it.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from io import BufferedReader, BytesIO, RawIOBase
from typing import Final

import msgspec

from store.sources import line
from store.sources.call_batch import HeldBatch
from store.sources.containers import Containers, documents_of
from store.sources.elements import elements
from store.sources.json_object import ObjectScan
from store.sources.line import Line, Portion, in_list

_FARTHEST: Final = 1024 * 1024
"""Bytes in which the end of a line is looked for, before it is read as something larger."""

NOT_CLOSED: Final = "the list is not closed; the file may have been cut short"

_json: Final = msgspec.json.Decoder(msgspec.Raw).decode


class JsonText:
    """The documents of one text in UTF-8, with where they stood."""

    def __init__(self, source: str, stream: BufferedReader, containers: Containers) -> None:
        self._source = source
        self._stream = stream
        self._containers = containers
        self._text = b""  # what was read and not passed on, from ``_at`` on
        self._at = 0
        self._line = 1  # the number of the line in which that begins
        self._index = 0  # documents of the present list that were passed on
        self._begun = 0  # the line in which it begins, if that is not the first one

    def portions(self) -> Iterator[Portion | Line]:
        """All documents, many at once."""
        while text := self._stream.read(line.PORTION):
            rows = BytesIO(text).readlines()
            if not text.endswith(b"\n"):
                rows[-1] += self._stream.readline(_FARTHEST)
            if {row[:1] for row in rows} == _FIRST_BYTES and {row[-2:] for row in rows} == _LAST_BYTES:
                yield Portion(self._source, self._line, rows)
                self._line += len(rows)
            else:
                self._text, self._at = b"".join(rows), 0
                yield from self._read_mixed()

    def _read_mixed(self) -> Iterator[Portion | Line]:
        """The documents of what was read, however they stand there."""
        rows: list[bytes] = []
        while row := self._row():
            if _is_one_document(row) and len(row) < _FARTHEST:
                rows.append(row)
                self._at += len(row)
                continue
            yield from self._pass_on(rows)
            rows = []
            yield from self._value()
        yield from self._pass_on(rows)
        self._text, self._at = b"", 0

    def _row(self) -> bytes:
        """The next line of what was read, completed if its end is near; empty at the end."""
        end = self._text.find(b"\n", self._at) + 1
        if not end and self._at < len(self._text):
            self._text = self._text[self._at :] + self._stream.readline(_FARTHEST)
            self._at = 0
        return self._text[self._at : end or len(self._text)]

    def _pass_on(self, rows: list[bytes]) -> Iterator[Portion]:
        if rows:
            yield Portion(self._source, self._line, rows)
            self._line += len(rows)

    def _value(self) -> Iterator[Portion | Line]:
        """One value that is no document in a line of its own."""
        self._text = self._text[self._at :]
        self._at = len(self._text) - len(self._text.lstrip())
        if self._text.startswith(b"[", self._at):
            self._take(self._at + 1)
            yield from self._list(b"")
        elif self._text.startswith(b"{", self._at):
            yield from self._object()
        else:
            yield from self._bad_line()

    def _take(self, end: int) -> bytes:
        """Put the text up to there behind us."""
        taken, self._text, self._at = self._text[:end], self._text[end:], 0
        self._line += taken.count(b"\n")
        return taken

    def _more(self) -> bool:
        more = self._stream.read(max(line.PORTION, len(self._text)))
        self._text += more
        return bool(more)

    def _object(self) -> Iterator[Portion | Line]:
        begun, number, around = self._at, self._line, b""
        scan, held = ObjectScan(begun), HeldBatch()
        while (found := scan.follow(self._text)) != "broken":
            if found == "list":
                around += self._take(scan.at)
                goes_on = yield from held.held(scan.key, around, self._list(scan.key))
                around += b"]"
                if not goes_on:
                    yield from held.release(around + b"}")
                    self._containers.note(scan.key, around)
                    return
                scan.at = 0
            elif found == "end":
                taken = self._take(scan.at)
                if around:
                    yield from held.release(around + taken)
                    self._containers.note(scan.key, around + taken)
                else:
                    yield Line(self._source, number, taken[begun:])
                return
            elif len(self._text) > line.LONGEST_LINE or not self._more():
                break
        yield from held.release(around + b"}")
        if around:
            self._containers.note(scan.key, around)
            yield Line(self._source, self._line, None, fault=NOT_CLOSED)
        else:
            yield from self._bad_line()

    def _bad_line(self) -> Iterator[Portion | Line]:
        """The line that is next, whatever it is."""
        if b"\n" not in self._text:
            self._text += self._stream.readline(max(line.LONGEST_LINE + 1 - len(self._text), 0))
        end = self._text.find(b"\n") + 1 or len(self._text)
        number = self._line
        if end <= line.LONGEST_LINE:
            yield Portion(self._source, number, [self._take(end)])
        else:
            self._pass_over(end)
            yield Line(self._source, number, None)

    def _pass_over(self, end: int) -> None:
        """Put a line behind us whose end may not have been read."""
        behind = self._take(end)
        while not behind.endswith(b"\n") and (behind := self._stream.readline(line.LONGEST_LINE)):
            self._line += behind.endswith(b"\n")

    def _list(self, key: bytes) -> Generator[Portion | Line, None, bool]:
        """The elements of a list, of which the opening bracket is behind us; whether the text goes on behind it."""
        self._index, self._begun = 0, self._line if self._line > 1 else 0
        while True:
            some = elements(self._text, line.LONGEST_LINE)
            self._take(len(self._text) - len(some.rest))
            yield from self._portion_of(key, some.found)
            if some.ended:
                return True
            if len(some.rest) > line.LONGEST_LINE:
                yield self._too_long_element()
                return False
            if self._more():
                continue
            if not (last := self._last_element()):
                yield Line(self._source, self._line, None, fault=NOT_CLOSED)
                return False
            yield from self._portion_of(key, [last])

    def _portion_of(self, key: bytes, found: list[bytes]) -> Iterator[Portion]:
        if found:
            yield Portion(self._source, self._index + 1, documents_of(key, found), "document", self._begun)
            self._index += len(found)

    def _too_long_element(self) -> Line:
        """An element that is too long, and with it the line in which it ends."""
        self._index += 1
        self._pass_over(self._text.find(b"\n", line.LONGEST_LINE) + 1 or len(self._text))
        return in_list(self._source, self._index, None, "document", self._begun)

    def _last_element(self) -> bytes:
        """Return what is behind the last comma of a list that has no end: all of it, or a line of it if it is no
        JSON.
        """
        rest = self._text.strip()
        if not _is_valid(rest):
            rest = rest.partition(b"\n")[0].strip()
        self._take(self._text.find(rest) + len(rest))
        return rest

    def within(self, text: bytes) -> list[Portion | Line]:
        """The documents of the list that an object is made for, of which a text is the whole."""
        self._text = text
        return list(self._object())


def documents_within(row: Line, containers: Containers) -> list[Line] | None:
    """The documents of the list that ``row`` is made for, noted in ``containers``; None if it is no such list."""
    text = (row.raw or b"").strip()
    if row.inside or not text.startswith(b"{") or ObjectScan(0).follow(text) != "list":
        return None
    lines: list[Line] = []
    for portion in JsonText(row.source, BufferedReader(_EmptyStream()), containers).within(text):
        rows = portion.rows if isinstance(portion, Portion) else [portion.raw]
        lines += (
            Line(row.source, row.number, raw, row.unit, inside)
            for inside, raw in enumerate(rows, start=len(lines) + 1)
        )
    return lines


class _EmptyStream(RawIOBase):
    """A stream that is at its end."""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        return 0


_FIRST_BYTES: Final = {b"{"}
_LAST_BYTES: Final = {b"}\n"}
"""How all lines begin, and end, of a plain file with a document a line."""


def _is_one_document(row: bytes) -> bool:
    """Tell whether a line stands for itself: a whole object, or no beginning of one.

    What begins and ends as a plain line does, whatever is between: it would be passed on as one among plain lines, too.
    """
    begun = row.lstrip()
    if begun.startswith(b"["):
        return False
    if not begun.startswith(b"{") or (row[:1] in _FIRST_BYTES and row[-2:] in _LAST_BYTES):
        return True
    return _is_valid(row)


def _is_valid(text: bytes) -> bool:
    try:
        _json(text)
    except (msgspec.DecodeError, RecursionError):
        return False
    return True
