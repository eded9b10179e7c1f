"""The format of the documents in a journal, and how older ones become newer ones."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
from msgspec import Struct

from store.errors import NewerFormat
from store.lines import Tables

Documents = dict[str, dict[str, dict[str, object]]]
"""Table name → document id → document."""

Step = Callable[[Documents], Documents]


class DocumentSchema(Struct, frozen=True):
    """``steps[n - 1]`` makes documents of format n + 1 from those of format n; the newest format has no step."""

    needs: str = "0.1.0"  # the oldest Waypost that reads the newest format
    steps: tuple[Step, ...] = ()

    @property
    def format(self) -> int:
        return len(self.steps) + 1

    def refuse_newer(self, format: int, needs: str) -> None:
        if format > self.format:
            raise NewerFormat(
                f"its format is {format} and this Waypost reads up to {self.format}; install waypost {needs} or newer"
            )

    def upgrade(self, tables: Tables, format: int) -> Tables:
        """Convert documents of an older format to the newest."""
        if format == self.format:
            return tables
        documents = {
            name: {key: _decode(row) for key, row in table.items()} for name, table in tables.items()
        }
        for step in self.steps[format - 1 :]:
            documents = step(documents)
        return {
            name: {key: msgspec.json.encode(document) for key, document in table.items()}
            for name, table in documents.items()
        }


def _decode(row: bytes) -> dict[str, object]:
    return msgspec.json.decode(row, type=dict[str, object])
