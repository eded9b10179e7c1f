"""The readable reference: mongoquery, corrected to MongoDB's semantics. Slow, and meant to be read.

Operators are checked before mongoquery sees them, since it looks their names up among its own methods.
Compiled conditions answer the same; a property of the tests holds the two equal.
"""

from collections.abc import Iterator, Mapping
from math import trunc
from typing import Final

import mongoquery
import msgspec

from engine.conditions.errors import InvalidCondition
from engine.conditions.mongo.dates import as_instant, own_path
from engine.conditions.mongo.operators import tests_values
from engine.conditions.mongo.parse import problems
from engine.conditions.mongo.pattern import search
from engine.conditions.mongo.query_literals import is_expression
from engine.conditions.mongo.types import alias, is_of_type
from engine.conditions.mongo.value_wrappers import is_wrapper, read_regex, read_wrapper
from engine.conditions.mongo.values import MISSING, Document, Regex, compare, is_nan, rank, truncated

_OPPOSITES: Final = {"$ne": "$eq", "$nin": "$in"}
_OF_WHOLE_ARRAYS: Final = ("$size", "$elemMatch")


class Found(msgspec.Struct, frozen=True):
    """A value at the end of a path. `spreads`: if it is an array, its elements are found there, too."""

    value: object
    spreads: bool = True


class Reference(mongoquery.Query):  # type: ignore[misc]  # mongoquery has no types
    """A query that answers as MongoDB does; ask it with `match`. Raises InvalidCondition with all problems."""

    def __init__(self, definition: Mapping[str, object], dates: frozenset[str] = frozenset()) -> None:
        """Take a ``definition``, the paths ``dates`` of which stand for dates.

        Corrects: nothing was checked up front, and Extended JSON was taken for sub-documents.
        """
        wrong = problems(definition)
        if wrong:
            raise InvalidCondition(wrong)
        super().__init__(_decoded(definition))
        self._dates = dates

    def match(self, entry: Document) -> bool:
        return bool(super().match(entry))

    def found(self, path: str, entry: Document) -> list[Found]:
        """All that a path reaches in a document; MISSING where an object lacks the rest of the path."""
        own = own_path(path, self._dates)
        reached = list(self._extract(entry, own.split(".")))
        if own not in self._dates:
            return reached
        return [Found(as_instant(each.value), each.spreads) for each in reached]

    def _process_condition(self, operator: str, condition: object, entry: Document) -> bool:
        """Corrects: a path stands for every value it reaches, and an operator holds if one of them satisfies it."""
        if operator.startswith("$"):
            return bool(super()._process_condition(operator, condition, entry))
        found = self.found(operator, entry)
        if own_path(operator, self._dates) in self._dates:
            condition = _dates_as_instants(condition)
        if isinstance(condition, dict) and is_expression(condition):
            return self._all_hold(condition, found)
        return self._holds(*_item(condition), found)

    def _expr(self, condition: Mapping[str, list[object]], entry: Document) -> bool:
        """Adds: values of one document are compared, whatever their kinds; an array is compared as a whole."""
        [(operator, sides)] = condition.items()
        order = compare(*(self._side(side, entry) for side in sides))
        return {
            "$eq": order == 0,
            "$ne": order != 0,
            "$gt": order > 0,
            "$gte": order >= 0,
            "$lt": order < 0,
            "$lte": order <= 0,
        }[operator]

    def _side(self, side: object, entry: Document) -> object:
        if isinstance(side, dict) and list(side) == ["$literal"]:
            return side["$literal"]
        if not isinstance(side, str) or not side.startswith("$"):
            return side
        found = _field_value(entry, side[1:].split("."))
        return as_instant(found) if side[1:] in self._dates else found

    def _extract(self, entry: object, path: list[str]) -> Iterator[Found]:
        """Corrects: a number in a path hid the objects of an array, and null stood for all that lies below it."""
        if not path:
            yield Found(entry)
        elif isinstance(entry, Mapping):
            yield from self._extract(entry.get(path[0], MISSING), path[1:])
        elif isinstance(entry, list):
            yield from self._extract_from_array(entry, path)
        else:
            yield Found(MISSING)

    def _extract_from_array(self, entry: list[object], path: list[str]) -> Iterator[Found]:
        for index, item in enumerate(entry):
            if isinstance(item, dict):
                yield from self._extract(item, path)
            if path[0] == str(index) and len(path) == 1:
                yield Found(item, spreads=False)
            elif path[0] == str(index) and isinstance(item, dict | list):
                yield from self._extract(item, path[1:])

    def _all_hold(self, expression: Mapping[str, object], found: list[Found]) -> bool:
        """Corrects: `$options`, which belongs to the `$regex` beside it, was an operator that was refused."""
        if "$regex" in expression:
            expression = {**expression, "$regex": _with_options(expression)}
        return all(self._holds(operator, operand, found) for operator, operand in expression.items())

    def _holds(self, operator: str, operand: object, found: list[Found]) -> bool:
        """One operator on what a path reaches: negations speak of all of it, the others of one value in it."""
        match operator, operand:
            case (("$comment" | "$options"), _):
                return True
            case "$not", dict():
                return not self._all_hold(operand, found)
            case "$not", _:
                return not self._holds("$regex", operand, found)
            case (("$ne" | "$nin"), _):
                return not self._holds(_OPPOSITES[operator], operand, found)
            case "$exists", _:
                return _is_true(operand) == any(each.value is not MISSING for each in found)
            case "$all", list():
                return bool(operand) and all(self._holds(*_item(item), found) for item in operand)
            case _:
                method = getattr(self, "_" + operator[1:])
                return any(method(operand, value) for value in _values(operator, found))

    @staticmethod
    def _eq(condition: object, entry: object) -> bool:
        """Corrects: true equalled 1, the order of keys did not count, null did not match a missing field."""
        return compare(condition, entry) == 0 or (condition is None and entry is MISSING)

    @classmethod
    def _order(cls, condition: object, entry: object) -> int | None:
        """Return how the entry compares; None: not at all. NaN and values of another kind have no order."""
        if cls._eq(condition, entry):
            return 0
        if rank(condition) != rank(entry) or is_nan(condition) or is_nan(entry):
            return None
        return compare(entry, condition)

    @classmethod
    def _gt(cls, condition: object, entry: object) -> bool:
        """Corrects, as do the next three: Python orders true before 2, and no objects and no null at all."""
        return (cls._order(condition, entry) or 0) > 0

    @classmethod
    def _gte(cls, condition: object, entry: object) -> bool:
        order = cls._order(condition, entry)
        return order is not None and order >= 0

    @classmethod
    def _lt(cls, condition: object, entry: object) -> bool:
        return (cls._order(condition, entry) or 0) < 0

    @classmethod
    def _lte(cls, condition: object, entry: object) -> bool:
        order = cls._order(condition, entry)
        return order is not None and order <= 0

    def _in(self, condition: list[object], entry: object) -> bool:
        """Corrects: an array in the list equalled nothing, and a regular expression was no pattern."""
        return any(self._holds(*_item(item), [Found(entry, spreads=False)]) for item in condition)

    @staticmethod
    def _regex(condition: Regex, entry: object) -> bool:
        """Corrects: Python's expressions are not MongoDB's, and no array of texts was looked into."""
        return search(condition)(entry) if isinstance(entry, str) else condition == entry

    @staticmethod
    def _type(condition: object, entry: object) -> bool:
        """Corrects: every int was a long as well, true was an int, and text a date."""
        codes = condition if isinstance(condition, list) else [condition]
        return is_of_type(entry, frozenset(filter(None, map(alias, codes))))

    @staticmethod
    def _mod(condition: list[float], entry: object) -> bool:
        """Corrects: what is no number raised, and a negative number had Python's remainder, not C's."""
        whole = truncated(entry)
        if whole is None:
            return False
        divisor, remainder = map(trunc, condition)
        quotient = abs(whole) // abs(divisor) * (1 if (whole < 0) == (divisor < 0) else -1)
        return whole - quotient * divisor == remainder

    @staticmethod
    def _size(condition: float, entry: object) -> bool:
        """Corrects: a whole number written 2.0 was refused."""
        return isinstance(entry, list) and len(entry) == condition

    def _elemMatch(self, condition: dict[str, object], entry: object) -> bool:  # noqa: N802
        """Corrects: text was taken for an array of letters, and operators looked into arrays within the array."""
        if not isinstance(entry, list):
            return False
        if not tests_values(condition):
            return any(map(Reference(condition).match, _objects(entry)))
        return any(self._all_hold(condition, [Found(item, spreads=False)]) for item in entry)


def _values(operator: str, found: list[Found]) -> Iterator[object]:
    for each in found:
        yield each.value
        if isinstance(each.value, list) and each.spreads and operator not in _OF_WHOLE_ARRAYS:
            yield from each.value


def _objects(array: list[object]) -> Iterator[Document]:
    """Yield what a condition of `$elemMatch` sees: objects, and arrays as objects with the keys 0, 1, …"""
    for item in array:
        if isinstance(item, dict | list):
            yield item if isinstance(item, dict) else dict(zip(map(str, range(len(item))), item, strict=True))


def _field_value(value: object, path: list[str]) -> object:
    """Return what an expression finds at a path: in an array, all that its objects have there."""
    if not path:
        return value
    if isinstance(value, Mapping):
        return _field_value(value[path[0]], path[1:]) if path[0] in value else MISSING
    if isinstance(value, list):
        found = [_field_value(item, path) for item in value if isinstance(item, dict)]
        return [item for item in found if item is not MISSING]
    return MISSING


def _item(value: object) -> tuple[str, object]:
    """Return how an item of a list, or a value alone, is meant: equal to it, or matched by it."""
    if isinstance(value, Regex):
        return "$regex", value
    if isinstance(value, dict) and list(value) == ["$elemMatch"]:
        return "$elemMatch", value["$elemMatch"]
    return "$eq", value


def _with_options(expression: Mapping[str, object]) -> Regex:
    pattern, options = expression["$regex"], expression.get("$options", "")
    if isinstance(pattern, Regex):
        return read_regex(pattern.pattern, options or pattern.options)
    return read_regex(pattern, options)


def _is_true(value: object) -> bool:
    """MongoDB takes every value for true but these."""
    return not (value is None or (isinstance(value, bool | int | float) and value == 0))


def _decoded(value: object) -> object:
    """Extended JSON as values."""
    if is_wrapper(value) and isinstance(value, dict):
        return read_wrapper(value)
    if isinstance(value, list):
        return [_decoded(item) for item in value]
    return {key: _decoded(item) for key, item in value.items()} if isinstance(value, Mapping) else value


def _dates_as_instants(condition: object) -> object:
    """The operands at a path of dates, text that is a date as an instant."""
    if isinstance(condition, dict) and is_expression(condition):
        return {operator: _dates_as_instants(operand) for operator, operand in condition.items()}
    return (
        [_dates_as_instants(item) for item in condition]
        if isinstance(condition, list)
        else as_instant(condition)
    )
