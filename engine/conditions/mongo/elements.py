"""Each test as a function of one value."""

import operator
from collections.abc import Callable, Iterator
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Any, Final, TypeAlias

from engine.conditions.mongo.pattern import search
from engine.conditions.mongo.traversal import ElementTest, Matcher
from engine.conditions.mongo.tree import (
    ClauseGroup,
    Equal,
    Every,
    Exists,
    MatchesPattern,
    Negation,
    OfType,
    OneOf,
    OrderedTo,
    Remainder,
    Size,
    SomeElement,
    SomeObject,
    Test,
)
from engine.conditions.mongo.types import is_of_type
from engine.conditions.mongo.values import (
    MISSING,
    NUMBER,
    Document,
    Regex,
    compare,
    is_nan,
    rank,
    same,
    truncated,
)

Compile: TypeAlias = Callable[[ClauseGroup], Matcher]

_ORDERS: Final[dict[str, Callable[[Any, Any], bool]]] = {
    "$gt": operator.gt,
    "$gte": operator.ge,
    "$lt": operator.lt,
    "$lte": operator.le,
}


def element_test(test: Test, condition: Compile) -> ElementTest:
    """`condition` compiles the conditions of `$elemMatch`."""
    match test:
        case Negation(inner):
            return _negated(element_test(inner, condition))
        case Every(tests):
            return _every([element_test(inner, condition) for inner in tests])
        case SomeElement(inner):
            return _some_element(element_test(inner, condition))
        case SomeObject(inner):
            return _some_object(condition(inner))
        case _:
            return _scalar_test(test)


def _scalar_test(
    test: Equal | OrderedTo | OneOf | MatchesPattern | Exists | OfType | Remainder | Size,
) -> ElementTest:
    match test:
        case Equal(value):
            return equals(value)
        case OrderedTo(name, value):
            return _ordered(name, value)
        case OneOf(values, patterns):
            return _one_of(values, patterns)
        case MatchesPattern(regex):
            return _matches(regex)
        case Exists():
            return partial(operator.is_not, MISSING)
        case OfType(names):
            return lambda value: is_of_type(value, names)
        case Remainder(divisor, remainder):
            return _remainder(divisor, remainder)
        case Size(length):
            return lambda value: isinstance(value, list) and len(value) == length


def equals(wanted: object) -> ElementTest:
    if wanted is None:
        return lambda value: value is None or value is MISSING
    if isinstance(wanted, bool):
        return lambda value: value is wanted
    if rank(wanted) == NUMBER and not is_nan(wanted):
        return lambda value: value == wanted and not isinstance(value, bool)
    if isinstance(wanted, str | datetime):
        return lambda value: value == wanted
    return partial(same, wanted)


def _ordered(name: str, wanted: object) -> ElementTest:
    """The test of the operator ``name`` against ``wanted``: values of the same kind only; without an order, and NaN,
    at least equal ones.
    """
    order = _ORDERS[name]
    if isinstance(wanted, str):
        return lambda value: isinstance(value, str) and order(value, wanted)
    if rank(wanted) == NUMBER and not is_nan(wanted):
        return lambda value: _is_number(value) and order(value, wanted)
    if wanted is None or is_nan(wanted):
        return equals(wanted) if name in ("$gte", "$lte") else lambda value: False
    kind = rank(wanted)
    return lambda value: rank(value) == kind and order(compare(value, wanted), 0)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool) and value == value


def _one_of(values: tuple[object, ...], patterns: tuple[Regex, ...]) -> ElementTest:
    texts = frozenset(value for value in values if isinstance(value, str))
    others = [equals(value) for value in values if not isinstance(value, str)]
    others += [_matches(pattern) for pattern in patterns]
    if not others:
        return lambda value: isinstance(value, str) and value in texts

    def one_of(value: object) -> bool:
        return (isinstance(value, str) and value in texts) or any(holds(value) for holds in others)

    return one_of


def _matches(regex: Regex) -> ElementTest:
    found = search(regex)
    return lambda value: found(value) if isinstance(value, str) else value == regex


def _remainder(divisor: int, wanted: int) -> ElementTest:
    """The test for the remainder ``wanted`` by ``divisor``, as in C: cut off towards zero, with the sign of the
    number divided.
    """

    def remainder(value: object) -> bool:
        whole = truncated(value)
        if whole is None:
            return False
        rest = abs(whole) % abs(divisor)
        return (rest if whole >= 0 else -rest) == wanted

    return remainder


def _some_element(holds: ElementTest) -> ElementTest:
    return lambda value: isinstance(value, list) and any(map(holds, value))


def _some_object(holds: Matcher) -> ElementTest:
    return lambda value: isinstance(value, list) and any(map(holds, objects(value)))


def objects(array: list[object]) -> Iterator[Document]:
    """The elements that `$elemMatch` with paths sees: an array there is an object with the keys 0, 1, …"""
    for item in array:
        if isinstance(item, dict):
            yield item
        elif isinstance(item, list):
            yield {str(index): inner for index, inner in enumerate(item)}


def _negated(holds: ElementTest) -> ElementTest:
    return lambda value: not holds(value)


def _every(tests: list[ElementTest]) -> ElementTest:
    return tests[0] if len(tests) == 1 else lambda value: all(holds(value) for holds in tests)
