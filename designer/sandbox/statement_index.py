"""An index of statements: what xAPI's parameters and Learning Locker's queries find them by.

A position is one whole number, the instant of storing before the number of arrival, so that positions are in the order
in which the specification wants statements.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import reduce
from operator import and_
from typing import Final

from designer.sandbox.arrivals import JSON, KeptEvents
from designer.sandbox.persistence import DATES
from engine import instant
from engine.events import Event, from_plain
from engine.mentions import Mentions, mentions
from store.index import bitmap
from store.index.inverted_index import InvertedIndex
from store.sqlite_file import SqliteFile

Term = tuple[str, str]
"""What statements are found by: its kind, and which."""

SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS position (stored INTEGER, number INTEGER, PRIMARY KEY (stored, number)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS reference (target TEXT, number INTEGER, id TEXT);
CREATE INDEX IF NOT EXISTS reference_target ON reference (target);
"""
_SHIFT: Final = 28
_NUMBERS: Final = (1 << _SHIFT) - 1
_FEW: Final = 200
"""Statements that are read to be put in order, rather than looked for among all positions."""


def position(stored: int, number: int) -> int:
    """The position of an event: stored at an instant (microseconds), the ``number``th to arrive."""
    return stored << _SHIFT | number


class StatementIndex:
    """Statements by their terms and by all that their documents have. ``events`` reads the statements."""

    def __init__(self, file: SqliteFile, events: KeptEvents) -> None:
        self._file = file
        self._events = events
        self.documents = InvertedIndex(file.connection, "statement", DATES)

    def add(self, number: int, event: Event) -> None:
        """Enter a statement, also under the terms of the statement that it is about."""
        self.documents.put(number, None, event.document)
        self._file.rows("INSERT OR IGNORE INTO position VALUES (?, ?)", _stored_instant(event), number)
        found = mentions(event.document["statement"])
        id = event.id
        if found.target is not None:
            self._file.rows("INSERT INTO reference VALUES (?, ?, ?)", found.target, number, id)
        terms = self._terms(id, found, {id})
        self.documents.tag(number, terms)
        self._tell_referrers(id, terms, {id})

    def _terms(self, id: str, found: Mentions, seen: set[str]) -> set[Term]:
        """The terms of statement ``id``, and of those that it is about."""
        terms = set(terms_of(found))
        if found.target is not None and found.target not in seen:
            target = self._events.find(found.target)
            if target is not None and "statement" in target:
                terms |= self._terms(found.target, mentions(target["statement"]), seen | {found.target})
        return terms

    def _tell_referrers(self, id: str, terms: Iterable[Term], seen: set[str]) -> None:
        """Let those that are about statement ``id`` be found by its ``terms``, and those about them."""
        for number, referrer in self._file.rows(
            "SELECT number, id FROM reference WHERE target = ?", id
        ).fetchall():
            if referrer not in seen:
                self.documents.tag(number, terms)
                self._tell_referrers(referrer, terms, seen | {referrer})

    def void(self, number: int, document: JSON) -> None:
        """Let the statement ``number`` be found as one that was taken back: its ``document`` says so now."""
        if not self.documents.has("voided", True, number):
            before = {key: value for key, value in document.items() if key != "voided"}
            if self.documents.has("voided", False, number):
                before["voided"] = False
            self.documents.put(number, before, document)

    def find(
        self, terms: Sequence[Term], first: int, last: int, *, ascending: bool
    ) -> Iterator[tuple[int, JSON]]:
        """Statements with all ``terms``, with their positions, from ``first`` up to but not including ``last``,
        ``ascending`` or not, without those that were taken back.
        """
        chosen = reduce(and_, map(self.documents.with_term, terms), self.documents.all())
        chosen &= ~self.documents.equal("voided", True)
        for where in self._positions(chosen, first, last, ascending=ascending):
            yield where, self._events.document(where & _NUMBERS)

    def _positions(self, chosen: int, first: int, last: int, *, ascending: bool) -> Iterator[int]:
        if chosen.bit_count() <= _FEW:
            found = sorted(map(self._position, bitmap.numbers(chosen)), reverse=not ascending)
            return (where for where in found if first <= where < last)
        bits = bitmap.to_bytes(chosen)
        order = "stored, number" if ascending else "stored DESC, number DESC"
        rows = self._file.rows(
            "SELECT stored, number FROM position WHERE (stored, number) >= (?, ?) AND (stored, number) < (?, ?)"
            f" ORDER BY {order}",
            *divmod(first, _NUMBERS + 1),
            *divmod(last, _NUMBERS + 1),
        )
        return (position(stored, number) for stored, number in rows if bitmap.has(bits, number))

    def _position(self, number: int) -> int:
        return position(_stored_instant(from_plain(self._events.document(number))), number)


def _stored_instant(event: Event) -> int:
    """Return the instant at which a statement says it was stored, without what keeps the order within one request."""
    said = event.document["statement"].get("stored")
    return instant.parse(said) if isinstance(said, str) and instant.is_instant(said) else event.stored


def terms_of(found: Mentions) -> Iterator[Term]:
    """Under which terms a statement is entered."""
    if found.verb is not None:
        yield verb_term(found.verb)
    if found.registration is not None:
        yield registration_term(found.registration)
    yield from (agent_term(each) for each in found.agents)
    yield from (agent_term(each, related=True) for each in found.related_agents)
    yield from (activity_term(each) for each in found.activities)
    yield from (activity_term(each, related=True) for each in found.related_activities)


def verb_term(iri: str) -> Term:
    return "verb", iri


def registration_term(id: str) -> Term:
    return "registration", id.lower()


def agent_term(identifier: str, related: bool = False) -> Term:
    """``identifier``: canonical JSON (``engine.events.identifier``)."""
    return "related agent" if related else "agent", identifier


def activity_term(iri: str, related: bool = False) -> Term:
    return "related activity" if related else "activity", iri
