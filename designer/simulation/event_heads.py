"""The beginnings of events in files: whose and what, read without the rest, for questions about many events."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from functools import partial
from typing import Final, Literal, NamedTuple

import msgspec
from msgspec import UNSET, Struct, UnsetType

from designer.simulation.line_index import LineIndex
from engine.events import Event, TrackBy, call_owner, from_line, owner_of
from engine.heads import Actor
from store.sources.line import Line, Portion
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
    actor: Actor
    verb: _Verb


class _HeadOfEvent(Struct, frozen=True):
    """An event of any shape, as far as it is told whose it is and what."""

    actor: Actor | UnsetType = UNSET
    verb: _Verb | UnsetType = UNSET
    statement: _HeadOfStatement | UnsetType = UNSET
    type: str = ""
    event: str = ""
    userId: str = ""  # noqa: N815
    anonymousId: str = ""  # noqa: N815

    @property
    def owner(self) -> str | None:
        actor = self.statement.actor if isinstance(self.statement, _HeadOfStatement) else self.actor
        if isinstance(actor, Actor):
            return actor.owner()
        return call_owner({"userId": self.userId, "anonymousId": self.anonymousId})

    @property
    def name(self) -> EventName | None:
        verb = self.statement.verb if isinstance(self.statement, _HeadOfStatement) else self.verb
        if isinstance(verb, _Verb):
            return EventName("verb", verb.id)
        return EventName("event", self.event) if self.event else None


_decode: Final = msgspec.json.Decoder(_HeadOfEvent).decode


def names_in(reader: Reader) -> Counter[EventName]:
    """The names of all events that ``reader`` reads, each with how often it comes. Raises StoreError."""
    found: Counter[EventName] = Counter()
    for portion in reader.portions():
        for position, head in enumerate(_heads(portion)):
            known = None if head is None else head.name
            if known is None:
                found.update(filter(None, map(EventName.of, _events(reader, _line(portion, position)))))
            else:
                found[known] += 1
    return found


def events_of_owners(
    reader: Reader,
    owners: Collection[str],
    track_by: TrackBy = "actor",
    *,
    as_stored: bool = True,
    index: LineIndex | None = None,
) -> Iterator[Event]:
    """The events that ``reader`` reads of these ``owners`` by what journeys ``track_by``. Raises StoreError.

    ``as_stored`` is as in ``engine.events.from_document``. ``index`` is what is known of the files, or will be when
    all of them have been read.
    """
    lines: Iterable[Line | None] = (
        _lines_of(reader, owners, LineIndex() if index is None else index)
        if track_by == "actor"
        else reader.lines()
    )
    for line in lines:
        for event in _events(reader, line, as_stored):
            if owner_of(event, track_by) in owners:
                yield event


def _lines_of(reader: Reader, owners: Collection[str], index: LineIndex) -> Iterator[Line | None]:
    """The lines that are or may be of these ``owners``, by ``index`` if it covers the files of ``reader``."""
    if index.covers(reader.sources):
        yield from index.lines(reader.sources, owners)
        return
    index.clear()
    wanted = {None, *owners}
    for portion in reader.portions():
        found = [None if head is None else head.owner for head in _heads(portion)]
        index.add(portion, found)
        yield from (_line(portion, position) for position, owner in enumerate(found) if owner in wanted)


def _events(reader: Reader, line: Line | None, as_stored: bool = True) -> Iterator[Event]:
    """The events in a line; what is none in it is passed over."""
    if line is not None:
        made = reader.read(line, partial(from_line, as_stored=as_stored))
        yield from (each for each in made if isinstance(each, Event))


def _heads(portion: Portion | Line) -> list[_HeadOfEvent | None]:
    """The head of each document; None where it is odd."""
    return [None] if isinstance(portion, Line) else list(map(_head, portion.rows))


def _head(raw: bytes) -> _HeadOfEvent | None:
    try:
        return _decode(raw)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None


def _line(portion: Portion | Line, position: int) -> Line | None:
    return portion if isinstance(portion, Line) else portion.line(position)
