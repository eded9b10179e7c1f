"""Random histories: raw event documents as they might lie in a file, in any order of time."""

from __future__ import annotations

from copy import deepcopy
from functools import cache

from hypothesis import strategies as st
from msgspec import Struct

from engine.events import VOIDED
from strategies.world import (
    AUDIENCES,
    COURSES,
    HALF_HOURS,
    PEOPLE,
    PLANS,
    STORES,
    Document,
    Shape,
    moment,
    shapes,
    verb_id,
    verbs,
)


class _Deed(Struct, frozen=True, kw_only=True):
    """Somebody did something: what every shape of event tells."""

    verb: str
    person: str
    time: int
    stored: int | None
    score: float | None
    course: str | None


_optional_scores = st.sampled_from((None, 0, 0.5, 1))
_times = st.integers(0, HALF_HOURS - 1)
_deeds = st.builds(
    _Deed,
    verb=verbs,
    person=st.sampled_from(PEOPLE),
    time=_times,
    stored=st.none() | _times,
    score=_optional_scores,
    course=st.sampled_from((None, *COURSES)),
)


@st.composite
def histories(
    draw: st.DrawFn, shape: Shape | None = None, min_size: int = 0, max_size: int = 12
) -> list[Document]:
    """Documents that are all events: several owners, equal times, duplicates, and statements taken back.

    With a ``shape``, they are all told in it.
    """
    told = st.lists(_documents(shape), min_size=min_size, max_size=max_size)
    history = [_identified(document, number) for number, document in enumerate(draw(told))]
    for index in draw(_few(history)):
        history.append(draw(_again(history[index])))
    for index in draw(_few(history)):
        if id := _statement_id(history[index]):
            history.append(_identified(_voiding(id, draw(_times)), len(history)))
    return history


def _few(history: list[Document]) -> st.SearchStrategy[list[int]]:
    return st.lists(st.sampled_from(range(len(history))), max_size=2) if history else st.just([])


@cache
def _documents(shape: Shape | None) -> st.SearchStrategy[Document]:
    told: dict[str, st.SearchStrategy[Document]] = {
        "statement": st.one_of(_deeds.map(_statement), _stored_statements()),
        "call": st.one_of(_deeds.map(_track), _identifications(), _memberships()),
    }
    return told[shape] if shape else shapes.flatmap(told.__getitem__)


def _statement(deed: _Deed) -> Document:
    """A bare xAPI statement."""
    statement: Document = {
        "actor": {"name": deed.person.title(), "mbox": f"mailto:{deed.person}@example.org"},
        "verb": {"id": verb_id(deed.verb)},
        "object": {"id": "http://example.org/quiz"},
        "timestamp": moment(deed.time),
    }
    if deed.stored is not None:
        statement["stored"] = moment(deed.stored)
    if deed.score is not None:
        statement["result"] = {"score": {"scaled": deed.score}}
    if deed.course is not None:
        statement["context"] = {"registration": deed.course}
    return statement


def _stored_statements() -> st.SearchStrategy[Document]:
    """Learning Locker's documents: with a store, a persona, and sometimes marked as voided."""

    def document(deed: _Deed, store: str | None, voided: bool) -> Document:
        statement = _statement(deed)
        wrapper = {key: statement[key] for key in ("timestamp", "stored") if key in statement}
        found: Document = {"statement": statement, "personaIdentifier": deed.person, "voided": voided}
        return found | wrapper | ({"lrs_id": store} if store else {})

    return st.builds(
        document, _deeds, st.sampled_from((None, *STORES)), st.sampled_from((*[False] * 9, True))
    )


def _track(deed: _Deed) -> Document:
    properties = {"score": deed.score, "course": deed.course}
    return _call("track", deed.person, deed.time) | {
        "event": deed.verb,
        "properties": {key: value for key, value in properties.items() if value is not None},
    }


def _call(kind: str, person: str, time: int) -> Document:
    return {"type": kind, "userId": person, "timestamp": moment(time)}


def _identifications() -> st.SearchStrategy[Document]:
    return st.builds(
        lambda person, time, plan: _call("identify", person, time) | {"traits": {"plan": plan}},
        st.sampled_from(PEOPLE),
        _times,
        st.sampled_from(PLANS),
    )


def _memberships() -> st.SearchStrategy[Document]:
    def document(person: str, time: int, change: str, audience: str) -> Document:
        changed = {"event": f"Audience {change}", "properties": {"audience_key": audience}}
        return _call("track", person, time) | changed

    changes = st.sampled_from(("Entered", "Exited"))
    return st.builds(document, st.sampled_from(PEOPLE), _times, changes, st.sampled_from(AUDIENCES))


def _identified(document: Document, number: int) -> Document:
    """The document with an id of its own, but for every seventh: that one is known by its content."""
    if number % 7 == 6:
        return document
    if "type" in document:
        return document | {"messageId": f"call-{number}"}
    id = f"00000000-0000-4000-8000-{number:012d}"
    if "statement" in document:
        return document | {"_id": f"{number:024x}", "statement": document["statement"] | {"id": id}}
    return document | {"id": id}


def _statement_id(document: Document) -> str | None:
    id: str | None = document.get("statement", document).get("id")
    return id


def _again(document: Document) -> st.SearchStrategy[Document]:
    """The same event once more: to the letter, or at another time."""

    def later(time: int) -> Document:
        copy = deepcopy(document)
        for holder in (copy, copy.get("statement", {})):
            if "timestamp" in holder:
                holder["timestamp"] = moment(time)
        return copy

    return st.just(document) | _times.map(later)


def _voiding(id: str, time: int) -> Document:
    return {
        "actor": {"mbox": "mailto:admin@example.org"},
        "verb": {"id": VOIDED},
        "object": {"objectType": "StatementRef", "id": id},
        "timestamp": moment(time),
    }
