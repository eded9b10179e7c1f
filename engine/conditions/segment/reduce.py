"""Reducers: the values of a stream, oldest first, become one value.

Rules the reference leaves open:
- Missing values and null are no values; each element of a list is one; objects are none.
- `sum`, `avg`, `max` and `min` read texts that show a number as that number, and leave out the rest; with
  `as string`, `max` and `min` compare texts, numbers written out.
- Nothing to reduce: `count`, `sum` and `unique` are 0, the others are missing.
- `mode` counts by what is shown, so "5" and 5 are one value; among equals the one seen first wins.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from math import fsum

from engine.conditions.segment.expression import Reduction
from engine.conditions.segment.values import MISSING, number_in, present


def reduce(reduction: Reduction, found: Iterable[object]) -> object:
    """The value of a reduction other than `count`, or MISSING."""
    values = [value for value in _elements(found) if isinstance(value, str | int | float)]
    match reduction.reducer:
        case "first":
            return values[0] if values else MISSING
        case "last":
            return values[-1] if values else MISSING
        case "unique":
            return len({_key(value) for value in values})
        case "mode":
            return _mode(values, reduction.least)
        case "max" | "min" if reduction.cast == "string":
            return _extreme(reduction.reducer, [_value_as_text(value) for value in values])
        case _:
            return _NUMERIC[reduction.reducer](_numbers(values))


def _elements(found: Iterable[object]) -> Iterable[object]:
    for value in found:
        if isinstance(value, list):
            yield from filter(present, value)
        elif present(value):
            yield value


def _numbers(values: Iterable[object]) -> list[int | float]:
    """Numbers, and texts that show one; no truth values and no NaN."""
    read = (number_in(value) if isinstance(value, str) else value for value in values)
    return [
        value
        for value in read
        if isinstance(value, int | float) and not isinstance(value, bool) and value == value
    ]


def _sum(numbers: Sequence[int | float]) -> object:
    """Exact for whole numbers, and the same in every order for the others."""
    try:
        return sum(numbers) if all(isinstance(number, int) for number in numbers) else fsum(numbers)
    except (OverflowError, ValueError):
        return MISSING


def _avg(numbers: Sequence[int | float]) -> object:
    total = _sum(numbers)
    try:
        return total / len(numbers) if numbers and isinstance(total, int | float) else MISSING
    except OverflowError:
        return MISSING


def _extreme(reducer: str, values: Sequence[int | float] | Sequence[str]) -> object:
    if not values:
        return MISSING
    return max(values) if reducer == "max" else min(values)


_NUMERIC: dict[str, Callable[[Sequence[int | float]], object]] = {
    "sum": _sum,
    "avg": _avg,
    "max": lambda numbers: _extreme("max", numbers),
    "min": lambda numbers: _extreme("min", numbers),
}


def _mode(values: Sequence[object], least: int) -> object:
    counts = Counter(map(_value_as_text, values))
    if not counts:
        return MISSING
    shown, frequency = counts.most_common(1)[0]
    return (
        next(value for value in values if _value_as_text(value) == shown) if frequency >= least else MISSING
    )


def _key(value: object) -> tuple[bool, bool, object]:
    """Equal for equal values; true is not 1, and "1" is neither."""
    return isinstance(value, bool), isinstance(value, str), value


def _value_as_text(value: object) -> str:
    """A value as text, as JSON writes it; a text is itself."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
