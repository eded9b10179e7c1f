"""TinyDB on a journal: ``Database`` is a ``TinyDB`` whose tables write what changed, and only that.

TinyDB's ``Table`` copies itself twice for a change and its storages write everything; here a change costs the same
among ten documents and among 100,000. ``Query``, ``where`` and the rest of TinyDB's interface stay as they are.
Documents come back as copies: changing one changes nothing until it is written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping
from contextlib import AbstractContextManager
from typing import Any, cast

from tinydb import TinyDB
from tinydb.queries import QueryLike
from tinydb.storages import Storage
from tinydb.table import Document, Table

from store.storage import JournalStorage
from store.transaction import Transaction
from store.view import Fields, TableView

Change = Mapping[str, object] | Callable[[MutableMapping[str, object]], None]
"""What an update takes: fields to set, or a function that changes the document in place."""


class JournalTable(Table):
    """A table whose every method is one transaction: what it reads to decide what to write cannot change meanwhile."""

    def __init__(
        self, storage: JournalStorage, name: str, cache_size: int = 10, persist_empty: bool = False
    ) -> None:
        self._journaled = storage
        self._epoch = storage.epoch()
        super().__init__(storage, name, cache_size, persist_empty)

    def insert(self, document: Mapping[str, object]) -> int:
        with self._journaled.transaction():
            return super().insert(document)

    def insert_multiple(self, documents: Iterable[Mapping[str, object]]) -> list[int]:
        with self._journaled.transaction():
            return super().insert_multiple(documents)

    def update(
        self, fields: Change, cond: QueryLike | None = None, doc_ids: Iterable[int] | None = None
    ) -> list[int]:
        with self._journaled.transaction():
            return super().update(fields, doc_ids=self._chosen_ids(cond, doc_ids))

    def update_multiple(self, updates: Iterable[tuple[Change, QueryLike]]) -> list[int]:
        with self._journaled.transaction():
            return super().update_multiple(list(updates))

    def upsert(self, document: Mapping[str, object], cond: QueryLike | None = None) -> list[int]:
        with self._journaled.transaction():
            return super().upsert(document, cond)

    def remove(self, cond: QueryLike | None = None, doc_ids: Iterable[int] | None = None) -> list[int]:
        with self._journaled.transaction():
            return super().remove(doc_ids=self._chosen_ids(cond, doc_ids))

    def search(self, cond: QueryLike) -> list[Document]:
        self._notice()
        return super().search(cond)

    def _chosen_ids(self, cond: QueryLike | None, doc_ids: Iterable[int] | None) -> Iterable[int] | None:
        """The documents to change by their ids, ``doc_ids`` or those of ``cond``, so that only they are lent to the
        updater.
        """
        if doc_ids is not None or cond is None:
            return doc_ids
        return [self.document_id_class(key) for key, document in self._read_table().items() if cond(document)]

    def _notice(self) -> None:
        """Forget what was remembered of the table if others changed it."""
        epoch = self._journaled.epoch()
        if epoch != self._epoch:
            self._epoch = epoch
            self._next_id = None
            self.clear_cache()

    def _get_next_id(self) -> int:
        self._notice()
        next_id: int = super()._get_next_id()  # type: ignore[no-untyped-call]  # TinyDB leaves it untyped
        return next_id

    # TinyDB wants dicts of the next two; it gets mappings that read a document when it is asked for.

    def _read_table(self) -> dict[str, Mapping[str, object]]:
        return cast(dict[str, Mapping[str, object]], self._journaled.view(self.name))

    def _update_table(self, updater: Callable[[dict[int, Mapping[str, object]]], None]) -> None:
        with self._journaled.transaction() as transaction, transaction.edit(self.name) as view:
            loan = Loan(view, self.document_id_class)
            updater(cast(dict[int, Mapping[str, object]], loan))
            loan.give_back()
        self.clear_cache()


class Loan(MutableMapping[int, Fields]):
    """A table lent to one of TinyDB's updaters, which may change in place what it is handed."""

    def __init__(self, view: TableView, to_id: Callable[[str], int]) -> None:
        self._view = view
        self._to_id = to_id
        self._handed_out: dict[int, Fields] = {}

    def __getitem__(self, doc_id: int) -> Fields:
        if doc_id not in self._handed_out:
            self._handed_out[doc_id] = self._view[str(doc_id)]
        return self._handed_out[doc_id]

    def __setitem__(self, doc_id: int, document: Fields) -> None:
        self._view[str(doc_id)] = document
        self._handed_out.pop(doc_id, None)

    def __delitem__(self, doc_id: int) -> None:
        del self._view[str(doc_id)]
        self._handed_out.pop(doc_id, None)

    def __contains__(self, doc_id: object) -> bool:
        return str(doc_id) in self._view

    def __iter__(self) -> Iterator[int]:
        return map(self._to_id, self._view)

    def __len__(self) -> int:
        return len(self._view)

    def give_back(self) -> None:
        """Write what was changed in place."""
        for doc_id, document in self._handed_out.items():
            self._view[str(doc_id)] = document


class Database(TinyDB):
    """A TinyDB in one journal file: ``Database(path, schema=…, patience=…, compact_at=…)``, all but the path optional.

    Every write is durable when it returns, in well under a millisecond. Several threads may share it, several
    processes the file. Nothing is created before the first write. Raises StoreError and its kinds.
    """

    table_class: type[Table] = JournalTable
    default_storage_class: type[Storage] = JournalStorage  # type: ignore[assignment]  # TinyDB infers JSONStorage's

    @property
    def storage(self) -> JournalStorage:
        return cast(JournalStorage, super().storage)

    def table(self, name: str, **options: Any) -> Table:
        with self.storage.turn:  # two threads that ask for a new table get the same one
            return super().table(name, **options)

    def transaction(self) -> AbstractContextManager[Transaction]:
        """Group what is written in the block into one durable record, all or nothing."""
        return self.storage.transaction()

    def drop_table(self, name: str) -> None:
        with self.transaction():
            super().drop_table(name)

    def compact(self) -> None:
        """Rewrite the file without what was overwritten. It happens by itself as the file grows."""
        self.storage.compact()
