"""Conditions as Learning Locker reads them: ``$oid`` and ``$dte``, plain numbers, ``$regex``; the rest is named."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from scenario import design, exit_, first_match
from strategies.mongo import queries

from engine.conditions.mongo import problems
from engine.conditions.mongo.value_wrappers import is_wrapper
from engine.dialects.learninglocker import export_journey
from engine.dialects.learninglocker.literals import rewritten

REGEX = {"$regularExpression": {"pattern": "^x", "options": "i"}}
PATTERN = {"$regex": "^x", "$options": "i"}


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ({"$gte": {"$date": "2024-01-01T00:00:00Z"}}, {"$gte": {"$dte": "2024-01-01T00:00:00.000Z"}}),
        (
            {"$gte": {"$date": {"$numberLong": "1704067200000"}}},
            {"$gte": {"$dte": "2024-01-01T00:00:00.000Z"}},
        ),
        ({"$gte": {"$dte": "2024-01-01"}}, {"$gte": {"$dte": "2024-01-01"}}),
        ({"$oid": "59c23b26d138e44a720041ad"}, {"$oid": "59c23b26d138e44a720041ad"}),
        (
            {"$in": [{"$numberInt": "5"}, {"$numberLong": "6"}, {"$numberDouble": "1.5"}]},
            {"$in": [5, 6, 1.5]},
        ),
        ({"$numberDecimal": "0.5"}, 0.5),
        (REGEX, PATTERN),
        ({"$regex": REGEX}, PATTERN),
        ({"$not": REGEX}, {"$not": PATTERN}),
        ({"$not": {"$gt": {"$numberInt": "1"}}}, {"$not": {"$gt": 1}}),
        ({"$elemMatch": {"b": REGEX}}, {"$elemMatch": {"b": PATTERN}}),
        ({"$elemMatch": {"$gt": {"$numberInt": "1"}}}, {"$elemMatch": {"$gt": 1}}),
        ({"$all": [{"$elemMatch": {"b": {"$numberInt": "1"}}}]}, {"$all": [{"$elemMatch": {"b": 1}}]}),
        ({"b": {"c": {"$numberInt": "1"}}}, {"b": {"c": 1}}),
    ],
)
def test_what_it_knows_in_another_form_is_written_in_its_own(written: object, sent: object) -> None:
    for query, expected in (
        ({"a": written}, {"a": sent}),
        ({"$or": [{"a": written}]}, {"$or": [{"a": sent}]}),
    ):
        assert problems(query) == []
        assert rewritten(query).query == expected
        assert rewritten(query).problems == ()


@pytest.mark.parametrize(
    ("written", "place", "what"),
    [
        ({"$in": ["a", REGEX]}, "$.a.$in[1]", "a regular expression"),
        ({"$eq": REGEX}, "$.a.$eq", "a regular expression"),
        ({"$numberDecimal": "0.1"}, "$.a", "the decimal 0.1"),
        ({"$numberDouble": "NaN"}, "$.a", "the number nan"),
        ({"$gt": {"$numberLong": "9007199254740993"}}, "$.a.$gt", "the number 9007199254740993"),
        ({"$gt": {"$date": "2024-01-01T00:00:00.000001Z"}}, "$.a.$gt", "microseconds"),
    ],
)
def test_what_has_no_form_there_is_an_error(written: object, place: str, what: str) -> None:
    [problem] = rewritten({"a": written}).problems
    assert problem.place == place
    assert what in problem.message
    steps = {"start": first_match(), "w": {"kind": "waypoint", "condition": {"a": written}}, "done": exit_()}
    exported = export_journey(design(steps, "start>w>done"))
    assert exported.document is None
    [finding] = exported.findings
    assert (finding.code, finding.severity, finding.step) == ("unsupported-literal", "error", "w")
    assert finding.place == place.replace("$", "$.steps.w.condition", 1)


def strange(value: Any) -> bool:
    """Whether a wrapper stands anywhere that Learning Locker does not know."""
    if isinstance(value, list):
        return any(map(strange, value))
    if not isinstance(value, dict):
        return False
    return (is_wrapper(value) and not value.keys() <= {"$oid", "$dte"}) or any(map(strange, value.values()))


def is_json(query: object) -> bool:
    try:
        json.dumps(query, allow_nan=False)
    except (TypeError, ValueError):
        return False
    return True


@given(queries.filter(is_json))
def test_what_is_sent_has_no_other_wrapper_and_stays_valid(query: dict[str, Any]) -> None:
    sent = rewritten(query)
    if not sent.problems:
        assert not strange(sent.query)
        assert problems(json.loads(json.dumps(sent.query))) == []
