"""The beginnings of events in files: whose and what, read without the rest, for questions about many events."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator
from typing import Any, Final, Literal, NamedTuple, TypeVar

import msgspec
from msgspec import UNSET, Struct, UnsetType

from engine.events import Event, call_owner, from_line, identifier, owner_of
from store.sources.line import Line
from store.sources.reader import Reader

T = TypeVar("T")


class EventName(NamedTuple):
    """The verb of a statement (its id), or the name of a track call."""

    kind: Literal["verb", "event"]
    text: str

    @classmethod
    def of(cls, event: Event) -> EventName | None:
        """The name of an event, if it has one."""
        statement = event.document.get("statement")
        if not isinstance(statement, dict):
            name = event.document.get("event")
            return cls("event", name) if isinstance(name, str) else None
        verb = statement.get("verb")
        id = verb.get("id") if isinstance(verb, dict) else None
        return cls("verb", id) if isinstance(id, str) else None


class _Verb(Struct, frozen=True, gc=False):
    id: str


class _HeadOfStatement(Struct, frozen=True):
    actor: dict[str, Any]
    verb: _Verb


class _HeadOfEvent(Struct, frozen=True):
    """An event of any shape, as far as it is told whose it is and what."""

    actor: dict[str, Any] | UnsetType = UNSET
    verb: _Verb | UnsetType = UNSET
    statement: _HeadOfStatement | UnsetType = UNSET
    type: str = ""
    event: str = ""
    userId: str = ""  # noqa: N815
    anonymousId: str = ""  # noqa: N815

    @property
    def owner(self) -> str | None:
        actor = self.statement.actor if isinstance(self.statement, _HeadOfStatement) else self.actor
        if isinstance(actor, dict):
            return identifier(actor)
        return call_owner({"userId": self.userId, "anonymousId": self.anonymousId})

    @property
    def name(self) -> EventName | None:
        verb = self.statement.verb if isinstance(self.statement, _HeadOfStatement) else self.verb
        if isinstance(verb, _Verb):
            return EventName("verb", verb.id)
        return EventName("event", self.event) if self.event else None


_head: Final = msgspec.json.Decoder(_HeadOfEvent).decode


def names_in(reader: Reader) -> Counter[EventName]:
    """The names of all events that ``reader`` reads, each with how often it comes. Raises StoreError."""
    told = _each(reader, lambda head, _: head.name, EventName.of)
    return Counter(name for name in told if name is not None)


def events_of_owners(reader: Reader, owners: Collection[str]) -> Iterator[Event]:
    """The events of these ``owners`` that ``reader`` reads. Raises StoreError."""

    def theirs(head: _HeadOfEvent, raw: bytes) -> Event | None:
        return from_line(raw) if head.owner in owners else None

    def kept(event: Event) -> Event | None:
        return event if owner_of(event, "actor") in owners else None

    return (event for event in _each(reader, theirs, kept) if event is not None)


def _each(
    reader: Reader, of_head: Callable[[_HeadOfEvent, bytes], T], of_event: Callable[[Event], T]
) -> Iterator[T]:
    """Yield what is made of each event's head, or of the whole event where its head is odd."""
    for portion in reader.portions():
        rows = () if isinstance(portion, Line) else portion.rows
        odd = [portion] if isinstance(portion, Line) else []
        for position, raw in enumerate(rows):
            try:
                head = _head(raw)
            except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
                odd.append(portion.line(position))  # type: ignore[union-attr, arg-type]
            else:
                yield of_head(head, raw)
        for line in filter(None, odd):
            yield from (of_event(each) for each in reader.read(line, from_line) if isinstance(each, Event))
