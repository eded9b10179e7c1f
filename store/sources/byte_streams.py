"""Bytes, whatever they come from: a file, standard input, a member of an archive. Their beginnings can be seen."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import SEEK_CUR, BufferedReader, FileIO, RawIOBase
from pathlib import Path
from shutil import copyfileobj
from tempfile import NamedTemporaryFile
from typing import Final, Protocol

from store.errors import StoreError

STDIN: Final = "-"

HEAD: Final = 64 * 1024
"""Bytes that are looked at to see what a file is."""

_BUFFER: Final = 128 * 1024


class Readable(Protocol):
    """A source of bytes."""

    def read(self, size: int, /) -> bytes:
        """Read so many bytes, fewer only at the end."""

    def readinto(self, buffer: memoryview, /) -> int:
        """Read into a buffer; 0 at the end."""


def open_source(source: str) -> BufferedReader:
    """Open a file, or standard input for ``-``. Raises StoreError, OSError."""
    if source != STDIN:
        return open(source, "rb")
    if sys.stdin is None:
        raise StoreError("standard input is closed; name a file, or pipe one in")
    return open(0, "rb", closefd=False)


def is_stream(source: str) -> bool:
    """Tell whether ``source`` can be read but once: standard input, or a pipe."""
    try:
        return source == STDIN or Path(source).is_fifo()
    except (OSError, ValueError):  # no name of a file
        return False


def size(source: str) -> int | None:
    """The size of a file in bytes, where it has one."""
    path = Path(source)
    return path.stat().st_size if source != STDIN and path.is_file() else None


def with_head(stream: Readable) -> tuple[bytes, BufferedReader]:
    """The first ``HEAD`` bytes of a stream (fewer only if it is shorter), and the whole stream."""
    head = stream.read(HEAD)
    if isinstance(stream, BufferedReader) and isinstance(stream.raw, FileIO) and stream.seekable():
        stream.seek(-len(head), SEEK_CUR)
        return head, stream
    return head, buffered(_RejoinedStream(head, stream))


def borrowed(stream: Readable) -> BufferedReader:
    """The same ``stream``, which is not closed with what is made of this one."""
    return buffered(_RejoinedStream(b"", stream))


def buffered(raw: RawIOBase) -> BufferedReader:
    """A stream in which lines and portions are read fast."""
    return BufferedReader(raw, _BUFFER)


@contextmanager
def on_disk(stream: BufferedReader, file_name: str) -> Iterator[Path]:
    """A file with what is in a stream, in which one may go back and forth.

    That is the one of this name, if there is one, else a copy that lasts as long as the block.
    """
    if file_name and Path(file_name).is_file():
        yield Path(file_name)
        return
    with NamedTemporaryFile() as file:
        copyfileobj(stream, file, 1 << 20)
        file.flush()
        yield Path(file.name)


class _RejoinedStream(RawIOBase):
    """A stream of which the beginning was read before."""

    def __init__(self, head: bytes, rest: Readable) -> None:
        self._head = memoryview(head)
        self._rest = rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill a buffer, from the beginning first."""
        if self._head:
            count = min(len(self._head), len(buffer))
            buffer[:count], self._head = self._head[:count], self._head[count:]
            return count
        return self._rest.readinto(buffer)
