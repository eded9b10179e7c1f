"""The manifest: what a log consists of. Whatever it does not name is not part of the log.

It is one small JSON file, replaced atomically, so a log is at any moment as its last commit left it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from store import disk
from store.errors import DamagedFile, NewerFormat, StoreError, outside, reimport_hint
from store.log_folders import NAME

FORMAT: Final = 2
"""1: the columns are those of bare statements as they were sent (``LogPart.reading`` is 0)."""

READING: Final = 1
"""How documents are read now (``LogPart.reading``)."""

NEEDS: Final = "0.1.0"

Keys = tuple[str, ...]
"""A path into a document, key by key, as conditions see it (``&46;`` for a dot in a key)."""

FIRST_PATHS: Final[tuple[Keys, ...]] = (
    ("type",),
    ("event",),
    ("statement", "verb", "id"),
    ("statement", "object", "id"),
)
"""The paths that nearly every condition uses have their columns from the start."""


class LogPart(Struct, frozen=True, kw_only=True):
    """A portion of one partition: two files, documents and columns. ``paths`` are numbers of ``Manifest.paths``.

    ``reading`` is ``READING`` if the columns are those of documents as they are read now; if not, documents are asked.
    """

    number: int
    partition: int
    rows: int
    paths: tuple[int, ...] = ()
    reading: int = 0


class Source(Struct, frozen=True, kw_only=True):
    """The part of a file that has been taken in: that many lines, with that checksum of them all (CRC-32)."""

    lines: int = 0
    checksum: int = 0


class Totals(Struct, frozen=True, kw_only=True):
    """The totals of the lines that were read.

    ``events`` are those that were events, ``ids`` how many different ones by id, ``rows`` those that are kept (a line
    to the letter as an earlier one is not). ``unowned`` name nobody as their actor, ``faceless`` no persona: of each
    id, the event that came first is asked. ``again`` rows share an id with an earlier one, ``stray`` ones with one
    that another partition holds, ``voiding`` ones take another back or are marked as taken back.
    """

    read: int = 0
    rejected: int = 0
    events: int = 0
    ids: int = 0
    rows: int = 0
    unowned: int = 0
    faceless: int = 0
    again: int = 0
    stray: int = 0
    voiding: int = 0

    def plus(self, others: Totals) -> Totals:
        return Totals(
            **{name: getattr(self, name) + getattr(others, name) for name in self.__struct_fields__}
        )


class Manifest(Struct, frozen=True, kw_only=True):
    """``batch`` counts commits of an import; ``oldest`` and ``newest`` are instants in microseconds.

    ``rejected`` and ``identities`` are the lengths in bytes of the files of rejected lines and of who is who.
    """

    format: int = FORMAT
    needs: str = NEEDS
    partitions: int = 16
    batch: int = 0
    next_part: int = 0
    paths: tuple[Keys, ...] = FIRST_PATHS
    parts: tuple[LogPart, ...] = ()
    sources: dict[str, Source] = {}
    totals: Totals = Totals()
    oldest: int | None = None
    newest: int | None = None
    rejected: int = 0
    identities: int = 0


class _Header(Struct):
    format: int
    needs: str = NEEDS


def read(folder: Path) -> Manifest:
    """The manifest of the log in a folder. Raises StoreError: there is none, it is damaged, or newer."""
    path = folder / NAME
    if not path.exists():
        raise StoreError(f"there is no statement log in {folder}; make one with `waypost log import FILE`")
    with outside("read", path):
        text = path.read_bytes()
    try:
        header = msgspec.json.decode(text, type=_Header)
        if header.format > FORMAT:
            raise NewerFormat(
                f"{path} has format {header.format} and this Waypost reads up to {FORMAT}; "
                f"install waypost {header.needs} or newer"
            )
        return msgspec.json.decode(text, type=Manifest)
    except msgspec.DecodeError as error:
        raise DamagedFile(f"{path} is not as it was written ({error}); {reimport_hint(folder)}") from error


def write(folder: Path, manifest: Manifest) -> None:
    """Replace the manifest: the commit. Raises StoreError, and then the old one stays."""
    path = folder / NAME
    with outside("write", path):
        text = msgspec.json.format(msgspec.json.encode(replace(manifest, format=FORMAT)), indent=1)
        disk.replace_file(path, [text])
