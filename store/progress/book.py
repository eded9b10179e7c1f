"""The book of the progress of all owners of all journeys: as documents while they are few, else in columns.

Both sides answer alike; a journey goes to columns as it outgrows the documents, and comes back when it is cleared.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

from msgspec import Struct
from tinydb.table import Document, Table

from store.lock import PATIENCE
from store.progress.documents import Documents
from store.progress.record import OwnerProgress, encode, key
from store.schema import DocumentSchema
from store.table import Database

if TYPE_CHECKING:
    from store.progress.column_files import Columns

DOCUMENTS: Final = 100_000
"""Owners, of all journeys together, that are kept as documents. Reading as many takes a fifth of a second."""

JOURNAL: Final = "progress.journal"
COLUMNS: Final = "progress"
_SCHEMA: Final = DocumentSchema(needs="0.1.0")


_NOTES: Final = "notes on "


class Note(Struct, frozen=True):
    """The note that the writer of progress wants kept with it, such as how far it has come; ``number`` is from 1."""

    number: int
    text: str


class ProgressBook:
    """Progress per journey (its id) and owner. Nothing is created before the first write. May raise StoreError."""

    def __init__(self, folder: Path, *, documents: int = DOCUMENTS, patience: float = PATIENCE) -> None:
        self._folder = folder
        self._most = documents
        self._database = Database(folder / JOURNAL, schema=_SCHEMA, patience=patience)
        self._documents = Documents(self._database)

    def close(self) -> None:
        self._database.close()

    # Reading

    def get(self, journey: str, owner: str) -> OwnerProgress | None:
        return self._side(journey).get(journey, owner)

    def owners(self, journey: str) -> Iterator[OwnerProgress]:
        """Everybody with an attempt, by first start, then owner: the order in which ``simulate`` tells them."""
        return self._side(journey).owners(journey)

    def count(self, journey: str) -> int:
        """Return how many owners have progress."""
        return self._side(journey).count(journey)

    def totals(self, journey: str) -> dict[str, int]:
        """Attempts by how they stand (``running``, ``completed``, …), and ``owners``."""
        totals: Counter[str] = Counter()
        for record in self.owners(journey):
            totals.update(attempt.status for attempt in record.attempts)
            totals["owners"] += 1
        return dict(totals)

    def notes(self, journey: str) -> dict[int, str]:
        """Return what was noted with the progress of a journey, by number."""
        return {document.doc_id: document["text"] for document in self._notes(journey)}

    # Writing

    def put_many(self, journey: str, records: Iterable[OwnerProgress], gone: Iterable[str] = ()) -> None:
        """Replace ``records`` of owners in ``journey``, and forget those that are ``gone``; durable, all or nothing."""
        rows: dict[int, bytes | None] = {key(journey, owner): None for owner in gone}
        self.put_rows(journey, rows | {key(journey, each.owner): encode(each) for each in records})

    def put_rows(self, journey: str, rows: Mapping[int, bytes | None], notes: Iterable[Note] = ()) -> None:
        """Replace ``rows`` of ``journey``, records that are encoded already, by their numbers (``record.key``);
        None: gone.

        With documents, the ``notes`` are durable when they are; with columns, after them.
        """
        if rows and self._is_too_much(journey, len(rows)):
            self._move(journey)
        if rows and self._in_columns(journey):
            self._columns().put(journey, rows)
            rows = {}
        with self._database.transaction():
            if rows:
                self._documents.put(journey, rows)
            for note in notes:
                self._notes(journey).upsert(Document({"text": note.text}, doc_id=note.number))

    def clear(self, journey: str) -> None:
        """Forget all progress of a journey, and the notes about it."""
        if self._has_columns():
            self._columns().clear(journey)
        if self.notes(journey) or self._documents.count(journey):
            with self._database.transaction():
                self._documents.clear(journey)
                self._database.drop_table(_NOTES + journey)

    # Sides

    def _notes(self, journey: str) -> Table:
        return self._database.table(_NOTES + journey)

    def _side(self, journey: str) -> Documents | Columns:
        return self._columns() if self._in_columns(journey) else self._documents

    def _in_columns(self, journey: str) -> bool:
        return self._has_columns() and self._columns().holds(journey)

    def _is_too_much(self, journey: str, more: int) -> bool:
        return not self._in_columns(journey) and self._documents.total() + more > self._most

    def _has_columns(self) -> bool:
        return (self._folder / COLUMNS).is_dir()

    def _columns(self) -> Columns:
        from store.progress.column_files import Columns  # its library takes long to load, and few need it

        return Columns(self._folder / COLUMNS)

    def _move(self, journey: str) -> None:
        """Move the progress of ``journey`` from documents to columns. Killed in between, the columns count, and the
        documents lie idle.
        """
        self._columns().put(journey, self._documents.rows(journey))
        self._documents.clear(journey)
