"""The beginnings of events in files: whose and what, read without the rest, for questions about many events."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import suppress
from functools import partial
from typing import Any, Final, Literal, NamedTuple

import msgspec
from msgspec import UNSET, Struct, UnsetType

from engine.events import Event, TrackBy, call_owner, from_line, identifier, owner_of
from store.sources.line import Line
from store.sources.reader import Reader


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
    found: Counter[EventName] = Counter()
    for head, line in _heads(reader):
        known = None if head is None else head.name
        names = [EventName.of(each) for each in _events(reader, line())] if known is None else [known]
        found.update(name for name in names if name is not None)
    return found


def events_of_owners(
    reader: Reader, owners: Collection[str], track_by: TrackBy = "actor", *, as_stored: bool = True
) -> Iterator[Event]:
    """The events that ``reader`` reads of these ``owners`` by what journeys ``track_by``. Raises StoreError.

    ``as_stored`` is as in ``engine.events.from_document``.
    """
    lines: Iterable[Line | None] = (
        (line() for head, line in _heads(reader) if _may_be_of(head, owners))
        if track_by == "actor"
        else reader.lines()
    )
    for line in lines:
        for event in _events(reader, line, as_stored):
            if owner_of(event, track_by) in owners:
                yield event


def _may_be_of(head: _HeadOfEvent | None, owners: Collection[str]) -> bool:
    """Tell whether a line has to be read: it is theirs, or its head does not say whose it is, as in a list."""
    owner = None if head is None else head.owner
    return owner is None or owner in owners


def _events(reader: Reader, line: Line | None, as_stored: bool = True) -> Iterator[Event]:
    """The events in a line; what is none in it is passed over."""
    if line is not None:
        made = reader.read(line, partial(from_line, as_stored=as_stored))
        yield from (each for each in made if isinstance(each, Event))


def _heads(reader: Reader) -> Iterator[tuple[_HeadOfEvent | None, Callable[[], Line | None]]]:
    """The head of each event, None where it is odd, with a function for the whole line."""
    for portion in reader.portions():
        if isinstance(portion, Line):
            yield None, partial(_same, portion)
            continue
        for position, raw in enumerate(portion.rows):
            head: _HeadOfEvent | None = None
            with suppress(msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
                head = _head(raw)
            yield head, partial(portion.line, position)


def _same(line: Line) -> Line:
    return line
