"""Values found in documents: where a path leads, and what a literal or a value reads as."""

import re
from collections.abc import Sequence
from enum import Enum
from typing import Final, NamedTuple

from engine import instant
from engine.conditions.segment.expression import Constant, Date, Number, Text, Truth

_NUMERIC = re.compile(r"-?\d{1,300}(\.\d{1,300})?([eE][+-]?\d{1,2})?", re.ASCII).fullmatch
_ISO = re.compile(
    r"\d{4}-\d\d-\d\d([Tt ]\d\d:\d\d(:\d\d([.,]\d+)?)?([Zz]|[+-]\d\d(:?\d\d)?)?)?", re.ASCII
).fullmatch
_WORDS = {"true": True, "false": False}


class NoValue(Enum):
    """The type of `MISSING`."""

    MISSING = "missing"

    def __repr__(self) -> str:
        return "missing"


MISSING: Final = NoValue.MISSING


def present(value: object) -> bool:
    """Neither missing nor null."""
    return value is not None and value is not MISSING


def find(value: object, path: Sequence[str]) -> object:
    """Return what a path leads to, or MISSING.

    In a list a number picks an element; a name is looked up in every object of it, and what is found there is
    a list again. Lists in lists are not entered. (A mongo query reads the same.)
    """
    for depth, part in enumerate(path):
        if isinstance(value, dict):
            value = value.get(part, MISSING)
        elif isinstance(value, list):
            return _find_in_list(value, path[depth:])
        else:
            return MISSING
    return value


def _find_in_list(values: list[object], path: Sequence[str]) -> object:
    position = path[0]
    if position.isascii() and position.isdigit() and len(position) < 10:
        index = int(position)
        return find(values[index], path[1:]) if index < len(values) else MISSING
    found = [find(value, path) for value in values if isinstance(value, dict)]
    return [value for value in found if value is not MISSING] or MISSING


def number_in(text: str) -> int | float | None:
    """The number a text shows, such as `'12.50'`; None if it shows none."""
    if not _NUMERIC(text):
        return None
    number = float(text)
    return int(text) if text.lstrip("-").isdigit() else number


def instant_in(text: str) -> int | None:
    """The instant an ISO 8601 date or timestamp names; None for others. A date is its midnight in UTC."""
    if not _ISO(text):
        return None
    try:
        return instant.parse(text.upper())
    except ValueError:
        return None


class ConstantReading(NamedTuple):
    """All that a literal may stand for; None where it cannot. A text may stand for each of the others."""

    text: str | None = None
    number: int | float | None = None
    truth: bool | None = None
    instant: int | None = None


def read_constant(constant: Constant) -> ConstantReading:
    """Return what a literal stands for: `'5'` for the text and the number, `5` for the number alone."""
    match constant:
        case Text(value):
            return ConstantReading(value, number_in(value), _WORDS.get(value), instant_in(value))
        case Number(value):
            return ConstantReading(number=value)
        case Truth(value):
            return ConstantReading(truth=value)
        case Date(text):
            return ConstantReading(instant=instant_in(text))


def as_constant(value: object) -> Constant | None:
    """A value found in a document as the literal that would be written for it; None if there is none."""
    match value:
        case bool():
            return Truth(value)
        case int() | float():
            return Number(value)
        case str():
            return Text(value)
        case _:
            return None


def constant_value(constant: Constant) -> object:
    """A literal as the value a document would hold for it."""
    match constant:
        case Text(value) | Number(value) | Truth(value):
            return value
        case Date(text):
            return text
