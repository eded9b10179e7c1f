"""Every event that has arrived, numbered in the order of arrival: statement documents and calls of the track spec."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterator, Sequence
from typing import Any, TypeAlias

from msgspec.structs import replace

from designer.sandbox.statement_index import StatementIndex, number_at, position
from engine import instant
from engine.events import Event, from_plain
from engine.mentions import mentions
from store.shelf import Shelf
from store.table import Database

JSON: TypeAlias = dict[str, Any]


class Arrivals:
    """May raise StoreError. ``refs`` are the ``_id``s of the statement documents, sorted.

    ``index`` finds statements. Ids of statements are the same in any case (RFC 4122 section 3).
    """

    def __init__(self, database: Database) -> None:
        self._shelf = Shelf(database, "events", JSON)
        self._numbers: dict[str, int] = {}
        self._statements: dict[str, int] = {}
        self._voided: set[str] = set()
        self._taken_back: set[int] = set()
        self.index = StatementIndex()
        self.refs: list[str] = []
        self.next = 0

    def load(self) -> Iterator[tuple[int, Event]]:
        """Yield all events that are kept, remembering each."""
        for number, document in self._shelf.items():
            event = from_plain(document)
            self._remember(number, event)
            yield number, event

    def add(self, document: JSON) -> tuple[int, Event]:
        """Keep a new event, marked as voided if it was taken back before it came; its number, and how it reads."""
        event = from_plain(document)
        if _key(event) in self._voided and event.voids is None:
            document = document | {"voided": True}
            event = replace(event, document=document, voided=True)
        number = self.next
        self._shelf.put(number, document)
        self._remember(number, event)
        return number, event

    def _remember(self, number: int, event: Event) -> None:
        self.next = number + 1
        self._numbers[_key(event)] = number
        if "statement" in event.document:
            self._statements[event.ref] = number
            insort(self.refs, event.ref)
            self._enter(number, event)
        if event.voided:
            self._taken_back.add(number)
        if event.voids:
            self._voided.add(event.voids.lower())

    def _enter(self, number: int, event: Event) -> None:
        """Make the statement of ``event``, with this ``number``, one that is found, also by what the statement it is
        about is found by.
        """
        found = mentions(event.document["statement"])
        if found.target is not None and (target := self.find(found.target)) and "statement" in target:
            self.index.referred(found.target, mentions(target["statement"]))
        self.index.add(_key(event), position(_stored(event), number), found)

    def statements(
        self, keys: Sequence[str], first: int, last: int, ascending: bool
    ) -> Iterator[tuple[int, JSON]]:
        """Statements found by all ``keys`` from position ``first`` up to ``last``, ``ascending`` or not, without
        those that were voided.

        Each has its position (``designer.sandbox.statement_index``).
        """
        for where in self.index.find(keys, first, last, ascending):
            if number_at(where) not in self._taken_back:
                yield where, self.document(number_at(where))

    def void(self, id: str) -> Event | None:
        """Mark an event as voided; how it reads, or None if it is not there or cannot be taken back."""
        number = self._number(id)
        if number is None:
            return None
        document = self.document(number)
        event = from_plain(document)
        if event.voids:
            return None  # what takes back others cannot be taken back itself
        self._taken_back.add(number)
        self._shelf.put(number, document | {"voided": True})
        return event

    def find(self, id: str) -> JSON | None:
        """The event with that id (a statement's ``id``, a call's ``messageId``)."""
        number = self._number(id)
        return None if number is None else self.document(number)

    def _number(self, id: str) -> int | None:
        return self._numbers.get(id, self._numbers.get(id.lower()))

    def statement(self, ref: str) -> JSON | None:
        """The statement document with that ``_id``."""
        number = self._statements.get(ref)
        return None if number is None else self.document(number)

    def document(self, number: int) -> JSON:
        document = self._shelf.get(number)
        assert document is not None
        return document

    def events(self, start: int = 0, end: int | None = None) -> Iterator[tuple[int, Event]]:
        """The events from the number ``start`` on, up to but not including ``end``."""
        for number in range(start, self.next if end is None else end):
            yield number, from_plain(self.document(number))

    def place(self, ref: str) -> int:
        """Return where in ``refs`` an ``_id`` is, or would be."""
        return bisect_left(self.refs, ref)


def _stored(event: Event) -> int:
    """Return the instant at which a statement says it was stored, without what keeps the order within one request."""
    said = event.document["statement"].get("stored")
    return instant.parse(said) if isinstance(said, str) and instant.is_instant(said) else event.stored


def _key(event: Event) -> str:
    """Answer what tells an event from all others: a UUID is the same in any case."""
    return event.id.lower() if "statement" in event.document else event.id
