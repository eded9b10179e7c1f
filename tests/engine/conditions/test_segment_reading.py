"""Texts of Segment's query language: read, written again, and refused with a place and a reason."""

import subprocess
import sys

import pytest

from engine.conditions.segment import SegmentSyntaxError, clauses, parse, problems, to_text

CANONICAL = [
    "event('Order Completed').count() = 1",
    "event('Shoes Bought').where(property('price') >= 100).within(7 days).count() >= 1",
    "event('Shoes Bought').where(property('price') > 100 AND property('brand') = 'My Brand').min(property('p')) < 5",
    "event('A').between(7 days, 10 days).count() > 2",
    "event('A').within(1 hour).count() = 1",
    "event('A').where(context('page.url').contains('shoes', 'shirts')).count() = 1",
    "event('A').sources({exclude: 'QgRHeujRJBM9j18yChyC', '/;hSBZDqGDPvXCKHbikPm'}).count() = 1",
    "event('A').where(property('a') = 1).sources({exclude: 'x'}).within(2 days).sum(property('spend')) <= 10.5",
    "event('A').avg(property('spend')) != 3",
    "event('A').max(property('spend') as string) = 'z'",
    "event('A').mode(property('spend'), 2) = 'x'",
    "event('A').mode(property('tags') as array, 2) = 'x'",
    "event('A').first(context('page.path')) = '/'",
    "event('A').last(property('sku')).exists()",
    "event('A').unique(property('sku')).count() >= 3",
    "event('A').count() > event('B').count()",
    "event('A').where(property('seen') < property('sold')).count() = 1",
    "trait('total_spend') > trait('limit')",
    "trait('plan').absent()",
    "trait('plan').omits('free')",
    "trait('plan').starts_with('pro')",
    "trait('plan').ends_with('x')",
    "trait('plan').one_of('a', 5, 2.5, true, 2026-01-31)",
    "trait('plan').none_of('a')",
    "trait('since').before_date('2023-12-07T18:50:00Z')",
    "trait('since').after_date(2023-12-07)",
    "trait('since').within_last(7 days) OR trait('since').within_next(1 day)",
    "trait('since').before_last(7 hours) OR trait('since').after_next(2 days)",
    "trait('address.city') = 'Ghent'",
    r"trait('a\\.b.c\\\\d') = 'it\'s a \\ backslash'",
    "literal('abc') = trait('x')",
    "trait('a') = true AND trait('b') = -5 OR NOT (trait('c') = false)",
    "(trait('a') = 1 OR trait('b') = 2) AND trait('c') = 3",
    "(trait('a') = 1 AND trait('b') = 2) AND trait('c') = 3",
    "trait('a') = 2026-01-31T12:00:00.5+01:00",
    "trait('smørrebrød') = 'ja\ntak'",
]


@pytest.mark.parametrize("text", CANONICAL)
def test_a_canonical_text_is_written_as_it_was_read(text: str) -> None:
    assert to_text(parse(text)) == text


@pytest.mark.parametrize(
    ("sloppy", "canonical"),
    [
        ("event ( 'A' ) . count ( ) == 1", "event('A').count() = 1"),
        ("event('A').count().at_least(2)", "event('A').count() >= 2"),
        ("trait('a').equals('x')", "trait('a') = 'x'"),
        ("trait('a').differs(literal(5))", "trait('a') != 5"),
        ("trait('a')=1 and trait('b')=2 Or not trait('c')=3",
         "trait('a') = 1 AND trait('b') = 2 OR NOT (trait('c') = 3)"),
        ("(((trait('a') = TRUE)))", "trait('a') = true"),
        ("NOT NOT trait('a').exists()", "NOT (NOT (trait('a').exists()))"),
        (r"trait('a\.b') = 1", r"trait('a\\.b') = 1"),
        ("event('A').within(7 days).where(property('p') = 1).count() = 1",
         "event('A').where(property('p') = 1).within(7 days).count() = 1"),
        ("event('A').where(property('p') = 1).where(property('q') = 2).count() = 1",
         "event('A').where(property('p') = 1 AND property('q') = 2).count() = 1"),
        ("event('A').sources(exclude: ['x', 'y']).count() = 1", "event('A').sources({exclude: 'x', 'y'}).count() = 1"),
        ("event('A').max(property('p') as Number) = 1e3", "event('A').max(property('p')) = 1000.0"),
        ("event('A').within(1 Days).count() = 1", "event('A').within(1 day).count() = 1"),
        ("event('A')\n  .count()\n  = 1", "event('A').count() = 1"),
    ],
)  # fmt: skip
def test_what_people_write_is_understood(sloppy: str, canonical: str) -> None:
    assert to_text(parse(sloppy)) == canonical


def test_not_binds_tighter_than_and_and_tighter_than_or() -> None:
    text = "trait('a') = 1 OR NOT trait('b') = 2 AND trait('c') = 3"
    assert parse(text) == parse("trait('a') = 1 OR ((NOT (trait('b') = 2)) AND trait('c') = 3)")


@pytest.mark.parametrize(
    ("text", "column", "said"),
    [
        ("", 1, "empty"),
        (" \n ", 1, "empty"),
        ("event('X').count() =", 21, "ends too early: expected a value or a function"),
        ("event('X').count() = 1 AND", 27, "expected a condition such as"),
        ("event('X').count()", 1, "a value, not a condition"),
        ("event('X')", 1, "events alone are no value"),
        ("event('X') = 1", 1, "events alone are no value"),
        ("event('X').cuont() = 1", 12, "Did you mean count?"),
        ("trail('x') = 1", 1, "Did you mean trait?"),
        ("event('X').contians('a')", 12, "Did you mean contains?"),
        ('event("X").count() = 1', 7, "single quotes"),
        ("event(‘X’).count() = 1", 7, "single quotes"),
        ("event('X.count() = 1", 7, "not closed"),
        ("event(5).count() = 1", 7, "takes a text"),
        ("event('X', 'Y').count() = 1", 1, "the name of an event"),
        ("event('X').count() = 1 && trait('a') = 1", 24, "Write AND."),
        ("trait('a') = 1 trait('b') = 2", 16, "did not expect trait here: expected AND, OR or the end"),
        ("trait('a' = 1", 14, "expected ) or a comma"),
        ("trait('') = 1", 7, "empty part"),
        ("trait('a..b') = 1", 7, "empty part"),
        ("trait('a') > true", 14, "no order"),
        ("trait('a') = 12345678901234567890", 14, "64 bits"),
        ("trait('a') = 1e999", 14, "too large"),
        ("trait('a') = 2026-02-30", 14, "no date"),
        ("trait('a').before_date('soon')", 24, "takes a date"),
        ("trait('a').contains(5)", 21, "takes a text"),
        ("trait('a').one_of()", 12, "one value or more"),
        ("trait('a').one_of(trait('b'))", 19, "values, not functions"),
        ("trait('a').starts_with('a', 'b')", 12, "one text"),
        ("trait('a').exists(1)", 19, "takes nothing"),
        ("trait('a').within_last(7)", 24, "hours or days"),
        ("trait('a').within_last(7 weeks)", 24, "weeks is no unit of time"),
        ("trait('a').count() = 1", 12, "cannot follow trait"),
        ("trait('a').equals(1).equals(1)", 12, "nothing can follow"),
        ("trait('a') = (trait('b') = 1)", 14, "did not expect ("),
        ("count() = 1", 1, "has to follow something"),
        ("5", 1, "this is no condition"),
        ("event('X').within(0 days).count() = 1", 19, "from 1 to"),
        ("event('X').within(1 day).within(2 days).count() = 1", 26, "one time window"),
        ("event('X').between(10 days, 7 days).count() = 1", 12, "shorter span first"),
        ("event('X').between(10 days).count() = 1", 12, "two spans"),
        ("event('X').count().within(1 day) = 1", 20, "has to stand before .count"),
        ("event('X').count().sum(property('a')) = 1", 20, "cannot follow .count"),
        ("event('X').unique(property('a')) = 1", 12, "Count it"),
        ("event('X').sum('a') = 1", 16, "takes property('…') or context('…')"),
        ("event('X').sum(property('a') as string) = 1", 33, "sum(…) takes no type"),
        ("event('X').max(property('a') as date) = 1", 33, "Known are number, string."),
        ("event('X').mode(property('a')) = 1", 12, "a property and a number"),
        ("event('X').mode(property('a'), 0) = 1", 32, "lowest frequency"),
        ("event('X').sources({include: 'a'}).count() = 1", 21, "exclude"),
        ("property('x') = 1", 1, "only known inside .where(…)"),
        ("event('X').where(trait('a') = 1).count() = 1", 18, "a trait inside .where(…) is not supported"),
        ("event('X').where(event('Y').count() = 1).count() = 1", 18, "an event inside .where(…) is not supported"),
        ("event('X').within(parent: 5 days).count() = 1", 19, "parent: is not supported"),
        ("event('X').where(property(parent: 'a') = 1).count() = 1", 27, "parent: is not supported"),
        ("ANY (event('X').count() = 1)", 1, "account-level audiences only"),
        ("all not event('X').count() = 1", 1, "account-level audiences only"),
        ("entity('X').count() = 1", 1, "not supported here"),
        ("literal('a', 'b') = 1", 1, "one value"),
        ("NOT " * 51 + "trait('a') = 1", 205, "nested more than 50 deep"),
        ("(" * 20_000 + "trait('a') = 1", 20_015, "ends too early"),
        ("event(" * 5_000, 30_001, "ends too early"),
        ("x" * 50_000 + "('a') = 1", 1, "is no function"),
        ("x" * 10_000_000, 100_001, "longer than 100,000 characters"),
        (" OR ".join(["trait('a') = 1"] * 51), 1, "51 comparisons are more than the 50"),
    ],
)  # fmt: skip
def test_an_error_says_where_and_what(text: str, column: int, said: str) -> None:
    with pytest.raises(SegmentSyntaxError) as caught:
        parse(text)
    assert (caught.value.column, said in str(caught.value)) == (column, True), str(caught.value)
    assert caught.value.__cause__ is None
    assert len(str(caught.value)) < 500


def test_parentheses_around_one_condition_count_for_nothing() -> None:
    assert parse("(" * 500 + "trait('a') = 1" + ")" * 500) == parse("trait('a') = 1")


def test_fifty_comparisons_are_fine_and_those_in_where_count() -> None:
    where = " OR ".join(["property('a') = 1"] * 49)
    assert len(clauses(parse(f"event('X').where({where}).count() = 1"))) == 1
    assert problems(f"event('X').where({where} OR property('b') = 1).count() = 1")


def test_the_caret_points_at_the_place() -> None:
    with pytest.raises(SegmentSyntaxError) as caught:
        parse("trait('a') = 1 AND\n  trait('b') + 2")
    assert (caught.value.line, caught.value.column) == (2, 14)
    assert str(caught.value).splitlines() == [
        "cannot read '+' here (line 2, column 14)",
        "  trait('b') + 2",
        "             ^",
    ]


def test_problems_are_listed_with_their_place() -> None:
    assert problems("event('X').count() = 1") == []
    (problem,) = problems("event('X').cuont() = 1", "$.transitions[2].when")
    assert problem.place == "$.transitions[2].when"
    assert (problem.message, problem.hint) == ("column 12: cuont is no function", "Did you mean count?")


def test_importing_the_language_does_not_load_its_parser() -> None:
    code = "import sys, engine.conditions.segment; sys.exit('lark' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
