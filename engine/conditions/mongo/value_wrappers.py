"""MongoDB Extended JSON, and the two spellings of Learning Locker (`$oid` as text, `$dte`)."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Final

from engine.conditions.mongo.dates import from_epoch, instant, utc
from engine.conditions.mongo.values import Regex

OPTIONS: Final = "imsx"


class MalformedWrapper(ValueError):
    """A wrapper such as `{"$date": …}` does not hold what it must; the message says what it must."""


def is_wrapper(value: object) -> bool:
    """Is this one value in Extended JSON, such as `{"$oid": "59c2…"}`?"""
    return isinstance(value, dict) and len(value) == 1 and next(iter(value)) in _READERS


def read_wrapper(value: Mapping[str, object]) -> object:
    """The value in the wrapper. Raises Malformed."""
    [(name, inner)] = value.items()
    return _READERS[name](inner)


def decode_extended_json(value: object) -> object:
    """A document with its wrappers replaced by values; a malformed wrapper is left as the object it is.

    Without recursion: there is no limit to how deep a document may be nested.
    """
    root: list[object] = [value]
    unread: list[dict[str, object] | list[object]] = [root]
    while unread:
        container = unread.pop()
        items = list(container.items() if isinstance(container, dict) else enumerate(container))
        for key, item in items:
            decoded = container[key] = _decoded(item)  # type: ignore[call-overload,index]  # its own key
            if isinstance(decoded, dict | list):
                unread.append(decoded)
    return root[0]


def _decoded(value: object) -> object:
    """A wrapper's value; of other objects and arrays a copy, still with all that is inside."""
    if is_wrapper(value) and isinstance(value, dict):
        try:
            return read_wrapper(value)
        except MalformedWrapper:
            return dict(value)
    return value.copy() if isinstance(value, dict | list) else value


def read_regex(pattern: object, options: object) -> Regex:
    """Read a ``pattern`` and its ``options``, a set to MongoDB; `u` is accepted there and means nothing."""
    if not isinstance(pattern, str):
        raise MalformedWrapper("a regular expression must be text")
    if not isinstance(options, str):
        raise MalformedWrapper("options of a regular expression must be text")
    unknown = sorted(set(options) - set(OPTIONS + "u"))
    if unknown:
        raise MalformedWrapper(
            f"{unknown[0]!r} is not an option of regular expressions; known are i, m, s and x"
        )
    return Regex(pattern, "".join(sorted(set(options) & set(OPTIONS))))


def _object_id(inner: object) -> str:
    if not isinstance(inner, str) or re.fullmatch("[0-9a-fA-F]{24}", inner) is None:
        raise MalformedWrapper("$oid must be 24 hexadecimal digits")
    return inner.lower()


def _date(inner: object) -> datetime:
    try:
        return _read_date(inner)
    except (OverflowError, ValueError):
        raise MalformedWrapper(
            "a date must be ISO 8601 text or milliseconds since 1970, years 1 to 9999"
        ) from None


def _read_date(inner: object) -> datetime:
    if is_wrapper(inner) and isinstance(inner, dict):
        inner = read_wrapper(inner)
    if isinstance(inner, datetime):
        return utc(inner)
    if isinstance(inner, int | float) and not isinstance(inner, bool):
        return from_epoch(inner)
    moment = instant(inner) if isinstance(inner, str) else None
    if moment is None:
        raise ValueError
    return moment


def _regular_expression(inner: object) -> Regex:
    if not isinstance(inner, dict) or not set(inner) <= {"pattern", "options"}:
        raise MalformedWrapper('$regularExpression must be {"pattern": text, "options": text}')
    return read_regex(inner.get("pattern"), inner.get("options", ""))


def _whole(bits: int) -> Callable[[object], int]:
    def read(inner: object) -> int:
        text = str(inner) if isinstance(inner, str | int) and not isinstance(inner, bool) else ""
        number = int(text) if re.fullmatch(r"-?\d{1,19}", text, re.ASCII) else 2**bits
        if not -(2 ** (bits - 1)) <= number < 2 ** (bits - 1):
            raise MalformedWrapper(f"a whole number of {bits} bits, as text, is needed")
        return number

    return read


def _double(inner: object) -> float:
    try:
        return float(inner if isinstance(inner, str | int | float) else "")
    except (ValueError, OverflowError):
        raise MalformedWrapper("$numberDouble must be a number as text") from None


def _decimal(inner: object) -> Decimal:
    try:
        number = Decimal(inner) if isinstance(inner, str) else Decimal("sNaN")
    except InvalidOperation:
        number = Decimal("sNaN")
    if number.is_snan():
        raise MalformedWrapper("$numberDecimal must be a number as text")
    return number


_READERS: Final[dict[str, Callable[[object], object]]] = {
    "$oid": _object_id,
    "$dte": _date,
    "$date": _date,
    "$regularExpression": _regular_expression,
    "$numberInt": _whole(32),
    "$numberLong": _whole(64),
    "$numberDouble": _double,
    "$numberDecimal": _decimal,
}
