"""Records of one kind, each under a number of ours: read and written by that number alone, and fast.

A shelf is a table as TinyDB has it; what TinyDB would look for, whoever uses a shelf keeps an index of.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Generic, TypeVar

import msgspec

from store.table import Database

Record = TypeVar("Record")


class Shelf(Generic[Record]):
    """Table ``name`` of records of type ``kind``. May raise StoreError."""

    def __init__(self, database: Database, name: str, kind: type[Record]) -> None:
        self._database = database
        self._name = name
        self._decoder = msgspec.json.Decoder(kind)

    def get(self, number: int) -> Record | None:
        row = self._database.storage.view(self._name).row(str(number))
        return None if row is None else self._decoder.decode(row)

    def items(self) -> Iterator[tuple[int, Record]]:
        """All of them, in the order in which their numbers were first used."""
        table = self._database.storage.view(self._name)
        for number in table:
            if (row := table.row(number)) is not None:
                yield int(number), self._decoder.decode(row)

    def values(self) -> Iterator[Record]:
        return (record for _, record in self.items())

    def put(self, number: int, record: Record) -> None:
        self._write(number, msgspec.json.encode(record))

    def remove(self, number: int) -> None:
        """Nothing happens if there is none."""
        self._write(number, None)

    def _write(self, number: int, row: bytes | None) -> None:
        with self._database.transaction() as transaction, transaction.edit(self._name) as table:
            table.put(str(number), row)
