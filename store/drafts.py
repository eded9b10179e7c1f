"""Unsaved work on a design, kept as it is being done, with what can be undone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec
from msgspec import Struct
from tinydb import where

from store.clock import Clock, timestamp
from store.names import check
from store.table import Database

Key = str | int
"""Whose draft: a design's name, or the number of a removed design."""


class Draft(Struct, frozen=True, kw_only=True):
    """A document as it was left, the edits that can be undone (the newest last), and when it was left (RFC 3339)."""

    of: Key
    document: dict[str, object]
    undo: list[object] = []
    kept: str


class Drafts:
    """At most one draft a name; the name need not be that of a saved design."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._table = database.table("drafts")

    def get(self, name: str) -> Draft | None:
        found = self._table.get(where("of") == name)
        return None if found is None else msgspec.convert(found, Draft)

    def names(self) -> list[str]:
        return sorted(draft["of"] for draft in self._table if isinstance(draft["of"], str))

    def set(self, name: str, document: Mapping[str, object], undo: Sequence[object] = ()) -> Draft:
        """Keep this instead of what was kept. Raises BadName, StoreError."""
        draft = Draft(of=check(name), document=dict(document), undo=list(undo), kept=timestamp(self._clock))
        with self._database.transaction():
            self.clear(name)
            self._table.insert(msgspec.structs.asdict(draft))
        return draft

    def clear(self, name: str) -> None:
        self._table.remove(where("of") == name)

    def move(self, old: Key, new: Key) -> None:
        """Make the draft of one that of another."""
        self._table.update({"of": new}, where("of") == old)
