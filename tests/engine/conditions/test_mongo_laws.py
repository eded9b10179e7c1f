"""Laws of the mongo dialect: the reference, the closures, the explanation and the index are one semantics."""

import hypothesis.strategies as st
import pytest
from hypothesis import example, given, settings
from strategies.mongo import Query, documents, queries

from engine.conditions.mongo import compile_query, guards, paths, to_text
from engine.conditions.mongo.explanation import explain
from engine.conditions.mongo.index import Index
from engine.conditions.mongo.reference import Reference

DATES = frozenset({"a", "b"})  # of the names the strategies use, these two stand for dates
date_paths = st.sampled_from((frozenset(), DATES))


@settings(deadline=None, max_examples=150)
@given(queries, st.lists(documents, min_size=1, max_size=4), date_paths)
@example({"a.0": "x"}, [{"a": [["x"]]}, {"a": ["x"]}, {"a": [{"0": "x"}]}], frozenset())
@example({"a.b": None}, [{"a": []}, {"a": 1}, {"a": [1]}, {"a": [{}]}, {}], frozenset())
@example({"a": {"$elemMatch": {"0": "x"}}}, [{"a": [["x"]]}, {"a": ["x"]}], frozenset())
def test_the_closures_and_the_reference_answer_the_same(query, found, dates):
    compiled, reference = compile_query(query, dates), Reference(query, dates)
    assert [compiled(document) for document in found] == [reference.match(document) for document in found]


@settings(deadline=None, max_examples=80)
@given(queries, documents, date_paths)
def test_an_explanation_holds_where_the_condition_holds(query, document, dates):
    explanation = explain(query, document, dates)
    assert explanation.holds == compile_query(query, dates)(document)
    assert {reason.path for reason in explanation.reasons()} <= paths(query, dates) | {""}


@settings(deadline=None, max_examples=80)
@given(st.lists(queries, max_size=12), st.lists(documents, min_size=1, max_size=3), date_paths)
def test_an_index_finds_what_trying_all_conditions_finds(conditions, found, dates):
    index, tests = Index(conditions, dates), [compile_query(query, dates) for query in conditions]
    for document in found:
        assert index.match(document) == [place for place, test in enumerate(tests) if test(document)]


@settings(deadline=None, max_examples=80)
@given(queries, st.integers(10, 80))
def test_a_label_is_one_line_within_its_limit(query: Query, limit: int):
    text = to_text(query, limit)
    assert 0 < len(text) <= limit
    assert "\n" not in text


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"a": 1}, {"a": {1}}),
        ({"a": 1, "b": {"$in": ["x", None]}}, {"a": {1}, "b": {"x", None}}),
        ({"a": {"$gt": 1}}, {}),
        ({"a": {"$ne": 1}}, {}),
        ({"a": {"$not": {"$eq": 1}}}, {}),
        ({"$nor": [{"a": 1}]}, {}),
        ({"$or": [{"a": 1}, {"a": 2, "b": 3}]}, {"a": {1, 2}}),
        ({"$or": [{"a": 1}, {"b": 2}]}, {}),
        ({"$and": [{"a": {"$in": [1, 2]}}, {"a": 3}]}, {"a": {3}}),
        ({"a": {"$all": [[1], "x"]}}, {"a": {"x"}}),
        ({"a": {"$in": ["x", {"$regularExpression": {"pattern": "y", "options": ""}}]}}, {}),
        ({"a": [1]}, {}),
        ({"a": float("nan")}, {}),
        ({"a": {"$elemMatch": {"b": 1}}}, {}),
    ],
)
def test_guards(query, expected):
    assert guards(query) == expected
