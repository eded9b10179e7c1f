"""What an expression asks of events: its filters, its traits, and whether one event decides it."""

from collections.abc import Mapping

import pytest

from engine.conditions.segment import (
    Filter,
    clauses,
    compile_filter,
    filters,
    is_arrival,
    needs_documents,
    parse,
    to_text,
    traits,
)

ORDER: dict[str, object] = {
    "type": "track",
    "event": "Order Completed",
    "userId": "u1",
    "timestamp": "2026-03-01T12:00:00Z",
    "properties": {
        "total": 120, "coupon": None, "sku": "A-1", "address": {"city": "Ghent"}, "a.b": 1,
        "tags": ["new", "sale"], "products": [{"sku": "x", "price": 5}, {"sku": "y", "price": 50}],
        "due": "2026-03-03T12:00:00Z", "paid": 120.0,
    },
    "context": {"page": {"url": "https://example.org/shop"}},
}  # fmt: skip


def matches(where: str, document: Mapping[str, object] = ORDER) -> bool:
    (found,) = filters(parse(f"event('Order Completed').where({where}).count() = 1"))
    return compile_filter(found)(document)


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ("property('total') >= 100", True),
        ("property('total') > 120", False),
        ("property('address.city') = 'Ghent'", True),
        ("property('address.zip').absent()", True),
        (r"property('a\\.b') = 1", True),
        ("property('a.b') = 1", False),
        ("property('tags') = 'sale'", True),
        ("property('tags').contains('al')", True),
        ("property('tags') != 'sale'", False),
        ("property('tags.0') = 'new'", True),
        ("property('tags.5').exists()", False),
        ("property('products.price') > 20", True),
        ("property('products.1.sku') = 'y'", True),
        ("property('products.0.sku') = 'y'", False),
        ("property('products.name').absent()", True),
        ("property('sku.x').absent()", True),
        ("property('address') != 'Ghent'", True),
        ("property('address') = 'Ghent'", False),
        ("property('total') = property('paid')", True),
        ("property('total') = property('coupon')", False),
        ("property('total') != property('nothing')", False),
        ("literal(100) < property('total')", True),
        ("context('page.url').ends_with('/shop')", True),
        ("NOT context('page.url').starts_with('http')", False),
        ("property('total') = 1 OR property('sku') = 'A-1'", True),
        ("property('total') = 120 AND property('sku') = 'B'", False),
    ],
)
def test_a_where_clause_looks_into_the_document(where: str, expected: bool) -> None:
    assert matches(where) is expected


def test_relative_dates_in_a_where_clause_start_from_the_time_of_the_event() -> None:
    assert matches("property('due').within_next(2 days)")
    assert not matches("property('due').within_next(1 day)")
    undated = {key: value for key, value in ORDER.items() if key != "timestamp"}
    assert not matches("property('due').within_next(2 days)", undated)


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"type": "identify", "event": "Order Completed"},
        {"type": "track", "event": "Order Cancelled"},
        {"type": ["track"], "event": ["Order Completed"]},
        {"event": "Order Completed"},
        {"statement": {"verb": {"id": "http://adlnet.gov/expapi/verbs/completed"}}},
    ],
)
def test_only_track_calls_of_the_name_pass(document: Mapping[str, object]) -> None:
    assert not compile_filter(Filter("Order Completed"))(document)


@pytest.mark.parametrize("properties", [None, 5, "total", [], [[{"total": 120}]], True])
def test_odd_properties_have_no_values(properties: object) -> None:
    document = {**ORDER, "properties": properties}
    assert matches("property('total').absent()", document)
    assert not matches("property('total') >= 0", document)


@pytest.mark.parametrize(
    ("source", "passes"),
    [
        ({}, True),
        ({"lrs_id": "web"}, False),
        ({"lrs_id": "app"}, True),
        ({"context": {"protocols": {"sourceId": "web"}}}, False),
        ({"lrs_id": ["web"]}, True),
    ],
)
def test_excluded_sources_do_not_pass(source: dict[str, object], passes: bool) -> None:
    (found,) = filters(parse("event('Order Completed').sources({exclude: 'web', 'old'}).count() = 1"))
    assert compile_filter(found)(ORDER | source) is passes


def test_filters_are_distinct_in_order_and_know_no_windows() -> None:
    expression = parse(
        "event('B').within(7 days).count() > 2 AND event('A').where(property('p') = 1).sum(property('q')) > 1"
        " OR NOT (event('B').count() = 0) OR event('A').count() > event('C').count()"
    )
    (where,) = clauses(parse("literal(1) = 1"))
    assert [(found.event, found.where is not None) for found in filters(expression)] == [
        ("B", False), ("A", True), ("A", False), ("C", False),
    ]  # fmt: skip
    assert filters(parse("trait('a') = 1")) == ()
    assert len({*filters(expression), Filter("B"), Filter("B", where)}) == 5


def test_a_number_a_text_and_a_truth_value_make_different_filters() -> None:
    texts = ["1", "'1'", "true"]
    expression = parse(" OR ".join(f"event('X').where(property('p') = {text}).count() = 1" for text in texts))
    assert len(filters(expression)) == 3


def test_clauses_are_the_comparisons_outside_where() -> None:
    expression = parse(
        "NOT (trait('a') = 1 OR event('X').where(property('p') = 1).count() = 1) AND trait('b') = 2"
    )
    assert [to_text(clause) for clause in clauses(expression)] == [
        "trait('a') = 1", "event('X').where(property('p') = 1).count() = 1", "trait('b') = 2",
    ]  # fmt: skip


def test_traits_are_named_by_their_first_part_on_both_sides() -> None:
    expression = parse(r"trait('address.city') = 'x' OR NOT (event('X').count() > trait('a\\.b.c'))")
    assert traits(expression) == {"address", "a.b"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("event('X').within(7 days).count() > 2", False),
        ("trait('a') = 1", False),
        ("event('X').sum(property('p')) > 2", True),
        ("event('X').count() = 1 OR event('X').last(context('page.url')) = 'a'", True),
        ("event('X').unique(property('p')).count() > 2", True),
    ],
)
def test_only_reducers_of_values_need_documents(text: str, expected: bool) -> None:
    assert needs_documents(parse(text)) is expected


@pytest.mark.parametrize(
    "text",
    [
        "event('X').count() = 1",
        "event('X').count() == 1.0",
        "event('X').count() = '1'",
        "event('X').where(property('p') = 1).count() >= 1",
        "event('X').sources({exclude: 'a'}).count() > 0",
        "event('X').count().equals(1) OR event('Y').count().at_least(1) OR event('Z').count().greater_than(0)",
        "event('X').count() = 1 AND trait('a') = 1",
        "trait('a') = 1 AND NOT (trait('b') = 1 OR trait('c') = 1) AND (event('X').count() = 1)",
        "(event('X').count() = 1 OR event('Y').count() = 1) AND literal(1) = 1",
    ],
)
def test_one_event_decides_an_arrival(text: str) -> None:
    assert is_arrival(parse(text))


@pytest.mark.parametrize(
    "text",
    [
        "event('X').count() = 2",
        "event('X').count() >= 0",
        "event('X').count() > 1",
        "event('X').count() != 1",
        "event('X').count() <= 1",
        "event('X').count() = true",
        "event('X').count() = trait('n')",
        "literal(1) = event('X').count()",
        "event('X').within(7 days).count() = 1",
        "event('X').between(1 day, 7 days).count() = 1",
        "event('X').sum(property('p')) = 1",
        "event('X').unique(property('p')).count() = 1",
        "trait('a') = 1",
        "NOT (event('X').count() = 1)",
        "event('X').count() = 1 AND event('Y').count() = 1",
        "event('X').count() = 1 AND NOT (event('Y').count() = 1)",
        "event('X').count() = 1 OR trait('a') = 1",
        "event('X').count() = 1 OR event('X').count() = 2",
    ],
)
def test_all_else_looks_at_several_events(text: str) -> None:
    assert not is_arrival(parse(text))
