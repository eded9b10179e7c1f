"""Statement files as they come: NDJSON or one JSON array, gzipped or not, or standard input.

Nothing is decoded here: a line is handed on as bytes with where it stood, so that a bad one can be named.
"""

from __future__ import annotations

import gzip
import sys
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BufferedReader, BytesIO
from pathlib import Path
from typing import IO, Final

import msgspec
from msgspec import Struct

from store.errors import StoreError, outside

LONGEST_LINE: Final = 64 * 1024 * 1024
"""Bytes. A longer line is no statement; it is passed over rather than read into memory."""

PORTION: Final = 128 * 1024
"""Bytes."""

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
    with _failing_clearly(source), _open(source) as raw:
        for count, line in enumerate(_documents(source, _inflated(raw))):
            if advanced and count % 1024 == 0 and raw.seekable():
                advanced(raw.tell())
            yield line


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

    The elements of an array come one by one, and so does a line that is too long.
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


def _documents(source: str, stream: IO[bytes]) -> Iterator[Line]:
    start = stream.peek(64) if isinstance(stream, BufferedReader) else b""
    if start.removeprefix(_BOM).lstrip().startswith(b"["):
        yield from _array(source, stream.read())
        return
    for number, raw in enumerate(_raw_lines(stream), start=1):
        if raw is None or not raw.isspace():
            yield Line(source, number, raw.removeprefix(_BOM) if raw and number == 1 else raw)


def _portions(source: str, stream: BufferedReader) -> Iterator[Portion | Line]:
    if stream.peek(64).removeprefix(_BOM).lstrip().startswith(b"["):
        yield from _documents(source, stream)
        return
    number = 1
    while raw := stream.read(PORTION):
        if not raw.endswith(b"\n"):
            raw += stream.readline(LONGEST_LINE + 1)
        rows = BytesIO(raw).readlines()
        too_long = len(rows[-1]) > LONGEST_LINE and rows.pop()
        yield Portion(source, number, rows)
        number += len(rows)
        if too_long:
            _pass_over(stream, raw)
            yield Line(source, number, None)
            number += 1


def _array(source: str, text: bytes) -> Iterator[Line]:
    """The elements of one array; a text that only looks like one is read line by line."""
    try:
        elements = msgspec.json.decode(text.removeprefix(_BOM), type=list[msgspec.Raw])
    except (msgspec.DecodeError, RecursionError):
        yield from _documents(source, BytesIO(text))
        return
    for number, element in enumerate(elements, start=1):
        yield Line(source, number, bytes(element))


def _raw_lines(stream: IO[bytes]) -> Iterator[bytes | None]:
    while line := stream.readline(LONGEST_LINE + 1):
        if len(line) <= LONGEST_LINE:
            yield line
            continue
        _pass_over(stream, line)
        yield None


def _pass_over(stream: IO[bytes], line: bytes) -> None:
    """The rest of a line that begins so."""
    while not line.endswith(b"\n") and (line := stream.readline(LONGEST_LINE)):
        pass
