"""Parts of an expression: its comparisons, event filters, traits, and whether one event decides it."""

from collections.abc import Iterator

from engine.conditions.segment.expression import (
    And,
    Comparison,
    Constant,
    Expression,
    Filter,
    Not,
    Or,
    Reduction,
    Trait,
)
from engine.conditions.segment.values import read_constant


def clauses(expression: Expression) -> tuple[Comparison, ...]:
    """The comparisons in order of appearance, without those inside `.where(…)`."""
    return tuple(_comparisons(expression))


def primaries(expression: Expression) -> Iterator[Comparison]:
    """Every comparison, those inside `.where(…)` too: what Segment's limit of 50 counts."""
    for comparison in _comparisons(expression):
        yield comparison
        for reduction in _reductions(comparison):
            if reduction.filter.where is not None:
                yield from primaries(reduction.filter.where)


def filters(expression: Expression) -> tuple[Filter, ...]:
    """The distinct event filters, in order of appearance."""
    return tuple(dict.fromkeys(reduction.filter for reduction in reductions(expression)))


def reductions(expression: Expression) -> Iterator[Reduction]:
    """Every scalar made from a stream of events, without those inside `.where(…)`."""
    return (each for comparison in _comparisons(expression) for each in _reductions(comparison))


def traits(expression: Expression) -> frozenset[str]:
    """The names of the traits it looks at (`address` for `trait('address.city')`)."""
    return frozenset(
        scalar.path[0]
        for comparison in _comparisons(expression)
        for scalar in (comparison.left, *comparison.right)
        if isinstance(scalar, Trait)
    )


def needs_documents(expression: Expression) -> bool:
    """Tell whether it looks into event documents beyond the times at which its filters matched."""
    return any(reduction.reducer != "count" for reduction in reductions(expression))


def is_arrival(expression: Expression) -> bool:
    """Tell whether it means "when one such event arrives", so that the event at hand alone decides it.

    One event counted once (`= 1`, `>= 1`, `> 0`, no window); a choice of such; or one such together with
    conditions on traits. All else looks at several events.
    """
    match expression:
        case Comparison():
            return counts_one(expression)
        case Or(parts):
            return all(map(is_arrival, parts))
        case And(parts):
            streamed = [part for part in parts if filters(part)]
            return len(streamed) == 1 and is_arrival(streamed[0])
        case Not():
            return False


def counts_one(comparison: Comparison) -> bool:
    """Tell whether it is `event(…).count() = 1`, `>= 1` or `> 0` without a window."""
    left = comparison.left
    if not isinstance(left, Reduction) or left.reducer != "count" or left.window is not None:
        return False
    wanted = {"equals": 1, "at_least": 1, "greater_than": 0}.get(comparison.operator)
    right = comparison.right[0] if comparison.right else None
    return wanted is not None and isinstance(right, Constant) and read_constant(right).number == wanted


def _comparisons(expression: Expression) -> Iterator[Comparison]:
    match expression:
        case Comparison():
            yield expression
        case And(parts) | Or(parts):
            for part in parts:
                yield from _comparisons(part)
        case Not(part):
            yield from _comparisons(part)


def _reductions(comparison: Comparison) -> Iterator[Reduction]:
    for scalar in (comparison.left, *comparison.right):
        if isinstance(scalar, Reduction):
            yield scalar
