"""Values that a test of a condition can find at a place, and what was probably meant where it finds none."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from engine.conditions.mongo.dates import instant
from engine.conditions.mongo.tree import (
    Clause,
    Equal,
    Every,
    Exists,
    FieldComparison,
    Leaf,
    MatchesPattern,
    Negation,
    Node,
    OfType,
    OneOf,
    OrderedTo,
    Remainder,
    Size,
    SomeElement,
    SomeObject,
    Test,
)
from engine.conditions.mongo.values import ARRAY, BOOL, DATE, NUMBER, OBJECT, REGEX, TEXT, is_nan, rank
from engine.instant import text
from engine.schema.distance import distance
from engine.schema.formats import DESCRIPTIONS, is_of_format, of_format
from engine.schema.record import Schema, schemas_at

_KIND: Final = {
    TEXT: "string", NUMBER: "number", BOOL: "boolean", OBJECT: "object", ARRAY: "array", DATE: "date",
}  # fmt: skip
_TYPES: Final = {
    "string": "string", "object": "object", "array": "array", "bool": "boolean", "date": "date",
    "int": "number", "long": "number", "double": "number", "decimal": "number", "number": "number",
}  # fmt: skip
_WORDS: Final = {
    "string": "a text", "number": "a number", "boolean": "true or false", "object": "an object", "array": "a list",
    "date": "a date such as 2026-01-31T09:00:00Z",
}  # fmt: skip


def can_hold(test: Test, schemas: Iterable[Schema]) -> bool:
    """Tell whether a valid document may satisfy the test where one of these stands, or where nothing does."""
    found = tuple(schemas)
    match test:
        case Negation():
            return True
        case Every(tests):
            return all(can_hold(each, found) for each in tests)
        case _:
            return _holds_of_nothing(test) or any(_can_be(test, each) for each in found)


def _holds_of_nothing(test: Leaf) -> bool:
    """Null and missing are equal."""
    match test:
        case Equal(value) | OrderedTo("$gte" | "$lte", value):
            return value is None
        case OneOf(values, _):
            return None in values
        case _:
            return False


def _can_be(test: Leaf, schema: Schema) -> bool:
    if schema.anything:
        return True
    match test:
        case Equal(value):
            return is_valid(value, schema)
        case OneOf(values, patterns):
            return any(is_valid(value, schema) for value in values) or (
                bool(patterns) and "string" in schema.kinds
            )
        case OrderedTo(operator, bound):
            return _in_range(operator, bound, schema)
        case MatchesPattern():
            return "string" in schema.kinds
        case Exists():
            return True
        case OfType(names):
            return any(_TYPES.get(name) in _type_kinds(schema) for name in names)
        case Remainder():
            return "number" in schema.kinds
        case _:
            return "array" in schema.kinds and _has_element(test, schema.items)


def _type_kinds(schema: Schema) -> frozenset[str]:
    """Kinds as ``$type`` tells them: a date may be text as well."""
    return schema.kinds | {"string"} if "date" in schema.kinds else schema.kinds


def _has_element(test: Size | SomeElement | SomeObject, items: Schema | None) -> bool:
    if items is None or isinstance(test, Size):
        return True
    if isinstance(test, SomeElement):
        return can_hold(test.test, (items,))
    return condition_can_hold(test.condition, items)


def condition_can_hold(condition: Node, schema: Schema) -> bool:
    """Tell whether a valid document may satisfy a condition, each clause by itself."""
    if isinstance(condition, Clause):
        return can_hold(condition.test, schemas_at(schema, condition.keys))
    if isinstance(condition, FieldComparison) or condition.operator == "$nor":
        return True
    held = (condition_can_hold(part, schema) for part in condition.parts)
    return all(held) if condition.operator == "$and" else any(held)


def is_valid(value: object, schema: Schema) -> bool:
    """Tell whether a value may stand there."""
    if value is None or schema.anything:
        return True
    if rank(value) == REGEX:
        return "string" in schema.kinds
    if isinstance(value, str) and "date" in schema.kinds and instant(value) is not None:
        return True
    if _KIND.get(rank(value)) not in schema.kinds:
        return False
    if isinstance(value, str):
        return is_of_format(value, schema.format) and (not schema.enum or value in schema.enum)
    if isinstance(value, dict):
        return all(
            any(is_valid(part, each) for each in schemas_at(schema, (key,))) for key, part in value.items()
        )
    if isinstance(value, list):
        return schema.items is None or all(is_valid(part, schema.items) for part in value)
    return _is_within(value, schema)


def _is_within(value: object, schema: Schema) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float) or is_nan(value):
        return True
    return (schema.minimum is None or value >= schema.minimum) and (
        schema.maximum is None or value <= schema.maximum
    )


def _in_range(operator: str, bound: object, schema: Schema) -> bool:
    if bound is None or _KIND.get(rank(bound)) not in schema.kinds:
        return bound is None
    if isinstance(bound, bool) or not isinstance(bound, int | float):
        return True
    if operator.startswith("$gt"):
        return (
            schema.maximum is None
            or bound < schema.maximum
            or (bound == schema.maximum and operator == "$gte")
        )
    return (
        schema.minimum is None or bound > schema.minimum or (bound == schema.minimum and operator == "$lte")
    )


def describe(schema: Schema) -> str:
    """The values of a place in a few words, such as ``a number from -1 to 1``."""
    if schema.enum:
        return " or ".join(schema.enum)
    if schema.format:
        return DESCRIPTIONS[schema.format]
    words = [_WORDS[kind] for kind in sorted(schema.kinds)]
    bounds = "" if schema.minimum is None else f" from {schema.minimum:g} to {schema.maximum:g}"
    return " or ".join(words) + bounds


def nearest_value(value: object, schema: Schema) -> object:
    """The value that was probably meant there; None if there is no telling."""
    guess = _guess(value, schema)
    return guess if guess is not None and is_valid(guess, schema) else None


def _guess(value: object, schema: Schema) -> object:
    if isinstance(value, list) and len(value) == 1 and schema.items is None:
        return value[0]
    if isinstance(value, str) and "number" in schema.kinds:
        return _as_fraction(_number(value), schema)
    if isinstance(value, str) and "boolean" in schema.kinds:
        return _TRUTHS.get(value.lower())
    if isinstance(value, str) and schema.enum:
        return _nearest_word(value, schema.enum)
    if isinstance(value, str) and "string" in schema.kinds:
        return of_format(value, schema.format)
    if isinstance(value, bool):
        return str(value).lower() if "string" in schema.kinds else None
    if isinstance(value, int | float):
        if "boolean" in schema.kinds:
            return {0: False, 1: True}.get(int(value))
        if schema.format == "duration":
            return f"PT{value:g}S"
        if "date" in schema.kinds:
            return _since_1970(value)
        return _as_fraction(value, schema) if "number" in schema.kinds else f"{value:g}"
    return None


_TRUTHS: Final = {
    "true": True, "yes": True, "passed": True, "completed": True,
    "false": False, "no": False, "failed": False, "incomplete": False,
}  # fmt: skip


def _since_1970(number: float) -> str | None:
    """The instant that is so many seconds, milliseconds or microseconds after the beginning of 1970, whichever is
    after 2001.
    """
    units = (unit for unit in (1, 1_000, 1_000_000) if 1e9 <= number / unit < 1e11)
    return next((text(int(number * (1_000_000 // unit))) for unit in units), None)


def _number(text: str) -> float | int | None:
    try:
        number = float(text.strip().removesuffix("%").replace(",", "."))
    except ValueError:
        return None
    return int(number) if number.is_integer() and "." not in text else number


def _as_fraction(number: float | int | None, schema: Schema) -> float | int | None:
    """The ``number`` as a part of 1, where ``schema`` asks for one and it is a percentage."""
    if number is None or _is_within(number, schema):
        return number
    return number / 100 if schema.maximum == 1 and number <= 100 else None


def _nearest_word(word: str, words: Iterable[str]) -> str | None:
    for each in words:
        if len(each) > 3 and each.lower() in word.lower():
            return each
    near = min(words, key=lambda each: distance(word.lower(), each.lower()))
    return near if distance(word.lower(), near.lower()) <= max(2, len(near) // 3) else None
