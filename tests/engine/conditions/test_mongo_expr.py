"""`$expr`: two values of one document compared, as MongoDB's manual and the tests of its server expect it."""

from __future__ import annotations

import pytest
from scenario import Part, design, exit_, first_match, statement, verb, walked

from engine.check import check
from engine.conditions.mongo import compile_query, problems, to_text
from engine.conditions.mongo.explanation import explain
from engine.conditions.mongo.reference import Reference
from engine.conditions.mongo.witness import witness
from engine.conditions.segment import NoEquivalent, from_mongo
from engine.coverage import cover
from engine.diff import diff
from engine.journey import Journey
from engine.plan import Plan

# The server's tests: a path through an array is the array of what its objects have there, and is compared as a whole.
THROUGH_ARRAYS = [
    ({"a": {"b": 1}}, 1, True),
    ({"a": [{"b": 1}]}, 1, False),
    ({"a": {"b": [1]}}, 1, False),
    ({"a": [{"b": 1}]}, [1], True),
    ({"a": {"b": [1]}}, [1], True),
    ({"a": [{"b": [1]}]}, [1], False),
    ({"a": [{"b": [1]}]}, [[1]], True),
    ({"a": [[{"b": 1}]]}, [1], False),
    ({"a": [[{"b": 1}]]}, [], True),
    ({"a": [1, {"b": 2}, {}]}, [2], True),
    ({"a": []}, [], True),
    ({"a": [{"b": None}]}, [None], True),
]

# The manual, "Comparison/Sort Order": values of any two kinds, each before the next.
IN_ORDER: list[object] = [
    None,
    -1,
    0,
    2.5,
    "",
    "a",
    "b",
    {},
    {"a": 1},
    [],
    [1],
    False,
    True,
    {"$date": "2026-01-01T00:00:00Z"},
]


def holds(query: dict[str, object], document: dict[str, object]) -> bool:
    """Whether a document satisfies a query, asked of both that have to agree."""
    answer = compile_query(query)(document)
    assert Reference(query).match(document) == answer
    assert explain(query, document).holds == answer
    return answer


@pytest.mark.parametrize(("document", "value", "equal"), THROUGH_ARRAYS)
def test_a_path_through_an_array_is_an_array(document: dict[str, object], value: object, equal: bool) -> None:
    assert holds({"$expr": {"$eq": ["$a.b", {"$literal": value}]}}, document) is equal
    assert holds({"$expr": {"$ne": ["$a.b", value]}}, document) is not equal


def test_numbers_in_a_path_are_names_of_fields_alone() -> None:
    assert not holds({"$expr": {"$eq": ["$a.0", 5]}}, {"a": [5]})
    assert holds({"$expr": {"$eq": ["$a.0", 5]}}, {"a": {"0": 5}})


@pytest.mark.parametrize("at", range(len(IN_ORDER)))
def test_values_of_any_two_kinds_are_compared(at: int) -> None:
    for other in range(len(IN_ORDER)):
        sides = [{"$literal": IN_ORDER[at]}, {"$literal": IN_ORDER[other]}]
        assert holds({"$expr": {"$lt": sides}}, {}) is (at < other)
        assert holds({"$expr": {"$gte": sides}}, {}) is (at >= other)
        assert holds({"$expr": {"$eq": sides}}, {}) is (at == other)


def test_nothing_comes_before_null_and_equals_nothing_alone() -> None:
    assert holds({"$expr": {"$lt": ["$a", None]}}, {})
    assert not holds({"$expr": {"$eq": ["$a", None]}}, {})
    assert holds({"$expr": {"$eq": ["$a", "$b"]}}, {})
    assert holds({"$expr": {"$gt": ["$a", "$b"]}}, {"a": None})


def test_numbers_of_two_kinds_are_equal_and_text_is_none() -> None:
    assert holds({"$expr": {"$eq": ["$a", "$b"]}}, {"a": 1, "b": 1.0})
    assert holds({"$expr": {"$gt": ["$a", "$b"]}}, {"a": "1", "b": 99})
    assert not holds({"$expr": {"$eq": ["$a", "$b"]}}, {"a": 1, "b": True})


REFUSED = [
    ({"$expr": 1}, "$.$expr", "compares two values"),
    ({"$expr": {"$add": [1, 2]}}, "$.$expr.$add", "not supported in $expr"),
    ({"$expr": {"$ne": []}}, "$.$expr.$ne", "a list of two values"),
    ({"$expr": {"$eq": [1]}}, "$.$expr.$eq", "a list of two values"),
    ({"$expr": {"$gt": [2, 3, 4]}}, "$.$expr.$gt", "a list of two values"),
    ({"$expr": {"$eq": ["$a", "$$unbound"]}}, "$.$expr.$eq[1]", "$$unbound is not supported"),
    ({"$expr": {"$eq": ["$a.", 1]}}, "$.$expr.$eq[0]", "is no path"),
    ({"$expr": {"$eq": ["$a", {"$size": "$b"}]}}, "$.$expr.$eq[1].$size", "$size is not supported in $expr"),
    ({"$expr": {"$eq": ["$a", {"b": "$c"}]}}, "$.$expr.$eq[1]", "a field such as $path or a constant"),
    ({"a": {"$elemMatch": {"b": 1, "$expr": {"$eq": ["$foo", "$bar"]}}}}, "$.a.$elemMatch.$expr", "refuses"),
    ({"a": {"$expr": {"$eq": ["$foo", "$bar"]}}}, "$.a.$expr", "not supported"),
]


@pytest.mark.parametrize(("query", "place", "message"), REFUSED)
def test_what_mongodb_refuses_or_waypost_does_not_know_is_refused(
    query: dict[str, object], place: str, message: str
) -> None:
    [problem] = problems(query)
    assert problem.place == place
    assert message in problem.message


BEYOND = {"$expr": {"$gt": ["$statement.result.score.raw", "$statement.result.score.min"]}}


def test_it_is_explained_with_what_was_found() -> None:
    told = explain(BEYOND, {"statement": {"result": {"score": {"raw": 40, "min": 50}}}})
    assert (told.holds, told.parts[0].text, told.parts[0].found) == (
        False,
        "result.score.raw > result.score.min",
        (40, 50),
    )
    assert to_text(BEYOND) == "result.score.raw > result.score.min"


@pytest.mark.parametrize("operator", ["$eq", "$ne", "$gt", "$gte", "$lt", "$lte"])
@pytest.mark.parametrize("refused", [False, True])
def test_documents_are_found_that_satisfy_it(operator: str, refused: bool) -> None:
    query: dict[str, object] = {"$expr": {operator: ["$a.b", "$c"]}}
    for seed in ({}, {"c": 5}, {"a": {"b": "x"}}):
        found = witness({"$nor": [query]} if refused else query, seed)
        assert found is not None
        assert holds(query, found) is not refused


def scored(raw: float, least: float) -> Part:
    return statement(0, "scored", result={"score": {"raw": raw, "min": least}})


def test_somebody_walks_a_journey_by_it() -> None:
    steps = {
        "start": first_match(),
        "beyond": {"kind": "waypoint", "condition": {**verb("scored"), **BEYOND}},
        "done": exit_(),
    }
    journey = design(steps, "start>beyond>done")
    assert [finding.code for finding in check(journey) if finding.severity == "error"] == []
    assert walked(journey, scored(40, 50)) == []
    assert walked(journey, scored(51, 50)) == ["start>beyond>done completed"]
    assert cover(Plan(journey), bound=10, seed=0, start=0).is_complete


def test_segments_language_cannot_say_it() -> None:
    said = from_mongo({"event": "Bought", "$expr": {"$gt": ["$properties.paid", "$properties.price"]}})
    assert isinstance(said, NoEquivalent)
    assert "two values of one event" in said.reason


def test_the_same_said_the_other_way_round_is_no_change() -> None:
    def waiting(condition: Part) -> Journey:
        steps = {"start": first_match(), "a": {"kind": "waypoint", "condition": condition}, "done": exit_()}
        return design(steps, "start>a>done")

    one = waiting({"$expr": {"$gt": ["$a", "$b"]}})
    assert diff(one, waiting({"$expr": {"$lt": ["$b", "$a"]}})).changes == ()
    assert diff(one, waiting({"$expr": {"$lt": ["$a", "$b"]}})).changes != ()
