"""The values MongoDB compares, as Python sees them, and the order it puts them in.

Text, numbers (int, float, Decimal), bool, None, dict, list, UTC datetimes and `Regex`. Source of the
order: MongoDB manual, "Comparison/Sort Order".
"""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from math import trunc
from typing import Any, Final, TypeAlias

import msgspec

Document: TypeAlias = Mapping[str, object]


class Missing:
    """There is nothing at the path; not the same as null."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "MISSING"


MISSING: Final = Missing()


class Regex(msgspec.Struct, frozen=True):
    """A regular expression as a value; `options` are some of `imsx`, sorted."""

    pattern: str
    options: str = ""

    def __str__(self) -> str:
        return f"/{self.pattern}/{self.options}"


ABSENT, NULL, NUMBER, TEXT, OBJECT, ARRAY, BOOL, DATE, REGEX, OTHER = range(10)

_RANKS: Final[dict[type, int]] = {
    Missing: ABSENT,
    type(None): NULL,
    bool: BOOL,
    int: NUMBER,
    float: NUMBER,
    Decimal: NUMBER,
    str: TEXT,
    dict: OBJECT,
    list: ARRAY,
    datetime: DATE,
    Regex: REGEX,
}


def rank(value: object) -> int:
    """The place of the value's kind in MongoDB's order; values of different kinds are never equal."""
    found = _RANKS.get(type(value))
    if found is not None:
        return found
    return next((_RANKS[base] for base in type(value).__mro__ if base in _RANKS), OTHER)


def is_nan(value: object) -> bool:
    """NaN alone differs from itself."""
    return value != value


def truncated(value: object) -> int | None:
    """A number cut off towards zero; None for what is no number or does not fit 64 bits (NaN, infinities)."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal) or is_nan(value):
        return None
    return trunc(value) if -(2**63) <= value < 2**63 else None


def same(left: object, right: object) -> bool:
    """Tell whether ``left`` equals ``right`` to MongoDB: 1 and 1.0 do, 1 and true do not; the order of keys counts."""
    if isinstance(left, dict):
        return isinstance(right, dict) and _same_items(left, right)
    if isinstance(left, list):
        return isinstance(right, list) and len(left) == len(right) and all(map(same, left, right))
    return rank(left) == rank(right) and (left == right or (is_nan(left) and is_nan(right)))


def _same_items(left: dict[str, object], right: dict[str, object]) -> bool:
    return list(left) == list(right) and all(map(same, left.values(), right.values()))


def compare(left: object, right: object) -> int:
    """Compare ``left`` with ``right`` in BSON's order of any two values: negative, 0 or positive."""
    kind, other = rank(left), rank(right)
    if kind != other:
        return kind - other
    if isinstance(left, dict) and isinstance(right, dict):
        return _compare_objects(left, right)
    if isinstance(left, list) and isinstance(right, list):
        return _compare_arrays(left, right)
    if isinstance(left, Regex) and isinstance(right, Regex):
        return _sign((left.pattern, left.options), (right.pattern, right.options))
    return 0 if kind <= NULL else _compare_scalars(left, right)


def _compare_objects(left: dict[str, object], right: dict[str, object]) -> int:
    """Compare ``left`` with ``right`` field by field: first the kinds, then the names, then the values; a prefix
    comes first.
    """
    for (key, value), (other_key, other) in zip(left.items(), right.items(), strict=False):
        order = rank(value) - rank(other) or _sign(key, other_key) or compare(value, other)
        if order:
            return order
    return len(left) - len(right)


def _compare_arrays(left: list[object], right: list[object]) -> int:
    for value, other in zip(left, right, strict=False):
        order = compare(value, other)
        if order:
            return order
    return len(left) - len(right)


def _compare_scalars(left: object, right: object) -> int:
    """Compare ``left`` with ``right``; NaN comes before every number."""
    if is_nan(left) or is_nan(right):
        return is_nan(right) - is_nan(left)
    return _sign(left, right)


def _sign(left: Any, right: Any) -> int:
    """The sign of ``left`` compared with ``right``, both of one kind, which Python can order."""
    return int(left > right) - int(left < right)
