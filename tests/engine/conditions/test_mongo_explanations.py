"""Conditions in words, and why they hold or do not."""

from __future__ import annotations

import pytest

from engine.conditions.mongo import to_text
from engine.conditions.mongo.explanation import explain

EVENT = {
    "statement": {"verb": {"id": "http://x.org/passed"}, "result": {"score": {"scaled": 0.6}}},
    "tags": [{"k": 1}, {"k": 5}],
}


def test_the_clause_that_failed_is_named_with_what_was_found():
    explanation = explain(
        {"statement.verb.id": "http://x.org/passed", "statement.result.score.scaled": {"$gte": 0.8}}, EVENT
    )
    assert not explanation.holds
    [reason] = explanation.reasons()
    assert reason.path == "statement.result.score.scaled"
    assert (reason.operator, reason.operand, reason.found) == ("$gte", 0.8, (0.6,))
    assert reason.text == "result.score.scaled ≥ 0.8"


def test_what_an_array_on_the_way_makes_several():
    [clause] = explain({"tags.k": {"$gt": 3}}, EVENT).parts
    assert clause.holds
    assert clause.found == (1, 5)


def test_nothing_found():
    [clause] = explain({"a.b": 1}, EVENT).parts
    assert clause.found == ()


@pytest.mark.parametrize(
    ("query", "reasons"),
    [
        ({"$or": [{"a": 1}, {"b": 1}]}, ["a = 1", "b = 1"]),
        ({"$or": [{"a": 1}, {"tags.k": 5}]}, ["tags.k = 5"]),
        ({"$nor": [{"a": 1}, {"tags.k": 5}]}, ["tags.k = 5"]),
        ({"$nor": [{"a": 1}, {"b": 1}]}, ["a = 1", "b = 1"]),
        ({"$and": [{"$or": [{"a": 1}, {"tags.k": 5}]}, {"b": 1, "tags.k": 1}]}, ["b = 1"]),
        ({"a": {"$regex": "x", "$options": "i"}}, ["a ~ /x/i"]),
        ({}, []),
    ],
)
def test_the_clauses_that_decided(query, reasons):
    assert [reason.text for reason in explain(query, EVENT).reasons()] == reasons


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ({}, "anything"),
        ({"statement.verb.id": "http://adlnet.gov/expapi/verbs/completed"}, "verb.id = completed"),
        ({"statement.verb.id": {"$in": ["http://x.org/a", "http://x.org/b#c"]}}, "verb.id in a, c"),
        ({"a": "two words", "b": ""}, 'a = "two words" and b = ""'),
        ({"a": {"$gt": 1, "$lte": 5}}, "a > 1 and a ≤ 5"),
        ({"a": {"$ne": None}, "b": {"$nin": [1]}}, "a ≠ null and b not in 1"),
        ({"a": {"$exists": True}, "b": {"$exists": False}}, "a exists and b is missing"),
        ({"$or": [{"a": 1, "b": True}, {"c": [1, 2]}]}, "(a = 1 and b = true) or c = [1, 2]"),
        ({"$nor": [{"a": 1}]}, "not (a = 1)"),
        ({"a": {"$regex": "^x", "$options": "i"}}, "a ~ /^x/i"),
        ({"a": {"$not": {"$gt": 1}}}, "a not (> 1)"),
        ({"a": {"$type": ["int", "long"]}}, "a is int or long"),
        ({"a": {"$mod": [4, 1]}, "b": {"$size": 1}}, "a mod 4 = 1 and b has 1 element"),
        ({"a": {"$elemMatch": {"b": 1, "c": {"$lt": 2}}}}, "a has an element with (b = 1 and c < 2)"),
        ({"a": {"$elemMatch": {"$gt": 1, "$lt": 3}}}, "a has an element > 1 and < 3"),
        ({"a": {"$in": []}, "b": {"$all": []}}, "a in nothing and b never holds"),
        ({"a": {"$gte": {"$dte": "2017-09-20"}}}, "a ≥ 2017-09-20T00:00:00Z"),
        ({"a": {"$wrong": 1}}, '{"a": {"$wrong": 1}}'),
        ({"$comment": "c", "a": 1}, "a = 1"),
    ],
)
def test_a_condition_in_words(query, text):
    assert to_text(query) == text


def test_a_long_label_is_cut():
    assert to_text({"a": "x" * 100}, 10) == "a = xxxxx…"


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ({"statement.verb.id": "http://a.org/verbs/played"}, "verb.id = played"),
        ({"statement.verb.id": "played"}, 'verb.id = "played"'),
        ({"verb.id": "http://a.org/verbs/played"}, "$.verb.id = played"),
        ({"statement.result.score.scaled": 0.8}, "result.score.scaled = 0.8"),
        ({"statement.result.score.scaled": "0.8"}, 'result.score.scaled = "0.8"'),
        ({"properties.done": "true"}, 'properties.done = "true"'),
        ({"event": "played"}, "event = played"),
    ],
)
def test_what_only_looks_alike_is_told_apart(query: dict[str, object], text: str) -> None:
    assert to_text(query) == text
