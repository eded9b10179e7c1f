"""Comparisons: an operator and its arguments become a test of one value.

Rules the reference leaves open:
- A list satisfies a test if one of its elements does; `differs`, `none_of` and `omits` negate that.
- An object exists and differs from every literal; it satisfies nothing else.
- `omits` is `NOT contains`, so a missing value omits everything; `differs` and `none_of` need a value.
- Values never convert: the text "5" in a document is a text. Literals in quotes do (`values.Reading`).
- Texts are ordered by code point; dates as instants, if both sides are dates. true and false have no order.
- The ends of relative dates are included. They are relative to `now`, microseconds since the epoch.
"""

import operator
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, TypeAlias

from engine.conditions.segment.expression import Argument, Constant, LookedUp, Operator, Span
from engine.conditions.segment.values import ConstantReading, instant_in, present, read_constant

Test: TypeAlias = Callable[[object, int], bool]
"""(value, now) → whether the value passes; never raises."""

TimelessTest: TypeAlias = Callable[[object], bool]
"""value → whether it passes; never raises."""

_Order: TypeAlias = Callable[[Any, Any], bool]
_ORDERS: dict[str, _Order] = {
    "greater_than": operator.gt,
    "at_least": operator.ge,
    "less_than": operator.lt,
    "at_most": operator.le,
    "before_date": operator.lt,
    "after_date": operator.gt,
}


@lru_cache(maxsize=1024)
def test(name: Operator, arguments: tuple[Argument, ...]) -> Test:
    """The test of any operator with literal arguments."""
    if name in RELATIVE:
        (span,) = (argument for argument in arguments if isinstance(argument, Span))
        return _relative(name, span.microseconds)
    plain = timeless_test(name, arguments)
    return lambda value, now: plain(value)


def timeless_test(name: Operator, arguments: Sequence[Argument]) -> TimelessTest:
    """The test of the operator ``name`` with ``arguments``; it is not `RELATIVE` to now."""
    literals = [read_constant(argument) for argument in arguments if isinstance(argument, Constant)]
    match name:
        case "exists":
            return present
        case "absent":
            return lambda value: not present(value)
        case "equals" | "one_of":
            return _any_element(_equal(literals))
        case "differs" | "none_of":
            equal = _any_element(_equal(literals))
            return lambda value: present(value) and not equal(value)
        case "greater_than" | "at_least" | "less_than" | "at_most":
            return _any_element(_ordered(_ORDERS[name], literals[0]))
        case "before_date" | "after_date":
            return _any_element(_instant_test(_ORDERS[name], literals[0].instant))
        case _:
            return _textual(name, tuple(literal.text or "" for literal in literals))


def _textual(name: Operator, texts: tuple[str, ...]) -> TimelessTest:
    match name:
        case "starts_with":
            return _any_element(lambda value: isinstance(value, str) and value.startswith(texts))
        case "ends_with":
            return _any_element(lambda value: isinstance(value, str) and value.endswith(texts))
    contains = _any_element(lambda value: isinstance(value, str) and any(text in value for text in texts))
    return contains if name == "contains" else lambda value: not contains(value)


def _any_element(check: TimelessTest) -> TimelessTest:
    def holds(value: object) -> bool:
        return any(map(check, value)) if isinstance(value, list) else check(value)

    return holds


def _equal(literals: list[ConstantReading]) -> TimelessTest:
    texts = {literal.text for literal in literals} - {None}
    numbers = {literal.number for literal in literals} - {None}
    truths = {literal.truth for literal in literals} - {None}
    instants = {literal.instant for literal in literals} - {None}

    def holds(value: object) -> bool:
        if isinstance(value, str):
            return value in texts or (bool(instants) and instant_in(value) in instants)
        if isinstance(value, bool):
            return value in truths
        return isinstance(value, int | float) and value in numbers

    return holds


def _ordered(order: _Order, literal: ConstantReading) -> TimelessTest:
    def holds(value: object) -> bool:
        if isinstance(value, str):
            return _orders_text(order, value, literal)
        return (
            isinstance(value, int | float)
            and not isinstance(value, bool)
            and literal.number is not None
            and order(value, literal.number)
        )

    return holds


def _orders_text(order: _Order, value: str, literal: ConstantReading) -> bool:
    if literal.instant is not None and (moment := instant_in(value)) is not None:
        return order(moment, literal.instant)
    return literal.text is not None and order(value, literal.text)


def _instant_test(order: _Order, moment: int | None) -> TimelessTest:
    def holds(value: object) -> bool:
        found = instant_in(value) if isinstance(value, str) else None
        return found is not None and order(found, moment)

    return holds


RELATIVE: dict[str, Callable[[int, int], bool]] = {
    "within_last": lambda ahead, span: -span <= ahead <= 0,
    "within_next": lambda ahead, span: 0 <= ahead <= span,
    "before_last": lambda ahead, span: ahead <= -span,
    "after_next": lambda ahead, span: ahead >= span,
}
"""Operator → whether a date so many microseconds ahead of now passes, given the span."""


def _relative(name: Operator, span: int) -> Test:
    passes = RELATIVE[name]

    def holds(value: object, now: int) -> bool:
        if isinstance(value, list):
            return any(holds(element, now) for element in value if not isinstance(element, list))
        found = instant_in(value) if isinstance(value, str) else None
        return found is not None and passes(found - now, span)

    return holds


def lookup_argument(arguments: Sequence[Argument]) -> LookedUp | None:
    """The argument whose value has to be looked up; None if all are written down, so that one test will do."""
    return next((argument for argument in arguments if isinstance(argument, LookedUp)), None)
