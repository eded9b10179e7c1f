"""Progress as TinyDB documents: a table a journey, a document an owner, each change durable at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from store.progress.record import OwnerProgress, decode, key
from store.table import Database


class Documents:
    """For as many owners as fit in memory."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, journey: str, owner: str) -> OwnerProgress | None:
        row = self._database.storage.view(journey).row(str(key(journey, owner)))
        return None if row is None else decode(row)

    def put(self, journey: str, rows: Mapping[str, bytes | None]) -> None:
        with self._database.transaction() as transaction, transaction.edit(journey) as table:
            for owner, row in rows.items():
                table.put(str(key(journey, owner)), row)

    def owners(self, journey: str) -> Iterator[OwnerProgress]:
        found = map(decode, self.rows(journey))
        yield from sorted(found, key=lambda record: record.order)

    def rows(self, journey: str) -> Iterator[bytes]:
        """The documents as they are kept, in no order."""
        table = self._database.storage.view(journey)
        return filter(None, map(table.row, table))

    def count(self, journey: str) -> int:
        return len(self._database.storage.view(journey))

    def total(self) -> int:
        """The documents of all journeys."""
        return sum(map(self.count, self._database.tables()))

    def clear(self, journey: str) -> None:
        if journey in self._database.tables():
            self._database.drop_table(journey)
