"""Progress as TinyDB documents: a table a journey, a document an owner, each change durable at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from store.progress.record import OwnerProgress, decode, key
from store.table import Database

_TABLE: Final = "progress of "


class Documents:
    """Documents for as many owners as fit in memory."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, journey: str, owner: str) -> OwnerProgress | None:
        row = self._database.storage.view(_TABLE + journey).row(str(key(journey, owner)))
        return None if row is None else decode(row)

    def put(self, journey: str, rows: Mapping[int, bytes | None]) -> None:
        with self._database.transaction() as transaction, transaction.edit(_TABLE + journey) as table:
            for number, row in rows.items():
                table.put(str(number), row)

    def owners(self, journey: str) -> Iterator[OwnerProgress]:
        found = map(decode, self.rows(journey).values())
        yield from sorted(found, key=lambda record: record.order)

    def rows(self, journey: str) -> dict[int, bytes]:
        """The documents as they are kept, in no order."""
        table = self._database.storage.view(_TABLE + journey)
        return {int(number): row for number in table if (row := table.row(number)) is not None}

    def count(self, journey: str) -> int:
        return len(self._database.storage.view(_TABLE + journey))

    def total(self) -> int:
        """The documents of all journeys."""
        tables = [name for name in self._database.storage.names() if name.startswith(_TABLE)]
        return sum(self.count(name.removeprefix(_TABLE)) for name in tables)

    def clear(self, journey: str) -> None:
        self._database.drop_table(_TABLE + journey)
