"""Conditions as Learning Locker reads them: it knows ``$oid`` and ``$dte`` and nothing else of Extended JSON.

So dates are written as ``$dte``, numbers plain, and regular expressions as ``$regex`` with ``$options``. What has no
such form is named.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from math import isfinite
from typing import Any, Final

from msgspec import Struct

from engine import instant
from engine.conditions.mongo.value_wrappers import is_wrapper, read_wrapper
from engine.conditions.mongo.values import Regex
from engine.conditions.problem import Problem

Query = dict[str, object]

_GROUPS: Final = ("$and", "$or", "$nor")
_EXACT: Final = 2**53
"""JavaScript keeps whole numbers up to here."""


class Rewritten(Struct, frozen=True):
    """A query as it is sent, and what in it has no form there."""

    query: Query
    problems: tuple[Problem, ...]


def rewritten(query: Mapping[str, object], place: str = "$") -> Rewritten:
    """A query that was checked (``engine.conditions.mongo.problems``) in the words of Learning Locker."""
    writing = _QueryWriter()
    return Rewritten(writing.query(query, place), tuple(writing.problems))


class _QueryWriter:
    """Writes one query; ``problems`` fills up meanwhile."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def query(self, query: Mapping[str, object], place: str) -> Query:
        return {key: self._part(key, part, f"{place}.{key}") for key, part in query.items()}

    def _part(self, key: str, part: Any, place: str) -> object:
        if key in _GROUPS:
            return [self.query(each, f"{place}[{index}]") for index, each in enumerate(part)]
        return part if key == "$comment" else self._condition(part, place)

    def _condition(self, condition: object, place: str) -> object:
        """The ``condition`` that the path at ``place`` must satisfy: operators, or a value."""
        value = _unwrapped(condition)
        if isinstance(value, Regex):
            return _pattern(value)
        if not isinstance(condition, dict) or is_wrapper(condition) or not _is_expression(condition):
            return self._value(condition, place)
        return self._expression(condition, place)

    def _expression(self, expression: Mapping[str, object], place: str) -> Query:
        found: Query = {}
        for operator, operand in expression.items():
            if operator == "$regex" and isinstance(regex := _unwrapped(operand), Regex):
                found |= _pattern(regex)
            else:
                write = self._operands.get(operator, _QueryWriter._value)
                found[operator] = write(self, operand, f"{place}.{operator}")
        return found

    def _element(self, operand: Any, place: str) -> object:
        first = next((key for key in operand if key != "$comment"), "")
        inner = self._expression if first.startswith("$") and first not in _GROUPS else self.query
        return inner(operand, place)

    def _all(self, operand: Any, place: str) -> object:
        return [
            {"$elemMatch": self._element(each["$elemMatch"], f"{place}[{index}].$elemMatch")}
            if isinstance(each, dict) and "$elemMatch" in each
            else self._value(each, f"{place}[{index}]")
            for index, each in enumerate(operand)
        ]

    def _value(self, value: object, place: str) -> object:
        if isinstance(value, list):
            return [self._value(each, f"{place}[{index}]") for index, each in enumerate(value)]
        if not isinstance(value, dict):
            return self._plain(value, place)
        if not is_wrapper(value):
            return {key: self._value(each, f"{place}.{key}") for key, each in value.items()}
        return self._wrap(value, place)

    def _wrap(self, value: Mapping[str, object], place: str) -> object:
        if "$oid" in value or isinstance(value.get("$dte"), str):
            return value
        found = read_wrapper(value)
        if isinstance(found, Regex):
            hint = "write an $or of conditions with $regex"
            return self._homeless(place, "a regular expression among values", hint)
        return self._date(found, place) if isinstance(found, datetime) else self._plain(found, place)

    def _date(self, date: datetime, place: str) -> object:
        micros = instant.of(date)
        if micros % 1000:
            return self._homeless(place, "a date with microseconds", "leave out what is beyond milliseconds")
        return {"$dte": instant.milliseconds_text(micros)}

    def _plain(self, value: object, place: str) -> object:
        if isinstance(value, Decimal):
            double = float(value)
            if not isfinite(double) or Decimal(double) != value:
                return self._homeless(
                    place, f"the decimal {value}", "write a number that a double holds exactly"
                )
            value = int(double) if double.is_integer() else double
        if isinstance(value, float) and not isfinite(value):
            return self._homeless(place, f"the number {value}", "compare with $gt or $lt to a number")
        if isinstance(value, int) and abs(value) > _EXACT:
            return self._homeless(place, f"the number {value}", "JavaScript keeps whole numbers up to 2^53")
        return value

    def _homeless(self, place: str, what: str, hint: str) -> object:
        """Name what cannot be written; null stands in its place."""
        self.problems.append(Problem(place, f"{what} has no form in Learning Locker's conditions", hint))
        return None

    _operands: Final[dict[str, Callable[[_QueryWriter, Any, str], object]]] = {
        "$not": _condition,
        "$elemMatch": _element,
        "$all": _all,
    }


def _is_expression(value: Mapping[str, object]) -> bool:
    return str(next(iter(value), "")).startswith("$")


def _unwrapped(value: object) -> object:
    return read_wrapper(value) if isinstance(value, dict) and is_wrapper(value) else value


def _pattern(regex: Regex) -> Query:
    found: Query = {"$regex": regex.pattern}
    return found | {"$options": regex.options} if regex.options else found
