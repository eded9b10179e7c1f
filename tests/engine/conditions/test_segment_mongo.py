"""Segment's language and mongo queries say the same, or the conversion says why they cannot."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.conditions.mongo import compile_query
from engine.conditions.segment import (
    MISSING,
    Expression,
    Filter,
    NoEquivalent,
    Occurrence,
    compile_filter,
    evaluate,
    from_mongo,
    parse,
    to_mongo,
    to_text,
)

relaxed = settings(deadline=None, max_examples=50)

TO_MONGO: list[tuple[str, dict[str, Any]]] = [
    ("event('X').count() = 1", {"type": "track", "event": "X"}),
    (
        "event('X').where(property('a.b') >= 3 AND context('page.url').exists()).count() >= 1",
        {"type": "track", "event": "X", "properties.a.b": {"$gte": 3}, "context.page.url": {"$ne": None}},
    ),
    (
        "event('X').where(property('a') > 3 AND property('a') < 5).count() > 0",
        {"type": "track", "event": "X", "$and": [{"properties.a": {"$gt": 3}}, {"properties.a": {"$lt": 5}}]},
    ),
    (
        "event('X').count() = 1 OR event('Y').count() = 1",
        {"$or": [{"type": "track", "event": "X"}, {"type": "track", "event": "Y"}]},
    ),
    (
        "event('X').sources({exclude: 's'}).count() = 1",
        {
            "type": "track",
            "event": "X",
            "lrs_id": {"$nin": ["s"]},
            "context.protocols.sourceId": {"$nin": ["s"]},
        },
    ),
]


@pytest.mark.parametrize(("text", "query"), TO_MONGO)
def test_an_arrival_is_a_query_on_its_track_call(text: str, query: dict[str, Any]) -> None:
    assert to_mongo(parse(text)) == query


@pytest.mark.parametrize(
    ("where", "query"),
    [
        ("property('a') = 'x'", {"properties.a": "x"}),
        ("property('a') = '5'", {"properties.a": {"$in": ["5", 5]}}),
        ("property('a') = true", {"properties.a": True}),
        ("property('a') = 'true'", {"properties.a": {"$in": ["true", True]}}),
        ("property('a') != 5", {"properties.a": {"$nin": [None, 5]}}),
        ("property('a') > 'm'", {"properties.a": {"$gt": "m"}}),
        ("property('a') > '5'", {"$or": [{"properties.a": {"$gt": "5"}}, {"properties.a": {"$gt": 5}}]}),
        ("property('a').absent()", {"properties.a": None}),
        ("property('a').one_of('x', 5)", {"properties.a": {"$in": ["x", 5]}}),
        ("property('a').none_of('x', 5)", {"properties.a": {"$nin": [None, "x", 5]}}),
        ("property('a').contains('a+b')", {"properties.a": {"$regex": r"a\+b"}}),
        (
            "property('a').contains('a', 'b')",
            {"$or": [{"properties.a": {"$regex": "a"}}, {"properties.a": {"$regex": "b"}}]},
        ),
        ("property('a').omits('a')", {"properties.a": {"$not": {"$regex": "a"}}}),
        ("property('a').starts_with('a')", {"properties.a": {"$regex": "^a"}}),
        ("property('a').ends_with('a')", {"properties.a": {"$regex": r"a\z"}}),
        ("NOT (property('a') = 1)", {"$nor": [{"properties.a": 1}]}),
        ("property('a') = 1 OR property('b') = 2", {"$or": [{"properties.a": 1}, {"properties.b": 2}]}),
    ],
)
def test_a_where_clause_is_a_query_on_properties(where: str, query: dict[str, Any]) -> None:
    converted = to_mongo(parse(f"event('X').where({where}).count() = 1"))
    assert converted == {"type": "track", "event": "X", **query}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("event('X').count() = 2", "several events"),
        ("NOT (event('X').count() = 1)", "several events"),
        ("event('X').within(1 day).count() = 1", "several events"),
        ("trait('a') = 1", "no event"),
        ("event('X').count() = 1 AND trait('a') = 1", "traits"),
        ("event('X').where(property('a') = 2026-01-01).count() = 1", "2026-01-01 is compared as a date"),
        ("event('X').where(property('a') = '2026-01-01').count() = 1", "'2026-01-01' is compared as a date"),
        ("event('X').where(property('a').after_date(2026-01-01)).count() = 1", "compares dates"),
        ("event('X').where(property('a').within_last(1 day)).count() = 1", "compares dates"),
        ("event('X').where(property('a') = property('b')).count() = 1", "cannot name"),
        ("event('X').where(literal(1) = property('b')).count() = 1", "begin with a literal"),
        (r"event('X').where(property('a\\.b') = 1).count() = 1", r"cannot name property('a\\.b')"),
        ("event('X').where(property('$a') = 1).count() = 1", "cannot name property('$a')"),
        ("event('X').where(property('a').contains('\0')).count() = 1", "no regular expression"),
        ("event('X').where(property('a').contains('\ud800')).count() = 1", "no regular expression"),
    ],
)
def test_what_a_query_cannot_say_is_refused_with_the_reason(text: str, reason: str) -> None:
    converted = to_mongo(parse(text))
    assert isinstance(converted, NoEquivalent)
    assert reason in converted.reason


@pytest.mark.parametrize(
    ("clauses", "where"),
    [
        ({"properties.a": 1}, "property('a') = 1"),
        ({"properties.a": "x", "context.b": None}, "property('a') = 'x' AND context('b').absent()"),
        ({"properties.a": "5"}, "property('a') = '5' AND NOT (property('a') = 5)"),
        ({"properties.a": {"$in": ["5", 5, "x"]}}, "property('a').one_of('5', 'x')"),
        ({"properties.a": {"$in": [None, 5]}}, "property('a') = 5 OR property('a').absent()"),
        ({"properties.a": {"$ne": 5}}, "NOT (property('a') = 5)"),
        ({"properties.a": {"$ne": None}}, "property('a').exists()"),
        ({"properties.a": {"$nin": [None, None]}}, "property('a').exists()"),
        ({"properties.a": {"$nin": [None, 5]}}, "property('a') != 5"),
        ({"properties.a": {"$nin": [5, None, 6]}}, "property('a').none_of(5, 6)"),
        ({"properties.a": {"$gt": 1, "$lte": 2.5}}, "property('a') > 1 AND property('a') <= 2.5"),
        ({"properties.a": {"$exists": True, "$ne": None}}, "property('a').exists()"),
        ({"properties.a": {"$exists": True, "$gt": 1}}, "property('a') > 1"),
        ({"properties.a": {"$not": {"$gt": 1}}}, "NOT (property('a') > 1)"),
        ({"$or": [{"properties.a": 1}, {"properties.b": 2}]}, "property('a') = 1 OR property('b') = 2"),
        ({"$nor": [{"properties.a": 1}, {"properties.b": 2}]},
         "NOT (property('a') = 1) AND NOT (property('b') = 2)"),
        ({"properties.a": {"$regex": "^a\\."}}, "property('a').starts_with('a.')"),
        ({"properties.a": {"$regex": "a", "$options": ""}}, "property('a').contains('a')"),
        ({"properties.a": {"$regex": "a\\z"}}, "property('a').ends_with('a')"),
        ({"properties.a": {"$regex": "a$"}}, "property('a').ends_with('a') OR property('a').ends_with('a\n')"),
    ],
)  # fmt: skip
def test_a_query_on_properties_is_a_where_clause(clauses: dict[str, Any], where: str) -> None:
    converted = from_mongo({"type": "track", "event": "X", **clauses})
    assert not isinstance(converted, NoEquivalent), converted
    assert to_text(converted) == f"event('X').where({where}).count() = 1"


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ({"event": "X"}, "event('X').count() = 1"),
        ({"$and": [{"type": {"$eq": "track"}}, {"event": {"$eq": "X"}}]}, "event('X').count() = 1"),
        ({"event": {"$in": ["X", "Y"]}}, "event('X').count() = 1 OR event('Y').count() = 1"),
        (
            {"type": "track", "$or": [{"event": "X"}, {"event": "Y", "properties.a": 1}]},
            "event('X').count() = 1 OR event('Y').where(property('a') = 1).count() = 1",
        ),
    ],
)
def test_a_query_that_names_events_is_an_arrival(query: dict[str, Any], text: str) -> None:
    converted = from_mongo(query)
    assert not isinstance(converted, NoEquivalent), converted
    assert to_text(converted) == text


@pytest.mark.parametrize(("text", "query"), TO_MONGO)
def test_what_was_converted_can_be_converted_back(text: str, query: dict[str, Any]) -> None:
    there_and_back = from_mongo(query)
    assert not isinstance(there_and_back, NoEquivalent)
    assert to_mongo(there_and_back) == query


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ({}, "name one event"),
        ({"properties.a": 1}, "name one event"),
        ({"event": 5}, "named by a text"),
        ({"event": {"$ne": "X"}}, "named by a text"),
        ({"event": {"$in": []}}, "never true"),
        ({"type": "identify", "event": "X"}, "'type' is not in reach"),
        ({"statement.verb.id": "x", "event": "X"}, "'statement.verb.id' is not in reach"),
        ({"event": "X", "lrs_id": "s"}, "'lrs_id' is not in reach"),
        ({"event": "X", "properties": 1}, "'properties' is not in reach"),
        ({"event": "X", "properties.a..b": 1}, "not in reach"),
        ({"event": "X", "properties.a": {"$exists": True}}, "null from missing"),
        ({"event": "X", "properties.a": {"$exists": False}}, "null from missing"),
        ({"event": "X", "properties.a": {"$size": 2}}, "$size cannot be said"),
        ({"event": "X", "properties.a": {"$elemMatch": {"b": 1}}}, "$elemMatch cannot be said"),
        ({"event": "X", "properties.a": {"$date": "2026-01-01"}}, "$date cannot be said"),
        ({"event": "X", "properties.a": {"b": 1}}, "texts, finite numbers"),
        ({"event": "X", "properties.a": [1]}, "texts, finite numbers"),
        ({"event": "X", "properties.a": 10**30}, "64 bits"),
        ({"event": "X", "properties.a": float("nan")}, "finite"),
        ({"event": "X", "properties.a": "2026-01-01"}, "compared as a date"),
        ({"event": "X", "properties.a": {"$gt": False}}, "no order"),
        ({"event": "X", "properties.a": {"$in": []}}, "never true"),
        ({"event": "X", "properties.a": {"$nin": []}}, "always true"),
        ({"event": "X", "properties.a": {"$in": 5}}, "take a list"),
        ({"event": "X", "properties.a": {"$regex": "a.b"}}, "more than a plain text"),
        ({"event": "X", "properties.a": {"$regex": "^a$"}}, "more than a plain text"),
        ({"event": "X", "properties.a": {"$regex": "a", "$options": "i"}}, "$options cannot be said"),
        ({"event": "X", "$where": "true"}, "$where cannot be said"),
        ({"$or": [{"event": "X"}, 5]}, "a query is an object"),
        ({"event": "X", "$or": [{"properties.a": n} for n in range(51)]}, "52 comparisons"),
    ],
)
def test_what_the_language_cannot_say_is_refused_with_the_reason(query: object, reason: str) -> None:
    converted = from_mongo(query)
    assert isinstance(converted, NoEquivalent), to_text(converted)
    assert reason in converted.reason


def test_a_query_as_deep_as_a_well_is_refused() -> None:
    query: dict[str, Any] = {"properties.a": 1}
    for _ in range(5_000):
        query = {"$nor": [query]}
    assert "deep" in getattr(from_mongo({"event": "X", **query}), "reason", "")


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("trait('plan') = 'pro'", {"traits.plan": "pro"}),
        ("trait('address.city').exists() AND trait('n') > 3",
         {"traits.address.city": {"$ne": None}, "traits.n": {"$gt": 3}}),
        ("trait('a') = 1 OR NOT (trait('b') = 2)", {"$or": [{"traits.a": 1}, {"$nor": [{"traits.b": 2}]}]}),
    ],
)  # fmt: skip
def test_a_split_on_data_looks_at_traits_in_both_languages(text: str, query: dict[str, Any]) -> None:
    assert to_mongo(parse(text), on="data") == query
    assert from_mongo(query, on="data") == parse(text)


def test_a_split_on_data_has_more_than_either_language_can_say_alike() -> None:
    assert isinstance(to_mongo(parse("event('X').count() = 1"), on="data"), NoEquivalent)
    assert isinstance(from_mongo({"steps.quiz.statement.verb.id": "x"}, on="data"), NoEquivalent)
    assert isinstance(from_mongo({"audiences": "vip"}, on="data"), NoEquivalent)


TEXTS = ["", "a", "ab", "ba", "b", "a\n", "A", "a.b", "5", "5.0", "-1", "true", "false", "é", "^$"]
NUMBERS = [-1, 0, 1, 5, 5.0, 5.5, 2**53 + 1, 1e300]
PATHS = ["a", "b", "n.b", "n.c.d"]

scalars = st.none() | st.booleans() | st.sampled_from(TEXTS) | st.sampled_from(NUMBERS)
inner = st.fixed_dictionaries(
    {}, optional={"b": scalars, "c": scalars | st.fixed_dictionaries({"d": scalars})}
)
objects = st.fixed_dictionaries({}, optional={"a": scalars, "b": scalars, "n": scalars | inner})
documents = st.fixed_dictionaries(
    {
        "type": st.sampled_from(["track", "track", "track", "identify"]),
        "event": st.sampled_from(["X", "X", "Y"]),
    },
    optional={"properties": objects | scalars, "context": objects, "traits": objects, "lrs_id": scalars},
)


def quoted(value: object) -> str:
    return "'" + value + "'" if isinstance(value, str) else repr(value)


def spelled(pattern: str, names: str, operands: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.tuples(st.sampled_from(names.split()), operands).map(lambda pair: pattern.format(*pair))


texts = st.sampled_from(TEXTS).map(quoted)
ordered = texts | st.sampled_from(NUMBERS).map(quoted)
literals = ordered | st.sampled_from(["true", "false"])
predicates = st.one_of(
    spelled(" {} {}", "= !=", literals),
    spelled(" {} {}", "> >= < <=", ordered),
    st.sampled_from([".exists()", ".absent()"]),
    spelled(".{}({})", "one_of none_of", st.lists(literals, min_size=1, max_size=3).map(", ".join)),
    spelled(".{}({})", "starts_with ends_with omits contains", texts),
    spelled(".{}({})", "contains", st.tuples(texts, texts).map(", ".join)),
)


@st.composite
def wheres(draw: st.DrawFn, functions: tuple[str, ...], depth: int = 2) -> str:
    """Boolean texts on properties and context, or on traits."""
    if depth and draw(st.booleans()):
        parts = draw(st.lists(wheres(functions, depth - 1), min_size=2, max_size=3))
        junction = draw(st.sampled_from([" AND ", " OR "])).join(parts)
        return draw(st.sampled_from([f"({junction})", f"NOT ({junction})"]))
    return f"{draw(st.sampled_from(functions))}('{draw(st.sampled_from(PATHS))}'){draw(predicates)}"


def operator(names: str, operands: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.tuples(st.sampled_from(names.split()), operands).map(lambda pair: {pair[0]: pair[1]})


operators = st.one_of(
    operator("$eq $ne", scalars),
    operator("$gt $gte $lt $lte", st.sampled_from(TEXTS) | st.sampled_from(NUMBERS)),
    operator("$in $nin", st.lists(scalars, min_size=1, max_size=4)),
    operator("$regex", st.sampled_from(["a", "^a", "b$", "a\\z", "^", "$", "\\.", ""])),
    st.just({"$exists": True, "$gte": 1}),
)
tests = operators | operators.map(lambda negated: {"$not": negated}) | scalars


@st.composite
def queries(draw: st.DrawFn, roots: tuple[str, ...], depth: int = 2) -> dict[str, Any]:
    kind = draw(st.sampled_from(["field", "field", "$and", "$or", "$nor"])) if depth else "field"
    if kind == "field":
        keys = st.tuples(st.sampled_from(roots), st.sampled_from(PATHS)).map(".".join)
        return draw(st.dictionaries(keys, tests, min_size=1, max_size=2))
    return {kind: draw(st.lists(queries(roots, depth - 1), min_size=1, max_size=3))}


def arrives(expression: Expression, document: Mapping[str, object]) -> bool:
    """Whether an arrival happens with this one event."""
    one = [Occurrence(0, document)]

    def stream(found: Filter) -> list[Occurrence]:
        return one if compile_filter(found)(document) else []

    return evaluate(expression, stream, lambda _: MISSING, 0)


def decided(expression: Expression, document: Mapping[str, Any]) -> bool:
    """What a split on data with these traits decides."""
    found = document.get("traits", {})
    return evaluate(expression, lambda _: [], lambda name: found.get(name, MISSING), 0)


@relaxed
@given(wheres(("property", "context")), st.booleans(), documents)
def test_a_condition_and_its_query_agree_on_every_event(
    where: str, two: bool, document: dict[str, Any]
) -> None:
    other = " OR event('Y').sources({exclude: 'a'}).count() >= 1" if two else ""
    expression = parse(f"event('X').where({where}).count() = 1{other}")
    query = to_mongo(expression)
    assert not isinstance(query, NoEquivalent)
    assert compile_query(query)(document) is arrives(expression, document)
    back = from_mongo(query)
    assert not isinstance(back, NoEquivalent) or "comparisons" in back.reason
    if not isinstance(back, NoEquivalent):
        assert arrives(back, document) is arrives(expression, document)


@relaxed
@given(queries(("properties", "context")), st.sampled_from(["X", {"$in": ["X", "Y"]}]), documents)
def test_a_query_and_its_condition_agree_on_every_track_call(
    query: dict[str, Any], event: object, document: dict[str, Any]
) -> None:
    whole = {"type": "track", "event": event, **query}
    expression = from_mongo(whole)
    if isinstance(expression, NoEquivalent):
        assert "comparisons" in expression.reason
    else:
        assert arrives(expression, document) is compile_query(whole)(document)


@relaxed
@given(wheres(("trait",)), documents)
def test_a_condition_on_traits_and_its_query_agree(text: str, document: dict[str, Any]) -> None:
    expression = parse(text)
    query = to_mongo(expression, on="data")
    assert not isinstance(query, NoEquivalent)
    assert compile_query(query)(document) is decided(expression, document)


@relaxed
@given(queries(("traits",)), documents)
def test_a_query_on_traits_and_its_condition_agree(query: dict[str, Any], document: dict[str, Any]) -> None:
    expression = from_mongo(query, on="data")
    if isinstance(expression, NoEquivalent):
        assert "comparisons" in expression.reason
    else:
        assert decided(expression, document) is compile_query(query)(document)
