"""What the mongo dialect means, rule by rule: compiled conditions and the reference are asked alike."""

from __future__ import annotations

import math
from datetime import UTC, datetime

import pytest

from engine.conditions.mongo import compile_query, decode_extended_json
from engine.conditions.mongo.reference import Reference

NAN = math.nan
MOMENT = datetime(2017, 9, 20, 9, 55, 50, tzinfo=UTC)
HEX = "59c23b26d138e44a720041ad"


def regex(pattern: str, options: str = "") -> dict[str, object]:
    return {"$regularExpression": {"pattern": pattern, "options": options}}


# Condition on `a`; values of `a` that satisfy it; values that do not. `...` is: there is no `a`.
RULES = {
    "equality": [
        (1, [1, 1.0, [1], [0, 1]], [True, "1", [[1]], None, ...]),
        (True, [True, [True]], [1, 1.0, "true", ...]),
        (0, [0, 0.0, -0.0], [False, None, "", ...]),
        (2**53 + 1, [2**53 + 1], [float(2**53)]),
        ("x", ["x", ["x"]], ["X", "xy", {"x": 1}, [["x"]]]),
        (NAN, [NAN, [NAN]], [0, None, "NaN"]),
        (None, [None, ..., [None], [1, None]], [0, "", False, [], {}]),
        ([1, 2], [[1, 2], [[1, 2]], [[1, 2], 3], [1.0, 2]], [[2, 1], [1, 2, 3], 1]),
        ([], [[], [[]]], [None, ..., {}]),
        ({"b": 1, "c": 2}, [{"b": 1, "c": 2}, [{"b": 1.0, "c": 2}]], [{"c": 2, "b": 1}, {"b": 1}]),
        ({"b": True}, [{"b": True}], [{"b": 1}]),
        ({}, [{}, [{}]], [{"b": 1}, None, ..., []]),
        ({"$eq": {"$x": 1}}, [{"$x": 1}], [1]),
        (regex("^x"), ["x", "xy", ["y", "x"]], ["yx", 1, ...]),
    ],
    "negation": [
        ({"$ne": 1}, [2, "1", True, None, ..., []], [1, 1.0, [1], [1, 2]]),
        ({"$ne": None}, [0, [], [1]], [None, ..., [None, 1]]),
        ({"$nin": [1, None]}, [2, [2]], [1, None, ..., [2, 1]]),
        ({"$nin": []}, [1, ...], []),
        ({"$not": {"$gt": 1}}, [1, "2", None, ..., [0, 1]], [2, [0, 2]]),
        ({"$not": {"$gt": 1, "$lt": 5}}, [1, 5, ..., [0, 1]], [3, [0, 9]]),
        ({"$not": regex("^x")}, ["y", 1, ...], ["x", ["y", "x"]]),
        ({"$not": {"$regex": "^X", "$options": "i"}}, ["y"], ["x"]),
        ({"$not": {"$not": {"$eq": 1}}}, [1], [2, ...]),
    ],
    "order": [
        ({"$gt": 1}, [2, 1.5, math.inf, [0, 2]], [1, "2", True, NAN, None, ..., [0, 1]]),
        ({"$gte": 1}, [1, 1.0, 2], [0, True, "1"]),
        ({"$lt": 2**53 + 1}, [float(2**53), -math.inf], [2**53 + 1, NAN]),
        ({"$lt": "b"}, ["a", "", "B"], ["b", "c", 1, ...]),
        ({"$lte": None}, [None, ...], [0, "", False]),
        ({"$gte": None}, [None, ..., [None]], [0, 1]),
        ({"$gt": None}, [], [None, ..., 1]),
        ({"$gte": NAN}, [NAN], [0, math.inf, None]),
        ({"$lt": NAN}, [], [NAN, 0]),
        ({"$gt": False}, [True], [False, 1]),
        ({"$gt": [1, 2]}, [[1, 3], [1, 2, 0], [[1, 3]], ["x"]], [[1, 2], [1], 5]),
        ({"$gt": {"b": 1}}, [{"b": 2}, {"c": 1}, {"b": "x"}, {"b": 1, "c": 0}], [{"b": 1}, {"a": 9}, {}]),
        (
            {"$gt": {"$date": "2017-09-20T09:55:50Z"}},
            [MOMENT.replace(minute=56)],
            [MOMENT, "2018-01-01", 2e12],
        ),
        ({"$gt": 1, "$lt": 3}, [2, [0, 9]], [1, 3]),
    ],
    "membership": [
        ({"$in": [1, "x"]}, [1, "x", [2, "x"]], [True, "y", ...]),
        ({"$in": [None]}, [None, ..., [None]], [0, []]),
        ({"$in": [[1], {"b": 1}]}, [[1], [[1]], {"b": 1}], [1, {"b": 2}]),
        ({"$in": [regex("^x", "i"), 5]}, ["Xy", 5, ["a", "x"]], ["ax", 6]),
        ({"$in": []}, [], [1, None, ..., []]),
        ({"$all": [1, 2]}, [[1, 2], [2, 3, 1]], [[1], 1, ...]),
        ({"$all": ["x"]}, ["x", ["x"]], ["y"]),
        ({"$all": [[1, 2]]}, [[1, 2], [[1, 2]]], [[1], [2, 1]]),
        ({"$all": [None]}, [None, ..., [None]], [1]),
        ({"$all": [regex("^x"), "y"]}, [["y", "xx"]], [["y"], ["xx"]]),
        ({"$all": []}, [], [1, [], ...]),
        (
            {"$all": [{"$elemMatch": {"b": 1}}, {"$elemMatch": {"b": 2}}]},
            [[{"b": 1}, {"b": 2}]],
            [[{"b": 1}]],
        ),
    ],
    "arrays": [
        ({"$size": 2}, [[1, 2], [[], []]], [[1], "ab", {"b": 1, "c": 2}, [[1, 2]], ...]),
        ({"$size": 0}, [[]], [None, ..., ""]),
        ({"$elemMatch": {"$gt": 1, "$lt": 3}}, [[2], [9, 2]], [[0, 9], 2, [[2]], []]),
        ({"$elemMatch": {"b": 1, "c": 2}}, [[{"b": 1, "c": 2}]], [[{"b": 1}, {"c": 2}], {"b": 1, "c": 2}]),
        ({"$elemMatch": {"b": {"$exists": False}}}, [[{}], [[]]], [[1], [{"b": 1}]]),
        ({"$elemMatch": {"0": 5}}, [[[5]]], [[5], 5]),
        ({"$elemMatch": {}}, [[{}], [[]]], [[], [1], {}]),
        ({"$elemMatch": {"$not": {"$gt": 1}}}, [[0], ["x", 5]], [[2], [], ...]),
        ({"$elemMatch": {"$ne": 1}}, [[2], [1, 2]], [[1], []]),
        ({"$elemMatch": {"$elemMatch": {"$eq": 1}}}, [[[1]]], [[1]]),
        ({"$elemMatch": {"$or": [{"b": 1}, {"c": 1}]}}, [[{"c": 1}]], [[{"d": 1}]]),
        ({"$elemMatch": {"$in": [1]}}, [[1]], [[[1]], 1]),
    ],
    "kinds": [
        ({"$exists": True}, [1, None, [], {}], [...]),
        ({"$exists": False}, [...], [1, None, []]),
        ({"$exists": 0}, [...], [None]),
        ({"$exists": None}, [...], [None]),
        ({"$exists": "no"}, [None], [...]),
        ({"$type": "string"}, ["x", ["x"]], [1, ..., [["x"]]]),
        ({"$type": 2}, ["x"], [2]),
        ({"$type": "number"}, [1, 1.5, 2**40, [1]], [True, "1"]),
        ({"$type": "int"}, [1, -(2**31)], [1.0, 2**31, True]),
        ({"$type": "long"}, [2**31], [1, 2**63]),
        ({"$type": "double"}, [1.0, 2**63], [1]),
        ({"$type": "bool"}, [True], [1, 0]),
        ({"$type": "null"}, [None], [..., 0]),
        ({"$type": "array"}, [[], [1]], ["x", {}]),
        ({"$type": "object"}, [{}, [{}]], [[], None]),
        ({"$type": "date"}, [MOMENT], ["2017-09-20T09:55:50Z"]),
        ({"$type": ["string", "bool"]}, ["x", True], [1]),
        ({"$type": "binData"}, [], ["x", 1, ...]),
    ],
    "numbers": [
        ({"$mod": [4, 0]}, [0, 4, 8.9, -4, [1, 4]], [1, "4", None, ..., NAN, math.inf, True, 2**70, 1e30]),
        ({"$mod": [4, -1]}, [-1, -5, -5.5], [3, 1]),
        ({"$mod": [-4, 1]}, [1, 5], [-1, -3]),
        ({"$mod": [4.9, 1.9]}, [5], [0]),
        ({"$numberLong": "5"}, [5, 5.0], ["5"]),
        ({"$numberDecimal": "0.5"}, [0.5], ["0.5"]),
    ],
    "patterns": [
        ({"$regex": "b"}, ["abc", ["x", "b"]], ["B", 1, None, ..., {"b": 1}]),
        ({"$regex": "B", "$options": "i"}, ["abc"], ["x"]),
        ({"$options": "i", "$regex": "B"}, ["abc"], ["x"]),
        ({"$regex": "^b"}, ["b"], ["a\nb"]),
        ({"$regex": "^b", "$options": "m"}, ["a\nb"], ["ab"]),
        ({"$regex": "a$"}, ["a", "a\n"], ["a\nb"]),
        ({"$regex": "a.b"}, ["axb"], ["a\nb"]),
        ({"$regex": "a.b", "$options": "s"}, ["a\nb"], ["ab"]),
        ({"$regex": "a b # c", "$options": "x"}, ["ab"], ["a b"]),
        ({"$regex": regex("b", "i")}, ["B"], ["x"]),
        ({"$regex": "b", "$ne": "b"}, ["ab"], ["b", "x"]),
    ],
    "learning locker": [
        ({"$oid": HEX.upper()}, [HEX], [HEX[1:]]),
        ({"$in": [{"$oid": HEX}]}, [HEX, [HEX]], ["x"]),
        ({"$dte": "2017-09-20T09:55:50Z"}, [MOMENT], ["2017-09-20T09:55:50Z"]),
        ({"$gte": {"$dte": "2017-09-20"}}, [MOMENT], [MOMENT.replace(year=2016)]),
        ({"$eq": 1, "$comment": "one"}, [1], [2]),
        ({"$comment": "anything"}, [1, ...], []),
    ],
}

CASES = [
    pytest.param(
        condition, value, holds, id=f"{rule}: {condition} {'holds' if holds else 'fails'} for {value}"
    )
    for rule, rows in RULES.items()
    for condition, yes, no in rows
    for values, holds in ((yes, True), (no, False))
    for value in values
]


def answers(query: object, document: dict[str, object]) -> set[bool]:
    return {compile_query(query)(document), Reference(query).match(document)}  # type: ignore[arg-type]


@pytest.mark.parametrize(("condition", "value", "holds"), CASES)
def test_a_condition_on_one_field(condition, value, holds):
    assert answers({"a": condition}, {} if value is ... else {"a": value}) == {holds}


# Path, condition; the documents' `a` for which it holds, and for which it does not.
PATHS = [
    ("a.b", 1, [{"b": 1}, [{"b": 1}], [{"b": [1]}], [5, {"b": 1}]], [[[{"b": 1}]], 1, "b", ...]),
    ("a.b", None, [{}, 5, "x", None, ..., [{}], [{"b": 1}, {}]], [[], [5], {"b": 1}, [[]]]),
    ("a.b", {"$exists": False}, [{}, 5, [], [5], [{}]], [{"b": None}, [{}, {"b": 1}]]),
    ("a.b", {"$ne": 1}, [{}, [], [{"b": 2}]], [[{"b": 2}, {"b": 1}]]),
    ("a.0", "x", [["x"], {"0": "x"}, [{"0": "x"}]], [["y", "x"], [["x"]], "x"]),
    ("a.0", ["x"], [[["x"]]], [["x"]]),
    ("a.0", {"$size": 1}, [[["x"]]], [["x"]]),
    ("a.0.b", 1, [[{"b": 1}], [[{"b": 1}]], {"0": {"b": 1}}], [[{}, {"b": 1}], [5]]),
    ("a.0.b", None, [[{}], {}, [{"b": 1}]], [[5], []]),  # an object in the array has no name 0
    ("a.0.0", 5, [[[5]], {"0": {"0": 5}}], [[5], [[6, 5]]]),
    ("a.00", "x", [{"00": "x"}], [["x"]]),
    ("a.1", None, [[{"1": 1}, {"2": 1}], [{"0": 1}, 5]], [[1, 2], []]),
    ("a.b.c", 1, [[{"b": [{"c": 1}]}], {"b": [{"c": 2}, {"c": 1}]}], [[{"b": [[{"c": 1}]]}]]),
    (
        "a.b.c.d.e",
        1,
        [{"b": {"c": {"d": {"e": 1}}}}, [{"b": [{"c": [{"d": {"e": [1]}}]}]}]],
        [{"b": {"c": {}}}],
    ),
]


@pytest.mark.parametrize(("path", "condition", "yes", "no"), PATHS, ids=str)
def test_a_path_through_objects_and_arrays(path, condition, yes, no):
    for values, holds in ((yes, True), (no, False)):
        for value in values:
            assert answers({path: condition}, {} if value is ... else {"a": value}) == {holds}, value


@pytest.mark.parametrize(
    ("query", "holds"),
    [
        ({}, True),
        ({"$comment": "x"}, True),
        ({"$and": [{}, {"a": 1}]}, True),
        ({"$and": [{"a": 1}, {"b": 3}]}, False),
        ({"$and": [{"$comment": "label", "a": {"$in": [1]}}, {"b": {"$gte": 2}}]}, True),
        ({"$or": [{"a": 9}, {"b": 2}]}, True),
        ({"$or": [{"a": 9}, {"b": 9}, {"c": {"$exists": True}}]}, False),
        ({"$nor": [{"a": 9}, {"b": 9}]}, True),
        ({"$nor": [{"a": 1}, {"b": 9}]}, False),
        ({"$or": [{"a": 9}], "b": 2}, False),
        ({"$nor": [{"$or": [{"a": 9}, {"$nor": [{"b": 2}]}]}]}, True),
    ],
)
def test_groups(query, holds):
    assert answers(query, {"a": 1, "b": 2}) == {holds}


def test_two_elements_may_satisfy_two_clauses_on_one_path():
    query = {"$and": [{"a": 1}, {"a": 2}]}
    assert answers(query, {"a": [1, 2]}) == {True}
    assert answers(query, {"a": 1}) == {False}


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ({"$date": "2017-09-20T11:55:50+02:00"}, MOMENT),
        ({"$date": 1505901350000}, MOMENT),
        ({"$date": {"$numberLong": "1505901350000"}}, MOMENT),
        ({"$numberInt": "5"}, 5),
        ({"$numberDouble": "-Infinity"}, -math.inf),
        ([{"a": {"$oid": HEX}}], [{"a": HEX}]),
        ({"$date": "soon"}, {"$date": "soon"}),
        ({"$date": "2017-09-20", "more": 1}, {"$date": "2017-09-20", "more": 1}),
    ],
)
def test_extended_json_in_documents(written, value):
    assert decode_extended_json(written) == value


def test_documents_nested_very_deep():
    deep: dict[str, object] = {"x": 1}
    for _ in range(600):
        deep = {"x": deep}
    document = decode_extended_json({"a": deep})
    assert isinstance(document, dict)
    assert answers({"a.x.x": {"$exists": True}}, document) == {True}
    assert answers({"a": {"x": 1}}, document) == {False}
