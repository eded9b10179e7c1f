"""Learning Locker's dates: the document's own `timestamp` and `stored` are instants, in conditions and documents."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from engine.conditions.mongo import LEARNING_LOCKER_DATES, compile_query, paths
from engine.conditions.mongo.explanation import explain
from engine.conditions.mongo.reference import Reference

DOCUMENT = {
    "timestamp": "2017-09-20T09:55:50.310Z",
    "stored": "2017-09-20T09:55:51.000001Z",
    "statement": {"timestamp": "2017-09-20T09:55:50.3108+00:00", "stored": "x"},
}


def holds(query, document=DOCUMENT, dates=LEARNING_LOCKER_DATES):
    [answer] = {compile_query(query, dates)(document), Reference(query, dates).match(document)}
    return answer


@pytest.mark.parametrize("path", ["timestamp", "statement.timestamp"])
@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ({"$gte": "2017-09-20"}, True),
        ({"$gte": {"$dte": "2017-09-20T09:55:50.310Z"}}, True),
        ({"$gt": {"$date": "2017-09-20T09:55:50.310+00:00"}}, False),
        ({"$lt": {"$date": 1505901350311}}, True),
        ({"$lt": "2017-09-20T09:55:50.310001Z"}, True),
        ("2017-09-20T11:55:50.31+02:00", True),
        ("2017-09-20 09:55:50.310", True),
        ({"$in": ["2017-09-20T09:55:50.310+00:00", "never"]}, True),
        ({"$ne": "2017-09-20T09:55:50.310Z"}, False),
        ({"$not": {"$lt": "2017-09-21"}}, False),
        ({"$type": "date"}, True),
        ({"$gt": "last week"}, False),
        ({"$regex": "^2017"}, False),
    ],
)
def test_a_condition_on_a_date(path, condition, expected):
    assert holds({path: condition}) == expected


def test_instants_are_compared_to_the_microsecond():
    assert holds({"stored": {"$gt": "2017-09-20T09:55:51Z"}})
    assert not holds({"stored": {"$gt": "2017-09-20T09:55:51.000001Z"}})


def test_documents_may_carry_datetimes():
    document = {"timestamp": datetime(2017, 9, 20, tzinfo=UTC)}
    assert holds({"statement.timestamp": "2017-09-20"}, document)


def test_what_is_no_date_is_what_it_is():
    assert holds({"timestamp": "soon"}, {"timestamp": "soon"})
    assert not holds({"timestamp": {"$gt": "2017-01-01"}}, {"timestamp": "soon"})
    assert holds({"timestamp": {"$gt": 1}}, {"timestamp": 2})
    assert holds({"timestamp": None}, {})


def test_without_dates_it_is_text():
    assert not holds({"timestamp": "2017-09-20T09:55:50.310+00:00"}, dates=frozenset())
    assert holds({"statement.timestamp": {"$regex": "^2017"}}, dates=frozenset())


def test_only_the_documents_own_dates_are_meant():
    inside = {"refs": [{"timestamp": "2017-09-20T00:00:00+00:00"}]}
    assert not holds({"refs.timestamp": "2017-09-20T00:00:00Z"}, inside)
    assert not holds({"refs": {"$elemMatch": {"timestamp": "2017-09-20T00:00:00Z"}}}, inside)


def test_paths_and_explanations_name_the_path_that_was_read():
    query = {"statement.timestamp": {"$gte": "2018-01-01"}, "statement.verb.id": "x"}
    assert paths(query, LEARNING_LOCKER_DATES) == {"timestamp", "statement.verb.id"}
    clause = explain(query, DOCUMENT, LEARNING_LOCKER_DATES).parts[0]
    assert (clause.path, clause.text) == ("timestamp", "timestamp ≥ 2018-01-01T00:00:00Z")
    assert clause.found == (datetime(2017, 9, 20, 9, 55, 50, 310_000, UTC),)


@pytest.mark.parametrize(
    "text",
    [
        "2017",
        "2017-09-20T",
        "2017-13-01",
        "2017-09-20T25:00:00Z",
        "0001-01-01T00:00:00+23:00",
        "",
    ],
)
def test_what_is_no_date(text):
    assert holds({"timestamp": text}, {"timestamp": text})
    assert not holds({"timestamp": {"$type": "date"}}, {"timestamp": text})
