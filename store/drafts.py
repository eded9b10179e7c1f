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
    """A document as it was left, the edits that can be undone (the newest last), and when it was left (RFC 3339).

    ``base`` is the number of the version that it began from, 0 if nobody knows; ``typed`` what was still unfinished;
    ``writer`` whoever keeps it, so that two who work on one design do not overwrite each other's.
    """

    of: Key
    writer: str = ""
    base: int = 0
    document: dict[str, object]
    undo: list[object] = []
    typed: list[object] = []
    kept: str


class Drafts:
    """Drafts, at most one a name and writer; the name need not be that of a saved design."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._table = database.table("drafts")

    def get(self, name: str) -> Draft | None:
        """The draft of that name that was kept last."""
        found = self._table.search(where("of") == name)
        newest = max(found, key=lambda row: (row["kept"], row.doc_id), default=None)
        return None if newest is None else msgspec.convert(dict(newest), Draft)

    def names(self) -> list[str]:
        return sorted({draft["of"] for draft in self._table if isinstance(draft["of"], str)})

    def set(
        self,
        name: str,
        document: Mapping[str, object],
        undo: Sequence[object] = (),
        *,
        base: int = 0,
        typed: Sequence[object] = (),
        writer: str = "",
        goes_on: str | None = None,
    ) -> Draft:
        """Keep ``document`` as the draft of ``name``, made from the version ``base``, with its ``undo`` history and
        what is ``typed``.

        It takes the place of what the ``writer`` kept, and of the draft of another that it ``goes_on`` from. Raises
        BadName, StoreError.
        """
        draft = Draft(
            of=check(name),
            writer=writer,
            base=base,
            document=dict(document),
            undo=list(undo),
            typed=list(typed),
            kept=timestamp(self._clock),
        )
        with self._database.transaction():
            self.clear(name, writer)
            if goes_on is not None:
                self.clear(name, goes_on)
            self._table.insert(msgspec.structs.asdict(draft))
        return draft

    def clear(self, name: str, writer: str = "") -> None:
        """Forget what a writer kept; one of another stays."""
        with self._database.transaction():
            rows = self._table.search(where("of") == name)
            self._table.remove(doc_ids=[row.doc_id for row in rows if row.get("writer", "") == writer])

    def move(self, old: Key, new: Key) -> None:
        """Make the drafts of ``old`` those of ``new``."""
        self._table.update({"of": new}, where("of") == old)
