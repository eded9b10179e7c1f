"""Every event that has arrived, numbered in the order of arrival: statement documents and calls of the track spec."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Final, TypeAlias

import msgspec
from msgspec.structs import replace

from engine.events import Event, from_plain
from store.shelf import Shelf
from store.sqlite_file import SqliteFile, damaged
from store.table import Database

JSON: TypeAlias = dict[str, Any]

FILE: Final = "arrivals.sqlite"
_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS event (number INTEGER PRIMARY KEY, id TEXT, ref TEXT, row BLOB, digest INTEGER);
CREATE INDEX IF NOT EXISTS event_id ON event (id);
CREATE INDEX IF NOT EXISTS event_ref ON event (ref);
CREATE TABLE IF NOT EXISTS voided (id TEXT PRIMARY KEY) WITHOUT ROWID;
"""
_TABLE: Final = "events"  # where they were in the journal, at first


class KeptEvents:
    """Events in a file, to be read. May raise StoreError, DamagedFile. Ids of statements that differ in case alone are
    two, as in Learning Locker (seen by running ``xapi-statements`` 5.0.1).
    """

    def __init__(self, folder: Path) -> None:
        self._file = SqliteFile(folder / FILE, _SCHEMA, durable=True)
        if self._file.row("SELECT 1 FROM pragma_table_info('event') WHERE name = 'digest'") is None:
            self._file.rows("ALTER TABLE event ADD COLUMN digest INTEGER")  # a file from before digests

    @property
    def path(self) -> Path:
        return self._file.path

    @property
    def next(self) -> int:
        """The number that the next event has: beyond those that are there, and beyond those that were lost."""
        lost = "(SELECT user_version FROM pragma_user_version)"
        found: int = self._file.row(f"SELECT max(coalesce(max(number) + 1, 0), {lost}) FROM event")[0]
        return found

    def find(self, id: str) -> JSON | None:
        """The event with that id (a statement's ``id``, a call's ``messageId``)."""
        number = self.number(id)
        return None if number is None else self.document(number)

    def number(self, id: str) -> int | None:
        """The number of the event with that id. A file from before ids had a case has them in small letters."""
        select = "SELECT number, id FROM event WHERE id IN (?, ?) ORDER BY id = ? DESC"
        for number, key in self._file.rows(select, id, id.lower(), id):
            if key == id or from_plain(self.document(number)).id == id:
                return int(number)
        return None

    def statement(self, ref: str) -> JSON | None:
        """The statement document with that ``_id``."""
        row = self._file.row("SELECT number FROM event WHERE ref = ?", ref)
        return None if row is None else self.document(row[0])

    def document(self, number: int) -> JSON:
        row, digest = self._file.row("SELECT row, digest FROM event WHERE number = ?", number)
        return self._decoded(number, row, digest)

    def _decoded(self, number: int, row: bytes, digest: int | None) -> JSON:
        try:
            return decode(row, digest)
        except ValueError as error:
            raise damaged(self.path, f"event {number}: {error}") from None

    def events(self, start: int = 0, end: int | None = None) -> Iterator[tuple[int, Event]]:
        """The events from the number ``start`` on, up to but not including ``end``."""
        last = self.next if end is None else end
        select = "SELECT number, row, digest FROM event WHERE number >= ? AND number < ?"
        with self._file.outside("read"):
            for number, row, digest in self._file.rows(select, start, last):
                yield number, from_plain(self._decoded(number, row, digest))

    def close(self) -> None:
        self._file.close()


class Arrivals(KeptEvents):
    """Events as they arrive: what is not committed yet is in it. Takes over what an older ``database`` keeps."""

    def __init__(self, folder: Path, database: Database | None = None) -> None:
        super().__init__(folder)
        self.forget()
        if database is not None and _TABLE in database.tables():
            self.take_over(Shelf(database, _TABLE, JSON).items())
            database.drop_table(_TABLE)

    def forget(self) -> None:
        """Forget what was not committed."""
        self._next = super().next

    @property
    def next(self) -> int:
        return self._next

    def transaction(self) -> AbstractContextManager[None]:
        """Group what arrives in the block, all or nothing."""
        return self._file.transaction()

    def go_on_from(self, number: int) -> None:
        """Let the next event have this ``number``, or a greater one."""
        self._file.rows(f"PRAGMA user_version = {number}")
        self.forget()

    def take_over(self, rows: Iterable[tuple[int, JSON]]) -> None:
        """Keep numbered events from elsewhere, in their order, but for those whose numbers are taken."""
        with self.transaction():
            for number, document in rows:
                if number >= self._next:
                    self._keep(number, from_plain(document))

    def add(self, document: JSON) -> tuple[int, Event]:
        """Keep a new event, marked as voided if it was taken back before it came; its number, and how it reads."""
        event = from_plain(document)
        is_voided = self._file.row("SELECT 1 FROM voided WHERE id = ?", event.id)
        if is_voided and event.voids is None:
            document = document | {"voided": True}
            event = replace(event, document=document, voided=True)
        number = self._next
        self._keep(number, event)
        if event.voids:
            self._void(event.voids)
        return number, event

    def _keep(self, number: int, event: Event) -> None:
        ref = event.ref if "statement" in event.document else None
        row = msgspec.json.encode(event.document)
        insert = "INSERT INTO event VALUES (?, ?, ?, ?, ?)"
        self._file.rows(insert, number, event.id, ref, row, zlib.crc32(row))
        self._next = number + 1
        if event.voids:
            self._file.rows("INSERT OR IGNORE INTO voided VALUES (?)", event.voids)

    def _void(self, id: str) -> None:
        """Mark an event as voided, if it is there and can be taken back: what takes back others cannot."""
        number = self.number(id)
        if number is not None and from_plain(document := self.document(number)).voids is None:
            row = msgspec.json.encode(document | {"voided": True})
            change = "UPDATE event SET row = ?, digest = ? WHERE number = ?"
            self._file.rows(change, row, zlib.crc32(row), number)


def decode(row: bytes, digest: int | None) -> JSON:
    """The event in a row, whose ``digest`` is that of what was written, if one was kept. Raises ValueError."""
    if digest is not None and zlib.crc32(row) != digest:
        raise ValueError("it is not as it was written")
    try:
        document: JSON = msgspec.json.decode(row)
    except msgspec.DecodeError as error:
        raise ValueError(f"it is no JSON ({error})") from None
    return document
