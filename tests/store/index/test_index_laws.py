"""What an index answers is what reading every document would have answered: conditions, orders, places in them."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from designer.sandbox.learninglocker.model_rows import IndexRows, MemoryRows
from designer.sandbox.learninglocker.queries import SortOrder
from designer.sandbox.persistence import DATES
from engine.conditions import mongo
from store.index import bitmap, index_order, inverted_index
from store.index.index_query import matching
from store.index.inverted_index import InvertedIndex

TEXTS = ["", "a", "ab", "b", "x" * 300, "x" * 299 + "y", "2026-01-01T00:00:00Z", "2026-01-01T01:00:00+01:00"]
SCALARS = st.sampled_from([None, True, False, 0, 1, 1.0, -2.5, 2**60, 2**60 + 1, *TEXTS])
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=2),
    max_leaves=4,
)
NAMES = st.sampled_from(["a", "b", "timestamp"])
DOCUMENTS = st.dictionaries(NAMES, VALUES, max_size=3)
PATHS = st.sampled_from(["a", "b", "a.a", "a.b", "a.a.b", "a.0", "timestamp", "statement.timestamp", "c"])
OPERATORS = st.sampled_from(["$eq", "$ne", "$gt", "$gte", "$lt", "$lte"])
CLAUSES = st.one_of(
    st.tuples(PATHS, SCALARS),
    st.tuples(PATHS, st.builds(lambda name, value: {name: value}, OPERATORS, VALUES)),
    st.tuples(PATHS, st.builds(lambda low, high: {"$gte": low, "$lt": high}, VALUES, st.sampled_from(TEXTS))),
    st.tuples(PATHS, st.builds(lambda values: {"$in": values}, st.lists(SCALARS, max_size=3))),
    st.tuples(PATHS, st.builds(lambda values: {"$nin": values}, st.lists(SCALARS, max_size=3))),
    st.tuples(
        PATHS, st.sampled_from([{"$exists": True}, {"$exists": False}, {"$regex": "^a"}, {"$size": 1}])
    ),
    st.tuples(PATHS, st.sampled_from([{"$type": "object"}, {"$type": "string"}, {"$not": {"$gt": 0}}])),
    st.tuples(PATHS, st.sampled_from([{"$elemMatch": {"a": 1}}, {"$all": ["a", "b"]}, {"$mod": [2, 1]}])),
).map(lambda clause: {clause[0]: clause[1]})
QUERIES = st.recursive(
    CLAUSES,
    lambda inner: st.builds(
        lambda name, parts: {name: parts},
        st.sampled_from(["$and", "$or", "$nor"]),
        st.lists(inner, min_size=1, max_size=3),
    ),
    max_leaves=4,
)
ORDERS = st.lists(st.tuples(PATHS, st.sampled_from([1, -1])), max_size=2).map(SortOrder)


def indexed(documents: Sequence[dict[str, Any]]) -> InvertedIndex:
    index = InvertedIndex(sqlite3.connect(":memory:", isolation_level=None), "test", DATES)
    for number, document in enumerate(documents):
        index.put(number, None, document)
    return index


def identified(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [document | {"_id": f"{7 * number % 31:024x}"} for number, document in enumerate(found)]


COLLECTIONS = st.lists(DOCUMENTS, max_size=12).map(identified)


@settings(max_examples=300, deadline=None)
@given(COLLECTIONS, QUERIES)
def test_a_condition_is_answered_as_by_reading(
    documents: list[dict[str, Any]], query: dict[str, Any]
) -> None:
    holds = mongo.compile_query(query, DATES)
    found = matching(indexed(documents), query, documents.__getitem__)
    assert list(bitmap.numbers(found)) == [at for at, document in enumerate(documents) if holds(document)]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"a": {"$gt": "x" * 300}}, [1]),
        ({"a": {"$lte": "x" * 300}}, [0, 2]),
        ({"a": {"$gte": "x" * 200, "$lt": "x" * 299 + "y"}}, [0]),
        ({"a": {"$gte": "a", "$lt": "b"}}, [2]),
        ({"a": {"$gt": "x", "$lt": "b"}}, []),
        ({"b": {"$gt": "m", "$lt": "c"}}, [3]),  # one element is beyond one end, another beyond the other
        ({"timestamp": {"$gte": "2026-01-01T00:00:00Z", "$lt": "2026-01-02"}}, [4]),
    ],
)
def test_a_window_is_answered_as_by_reading(query: dict[str, Any], found: list[int]) -> None:
    documents: list[dict[str, Any]] = [
        {"a": "x" * 300},
        {"a": "x" * 299 + "y"},
        {"a": "ab"},
        {"b": ["z", "a"]},
        {"timestamp": "2026-01-01T12:00:00Z"},
        {"timestamp": "2026-01-02T00:00:00Z"},
    ]
    assert list(bitmap.numbers(matching(indexed(documents), query, documents.__getitem__))) == found


@settings(max_examples=150, deadline=None)
@given(
    COLLECTIONS, QUERIES, ORDERS, st.booleans(), st.integers(0, 4), st.sampled_from([0, 2, 500]), st.data()
)
def test_pages_are_as_of_sorting_all(
    documents: list[dict[str, Any]],
    query: dict[str, Any],
    order: SortOrder,
    back: bool,
    skip: int,
    few: int,
    data: st.DataObject,
) -> None:
    index = indexed(documents)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(index_order, "_FEW", few)  # so many are read; more are walked along the index
        patch.setattr(inverted_index, "_FIRST_BLOCK", few + 1)
        demand_pages(index, documents, query, order, back, skip, data)


def demand_pages(
    index: InvertedIndex,
    documents: list[dict[str, Any]],
    query: dict[str, Any],
    order: SortOrder,
    back: bool,
    skip: int,
    data: st.DataObject,
) -> None:
    rows = IndexRows(index, documents.__getitem__, index.all(), query, order)
    plain = MemoryRows(documents, query, order)
    assert len(rows) == len(plain)
    places = st.none() | st.sampled_from([order.values(each) for each in documents] or [None])
    start, end = data.draw(places), data.draw(places)
    between = rows.read(start, end, back=back, skip=skip)
    assert list(between) == list(plain.read(start, end, back=back, skip=skip))
    beyond = rows.read(start, at_place=True, back=back)
    assert list(beyond) == list(plain.read(start, at_place=True, back=back))


@settings(max_examples=100, deadline=None)
@given(COLLECTIONS, COLLECTIONS, QUERIES)
def test_what_is_put_in_the_place_of_another_leaves_nothing_of_it(
    before: list[dict[str, Any]], after: list[dict[str, Any]], query: dict[str, Any]
) -> None:
    index = indexed(before)
    for number in range(max(len(before), len(after))):
        old, new = (found[number] if number < len(found) else None for found in (before, after))
        index.put(number, old, new)
    assert matching(index, query, after.__getitem__) == matching(indexed(after), query, after.__getitem__)


@given(st.sets(st.integers(0, 20_000), max_size=60))
def test_rows_of_bits_are_read_as_they_were_packed(numbers: set[int]) -> None:
    whole = bitmap.of(numbers)
    chunks = [whole >> start & ((1 << bitmap.CHUNK) - 1) for start in range(0, 20_480, bitmap.CHUNK)]
    rows = [(at, bitmap.packed(chunk)) for at, chunk in enumerate(chunks) if chunk]
    assert bitmap.joined(rows) == bitmap.union_of_chunks(rows) == whole
    assert list(bitmap.numbers(whole)) == sorted(numbers)
    assert [number for number in range(20_010) if bitmap.has(bitmap.to_bytes(whole), number)] == sorted(
        numbers
    )
