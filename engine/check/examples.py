"""Made-up events that satisfy conditions, as counter-examples. Each has been tried before it is shown."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, Final

from engine.check.condition_sites import Query
from engine.check.logic import may_hold_a_list
from engine.conditions import mongo
from engine.conditions.errors import PatternLimit
from engine.events import RejectedEvent, from_document

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
    found = mongo.witness(query, seed, mongo.LEARNING_LOCKER_DATES)
    if found is None or not could_happen(found, paths):
        return None
    return found if all(takes(each, found) for each in wanted) else None


def takes(query: Query, event: Event) -> bool:
    """Whether the event satisfies the query."""
    try:
        return mongo.compile_query(query, mongo.LEARNING_LOCKER_DATES)(event)
    except PatternLimit:
        return False


def could_happen(document: Event, paths: Iterable[str]) -> bool:
    """Whether it is an event of one shape, and no list stands where the conditions expect one value."""
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
