"""Documents made to satisfy a condition."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from strategies.mongo import documents, queries

from engine.conditions.mongo import LEARNING_LOCKER_DATES, compile_query
from engine.conditions.mongo.witness import witness

COMPLETED = "http://adlnet.gov/expapi/verbs/completed"


@settings(deadline=None, max_examples=80)
@given(queries, documents)
def test_a_witness_satisfies_its_condition(query, seed):
    before = repr(seed)
    for found in (witness(query), witness(query, seed)):
        assert found is None or compile_query(query)(found)
    assert repr(seed) == before


@settings(deadline=None, max_examples=80)
@given(queries, documents)
def test_what_satisfies_the_condition_already_is_left_alone(query, seed):
    if compile_query(query)(seed):
        assert witness(query, seed) == seed or seed != seed  # a NaN differs from itself


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, {}),
        ({"statement.verb.id": COMPLETED}, {"statement": {"verb": {"id": COMPLETED}}}),
        ({"a": {"$in": [3, 4]}, "b.c": None}, {"a": 3}),
        ({"$or": [{"a": {"$in": []}}, {"b": 1}]}, {"b": 1}),
        ({"$and": [{"a": 1}, {"a": 2}]}, {"a": [1, 2]}),
        ({"n": {"$gt": 1, "$lt": 2}}, {"n": 1.5}),
        ({"a": {"$size": 3, "$all": [7]}}, {"a": [7, 1, 2]}),
        ({"a": {"$elemMatch": {"b": {"$gte": 0.8}, "c": "x"}}}, {"a": [{"b": 0.8, "c": "x"}]}),
        ({"a": {"$elemMatch": {"$gt": 5}}}, {"a": [6]}),
        ({"a": {"$regex": r"^https?://(x|y)\.org/\d{3}[^/]+$"}}, {"a": "https://x.org/000x"}),
        ({"a": {"$mod": [4, 3]}}, {"a": 3}),
        ({"$nor": [{"a": {"$exists": False}}, {"a": {"$type": "string"}}]}, {"a": 1}),
        ({"a": {"$not": {"$gt": 1}, "$exists": True}}, {"a": 1}),
        ({"statement.timestamp": {"$gt": "2020-01-01"}}, {"timestamp": "2020-01-01T00:00:01Z"}),
        ({"t": {"$oid": "59c23b26d138e44a720041ad"}}, {"t": "59c23b26d138e44a720041ad"}),
    ],
)
def test_made_from_nothing(query, expected):
    assert witness(query, dates=LEARNING_LOCKER_DATES) == expected


def test_made_from_a_seed_it_changes_only_what_must_be():
    seed = {
        "statement": {"verb": {"id": "other", "display": "x"}, "result": {"score": {"scaled": 0.9}}},
        "tags": [{"id": "p"}, {"id": "q"}],
    }
    query = {
        "statement.verb.id": COMPLETED,
        "statement.result.score.scaled": {"$gte": 0.8},
        "tags.kind": "new",
        "tags.1.id": "r",
    }
    assert witness(query, seed) == {
        "statement": {"verb": {"id": COMPLETED, "display": "x"}, "result": {"score": {"scaled": 0.9}}},
        "tags": [{"id": "p", "kind": "new"}, {"id": "r", "kind": "new"}],
    }
    assert witness({"tags": {"$exists": False}}, seed) == {"statement": seed["statement"]}


@pytest.mark.parametrize(
    "query",
    [
        {"a": {"$in": []}},
        {"a": {"$all": []}},
        {"$and": [{"a": {"$exists": True}}, {"a": {"$exists": False}}]},
        {"a": {"$gt": None}},
        {"$nor": [{}]},
        {"a": {"$regex": "(a+)+$x"}},
        {"a": {"$type": "binData"}},
    ],
)
def test_none_is_made_where_there_is_none(query):
    assert witness(query) is None


@pytest.mark.parametrize(
    "pattern",
    [
        "plain", "^a$", "a|b", "(ab|cd)+", "[^a-z]x", "[]x]", r"[\d]-", r"\w\s\S\.", "a{3}b{2,}", "x*y?z",
        "(?:a)(?=b)b", "(?i)A", "(?<n>a)b", "a(?!b)c", r"\bword\b", r"^\d{4}-\d\d$", "(?<=a)b|q",
    ],
)  # fmt: skip
def test_text_is_made_for_simple_patterns(pattern):
    assert witness({"a": {"$regex": pattern}}) is not None


def test_many_ways_do_not_take_forever():
    branches = [{"$or": [{f"f{i}": {"$in": []}}, {f"g{i}": i}]} for i in range(40)]
    assert witness({"$and": branches[:5]}) == {f"g{i}": i for i in range(5)}
    assert witness({"$and": [*branches, {"a": {"$in": []}}]}) is None
