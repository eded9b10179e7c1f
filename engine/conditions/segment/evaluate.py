"""Expressions answered: from streams of occurrences, traits and a time."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple, TypeAlias

import msgspec

from engine.conditions.segment.comparators import lookup_argument, test
from engine.conditions.segment.event_filter import field
from engine.conditions.segment.expression import (
    And,
    Between,
    Comparison,
    Context,
    Expression,
    Filter,
    Not,
    Or,
    Property,
    Reduction,
    Scalar,
    Trait,
    Within,
)
from engine.conditions.segment.reduce import reduce
from engine.conditions.segment.text import to_text
from engine.conditions.segment.values import MISSING, as_constant, constant_value, find


class Occurrence(msgspec.Struct, frozen=True):
    """An event that satisfied a filter: its time in microseconds since the epoch, and, where an expression
    `needs_documents`, its document."""

    time: int
    document: Mapping[str, object] | None = None


Streams: TypeAlias = Callable[[Filter], Sequence[Occurrence]]
"""Filter → the occurrences that satisfy it, oldest first."""
Traits: TypeAlias = Callable[[str], object]
"""Name → the trait's value, or MISSING."""


class ExpressionExplanation(msgspec.Struct, frozen=True):
    """The explanation of an expression: its text, and its parts (`AND`, `OR`, `NOT`) or the value found."""

    text: str
    holds: bool
    junction: str = ""
    parts: tuple["ExpressionExplanation", ...] = ()
    found: object = MISSING


class _Facts(NamedTuple):
    streams: Streams
    trait: Traits
    now: int


def evaluate(expression: Expression, streams: Streams, trait: Traits, now: int) -> bool:
    """Tell whether ``expression`` holds at `now`, in microseconds since the epoch. Odd values are false.

    ``streams`` give the occurrences of each filter, ``trait`` the owner's. A window includes both its ends and ends
    at `now`; without one, all occurrences given count.
    """
    return _holds(expression, _Facts(streams, trait, now))


def explain(expression: Expression, streams: Streams, trait: Traits, now: int) -> ExpressionExplanation:
    """Answer ``expression`` as `evaluate` would from ``streams`` and ``trait`` at ``now``, with every part's own
    answer.
    """
    return _explain(expression, _Facts(streams, trait, now))


def _holds(expression: Expression, facts: _Facts) -> bool:
    match expression:
        case Comparison():
            return _compare(expression, _value(expression.left, facts), facts)
        case Not(part):
            return not _holds(part, facts)
        case And(parts):
            return all(_holds(part, facts) for part in parts)
        case Or(parts):
            return any(_holds(part, facts) for part in parts)


def _explain(expression: Expression, facts: _Facts) -> ExpressionExplanation:
    text = to_text(expression)
    match expression:
        case Comparison():
            found = _value(expression.left, facts)
            return ExpressionExplanation(text, _compare(expression, found, facts), found=found)
        case Not(part):
            inner = _explain(part, facts)
            return ExpressionExplanation(text, not inner.holds, "NOT", (inner,))
        case And(parts):
            inners = tuple(_explain(part, facts) for part in parts)
            return ExpressionExplanation(text, all(inner.holds for inner in inners), "AND", inners)
        case Or(parts):
            inners = tuple(_explain(part, facts) for part in parts)
            return ExpressionExplanation(text, any(inner.holds for inner in inners), "OR", inners)


def _compare(comparison: Comparison, value: object, facts: _Facts) -> bool:
    right = lookup_argument(comparison.right)
    if right is None:
        return test(comparison.operator, comparison.right)(value, facts.now)
    other = as_constant(_value(right, facts))
    return other is not None and test(comparison.operator, (other,))(value, facts.now)


def _value(scalar: Scalar, facts: _Facts) -> object:
    match scalar:
        case Trait(path):
            value = facts.trait(path[0])
            return find(value, path[1:])
        case Reduction():
            return _reduced(scalar, facts)
        case Property() | Context():
            return MISSING  # the reader lets these stand in where-clauses and reducers only
        case _:
            return constant_value(scalar)


def _reduced(reduction: Reduction, facts: _Facts) -> object:
    occurrences = _in_window(facts.streams(reduction.filter), reduction.window, facts.now)
    if reduction.of is None:
        return len(occurrences)
    value = field(reduction.of)
    return reduce(reduction, [value(each.document) for each in occurrences if each.document is not None])


def _in_window(
    occurrences: Sequence[Occurrence], window: Within | Between | None, now: int
) -> Sequence[Occurrence]:
    match window:
        case None:
            return occurrences
        case Within(span):
            first, last = now - span.microseconds, now
        case Between(near, far):
            first, last = now - far.microseconds, now - near.microseconds
    return [each for each in occurrences if first <= each.time <= last]
