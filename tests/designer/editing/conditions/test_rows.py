"""Conditions as rows, and rows as they are typed: nothing is lost on the way there and back, no type changes."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies.mongo import documents, names, queries

from designer.editing.conditions.row_inputs import TypedClause, as_typed, clause_of, wrong
from designer.editing.conditions.rows import (
    IS,
    OF_LISTS,
    SIGNS,
    Clauses,
    Query,
    RowClause,
    Unsayable,
    clauses_of,
    query_of,
)
from designer.editing.conditions.values import (
    Unreadable,
    items,
    literal,
    literal_text,
    literals,
    literals_text,
)
from engine.conditions import mongo

texts = st.text() | st.sampled_from(
    ("80", "true", "null", " passed", "a, b", '"', "[", "{x", "/x/", "é", "NaN")
)
scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | texts
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=2),
    max_leaves=5,
)
paths = st.lists(names, min_size=1, max_size=2).map(".".join)
patterns = st.sampled_from(("x", "/x/i", "//", "//x//im", "/x/i/", "/ x/", "^(a|b)$", "a/b"))


@st.composite
def clauses(draw: st.DrawFn) -> RowClause:
    operator = draw(st.sampled_from(tuple(SIGNS)))
    of_lists = st.lists(values, max_size=3) if operator in OF_LISTS else values
    return RowClause(draw(paths), operator, draw(patterns if operator == "$regex" else of_lists))


rows = st.builds(Clauses, st.lists(clauses(), max_size=4).map(tuple), st.booleans())


@settings(deadline=None)
@given(rows)
def test_what_rows_say_makes_the_same_rows(said: Clauses) -> None:
    again = clauses_of(query_of(said))
    assert again == (said if said.each else Clauses())
    assert json.dumps(query_of(again)) == json.dumps(query_of(said))


@settings(deadline=None)
@given(clauses())
def test_what_is_shown_in_a_row_can_be_typed(clause: RowClause) -> None:
    again = clause_of(as_typed(clause))
    assert again == clause
    assert type(again.value) is type(clause.value)
    assert as_typed(clause).value.isprintable()


def sayable(query: Query) -> bool:
    try:
        clauses_of(query)
    except Unsayable:
        return False
    return True


ORS_OF_ANDS = st.recursive(
    st.dictionaries(names, scalars, min_size=1, max_size=1),
    lambda inner: st.lists(inner, min_size=1, max_size=2).map(lambda parts: {"$and": parts}),
    max_leaves=3,
).map(lambda part: {"$or": [part]})


@settings(deadline=None, max_examples=80)
@given(queries.filter(sayable) | ORS_OF_ANDS.filter(sayable), documents)
def test_a_query_in_rows_means_the_same_and_changes_no_byte(
    query: Query, document: dict[str, object]
) -> None:
    written = query_of(clauses_of(query))
    holds, held = mongo.compile_query(written), mongo.compile_query(query)
    assert holds(document) == held(document)
    if "$and" not in query:
        assert repr(written) == repr(query)


AS_WRITTEN = """
{}
{"a": 1}
{"a": {"$eq": 1}, "b": "x"}
{"b": {"$gte": 1, "$lt": 5}, "a": true}
{"a": {"$ne": {"$oid": "59c23527bdf9ac67b2ab5ee6"}}}
{"a": {"$in": ["x", 1]}, "b.c": {"$exists": false}}
{"a": {"$regex": "^x", "$options": "i"}}
{"$or": [{"a": 1}, {"a": 2}, {"b": {"$gt": 0.5}}]}
{"$and": [{"a": {"$ne": 1}}, {"a": {"$ne": 2}}]}
"""


@pytest.mark.parametrize("query", AS_WRITTEN.strip().splitlines())
def test_a_query_comes_back_as_it_was_written(query: str) -> None:
    assert json.dumps(query_of(clauses_of(json.loads(query)))) == query


def test_an_and_that_is_not_needed_goes() -> None:
    assert query_of(clauses_of({"$and": [{"a": 1}, {"$and": [{"b": 2}]}]})) == {"a": 1, "b": 2}


@pytest.mark.parametrize(
    ("condition", "what"),
    [
        ("event('A').count() = 1", "Segment's language"),
        ({"a": {"$not": {"$gt": 1}}}, "$not"),
        ({"a": {"$elemMatch": {"b": 1}}}, "$elemMatch"),
        ({"$nor": [{"a": 1}]}, "$nor"),
        ({"$comment": "why", "a": 1}, "$comment"),
        ({"$or": [{"a": 1}], "b": 2}, "$or"),
        ({"$or": [{"a": 1, "b": 2}]}, "$or of more than one clause each"),
        ({"$or": [{"$and": [{"a": None}]}]}, "$and within $or"),
        ({"$or": [{"b": 1}, {"$and": [{"$and": [{"a": 1}]}]}]}, "$and within $or"),
        ({"$and": [{"$or": [{"$and": [{"a": 1}]}]}]}, "$or"),
        ({"$and": []}, "this $and"),
        ({"a": {"$in": "x"}}, "$in"),
        ({"a": {"$inn": [1]}}, "$inn"),
        ({"a": {"$regex": "x", "$options": "i!"}}, "this $regex"),
        ({"a": {"$regex": "x\ty"}}, "this $regex"),
        ({"a\n": 1}, r"the path 'a\n'"),
    ],
)
def test_what_rows_cannot_say_is_named(condition: Query | str, what: str) -> None:
    with pytest.raises(Unsayable) as caught:
        clauses_of(condition)
    assert str(caught.value) == what


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("passed", "passed"),
        (" passed ", "passed"),
        ("80", 80),
        ('"80"', "80"),
        ("-0.5", -0.5),
        ("1.0", 1.0),
        ("007", "007"),
        ("true", True),
        ("yes", "yes"),
        ("null", None),
        ('{"$oid": "59c23527bdf9ac67b2ab5ee6"}', {"$oid": "59c23527bdf9ac67b2ab5ee6"}),
        ("[1, 2]", [1, 2]),
        ("http://adlnet.gov/expapi/verbs/passed", "http://adlnet.gov/expapi/verbs/passed"),
    ],
)
def test_a_value_has_the_type_that_it_looks_like(typed: str, value: object) -> None:
    assert literal(typed) == value
    assert type(literal(typed)) is type(value)
    assert literal(literal_text(value)) == value


@pytest.mark.parametrize("typed", ['"passed', "[1, 2", '{"a"}', '{"a": 1, "a": 2}', '"a" b'])
def test_what_begins_as_json_has_to_end_as_json(typed: str) -> None:
    with pytest.raises(Unreadable, match="close its quotes or brackets"):
        literal(typed)


@pytest.mark.parametrize(
    ("typed", "values"),
    [
        ("passed", ["passed"]),
        ("passed, failed", ["passed", "failed"]),
        ('80, "80", true', [80, "80", True]),
        ('"Smith, Jane", Doe', ["Smith, Jane", "Doe"]),
        ("passed, ", ["passed"]),
        ("[]", []),
        ('[{"$oid": "59c23527bdf9ac67b2ab5ee6"}]', [{"$oid": "59c23527bdf9ac67b2ab5ee6"}]),
    ],
)
def test_a_list_is_values_between_commas_or_json(typed: str, values: list[object]) -> None:
    assert literals(typed) == values
    assert literals(literals_text(values)) == values


def test_each_value_of_a_list_knows_where_it_stands() -> None:
    typed = ' passed,"a, b" ,, 5'
    assert [typed[item.start : item.end] for item in items(typed)] == ["passed", '"a, b"', "", "5"]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (TypedClause(), ""),
        (TypedClause("a", IS, "1"), ""),
        (TypedClause("a", "$exists", ""), ""),
        (TypedClause("a", IS, ""), "which value?"),
        (TypedClause("", "$gt", "1"), "which path?"),
        (TypedClause("$or", IS, "1"), "$or is not a path"),
        (TypedClause("a", IS, '"x'), "this begins as JSON"),
        (TypedClause("a", "$size", "-1"), "a whole number from 0 up is needed"),
        (TypedClause("a", "$regex", "("), "not a regular expression"),
        (TypedClause("a", "$regex", "/x/q"), "'q' is not an option of regular expressions"),
        (TypedClause("a", "$mod", "2"), "a list of two numbers is needed"),
    ],
)
def test_what_is_wrong_with_a_row_is_said_in_a_sentence(typed: TypedClause, sentence: str) -> None:
    assert wrong(typed).startswith(sentence)
    assert bool(wrong(typed)) is bool(sentence)
