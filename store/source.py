"""Statement files as they come: NDJSON or one JSON array, gzipped or not, or standard input.

Nothing is decoded here: a line is handed on as bytes with where it stood, so that a bad one can be named.
"""

from __future__ import annotations

import gzip
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from io import BufferedReader, BytesIO
from itertools import groupby
from pathlib import Path
from typing import Final

from msgspec import Struct

from store.elements import elements
from store.errors import StoreError, outside

LONGEST_LINE: Final = 64 * 1024 * 1024
"""Bytes. A longer line is no statement; it is passed over rather than read into memory."""

PORTION: Final = 128 * 1024
"""Bytes."""

_BEGINNING: Final = 64
"""Bytes, in which an array shows."""

STDIN: Final = "-"
_GZIP: Final = b"\x1f\x8b"
_BOM: Final = b"\xef\xbb\xbf"


class Line(Struct, frozen=True):
    """One document as it stood in a file. ``number`` counts lines from 1 (in an array: its elements).

    ``raw`` is None for a line longer than ``LONGEST_LINE``.
    """

    source: str
    number: int
    raw: bytes | None


def lines(source: str, advanced: Callable[[int], object] | None = None) -> Iterator[Line]:
    """The documents of a file, or of standard input for ``-``. Blank lines are passed over.

    ``advanced`` is told now and then how many bytes of the file have been read. Raises StoreError.
    """
    for portion in portions(source, advanced):
        if isinstance(portion, Line):
            yield portion
        else:
            yield from filter(None, map(portion.line, range(len(portion.rows))))


class Portion(Struct, frozen=True):
    """Several lines as they stood in a file; the first of them has this number."""

    source: str
    number: int
    rows: list[bytes]

    def line(self, position: int) -> Line | None:
        """None if it is blank."""
        raw, number = self.rows[position], self.number + position
        if raw.isspace():
            return None
        return Line(self.source, number, raw.removeprefix(_BOM) if number == 1 else raw)


def portions(source: str, advanced: Callable[[int], object] | None = None) -> Iterator[Portion | Line]:
    """The lines of a file as by ``lines``, but many at once: about ``PORTION`` bytes of them. Raises StoreError.

    A line that is too long comes alone.
    """
    with _failing_clearly(source), _open(source) as raw:
        for portion in _portions(source, _inflated(raw)):
            if advanced and raw.seekable():
                advanced(raw.tell())
            yield portion


def size(source: str) -> int | None:
    """The size of a file in bytes, where it has one."""
    path = Path(source)
    return path.stat().st_size if source != STDIN and path.is_file() else None


@contextmanager
def _failing_clearly(source: str) -> Iterator[None]:
    try:
        with outside("read", Path(source)):
            yield
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise StoreError(
            f"cannot read {source}: the compressed data is damaged or cut short ({error})"
        ) from error


def _open(source: str) -> BufferedReader:
    if source != STDIN:
        return open(source, "rb")
    if sys.stdin is None:
        raise StoreError("standard input is closed; name a file, or pipe one in")
    return open(0, "rb", closefd=False)


def _inflated(raw: BufferedReader) -> BufferedReader:
    if raw.peek(2)[:2] != _GZIP:
        return raw
    return BufferedReader(gzip.GzipFile(fileobj=raw), buffer_size=1 << 20)


def _portions(source: str, stream: BufferedReader) -> Iterator[Portion | Line]:
    if stream.peek(_BEGINNING).removeprefix(_BOM).lstrip().startswith(b"["):
        return _of_array(source, stream)
    return _of_lines(source, stream)


def _of_lines(
    source: str, stream: BufferedReader, number: int = 1, begun: bytes = b""
) -> Iterator[Portion | Line]:
    """``begun`` has been read already."""
    while raw := begun + stream.read(PORTION):
        if not raw.endswith(b"\n"):
            raw += stream.readline(LONGEST_LINE + 1)
        rows = BytesIO(raw).readlines()
        if len(rows[-1]) > LONGEST_LINE:
            _pass_over(stream, raw)
        yield from _without_too_long(source, number, rows)
        number += len(rows)
        begun = b""


def _without_too_long(source: str, number: int, rows: Iterable[bytes]) -> Iterator[Portion | Line]:
    for too_long, some in groupby(rows, lambda row: len(row) > LONGEST_LINE):
        portion = Portion(source, number, list(some))
        if too_long:
            yield from (Line(source, number + at, None) for at in range(len(portion.rows)))
        else:
            yield portion
        number += len(portion.rows)


def _of_array(source: str, stream: BufferedReader) -> Iterator[Portion | Line]:
    """The elements of one array; what is behind it is read line by line, and so is what is behind one too long."""
    number, text = 1, stream.read(max(PORTION, _BEGINNING)).removeprefix(_BOM).lstrip()[1:]
    while not (some := elements(text, LONGEST_LINE)).ended:
        yield Portion(source, number, some.found)
        number += len(some.found)
        if len(some.rest) > LONGEST_LINE:
            yield Line(source, number, None)
            yield from _of_lines(source, stream, number + 1, _behind_line(stream, some.rest))
            return
        more = stream.read(max(PORTION, len(some.rest)))
        if not more:  # the end is missing, and perhaps that of an element
            yield Portion(source, number, [some.rest.strip()])
            return
        text = some.rest + more
    yield Portion(source, number, some.found)
    yield from _of_lines(source, stream, number + len(some.found), some.rest)


def _behind_line(stream: BufferedReader, text: bytes) -> bytes:
    """What was read already behind a line that is too long, of which a text has the beginning."""
    end = text.find(b"\n", LONGEST_LINE)
    if end < 0:
        _pass_over(stream, text)
        return b""
    return text[end + 1 :]


def _pass_over(stream: BufferedReader, line: bytes) -> None:
    """The rest of a line that begins so."""
    while not line.endswith(b"\n") and (line := stream.readline(LONGEST_LINE)):
        pass
