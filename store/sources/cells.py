"""Values in the cells of tables, as JSON has them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

import msgspec

from engine import instant

MISSING: Final = None
"""What stands for an empty cell."""

_NUMBER: Final = re.compile(r"-?(0|[1-9][0-9]{0,17})(\.[0-9]+)?([eE][+-]?[0-9]+)?")
_BOOLEANS: Final = {"true": True, "false": False, "True": True, "False": False, "TRUE": True, "FALSE": False}
_SQL_TIME: Final = re.compile(r"(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d+)?)(?:\+00)?")

_FEWEST: Final = 100_000_000
"""Seconds since 1970 from which on a number is a time: smaller ones are rather years, days (20260131) or indexes."""
_SECONDS: Final = 100_000_000_000
_MILLISECONDS: Final = 100_000_000_000_000


def plain(value: Any, *, sparse: bool = False) -> Any:
    """A value as JSON has it, None for an empty cell. ``sparse`` leaves out members of objects that are empty."""
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, Mapping):
        members = ((str(key), plain(each, sparse=sparse)) for key, each in value.items())
        return {key: each for key, each in members if not sparse or each is not None}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(each, sparse=sparse) for each in value]
    if hasattr(value, "tolist"):  # NumPy's
        return plain(_to_microseconds(value).tolist(), sparse=sparse)
    return MISSING if _is_missing(value) else _scalar(value)


def _to_microseconds(value: Any) -> Any:
    """Times and durations of NumPy, which become whole numbers if they are finer than what Python has."""
    kind = value.dtype.kind if type(value).__module__ == "numpy" else ""
    finest = {"M": "datetime64[us]", "m": "timedelta64[us]"}.get(kind)
    return value if finest is None else value.astype(finest)


def _is_missing(value: Any) -> bool:
    if type(value).__name__ == "NAType":  # pandas.NA
        return True
    try:
        return bool(value != value)  # NaN, NaT
    except ValueError:  # a table in a cell compares each of its own
        return False


def _scalar(value: Any) -> Any:
    if isinstance(value, datetime):
        return instant.text(instant.of(value))
    if isinstance(value, date):
        return instant.text(instant.of(datetime.combine(value, time(), UTC)))
    if isinstance(value, timedelta):
        return duration(value)
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, bytes):
        return _text(value)
    return value if isinstance(value, float) else str(value)


def duration(value: timedelta) -> str:
    """A length of time as ISO 8601, and so xAPI, writes it.

    >>> duration(timedelta(minutes=1, milliseconds=500))
    'PT60.5S'
    """
    whole, rest = divmod(abs(value) // timedelta(microseconds=1), 1_000_000)
    seconds = f"{whole}.{rest:06}".rstrip("0") if rest else str(whole)
    return f"{'-' if value < timedelta() else ''}PT{seconds}S"


def _text(value: bytes) -> str:
    """Bytes as text. Some libraries read the UUIDs of Parquet files as their sixteen bytes."""
    is_uuid = len(value) == 16 and not (value.isascii() and value.decode().isprintable())
    return str(UUID(bytes=value)) if is_uuid else value.decode(errors="replace")


def moment(value: object) -> object:
    """A time as text: numbers are seconds, milliseconds or microseconds since 1970, by how large they are; of fewer
    than nine digits, they are a date that is written so, or no time.
    """
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) > 8:
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return sql_time(value)
    if abs(value) < _FEWEST:
        return name(value)
    scale = 1_000_000 if abs(value) < _SECONDS else 1_000 if abs(value) < _MILLISECONDS else 1
    try:
        return instant.text(round(value * scale))
    except (OverflowError, ValueError):
        return str(value)


def sql_time(value: object) -> object:
    """A time as databases write it, as JSON documents have it; anything else as it is."""
    if isinstance(value, str) and (found := _SQL_TIME.fullmatch(value)):
        return f"{found[1]}T{found[2]}Z"
    return value


def name(value: object) -> Any:
    """Return what is in a cell as an id or a name; None for an empty cell. An object or a list, which is no name, stays
    as it is.
    """
    if value is None or value == "":
        return None
    if isinstance(value, Mapping | list):
        return value
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def is_number(text: str) -> bool:
    """Tell whether a text is a number as JSON writes it."""
    return _NUMBER.fullmatch(text) is not None


def is_boolean(text: str) -> bool:
    """Tell whether a text is one of the words for true and false."""
    return text in _BOOLEANS


def number(text: str) -> object:
    """The number that a text is; the text if it is none."""
    return json.loads(text) if is_number(text) else text


def boolean(text: str) -> object:
    """The truth value that a text names; the text if it names none."""
    return _BOOLEANS.get(text, text)


def parsed(value: object) -> Any:
    """The object or array that a text is the JSON of; anything else as it is."""
    if isinstance(value, str) and value.lstrip()[:1] in ("{", "["):
        try:
            return json.loads(value)
        except (ValueError, RecursionError):
            return value
    return value


def encode(document: object) -> bytes:
    """A document as JSON."""
    try:
        return msgspec.json.encode(document)
    except (
        OverflowError,
        TypeError,
        ValueError,
        RecursionError,
    ):  # a whole number of more than 64 bits, and the like
        return json.dumps(document, default=str).encode(errors="replace")
