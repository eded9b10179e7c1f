"""A TinyDB storage on a journal, and the transactions that group writes into one record."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tinydb.storages import Storage

from store.journal import COMPACT_AT, Journal
from store.lock import PATIENCE
from store.schema import DocumentSchema
from store.transaction import Transaction
from store.view import Fields, TableView


class JournalStorage(Storage):
    """The storage of TinyDB as transactions of a journal. Threads take turns; so do processes, a transaction at a time.

    ``TinyDB(path, storage=JournalStorage)`` works and writes only what changed, but TinyDB reads and compares all
    tables for it, and undoes what another process wrote in between. ``store.table.Database`` does neither.
    """

    def __init__(
        self,
        path: str | Path,
        *,
        schema: DocumentSchema | None = None,
        patience: float = PATIENCE,
        compact_at: int = COMPACT_AT,
    ) -> None:
        self.journal = Journal(Path(path), schema=schema, patience=patience, compact_at=compact_at)
        self.turn = threading.RLock()
        self._current: Transaction | None = None
        self._undone = 0  # transactions that failed
        self._closed = False

    def read(self) -> dict[str, dict[str, Fields]] | None:
        """All tables; None if there is none."""
        with self.turn:
            tables = self._now()
            content = {name: dict(tables.view(name)) for name in tables.names()}
            return content or None

    def write(self, data: Mapping[str, Mapping[str, Mapping[str, object]]]) -> None:
        """Make ``data`` all that there is."""
        with self.transaction() as transaction:
            for name in transaction.names():
                if name not in data:
                    transaction.drop(name)
            for name, documents in data.items():
                with transaction.edit(name) as table:
                    for key in table.keys() - documents.keys():
                        del table[key]
                    table.update({key: dict(document) for key, document in documents.items()})

    def close(self) -> None:
        with self.turn:
            self._closed = True
            self.journal.close()

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """Group writes into one durable record, all or nothing; within another transaction, into that one.

        An exception in the block undoes everything. Raises WorkspaceLocked, StoreError.
        """
        with self.turn:
            if self._current is not None:
                yield self._current
            else:
                self._refuse_closed()
                with self.journal.writing(), self._begin() as transaction:
                    yield transaction
                    if patch := transaction.patch():
                        self.journal.append(patch)

    @contextmanager
    def _begin(self) -> Iterator[Transaction]:
        self._current = Transaction(self.journal.tables)
        try:
            yield self._current
        except BaseException:
            self._undone += 1
            raise
        finally:
            self._current = None

    def compact(self) -> None:
        with self.turn:
            self.journal.compact()

    def names(self) -> list[str]:
        """The tables there are now."""
        with self.turn:
            return self._now().names()

    def view(self, name: str) -> TableView:
        """A table as it is now, to be read."""
        with self.turn:
            return self._now().view(name)

    def epoch(self) -> tuple[int, int]:
        """Moves when tables changed by other hands: those of another process, or the undoing of a transaction."""
        with self.turn:
            self._now()
            return self.journal.news, self._undone

    def _now(self) -> Transaction:
        """The tables with all that others have written; within a transaction nobody else can."""
        if self._current is not None:
            return self._current
        self._refuse_closed()
        self.journal.refresh()
        return Transaction(self.journal.tables)

    def _refuse_closed(self) -> None:
        if self._closed:
            raise ValueError(f"{self.journal.path} was closed; open it again to go on")
