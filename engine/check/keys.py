"""The concurrency key: whether events carry it, and whether two of them ever carry the same one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from engine.check.logic import impossible
from engine.condition_sites import ConditionSite
from engine.conditions import mongo
from engine.conditions.mongo.parse import parse
from engine.conditions.mongo.tree import Exists
from engine.finding import Finding, Severity
from engine.journey import Journey
from engine.schema import EVENT, SHAPES, can_hold, condition_can_hold, nearest_path, schemas_at
from engine.steps import Checklist, Waypoint

_UNIQUE: Final = frozenset(
    [
        "id",
        "_id",
        "statement.id",
        "messageId",
        "timestamp",
        "statement.timestamp",
        "stored",
        "statement.stored",
    ]
)
"""Paths at which no two events have the same value, or hardly ever."""


def of_key(journey: Journey, sites: Sequence[ConditionSite]) -> Iterator[Finding]:
    """Findings on the concurrency key and on those of the conditions ``sites`` whose events cannot carry it."""
    key = journey.concurrency_key
    if key is None:
        return
    if journey.entry_rule == "once":
        message = f"the entry rule is 'once', so nobody has a second attempt, whatever their {key}"
        hint = "let it be 'multiple', if each key is to have an attempt of its own"
        yield _about("key-with-once", message, hint, "note")
    if not any(schemas_at(EVENT, tuple(key.split(".")))):
        near = nearest_path(EVENT, key, lambda schema: can_hold(Exists(), (schema,)))
        message = f"no valid event has {key}, so nothing starts"
        yield _about("unknown-path", message, f"did you mean {near}?" if near else "", "error")
    elif key in _UNIQUE:
        message = f"every event has a {key} of its own, so nothing follows what starts an attempt"
        yield _about("unique-key", message, "name what the events of one attempt share")
    else:
        yield from (_without_key(each, key) for each in sites if _lacks(journey, each, key))


def _about(code: str, message: str, hint: str = "", severity: Severity = "warning") -> Finding:
    return Finding(code=code, severity=severity, place="$.concurrency_key", message=message, hint=hint)


def _lacks(journey: Journey, site: ConditionSite, key: str) -> bool:
    """Tell whether an event may satisfy the condition, but none that has the key."""
    if site.on == "data" or site.query is None or takes_any_key(journey, site):
        return False
    with_key = parse({"$and": [site.query, {key: {"$exists": True}}]}, mongo.LEARNING_LOCKER_DATES)
    alone = parse(site.query, mongo.LEARNING_LOCKER_DATES)
    if not any(condition_can_hold(alone, schema) for schema in SHAPES.values()) or impossible(alone):
        return False
    return impossible(with_key) or not any(condition_can_hold(with_key, schema) for schema in SHAPES.values())


def takes_any_key(journey: Journey, site: ConditionSite) -> bool:
    """Tell whether the step or the exit rule at ``site`` in ``journey`` takes events with any key, or with none."""
    if site.step is None:
        number = int(site.place.partition("[")[2].partition("]")[0])
        return not journey.exit_rules[number].same_key
    if site.transition is not None:
        return not journey.transitions[site.transition].same_key
    step = journey.steps[site.step]
    return isinstance(step, Waypoint | Checklist) and not getattr(step, "same_key", True)


def _without_key(site: ConditionSite, key: str) -> Finding:
    message = f"no event that satisfies this condition has the key {key}, so none ever counts"
    return site.finding("key-not-carried", message, hint="ask for events that have it, or choose another key")
