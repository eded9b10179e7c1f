"""Identities beside the partitions of a log: a small table of what its ``alias`` and ``identify`` calls say.

Owners that are one stay in their own partitions; whoever asks for one of them gathers the others' events.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, Final

import msgspec

from engine.identity import Link, Links
from store.errors import DamagedFile, outside, reimport_hint
from store.log.manifest import Manifest

NAME: Final = "identities.ndjson"

_decode: Final = msgspec.json.Decoder(Link).decode


def names(folder: Path, found: Manifest, until: int | None) -> dict[str, str]:
    """The name of each owner in the log of ``folder`` (``found``) that is one with others at ``until``
    (``engine.identity``).

    Raises StoreError.
    """
    return Links(_committed_links(folder, found.identities)).names(until)


def _committed_links(folder: Path, length: int) -> Iterator[Link]:
    """The links in the first ``length`` bytes of the table in ``folder``; what is behind them was never committed.

    Raises DamagedFile.
    """
    path = folder / NAME
    if not length:
        return
    with outside("read", path):
        table = path.read_bytes()[:length]
    try:
        if len(table) < length:
            raise ValueError("its end is missing")
        yield from map(_decode, table.splitlines())
    except ValueError as error:
        raise DamagedFile(f"{path} is not as it was written ({error}); {reimport_hint(folder)}") from error


class LinkTable:
    """Written as a batch goes on, made durable with its commit."""

    def __init__(self, folder: Path, length: int) -> None:
        """``length``: bytes that were committed; what a kill left behind them is cut off."""
        self._path = folder / NAME
        self._length = length
        self._file: BinaryIO | None = None
        self._links = Links(_committed_links(folder, length))

    def add(self, links: Iterable[Link]) -> None:
        """Take in links; those that say nothing new are left out."""
        for link in filter(self._links.add, links):
            with outside("write", self._path):
                self._open().write(msgspec.json.encode(link) + b"\n")

    def _open(self) -> BinaryIO:
        if self._file is None:
            self._file = self._path.open("ab")
            self._file.truncate(self._length)
        return self._file

    def flush(self) -> int:
        """Make all of it durable; its length in bytes."""
        if self._file is not None:
            with outside("write", self._path):
                self._file.flush()
                os.fsync(self._file.fileno())
                self._length = os.fstat(self._file.fileno()).st_size
        return self._length

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
