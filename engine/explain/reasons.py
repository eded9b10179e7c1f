"""Clauses of a test that decided about an event, and what they found in it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from engine.conditions import mongo, segment
from engine.conditions.errors import PatternLimit
from engine.conditions.mongo.explanation import explain
from engine.conditions.segment.expression import Number, Reduction
from engine.explain.stay import ClauseReason
from engine.moment import Moment, concerns, in_window
from engine.plan import CountedTest, FilterTest, Plan, Test

Query = Mapping[str, Any]


def reasons(
    plan: Plan, test: Test, moment: Moment, since: int, key: str | None, of: str = ""
) -> Iterator[ClauseReason]:
    """The clauses of ``test`` in ``plan`` that failed if it fails for the arriving event ``of`` ``moment``, those
    that held if it holds.

    ``since`` and ``key`` as in ``engine.moment.holds``.
    """
    event = moment.event
    if event is None or event.document is None:
        return
    if isinstance(test, CountedTest) and concerns(test, event):
        streams = in_window(test, moment, since=since, key=key)
        told = segment.explain(test.expression, streams, moment.trait, moment.now)
        yield from expression_reasons(told, of)
    else:
        for query in queries(plan, test):
            yield from clause_reasons(query, event.document, of, mongo.LEARNING_LOCKER_DATES)


def queries(plan: Plan, test: Test) -> list[Query]:
    """The mongo queries for the kinds of event that a test looks at; without those that no query can express."""
    if isinstance(test, FilterTest):
        return [plan.filters[test.filter].query]
    if not isinstance(test, CountedTest):
        return []
    said = [segment.to_mongo(_arrives(filter)) for filter in segment.filters(test.expression)]
    return [query for query in said if isinstance(query, dict)]


def _arrives(filter: segment.Filter) -> segment.Comparison:
    return segment.Comparison(Reduction(filter, "count"), "equals", (Number(1),))


def expression_reasons(told: segment.ExpressionExplanation, of: str) -> Iterator[ClauseReason]:
    """The comparisons ``of`` a branch or an item that decided, as they were ``told``."""
    yield from (ClauseReason(leaf.text, _values([leaf.found]), of) for leaf in _decisive(told))


def clause_reasons(
    query: Query, document: Mapping[str, Any], of: str, dates: frozenset[str]
) -> Iterator[ClauseReason]:
    """The clauses of ``query`` that decided about ``document``; ``of`` names the branch or the item, ``dates`` are
    the paths whose text stands for dates.
    """
    try:
        told = explain(query, document, dates)
    except PatternLimit as error:
        yield ClauseReason(str(error), of=of)
        return
    yield from (
        ClauseReason(clause.text, _values(clause.found), of, clause.path) for clause in told.reasons()
    )


def _decisive(told: segment.ExpressionExplanation) -> Iterator[segment.ExpressionExplanation]:
    """The comparisons that decided it."""
    if not told.parts:
        yield told
    for part in told.parts:
        if told.junction == "NOT" or part.holds == told.holds:
            yield from _decisive(part)


def _values(found: Any) -> tuple[Any, ...]:
    """Return what was found, as plain JSON values."""
    return tuple(
        json.loads(json.dumps(value, default=str)) for value in found if value is not segment.MISSING
    )
