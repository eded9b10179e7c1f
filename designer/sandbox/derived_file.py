"""The file of all that is computed from events, with how far it was computed. It may be deleted: it is made again."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from hashlib import blake2b
from pathlib import Path
from typing import Final

import msgspec

from designer.sandbox import journey_standings as standings
from designer.sandbox import statement_index
from engine.identity import Link
from store.errors import DamagedFile
from store.sqlite_file import SqliteFile, move_aside

FILE: Final = "derived.sqlite"
THROUGH: Final = "SELECT number FROM through"
_FORMAT: Final = 1
"""Raise it when the same events come to something else: then all progress is computed anew."""

_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS through (number INTEGER);
CREATE TABLE IF NOT EXISTS digest (journey TEXT PRIMARY KEY, digest BLOB) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS link (row BLOB UNIQUE);
"""


_log: Final = logging.getLogger(__name__)


class DerivedFile:
    """The file in ``folder``; a new one in place of one that is damaged. May raise StoreError."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE
        try:
            self._open()
        except DamagedFile:
            self._move_aside()
            self._open()

    def _open(self) -> None:
        schema = _SCHEMA + standings.SCHEMA + statement_index.SCHEMA
        self.file = SqliteFile(self._path, schema, durable=False)

    def renew(self) -> None:
        """Begin a new file, and keep the damaged one beside it."""
        self.file.close()
        self._move_aside()
        self._open()

    def _move_aside(self) -> None:
        told = "%s was damaged and is kept as %s; what it had is computed anew from the events"
        _log.warning(told, self._path, move_aside(self._path).name)

    def through(self) -> int | None:
        """The number of the first event that nothing was computed from; None: the file is new."""
        row = self.file.row(THROUGH)
        return None if row is None else row[0]

    def digests(self) -> dict[str, bytes]:
        """The digest of what the progress in each journey was computed from."""
        return dict(self.file.rows("SELECT journey, digest FROM digest"))

    def save(self, through: int, digests: Mapping[str, bytes | None]) -> None:
        """Keep how far everything is computed, and from what; None: the journey is gone."""
        if through != self.through():
            self.file.rows("DELETE FROM through")
            self.file.rows("INSERT INTO through VALUES (?)", through)
        for journey, digest in digests.items():
            if digest is None:
                self.file.rows("DELETE FROM digest WHERE journey = ?", journey)
            else:
                self.file.rows("INSERT OR REPLACE INTO digest VALUES (?, ?)", journey, digest)

    def links(self) -> Iterator[Link]:
        """Everything that events have said about who is who, in the order of arrival."""
        for (row,) in self.file.rows("SELECT row FROM link ORDER BY rowid"):
            yield msgspec.json.decode(row, type=Link)

    def keep_link(self, link: Link) -> None:
        self.file.rows("INSERT OR IGNORE INTO link VALUES (?)", msgspec.json.encode(link))


def digest_of(*parts: object) -> bytes:
    """Equal for equal values, in every process of this version."""
    return blake2b(_ENCODER.encode([_FORMAT, *parts]), digest_size=16).digest()


_ENCODER: Final = msgspec.json.Encoder(order="deterministic", enc_hook=repr)
