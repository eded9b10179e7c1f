"""Made-up events that satisfy conditions, as counter-examples. Each has been tried before it is shown."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, Final

from engine.check.logic import may_hold_a_list
from engine.condition_sites import Query
from engine.conditions import mongo
from engine.conditions.errors import PatternLimit
from engine.conditions.mongo.guards import clauses
from engine.conditions.mongo.parse import parse
from engine.conditions.mongo.tree import Clause, Equal, OfType, Size, SomeElement, SomeObject
from engine.conditions.mongo.witness import witness
from engine.events import RejectedEvent, from_document
from engine.schema import EVENTS, SPECIFIED_EVENTS

Event = dict[str, Any]

_TIME: Final = "2026-01-01T00:00:00Z"
_STATEMENT: Final[Event] = {
    "statement": {
        "actor": {"mbox": "mailto:somebody@example.org"},
        "verb": {"id": "http://example.org/verbs/did"},
        "object": {"id": "http://example.org/something"},
    },
    "timestamp": _TIME,
}
_CALL: Final[Event] = {"type": "track", "event": "Something", "userId": "somebody", "timestamp": _TIME}


def example(queries: Iterable[Query]) -> Event | None:
    """One event that satisfies all the queries and could have happened; None if none was found."""
    wanted = list(queries)
    query: Query = {"$and": wanted} if len(wanted) > 1 else wanted[0]
    paths = mongo.paths(query, mongo.LEARNING_LOCKER_DATES)
    seed = _CALL if paths and not any(path.startswith("statement.") for path in paths) else _STATEMENT
    found = example_event(query, seed)
    return found if found is not None and all(takes(each, found) for each in wanted) else None


@lru_cache(maxsize=4096)
def has_example(query: str) -> bool:
    """Tell whether an event was found that satisfies a ``query``, which is JSON: kept, for designs are checked as they
    are edited.
    """
    return example([json.loads(query)]) is not None


def example_event(query: Query, model: Event) -> Event | None:
    """A valid event that satisfies the query, made from the model; None if none was found.

    What Learning Locker refuses is made up where nothing else satisfies the query.
    """
    paths = single_paths(query)
    for domain in (EVENTS, SPECIFIED_EVENTS):
        found = witness(query, model, mongo.LEARNING_LOCKER_DATES, domain)
        if found is not None and could_happen(found, paths):
            return found
    return None


_FILLED: Final[Event] = {
    "id": "00000000-0000-4000-8000-0000000000aa",
    "actor": {"mbox": "mailto:somebody@example.org"},
    "timestamp": _TIME,
}
_FILLED_CONTEXT: Final[Event] = {"registration": "00000000-0000-4000-8000-0000000000ab"}


def example_statement(said: Event) -> Event:
    """The statement of an outcome, of which the design says ``said``, as ``engine.emission`` may fill it in. A context
    that is no object stays as it is.
    """
    own = {key: value for key, value in said.items() if key != "id"}
    context = own.get("context", {})
    return _FILLED | own | {"context": _FILLED_CONTEXT | context if isinstance(context, dict) else context}


def takes(query: Query, event: Event) -> bool:
    """Tell whether the event satisfies the query."""
    try:
        return mongo.compile_query(query, mongo.LEARNING_LOCKER_DATES)(event)
    except PatternLimit:
        return False


def single_paths(query: Query, dates: frozenset[str] = mongo.LEARNING_LOCKER_DATES) -> list[str]:
    """The paths at which the query expects one value: it asks for no list there, nor for one of its elements."""
    asked = list(clauses(parse(query, dates)))
    lists = [clause.path for clause in asked if _asks_for_a_list(clause)]
    return [
        clause.path
        for clause in asked
        if not any(clause.path == path or clause.path.startswith(f"{path}.") for path in lists)
    ]


def _asks_for_a_list(clause: Clause) -> bool:
    if clause.operator == "$all" or any(key.isdecimal() for key in clause.keys):
        return True
    return any(
        isinstance(test, Size | SomeElement | SomeObject)
        or (isinstance(test, Equal) and isinstance(test.value, list))
        or (isinstance(test, OfType) and "array" in test.names)
        for test in clause.tests
    )


def could_happen(document: Event, paths: Iterable[str]) -> bool:
    """Tell whether it is an event of one shape, and no list stands where the conditions expect one value
    (``paths``).
    """
    if "statement" in document and "type" in document:
        return False
    try:
        from_document(json.loads(json.dumps(document)))
    except (RejectedEvent, TypeError, ValueError):
        return False
    single = (path.split(".") for path in paths if not may_hold_a_list(path))
    return not any(_meets_a_list(document, names) for names in single)


def _meets_a_list(value: object, names: list[str]) -> bool:
    if isinstance(value, list):
        return True
    if not names or not isinstance(value, dict):
        return False
    return _meets_a_list(value.get(names[0]), names[1:])
