"""Every event that has arrived, numbered in the order of arrival: statement documents and calls of the track spec."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterator
from typing import Any, TypeAlias

from msgspec.structs import replace

from engine.events import Event, from_document
from store.shelf import Shelf
from store.table import Database

JSON: TypeAlias = dict[str, Any]


class Arrivals:
    """May raise StoreError. ``refs`` are the ``_id``s of the statement documents, sorted."""

    def __init__(self, database: Database) -> None:
        self._shelf = Shelf(database, "events", JSON)
        self._numbers: dict[str, int] = {}
        self._statements: dict[str, int] = {}
        self._voided: set[str] = set()
        self.refs: list[str] = []
        self.next = 0
        for number, document in self._shelf.items():
            self._remember(number, from_document(document))

    def add(self, document: JSON) -> tuple[int, Event]:
        """Keep a new event, marked as voided if it was taken back before it came; its number, and how it reads."""
        event = from_document(document)
        if event.id in self._voided and event.voids is None:
            document = document | {"voided": True}
            event = replace(event, document=document, voided=True)
        number = self.next
        self._shelf.put(number, document)
        self._remember(number, event)
        return number, event

    def _remember(self, number: int, event: Event) -> None:
        self.next = number + 1
        self._numbers[event.id] = number
        if "statement" in event.document:
            self._statements[event.ref] = number
            insort(self.refs, event.ref)
        if event.voids:
            self._voided.add(event.voids)

    def void(self, id: str) -> Event | None:
        """Mark an event as voided; how it reads, or None if it is not there or cannot be taken back."""
        number = self._numbers.get(id)
        if number is None:
            return None
        document = self.document(number)
        event = from_document(document)
        if event.voids:
            return None  # what takes back others cannot be taken back itself
        self._shelf.put(number, document | {"voided": True})
        return event

    def find(self, id: str) -> JSON | None:
        """The event with that id (a statement's ``id``, a call's ``messageId``)."""
        number = self._numbers.get(id)
        return None if number is None else self.document(number)

    def statement(self, ref: str) -> JSON | None:
        """The statement document with that ``_id``."""
        number = self._statements.get(ref)
        return None if number is None else self.document(number)

    def document(self, number: int) -> JSON:
        document = self._shelf.get(number)
        assert document is not None
        return document

    def events(self, start: int = 0, end: int | None = None) -> Iterator[tuple[int, Event]]:
        """Those from a number on, up to but not including another."""
        for number in range(start, self.next if end is None else end):
            yield number, from_document(self.document(number))

    def place(self, ref: str) -> int:
        """Where in ``refs`` an ``_id`` is, or would be."""
        return bisect_left(self.refs, ref)
