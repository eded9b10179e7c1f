"""Values that may satisfy a test, or may fail to: guesses for witnesses, the likeliest first."""

import math
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Final, TypeAlias

from engine.conditions.mongo.samples import samples
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
from engine.conditions.mongo.values import MISSING, Document, Regex

Documents: TypeAlias = Callable[[ClauseGroup], Iterable[Document]]

_DAY: Final = datetime(2020, 1, 1, tzinfo=UTC)
_TYPICAL: Final[dict[str, object]] = {
    "string": "x",
    "int": 1,
    "double": 0.5,
    "number": 1,
    "bool": True,
    "object": {"x": 1},
    "array": [1],
    "null": None,
    "date": _DAY,
    "regex": Regex("x"),
    "long": 2**40,
    "decimal": Decimal("0.5"),
}
# One or two of every kind, to find something that is different.
_ODDMENTS: Final = (MISSING, *_TYPICAL.values(), "", "y", 0, -1, 2, False, [], [0, 1], {}, None)


def suggestions(test: Test, documents: Documents) -> Iterator[object]:
    """Values to try where the test must hold; MISSING is to leave the path out."""
    match test:
        case Equal(value):
            yield value
        case OrderedTo(operator, value):
            yield from (value, *_beyond(value, 1 if operator.startswith("$g") else -1))
        case OneOf(values, patterns):
            yield from values
            for regex in patterns:
                yield from samples(regex.pattern)
        case MatchesPattern(regex):
            yield from samples(regex.pattern)
        case Exists():
            yield from _TYPICAL.values()
        case OfType(names):
            yield from (_TYPICAL[name] for name in sorted(names) if name in _TYPICAL)
        case Remainder(divisor, remainder):
            yield from (remainder, remainder + abs(divisor), remainder - abs(divisor))
        case _:
            yield from _compound(test, documents)


def _compound(
    test: Size | SomeElement | SomeObject | Negation | Every, documents: Documents
) -> Iterator[object]:
    match test:
        case Size(length):
            yield list(range(min(length, 1000)))
        case SomeElement(inner):
            for value in suggestions(inner, documents):
                if value is not MISSING:
                    yield [value]
        case SomeObject(condition):
            yield from ([document] for document in documents(condition))
        case Negation(inner):
            yield from otherwise(inner, documents)
        case Every(tests):
            yield from together([list(suggestions(inner, documents)) for inner in tests])


def otherwise(test: Test, documents: Documents) -> Iterator[object]:
    """Values to try where the test must not hold."""
    match test:
        case Negation(inner):
            yield from suggestions(inner, documents)
        case Every(tests):
            for inner in tests:
                yield from otherwise(inner, documents)
        case OrderedTo(_, value):
            yield from (MISSING, value, *_beyond(value, 1), *_beyond(value, -1))
        case _:
            yield from _ODDMENTS


def together(choices: list[list[object]]) -> Iterator[object]:
    """Values for several tests at one path: each alone, between two of them, an array with one for each."""
    every = [value for choice in choices for value in choice]
    yield from every
    yield from _between(every)
    firsts = [choice[0] for choice in choices if choice and choice[0] is not MISSING]
    yield list(_joined(firsts))
    for at, first in enumerate(firsts):  # an array as long as one test asks for, with what the others ask for
        others = list(_joined(firsts[:at] + firsts[at + 1 :]))
        if isinstance(first, list) and len(others) < len(first):
            yield others + first[len(others) :]


def _joined(values: list[object]) -> Iterator[object]:
    for value in values:
        if isinstance(value, list):
            yield from value
        else:
            yield value


def _beyond(value: object, direction: int) -> Iterator[object]:
    """A little more than the value, or less."""
    match value:
        case bool():
            yield direction > 0
        case int() | Decimal():
            yield value + direction
        case float():
            yield from (value + direction, math.nextafter(value, direction * math.inf))
        case str():
            yield value + "0" if direction > 0 else value[:-1]
        case datetime():
            yield from _later(value, timedelta(seconds=direction))
        case list():
            yield [*value, None] if direction > 0 else value[:-1]
        case dict():
            yield {**value, "x": 1} if direction > 0 else dict(list(value.items())[:-1])


def _later(moment: datetime, step: timedelta) -> Iterator[datetime]:
    try:
        yield moment + step
    except OverflowError:
        return


def _between(values: list[object]) -> Iterator[object]:
    numbers = sorted({value for value in values if isinstance(value, int | float) and abs(value) < 1e300})
    yield from (low + (high - low) / 2 for low, high in pairwise(numbers))
    moments = sorted({value for value in values if isinstance(value, datetime)})
    yield from (low + (high - low) / 2 for low, high in pairwise(moments))
