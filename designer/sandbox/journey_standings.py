"""The progress of all owners in all journeys, in a file: read when it is looked at, written with what moved it.

With each goes its document, if there is one that clients may ask for; an index finds those.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, MutableMapping
from typing import Final

import msgspec

from designer.sandbox.persistence import DATES, JSON
from engine.progress import Progress
from store.index.inverted_index import InvertedIndex
from store.sqlite_file import SqliteFile

SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS standing
  (number INTEGER PRIMARY KEY, journey TEXT, owner TEXT, id TEXT, due INTEGER, progress BLOB, document BLOB);
CREATE UNIQUE INDEX IF NOT EXISTS standing_owner ON standing (journey, owner);
CREATE INDEX IF NOT EXISTS standing_id ON standing (id) WHERE id IS NOT NULL;
CREATE INDEX IF NOT EXISTS standing_due ON standing (journey, due) WHERE due IS NOT NULL;
"""
BY_HAND: Final = "by hand "
"""Begins the owner, with the id behind it, of a document that was written under an id of its own."""

_CACHE_SIZE: Final = 200
"""Owners of one journey whose progress stays in memory."""

Describe = Callable[[Progress], JSON | None]
"""The document of a progress; None if there is nothing to be told yet."""


_DECODER: Final = msgspec.json.Decoder(Progress)


def undescribed(progress: Progress) -> JSON | None:
    """Nothing: nobody may ask for it."""
    return None


class Standings:
    """Owners' progress by journey. ``documents`` finds their documents by number."""

    def __init__(self, file: SqliteFile) -> None:
        self._file = file
        self.documents = InvertedIndex(file.connection, "progress", DATES)

    def of(self, journey: str, describe: Describe = undescribed) -> JourneyStandings:
        """The owners of one ``journey``, whose documents are as ``describe`` makes them."""
        return JourneyStandings(self._file, self.documents, journey, describe)

    def find(self, id: str) -> JSON | None:
        """The document with an ``_id``."""
        row = self._file.row("SELECT document FROM standing WHERE id = ?", id)
        return None if row is None or row[0] is None else msgspec.json.decode(row[0])

    def document(self, number: int) -> JSON:
        document: JSON = msgspec.json.decode(
            self._file.row("SELECT document FROM standing WHERE number = ?", number)[0]
        )
        return document


class JourneyStandings(MutableMapping[str, Progress]):
    """Owners' progress in one journey, by owner. What changed is in the file after ``flush``."""

    def __init__(self, file: SqliteFile, index: InvertedIndex, journey: str, describe: Describe) -> None:
        self._file = file
        self._index = index
        self._journey = journey
        self._describe = describe
        self._known: dict[str, Progress] = {}
        self._changed: set[str] = set()

    def __getitem__(self, owner: str) -> Progress:
        found = self._known.get(owner)
        if found is None and owner not in self._changed and (row := self._row(owner)):
            found = self._known[owner] = _DECODER.decode(row[1])
        if found is None:
            raise KeyError(owner)
        return found

    def _row(self, owner: str) -> tuple[int, bytes, bytes | None] | None:
        select = "SELECT number, progress, document FROM standing WHERE journey = ? AND owner = ?"
        row: tuple[int, bytes, bytes | None] | None = self._file.row(select, self._journey, owner)
        return row

    def __setitem__(self, owner: str, progress: Progress) -> None:
        self._known[owner] = progress
        self._changed.add(owner)

    def __delitem__(self, owner: str) -> None:
        self[owner]  # raises KeyError
        del self._known[owner]
        self._changed.add(owner)

    def __iter__(self) -> Iterator[str]:
        self.flush()
        rows = self._file.rows("SELECT owner FROM standing WHERE journey = ? ORDER BY number", self._journey)
        return (owner for (owner,) in rows.fetchall())

    def __len__(self) -> int:
        self.flush()
        found: int = self._file.row("SELECT count(*) FROM standing WHERE journey = ?", self._journey)[0]
        return found

    def due(self, now: int) -> list[Progress]:
        """Whoever has a timer that is due by ``now``."""
        self.flush()
        select = "SELECT owner FROM standing WHERE journey = ? AND due <= ? ORDER BY number"
        return [self[owner] for (owner,) in self._file.rows(select, self._journey, now).fetchall()]

    def flush(self) -> None:
        """Write what changed."""
        changed, self._changed = self._changed, set()
        for owner in changed:
            self._write(owner)
        if len(self._known) > _CACHE_SIZE:
            self._known.clear()

    def _write(self, owner: str) -> None:
        row, progress = self._row(owner), self._known.get(owner)
        document = None if progress is None else self._describe(progress)
        before = None if row is None or row[2] is None else msgspec.json.decode(row[2])
        if progress is None:
            self._file.rows("DELETE FROM standing WHERE journey = ? AND owner = ?", self._journey, owner)
            number = None if row is None else row[0]
        else:
            number = self._put(None if row is None else row[0], progress, document)
        if number is not None and (before is not None or document is not None):
            self._index.put(number, before, document)

    def _put(self, number: int | None, progress: Progress, document: JSON | None) -> int | None:
        id = None if document is None else document["_id"]
        encoded = None if document is None else msgspec.json.encode(document)
        row = (
            number,
            self._journey,
            progress.owner,
            id,
            next_timer(progress),
            msgspec.json.encode(progress),
            encoded,
        )
        return self._file.rows("INSERT OR REPLACE INTO standing VALUES (?, ?, ?, ?, ?, ?, ?)", *row).lastrowid

    def replace(self, owners: Mapping[str, Progress]) -> None:
        """Let these be all owners of the journey, beside what was written by hand."""
        for owner in self:
            blank = Progress(owner=owner)
            if owner not in owners and self._describe(blank) is None:
                del self[owner]
            elif owner not in owners:
                self[owner] = blank
        for owner, progress in owners.items():
            self[owner] = progress
            self._write(owner)
        self.flush()

    def drop(self) -> None:
        """Remove all owners, and what was written by hand."""
        for owner in self:
            del self[owner]
        self.flush()


def next_timer(progress: Progress) -> int | None:
    """The instant at which the next timer of an owner is due."""
    running = (each for each in progress.attempts if each.status == "running")
    return min((each.due for each in running if each.due is not None), default=None)
