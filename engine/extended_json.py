"""MongoDB's Extended JSON in documents: wrappers such as ``{"$numberInt": "67"}``, read as what they say.

Source: MongoDB manual, "MongoDB Extended JSON (v2)", canonical and relaxed. A wrapper that does not hold what it must
is left as the object it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

from engine import instant

MARK: Final = b"$"
"""JSON without it has no wrapper."""

_WHOLE: Final = re.compile(r"[+-]?\d{1,19}", re.ASCII)
_OBJECT_ID: Final = re.compile(r"[0-9a-fA-F]{24}", re.ASCII)
_NOTHING: Final = object()


def plain(value: Any) -> Any:
    """A value without wrappers: ids and dates as text (dates in UTC), numbers as numbers.

    ``$numberDecimal`` becomes the nearest double. What has no wrapper inside is shared, not copied. Raises
    RecursionError for what is nested too deeply.
    """
    if isinstance(value, dict):
        return _plain_object(value)
    if isinstance(value, list):
        parts = list(map(plain, value))
        return parts if any(new is not old for new, old in zip(parts, value, strict=True)) else value
    return value


def _plain_object(value: dict[str, Any]) -> Any:
    if len(value) == 1:
        [(name, inner)] = value.items()
        found = _READERS[name](inner) if name in _READERS else _NOTHING
        if found is not _NOTHING:
            return found
    parts = {key: plain(part) for key, part in value.items()}
    return parts if any(parts[key] is not value[key] for key in value) else value


def _object_id(inner: object) -> object:
    return inner.lower() if isinstance(inner, str) and _OBJECT_ID.fullmatch(inner) else _NOTHING


def _integer(bits: int) -> Callable[[object], object]:
    def read(inner: object) -> object:
        if not isinstance(inner, str) or not _WHOLE.fullmatch(inner):
            return _NOTHING
        number = int(inner)
        return number if -(2 ** (bits - 1)) <= number < 2 ** (bits - 1) else _NOTHING

    return read


_long: Final = _integer(64)


def _double(inner: object) -> object:
    try:
        return float(inner) if isinstance(inner, str) else _NOTHING
    except ValueError:
        return _NOTHING


def _date(inner: object) -> object:
    """Text of an instant as it is; milliseconds since 1970, perhaps as a ``$numberLong``, as text."""
    if isinstance(inner, str):
        return inner if instant.is_instant(inner) else _NOTHING
    if isinstance(inner, dict) and list(inner) == ["$numberLong"]:
        inner = _long(inner["$numberLong"])
    if not isinstance(inner, int) or isinstance(inner, bool):
        return _NOTHING
    try:
        return instant.milliseconds_text(inner * 1000)
    except OverflowError:
        return _NOTHING


_READERS: Final[dict[str, Callable[[object], object]]] = {
    "$oid": _object_id,
    "$date": _date,
    "$numberInt": _integer(32),
    "$numberLong": _long,
    "$numberDouble": _double,
    "$numberDecimal": _double,
}
