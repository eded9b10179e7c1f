"""Lines that were no events, in a file of their own: where each stood, why it was rejected, how it begins."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import msgspec

from store.errors import outside
from store.sources.line import RejectedDocument

NAME: Final = "rejected.ndjson"


class RejectedLines:
    """Written as a batch goes on, made durable with its commit."""

    def __init__(self, folder: Path, length: int) -> None:
        """``length`` is the number of bytes committed; what an interrupted import wrote behind them is cut off."""
        self._path = folder / NAME
        with outside("write", self._path):
            self._file = self._path.open("ab")
            self._file.truncate(length)

    def add(self, row: RejectedDocument) -> None:
        """Write one of them down."""
        with outside("write", self._path):
            self._file.write(msgspec.json.encode(row) + b"\n")

    def flush(self) -> int:
        """Make all of it durable; its length in bytes."""
        with outside("write", self._path):
            self._file.flush()
            os.fsync(self._file.fileno())
            return os.fstat(self._file.fileno()).st_size

    def close(self) -> None:
        self._file.close()


def read_rejects(folder: Path) -> Iterator[RejectedDocument]:
    """The rejected lines of the log in a folder, in the order in which they were read."""
    path = folder / NAME
    if path.exists():
        with outside("read", path), path.open("rb") as file:
            for line in file:
                yield msgspec.json.decode(line, type=RejectedDocument)
