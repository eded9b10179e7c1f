"""Contradictions between what Segment's language asks of counts and sums: that no number is as it wants."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil, floor, inf

from engine.conditions.segment.expression import (
    And,
    Comparison,
    Expression,
    Number,
    Or,
    Reduction,
)


def contradictory(expression: Expression) -> bool:
    """Tell whether certainly nothing satisfies it, because a count, or another amount, is to be in no interval."""
    match expression:
        case Or(parts):
            return all(map(contradictory, parts))
        case And(parts):
            return any(map(contradictory, parts)) or _exclude_each_other(list(_joined(expression)))
        case Comparison():
            return _exclude_each_other([expression])
        case _:
            return False


def _joined(expression: Expression) -> Iterator[Comparison]:
    """The comparisons that must all hold."""
    if isinstance(expression, Comparison):
        yield expression
    elif isinstance(expression, And):
        for part in expression.parts:
            yield from _joined(part)


def _exclude_each_other(comparisons: list[Comparison]) -> bool:
    """Tell whether the bounds of one amount leave no number."""
    bounds: dict[Reduction, tuple[float, float]] = {}
    for each in comparisons:
        if isinstance(each.left, Reduction) and (interval := _interval(each.left, each)):
            low, high = bounds.get(each.left, _whole(each.left))
            bounds[each.left] = (max(low, interval[0]), min(high, interval[1]))
    return any(low > high for low, high in bounds.values())


def _is_count(reduction: Reduction) -> bool:
    return reduction.reducer in ("count", "unique")


def _whole(reduction: Reduction) -> tuple[float, float]:
    return (0 if _is_count(reduction) else -inf, inf)


def _interval(reduction: Reduction, comparison: Comparison) -> tuple[float, float] | None:
    """The least and the greatest number that passes; of counts, whole ones. None where that is no interval."""
    if len(comparison.right) != 1 or not isinstance(comparison.right[0], Number):
        return None
    number = float(comparison.right[0].value)
    whole = _is_count(reduction)
    match comparison.operator:
        case "equals":
            return (number, number) if not whole or number.is_integer() else (inf, -inf)
        case "at_least":
            return (ceil(number) if whole else number, inf)
        case "at_most":
            return (-inf, floor(number) if whole else number)
        case "greater_than" if whole:
            return (floor(number) + 1, inf)
        case "less_than" if whole:
            return (-inf, ceil(number) - 1)
        case _:
            return None
