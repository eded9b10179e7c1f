"""Conditions answered: comparisons of one value, streams with windows and reducers, explanations, labels."""

from typing import Any

import pytest

from engine import instant
from engine.conditions.segment import (
    MISSING,
    Filter,
    Occurrence,
    compile_filter,
    evaluate,
    explain,
    parse,
    short_text,
)

NOW = instant.parse("2026-03-10T12:00:00Z")
HOUR = 3_600_000_000
DAY = 24 * HOUR


def holds(text: str, value: object) -> bool:
    """Whether a condition on `trait('x')` holds for a value."""
    return evaluate(parse(text), lambda _: [], {"x": value}.__getitem__, NOW)


@pytest.mark.parametrize(
    ("comparison", "passing", "failing"),
    [
        ("= 5", [5, 5.0, [1, 5]], ["5", 6, True, None, MISSING, {}, [], [[5]]]),
        ("= '5'", [5, 5.0, "5"], ["5.0", 6, None, MISSING]),
        ("= 1", [1], [True, "1", "true"]),
        ("= true", [True, [False, True]], [1, "true", False, None]),
        ("= 'true'", [True, "true"], [1, "True", False]),
        ("= 'pro'", ["pro", ["a", "pro"]], ["Pro", "pro ", {"pro": 1}, None]),
        ("!= 5", [6, "5", True, {}, []], [5, [5, 6], None, MISSING]),
        ("> 5", [5.1, 6, [1, 9]], [5, "6", True, None, MISSING, {}, []]),
        (">= '5'", [5, 9, "5", "50"], [4, "10", None, MISSING, True]),
        ("< 'm'", ["a", "B"], ["m", "n", 5, None, MISSING]),
        ("<= 5", [5, -1], [5.5, "1", None]),
        (".exists()", [0, "", False, [], {}], [None, MISSING]),
        (".absent()", [None, MISSING], [0, "", False, [], {}]),
        (".contains('a', 'b')", ["xbx", "a", ["x", "a"]], ["x", "A", 5, None, MISSING]),
        (".omits('a')", ["x", 5, None, MISSING, ["x"]], ["a", "xax", ["x", "a"]]),
        (".starts_with('ab')", ["ab", "abc", ["x", "ab"]], ["xab", 5, None, MISSING]),
        (".ends_with('ab')", ["ab", "xab"], ["abx", "ab\n", 5, None, MISSING]),
        (".one_of('a', 5)", ["a", 5, [5]], ["5", "b", None, MISSING]),
        (".none_of('a', 5)", ["5", "b", [1], {}], ["a", 5, [5], None, MISSING]),
        ("= 2026-03-01", ["2026-03-01", "2026-03-01T01:00:00+01:00"], ["2026-03-01T01:00:00Z", 1, "x", None]),
        ("= '2026-03-01'", ["2026-03-01", "2026-03-01T00:00:00Z"], ["2026-03-02", None]),
        ("> '2026-03-01'", ["2026-03-01T00:00:01Z", "x"], ["2026-03-01T00:30:00+01:00", 5]),
        ("> 2026-03-01", ["2026-03-01T00:00:01Z"], ["2026-03-01T00:30:00+01:00", "x", 5]),
        (".before_date('2026-03-01')", ["2026-02-28", "2026-03-01T00:30:00+01:00"], ["2026-03-01", "x", 5, None]),
        (".after_date(2026-03-01)", ["2026-03-02", ["x", "2027-01-01"]], ["2026-03-01", "x", 5, MISSING]),
        (".within_last(1 day)", ["2026-03-09T12:00:00Z", "2026-03-10T12:00:00Z"],
         ["2026-03-09T11:59:59Z", "2026-03-10T12:00:01Z", "x", 5, None]),
        (".within_next(1 hour)", ["2026-03-10T12:00:00Z", "2026-03-10T13:00:00Z"],
         ["2026-03-10T11:59:59Z", "2026-03-10T13:00:01Z"]),
        (".before_last(1 day)", ["2026-03-09T12:00:00Z", "2020-01-01"], ["2026-03-09T12:00:01Z", None]),
        (".after_next(1 day)", ["2026-03-11T12:00:00Z", ["2030-01-01"]], ["2026-03-11T11:59:59Z", "x"]),
    ],
)  # fmt: skip
def test_a_comparison_of_one_value(comparison: str, passing: list[object], failing: list[object]) -> None:
    text = f"trait('x'){comparison}" if comparison.startswith(".") else f"trait('x') {comparison}"
    answers = {repr(value): holds(text, value) for value in [*passing, *failing]}
    assert answers == {repr(value): True for value in passing} | {repr(value): False for value in failing}


def test_a_trait_is_looked_into() -> None:
    assert holds("trait('x.address.city') = 'Ghent'", {"address": {"city": "Ghent"}})
    assert holds("trait('x.city').absent()", "Ghent")


def test_two_traits_are_compared() -> None:
    traits: dict[str, object] = {"spend": 10, "limit": 5, "odd": [5]}
    for text, expected in [("> trait('limit')", True), ("< trait('limit')", False), ("!= trait('none')", False),
                           ("= trait('odd')", False), (".equals(trait('spend'))", True)]:  # fmt: skip
        space = "" if text.startswith(".") else " "
        condition = parse(f"trait('spend'){space}{text}")
        assert evaluate(condition, lambda _: [], lambda name: traits.get(name, MISSING), NOW) is expected


def bought(ago: int, name: str = "Bought", **properties: object) -> tuple[int, dict[str, Any]]:
    return NOW - ago, {"type": "track", "event": name, "properties": properties}


HISTORY = [
    bought(10 * DAY, price=10, sku="a", tags=["x", "y"], note="5"),
    bought(7 * DAY, price=None, sku="b", tags=["y"], note="12"),
    bought(7 * DAY - 1, price="2.5", sku="b", note=7),
    bought(HOUR, price=30, sku="c", note=True, extra={"deep": 1}),
    bought(HOUR, "Returned", price=30),
    bought(0, price="free", sku=3),
]


def occurred(found: Filter) -> list[Occurrence]:
    matches = compile_filter(found)
    return [Occurrence(time, document) for time, document in HISTORY if matches(document)]


def answer(text: str) -> bool:
    return evaluate(parse(text), occurred, lambda _: MISSING, NOW)


@pytest.mark.parametrize(
    "text",
    [
        "event('Bought').count() = 5",
        "event('Bought').within(7 days).count() = 4",
        "event('Bought').within(1 hour).count() = 2",
        "event('Bought').between(7 days, 10 days).count() = 2",
        "event('Bought').between(1 day, 1 day).count() = 0",
        "event('Bought').where(property('price') > 5).count() = 2",
        "event('Bought').count() > event('Returned').count()",
        "event('Nothing').count() < 1",
        "event('Bought').sum(property('price')) = 42.5",
        "event('Bought').avg(property('price')) > 14.16 AND event('Bought').avg(property('price')) < 14.17",
        "event('Bought').max(property('price')) = 30",
        "event('Bought').min(property('price')) = 2.5",
        "event('Bought').max(property('price') as string) = 'free'",
        "event('Bought').min(property('price') as string) = '10'",
        "event('Bought').sum(property('note')) = 24",
        "event('Bought').first(property('sku')) = 'a'",
        "event('Bought').last(property('sku')) = 3",
        "event('Bought').last(property('price')) = 'free'",
        "event('Bought').within(7 days).first(property('price')) = '2.5'",
        "event('Bought').mode(property('sku'), 2) = 'b'",
        "event('Bought').mode(property('sku'), 3).absent()",
        "event('Bought').mode(property('tags') as array, 2) = 'y'",
        "event('Bought').unique(property('sku')).count() = 4",
        "event('Bought').unique(property('tags')).count() = 2",
        "event('Bought').unique(property('extra')).count() = 0",
        "event('Bought').last(property('extra.deep')) = 1",
        "event('Nothing').sum(property('price')) = 0",
        "event('Nothing').avg(property('price')).absent()",
        "event('Nothing').max(property('price')).absent()",
        "event('Nothing').max(property('price') as string).absent()",
        "event('Nothing').first(property('price')).absent()",
        "event('Nothing').mode(property('price'), 1).absent()",
        "NOT (event('Nothing').count() = 1)",
        "event('Nothing').count() = 1 OR event('Returned').count() = 1",
        "literal('abc').contains('b')",
    ],
)
def test_what_a_history_says(text: str) -> None:
    assert answer(text)
    assert explain(parse(text), occurred, lambda _: MISSING, NOW).holds


@pytest.mark.parametrize(
    "numbers", [[1e308, 1e308], [10**400, 0.5], [10**400, 1], [float("inf"), float("-inf")]]
)
def test_numbers_beyond_all_bounds_are_no_error(numbers: list[float]) -> None:
    stream = [Occurrence(NOW, {"properties": {"p": number}}) for number in numbers]
    for reducer in ("sum", "avg", "max"):
        condition = parse(f"event('X').{reducer}(property('p')) = 1")
        assert not evaluate(condition, lambda _: stream, lambda _: MISSING, NOW)


def test_a_sum_does_not_depend_on_the_order() -> None:
    condition = parse("event('X').sum(property('p')) = 0.6")
    stream = [Occurrence(NOW, {"properties": {"p": number}}) for number in (0.1, 0.2, 0.3)]
    assert evaluate(condition, lambda _: stream, lambda _: MISSING, NOW)
    assert evaluate(condition, lambda _: stream[::-1], lambda _: MISSING, NOW)


def test_occurrences_without_documents_are_counted_and_nothing_else() -> None:
    stream = [Occurrence(NOW)]
    assert evaluate(parse("event('X').count() = 1"), lambda _: stream, lambda _: MISSING, NOW)
    assert evaluate(
        parse("event('X').last(property('p')).absent()"), lambda _: stream, lambda _: MISSING, NOW
    )


def test_an_explanation_says_which_comparison_failed_and_what_it_found() -> None:
    condition = parse("event('Bought').count() >= 9 AND (NOT (trait('a').exists()) OR trait('b') = 1)")
    told = explain(condition, occurred, lambda _: MISSING, NOW)
    count, choice = told.parts
    assert (told.junction, told.holds, told.found) == ("AND", False, MISSING)
    assert (count.text, count.holds, count.found) == ("event('Bought').count() >= 9", False, 5)
    assert (choice.junction, [part.holds for part in choice.parts]) == ("OR", [True, False])
    assert [part.junction for part in choice.parts] == ["NOT", ""]


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("event('Order Completed').count() = 1", "Order Completed"),
        ("event('Order Completed').within(7 days).count() >= 3", "3 × Order Completed within 7 days"),
        ("event('A').between(1 day, 7 days).count() = 2", "exactly 2 × A between 1 day and 7 days ago"),
        ("event('A').count() > 2", "more than 2 × A"),
        ("event('A').count() < 2", "fewer than 2 × A"),
        ("event('A').count() > event('B').count()", "count of A > count of B"),
        ("event('A').where(property('total') >= 100).count() = 1", "A (total >= 100)"),
        ("event('A').sum(property('total')) > 100", "sum total of A > 100"),
        ("event('A').count() = 1 AND (trait('plan') = 'pro' OR trait('beta').exists())",
         "A and (plan = pro or beta exists)"),
        ("NOT (trait('plan').one_of('a', 'b'))", "not (plan one of a, b)"),
        ("event('A').count() = 1 OR event('B').count() = 1", "A or B"),
        (f"event('{'long ' * 30}').count() = 1", ("long " * 12)[:59].rstrip() + "…"),
    ],
)  # fmt: skip
def test_a_label_is_short(text: str, label: str) -> None:
    assert short_text(parse(text)) == label
