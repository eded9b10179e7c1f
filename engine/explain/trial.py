"""Made-up events, tried on an owner's progress before anybody is told that they would help."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any, Final

from msgspec import Struct

from engine import instant
from engine.conditions import mongo
from engine.conditions.mongo.document_domain import ANY, Domain
from engine.conditions.mongo.witness import witness
from engine.events import Event, RejectedEvent, from_document, owner_of
from engine.explain.own_log import prepare_event
from engine.explain.reasons import Query
from engine.fold import advance
from engine.match import Matcher
from engine.plan import Place, Plan
from engine.progress import Attempt, Progress
from engine.schema import EVENTS, SPECIFIED_EVENTS

SECOND: Final = 1_000_000
MOST: Final = 20
"""Events that are made up, at most, for a condition that counts several."""
_OLD: Final = ("_id", "id", "messageId", "stored")
"""What would make an event the one that it is modelled on."""
_WRAPPING: Final[tuple[str, ...]] = ("lrs_id", "personaIdentifier", "person")
"""What is taken over from around a statement; the rest is a store's bookkeeping."""

Document = dict[str, Any]


class TrialResult(Struct, frozen=True):
    """``times`` such events do it; ``after`` is the attempt as it is then."""

    event: Document
    times: int
    after: Attempt


def trial(
    plan: Plan, progress: Progress, number: int, place: Place, query: Query, seed: int
) -> TrialResult | None:
    """An event that satisfies ``query``, once it has been seen to do what ``place`` wants by ``plan``; None if none
    was found.

    ``number`` is that of the attempt in ``progress``; one that has not started yet is to start. ``seed`` is the
    fold's.
    """
    tally = plan.tallies.get(place)
    attempt = _attempt(progress, number)
    key = None if attempt is None else attempt.key
    for ahead in (SECOND, 86_400 * SECOND) if tally is not None and tally.daily else (SECOND,):
        for model in _models(progress, query, (progress.clock or 0) + ahead, key):
            made = witness(query, model, mongo.LEARNING_LOCKER_DATES, _domain(model))
            if made is not None and (tried := _try_events(plan, progress, number, place, made, seed)):
                return tried
    return None


def _models(progress: Progress, query: Query, at: int, key: str | None) -> Iterator[Document]:
    """Events of the owner of ``progress`` to start from, made new, as of the instant ``at``: the newest that would do
    for ``query``, then the newest of each shape; with the concurrency ``key``, of those that have it.
    """
    events = [event for event in reversed(progress.log) if event.document is not None]
    with_key = [event for event in events if key is None or event.key == key]
    documents = [event.document for event in with_key or events if event.document is not None]
    does = mongo.compile_query(query, mongo.LEARNING_LOCKER_DATES)
    newest: dict[object, Document] = {}
    for document in documents:
        newest.setdefault("does" if does(document) else "statement" in document, document)
    yield from (_anew(newest[shape], at) for shape in ("does", True, False) if shape in newest)


def _domain(model: Document) -> Domain:
    """Events as valid as the owner's own are."""
    return next((each for each in (EVENTS, SPECIFIED_EVENTS) if each.completed(model) is not None), ANY)


def _anew(document: Document, at: int) -> Document:
    statement = document.get("statement")
    if not isinstance(statement, dict):
        return _at(_without(document, _OLD), at)
    told = _without(statement, _OLD)
    if isinstance(verb := told.get("verb"), dict):
        told["verb"] = _without(verb, ("display",))
    return _at({**{key: document[key] for key in _WRAPPING if key in document}, "statement": told}, at)


def _without(document: Document, keys: Sequence[str]) -> Document:
    return {key: value for key, value in document.items() if key not in keys}


def _at(document: Document, at: int) -> Document:
    """The event at another time."""
    stamp = {"timestamp": instant.text(at)}
    if isinstance(statement := document.get("statement"), dict) and "timestamp" in statement:
        return document | stamp | {"statement": statement | stamp}
    return document | stamp


def _try_events(
    plan: Plan, progress: Progress, number: int, place: Place, made: Document, seed: int
) -> TrialResult | None:
    """Try such events, ``made``, one after the other on attempt ``number`` of ``progress`` by ``plan`` and ``seed``,
    until ``place`` takes one.
    """
    matcher = Matcher([plan])
    before = _attempt(progress, number)
    for times in range(1, MOST + 1):
        event = _event(made if times == 1 else _at(made, (progress.clock or 0) + SECOND))
        if event is None or owner_of(event, plan.journey.track_by) != progress.owner:
            return None
        progress = advance(plan, progress, prepare_event(plan, matcher, event), seed)
        after = _attempt(progress, number)
        if after is not None and _does(place, before, after):
            return TrialResult(made, times, after)
    return None


def _event(document: Document) -> Event | None:
    try:
        return from_document(json.loads(json.dumps(document)))
    except (RejectedEvent, TypeError, ValueError):
        return None


def _attempt(progress: Progress, number: int) -> Attempt | None:
    return progress.attempts[number] if number < len(progress.attempts) else None


def _does(place: Place, before: Attempt | None, after: Attempt) -> bool:
    """Tell whether what ``place`` wants has happened to the attempt between ``before`` and ``after``."""
    if before is None:
        return True
    match place:
        case ("exit", rule):
            return after.exit_rule == rule
        case ("branch", index):
            return after.transitions[len(before.transitions) :][:1] == (int(index),)
        case ("step", id) | ("item", _, id):
            return after.last.get(id, -1) > before.last.get(id, -1)
        case _:
            return False
