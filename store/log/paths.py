"""Paths of a document that a plan looks at."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from engine.conditions import mongo, segment
from engine.conditions.mongo.guards import Literal
from engine.conditions.segment.event_filter import SOURCE_PATHS
from engine.conditions.segment.expression import And, Comparison, Context, Not, Or, Property, Span
from engine.plan import CountedTest, EventFilter, Plan
from store.log.manifest import Keys

STORE: Final[Keys] = ("lrs_id",)
CALL: Final[tuple[Keys, ...]] = (("type",), ("event",))
PROFILE: Final[tuple[Keys, ...]] = (
    ("traits",),
    ("properties", "audience_key"),
    ("properties", "audience_id"),
)
"""What ``engine.match`` reads of identify calls and of those that report a membership."""


def of_filters(plan: Plan) -> set[Keys]:
    """Return what decides which of the plan's filters an event satisfies."""
    found = {path for filter in plan.filters for path in of_query(filter)}
    for test in plan.tests.values():
        if isinstance(test, CountedTest):
            found.update(path for stream in test.streams for path in _of_stream(stream))
    return found


def of_query(filter: EventFilter) -> set[Keys]:
    return {tuple(path.split(".")) for path in mongo.paths(filter.query, mongo.LEARNING_LOCKER_DATES)}


def guards(filter: EventFilter) -> dict[Keys, frozenset[Literal]]:
    """Paths of which each must have one of its literals where the filter holds."""
    found = mongo.guards(filter.query, mongo.LEARNING_LOCKER_DATES)
    return {tuple(path.split(".")): literals for path, literals in found.items()}


def of_rows(plan: Plan) -> set[Keys]:
    """Return what else is asked of an event that matches: its concurrency key, its traits or memberships."""
    key = {plan.key_path} if plan.key_path else set()
    return key | {*PROFILE, *CALL} if plan.uses_profile else key


def of_journey(plan: Plan) -> set[Keys]:
    """Return what decides whether an event is looked at, beside the filters."""
    return ({STORE} if plan.journey.sources else set()) | (set(CALL) if plan.uses_profile else set())


def _of_stream(stream: segment.Filter) -> Iterator[Keys]:
    yield from CALL
    if stream.excluded:
        yield from SOURCE_PATHS
    if stream.where is not None:
        yield from _of_expression(stream.where)


def _of_expression(where: segment.Expression) -> Iterator[Keys]:
    match where:
        case Comparison(left=left, right=right):
            for scalar in (left, *right):
                yield from _of_scalar(scalar)
        case Not(part):
            yield from _of_expression(part)
        case And(parts) | Or(parts):
            for part in parts:
                yield from _of_expression(part)


def _of_scalar(scalar: object) -> Iterator[Keys]:
    match scalar:
        case Property(path):
            yield ("properties", *path)
        case Context(path):
            yield ("context", *path)
        case Span():
            yield ("timestamp",)  # what relative dates are relative to
        case _:
            pass
