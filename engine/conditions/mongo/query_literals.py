"""Reading what stands in a query: literals in Extended JSON, regular expressions, and problems where they belong."""

from collections.abc import Callable, Mapping

import msgspec

from engine.conditions.mongo.dates import as_instant
from engine.conditions.mongo.pattern import fault
from engine.conditions.mongo.tree import ClauseGroup
from engine.conditions.mongo.value_wrappers import MalformedWrapper, is_wrapper, read_regex, read_wrapper
from engine.conditions.mongo.values import Regex
from engine.conditions.problem import Problem


class QueryReading(msgspec.Struct, frozen=True):
    """The context of reading a field: where problems go, and how to read the query of `$elemMatch`."""

    problems: list[Problem]
    query: Callable[[Mapping[str, object], str], ClauseGroup]
    instants: bool = False

    def report(self, place: str, message: str, hint: str = "") -> None:
        self.problems.append(Problem(place, message, hint))


def is_expression(value: object) -> bool:
    """Operators, as in `{"$gt": 1}`, and not a value? MongoDB, too, judges by the first key."""
    return isinstance(value, dict) and str(next(iter(value), "")).startswith("$") and not is_wrapper(value)


def literal(value: object, place: str, reading: QueryReading) -> object:
    """The ``value`` at ``place``: Extended JSON decoded, dates made of text at a path of dates; faults go to
    ``reading``.
    """
    decoded = _decoded(value, place, reading)
    return as_instant(decoded) if reading.instants else decoded


def _decoded(value: object, place: str, reading: QueryReading) -> object:
    if isinstance(value, list):
        return [_decoded(item, f"{place}[{index}]", reading) for index, item in enumerate(value)]
    if isinstance(value, dict) and not is_wrapper(value):
        return {key: _decoded(item, f"{place}.{key}", reading) for key, item in value.items()}
    decoded = _unwrapped(value, place, reading) if isinstance(value, dict) else value
    if isinstance(decoded, Regex):
        _check(decoded, place, reading)
    return decoded


def _unwrapped(value: Mapping[str, object], place: str, reading: QueryReading) -> object:
    try:
        return read_wrapper(value)
    except MalformedWrapper as error:
        reading.report(f"{place}.{next(iter(value))}", str(error))
        return None


def _check(regex: Regex, place: str, reading: QueryReading) -> None:
    wrong = fault(regex)
    if wrong is not None:
        reading.report(place, f"not a regular expression: {wrong}")


def member(item: object, place: str, reading: QueryReading) -> object:
    """The ``item`` of `$in` or `$all` at ``place``: a value, or a whole regular expression; faults go to
    ``reading``.
    """
    if isinstance(item, dict) and "$regex" in item:
        hint = 'write {"$regularExpression": {"pattern": …, "options": …}}, or an $or of $regex'
        reading.report(place, "a pattern cannot stand in this list as {$regex: …}, MongoDB refuses it", hint)
        return None
    if is_expression(item):
        reading.report(
            place, "an operator cannot stand in this list", "only values and regular expressions can"
        )
        return None
    return literal(item, place, reading)


def regular_expression(written: Mapping[str, object], place: str, reading: QueryReading) -> Regex:
    """The expression ``written`` at ``place`` as `{"$regex": …, "$options": …}`, the first of which may be a whole
    one; faults go to ``reading``.
    """
    pattern, options = written["$regex"], written.get("$options", "")
    if is_wrapper(pattern):
        pattern = literal(pattern, place, reading)
    if isinstance(pattern, Regex):
        if "$options" in written and pattern.options:
            reading.report(place, "options are given twice", "leave out $options")
        options, pattern = options or pattern.options, pattern.pattern
    try:
        regex = read_regex(pattern, options)
    except MalformedWrapper as error:
        reading.report(place, str(error))
        return Regex("")
    _check(regex, place, reading)
    return regex
