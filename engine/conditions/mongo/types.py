"""The BSON types of `$type`: their numbers, their aliases, and which of them a value is."""

import re
from datetime import datetime
from decimal import Decimal
from typing import Final

from engine.conditions.mongo.values import Regex

# Source: MongoDB manual, "BSON Types".
_ALIASES: Final[dict[int, str]] = {
    -1: "minKey",
    1: "double",
    2: "string",
    3: "object",
    4: "array",
    5: "binData",
    6: "undefined",
    7: "objectId",
    8: "bool",
    9: "date",
    10: "null",
    11: "regex",
    12: "dbPointer",
    13: "javascript",
    14: "symbol",
    15: "javascriptWithScope",
    16: "int",
    17: "timestamp",
    18: "long",
    19: "decimal",
    127: "maxKey",
}
_NAMES: Final = (*_ALIASES.values(), "number")
_NUMBERS: Final = frozenset({"int", "long", "double", "decimal"})
_OBJECT_ID: Final = re.compile(r"[0-9a-f]{24}", re.ASCII)

_TYPES: Final[tuple[tuple[type, str], ...]] = (
    (type(None), "null"),
    (bool, "bool"),  # before int, which it is to Python
    (str, "string"),
    (float, "double"),
    (dict, "object"),
    (list, "array"),
    (datetime, "date"),
    (Regex, "regex"),
    (Decimal, "decimal"),
)


def alias(code: object) -> str | None:
    """The alias that a number or an alias stands for; None if there is no such type."""
    if isinstance(code, str):
        return code if code in _NAMES else None
    if isinstance(code, int | float) and not isinstance(code, bool):
        return _ALIASES.get(int(code)) if code == code // 1 else None
    return None


def known_aliases() -> tuple[str, ...]:
    return _NAMES


def is_of_type(value: object, names: frozenset[str]) -> bool:
    """Is the value of one of these types? `number` stands for the four of numbers.

    An object id is text in an export, as `{"$oid": …}` equals it: 24 hexadecimal digits may be either.
    """
    name = type_name(value)
    if name in names or ("number" in names and name in _NUMBERS):
        return True
    return "objectId" in names and isinstance(value, str) and _OBJECT_ID.fullmatch(value) is not None


def type_name(value: object) -> str:
    """The alias of a value's type; empty for what BSON has no type for (nothing at the path)."""
    for type_, name in _TYPES:
        if isinstance(value, type_):
            return name
    return _integer(value) if isinstance(value, int) else ""


def _integer(value: int) -> str:
    """Whole numbers are as wide as they need to be; beyond 64 bits MongoDB has only doubles."""
    if -(2**31) <= value < 2**31:
        return "int"
    return "long" if -(2**63) <= value < 2**63 else "double"
