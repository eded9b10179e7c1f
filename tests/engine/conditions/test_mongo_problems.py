"""Everything that is wrong with a query is said before it runs, each thing with its place."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.conditions.mongo import InvalidCondition, compile_query, problems
from engine.conditions.mongo.reference import Reference

REGEX = {"$regularExpression": {"pattern": "x", "options": "i"}}

WRONG = [
    ([], "$", "must be an object"),
    ("text", "$", "must be an object"),
    ({1: 2}, "$", "1 is not a path"),
    ({"$where": "x"}, "$.$where", "$where is not supported"),
    ({"$expr": {}}, "$.$expr", "$expr compares two values"),
    ({"$gt": 1}, "$.$gt", "not an operator here (it belongs under a path"),
    ({"$adn": []}, "$.$adn", "did you mean $and?"),
    ({"$and": []}, "$.$and", "at least one"),
    ({"$or": {"a": 1}}, "$.$or", "a list"),
    ({"$nor": [{"a": 1}, 5]}, "$.$nor[1]", "must be an object"),
    ({"a": {"$regexp": "x"}}, "$.a.$regexp", "did you mean $regex?"),
    ({"a": {"$geoWithin": {}}}, "$.a.$geoWithin", "not supported"),
    ({"a": {"$personaIdent": {}}}, "$.a.$personaIdent", "person._id"),
    ({"a": {"$and": [{"b": 1}]}}, "$.a.$and", "not an operator here"),
    ({"a": {"$in": [1, {"$gt": 1}]}}, "$.a.$in[1]", "cannot stand in this list"),
    ({"statement.verb.id": {"$all": "x"}}, "$.statement.verb.id.$all", "a list"),
    ({"a": {"$all": 1}}, "$.a.$all", "a list"),
    ({"a": {"$all": [{"$elemMatch": {"b": 1}}, 2]}}, "$.a.$all[1]", "every item must be one"),
    ({"a": {"$elemMatch": 1}}, "$.a.$elemMatch", "an object is needed"),
    ({"a": {"$elemMatch": {"b": {"$foo": 1}}}}, "$.a.$elemMatch.b.$foo", "not an operator"),
    ({"a": {"$elemMatch": {"$gt": 1, "b": 2}}}, "$.a.$elemMatch.b", "not an operator"),
    ({"a": {"$not": 1}}, "$.a.$not", "use $ne"),
    ({"a": {"$not": {"$foo": 1}}}, "$.a.$not.$foo", "not an operator"),
    ({"a": {"$not": {}}}, "$.a.$not", "operators or a regular expression"),
    ({"a": {"$gt": 1, "b": 2}}, "$.a.b", "a field stands among operators"),
    ({"a": {"b": 2, "$gt": 1}}, "$.a.b", "a field stands among operators"),
    ({"a": {"$size": -1}}, "$.a.$size", "from 0 up"),
    ({"a": {"$size": 1.5}}, "$.a.$size", "whole number"),
    ({"a": {"$size": True}}, "$.a.$size", "whole number"),
    ({"a": {"$mod": [0, 1]}}, "$.a.$mod", "must not be 0"),
    ({"a": {"$mod": [2]}}, "$.a.$mod", "two numbers"),
    ({"a": {"$mod": [float("inf"), 1]}}, "$.a.$mod", "two numbers"),
    ({"a": {"$type": "strin"}}, "$.a.$type", "did you mean string?"),
    ({"a": {"$type": 99}}, "$.a.$type", "99 is not a type"),
    ({"a": {"$type": []}}, "$.a.$type", "at least one"),
    ({"a": {"$regex": "(x"}}, "$.a.$regex", "missing closing parenthesis at offset 2"),
    ({"a": {"$regex": "é[x"}}, "$.a.$regex", "at offset 3"),
    ({"a": {"$regex": 5}}, "$.a.$regex", "must be text"),
    ({"a": {"$regex": "x", "$options": "g"}}, "$.a.$regex", "'g' is not an option"),
    ({"a": {"$regex": "x", "$options": 1}}, "$.a.$regex", "must be text"),
    ({"a": {"$options": "i"}}, "$.a.$options", "needs a $regex"),
    ({"a": {"$regex": "x\0"}}, "$.a.$regex", "NUL"),
    ({"a": {"$regex": "\ud800"}}, "$.a.$regex", "surrogate"),
    ({"a": {"$regex": "x" * 40_000}}, "$.a.$regex", "longer than 32,764"),
    ({"a": {"$in": [{"$regex": "x"}]}}, "$.a.$in[0]", "MongoDB refuses it"),
    ({"a": {"$nin": [{"$regex": "x", "$options": "i"}]}}, "$.a.$nin[0]", "$regularExpression"),
    ({"a": {"$all": [{"$regex": "x"}]}}, "$.a.$all[0]", "MongoDB refuses it"),
    ({"a": {"$in": "x"}}, "$.a.$in", "a list of values"),
    ({"a": {"$nin": {"b": 1}}}, "$.a.$nin", "a list of values"),
    ({"a": {"$in": [{"$regularExpression": {"pattern": "["}}]}}, "$.a.$in[0]", "missing terminating ]"),
    ({"a": {"$regex": REGEX, "$options": ""}}, "$.a.$regex", "twice"),
    ({"a": {"$regularExpression": {"pattern": "("}}}, "$.a", "missing closing parenthesis"),
    ({"a": {"$regularExpression": "x"}}, "$.a.$regularExpression", "must be"),
    ({"a": {"$regex": REGEX, "$options": "m"}}, "$.a.$regex", "twice"),
    ({"a": {"$gt": REGEX}}, "$.a.$gt", "use $regex"),
    ({"a": {"$ne": REGEX}}, "$.a.$ne", "use $not"),
    ({"a": {"$dte": "soon"}}, "$.a.$dte", "ISO 8601"),
    ({"a": {"$gt": {"$date": "2017-02-30"}}}, "$.a.$gt.$date", "ISO 8601"),
    ({"a": {"$gt": {"$date": 1e300}}}, "$.a.$gt.$date", "years 1 to 9999"),
    ({"a": {"$oid": "xyz"}}, "$.a.$oid", "24 hexadecimal"),
    ({"a": [{"b": {"$oid": 5}}]}, "$.a[0].b.$oid", "24 hexadecimal"),
    ({"a": {"$numberInt": "3000000000"}}, "$.a.$numberInt", "32 bits"),
    ({"a": {"$numberLong": "x"}}, "$.a.$numberLong", "64 bits"),
    ({"a": {"$numberDouble": "x"}}, "$.a.$numberDouble", "a number"),
    ({"a": {"$numberDecimal": "sNaN"}}, "$.a.$numberDecimal", "a number"),
    ({".".join("a" * 300): 1}, "$." + ".".join("a" * 300), "more than 200 steps"),
    ({"$__init__": 1}, "$.$__init__", "not an operator"),
    ({"$_setattr__": "_definition"}, "$.$_setattr__", "not an operator"),
    ({"a": {"$not_implemented": 1}}, "$.a.$not_implemented", "not an operator"),
    ({"a": {"$definition": 1}}, "$.a.$definition", "not an operator"),
]  # fmt: skip


@pytest.mark.parametrize(("query", "place", "message"), WRONG, ids=lambda value: str(value)[:40])
def test_what_is_wrong_and_where(query, place, message):
    [problem] = problems(query)
    assert problem.place == place
    assert message in f"{problem.message} ({problem.hint})"


@pytest.mark.parametrize("engine", [compile_query, Reference])
def test_nothing_wrong_is_ever_run(engine):
    with pytest.raises(InvalidCondition, match=r"\$\.a\.\$gtt: \$gtt is not an operator here") as raised:
        engine({"a": {"$gtt": 1}, "b": {"$all": 1}})
    assert [problem.place for problem in raised.value.problems] == ["$.a.$gtt", "$.b.$all"]


def test_all_problems_are_found_at_once_under_the_given_place():
    query = {"$or": [{"a": {"$all": 1}}, {"$nor": [{"b": {"$regex": "("}}]}], "c": {"$dte": 5, "$foo": 1}}
    places = [problem.place for problem in problems(query, "$.steps.quiz.condition")]
    assert places == [
        "$.steps.quiz.condition.$or[0].a.$all",
        "$.steps.quiz.condition.$or[1].$nor[0].b.$regex",
        "$.steps.quiz.condition.c.$dte",
        "$.steps.quiz.condition.c.$foo",
    ]


@pytest.mark.parametrize("levels", [101, 100_000])
def test_a_query_nested_too_deep_is_one_problem(levels):
    query: dict[str, object] = {"a": 1}
    for _ in range(levels // 2):
        query = {"$and": [query]}
    [problem] = problems(query)
    assert "more than 100 levels" in problem.message


def test_a_query_nested_deep_enough_still_runs():
    query: dict[str, object] = {"a": 1}
    for _ in range(49):
        query = {"$nor": [query]}
    assert compile_query(query)({"a": 1}) is Reference(query).match({"a": 1}) is False


SCRAPS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(
            ("a", "$and", "$or", "$in", "$not", "$regex", "$options", "$elemMatch", "$all", "$date", "$oid", "$size")
        )
        | st.text(max_size=3),
        inner,
        max_size=3,
    ),
    max_leaves=12,
)  # fmt: skip


@settings(deadline=None, max_examples=150)
@given(SCRAPS)
def test_anything_at_all_is_either_refused_or_runs(query):
    if not problems(query):
        compile_query(query)({"a": [1, {"a": "x"}]})
        Reference(query).match({"a": [1, {"a": "x"}]})
    json.dumps([[problem.place, problem.message, problem.hint] for problem in problems(query)])
