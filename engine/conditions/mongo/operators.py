"""The operands of each field operator: read into tests, or reported as problems."""

from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from typing import Final, TypeAlias

from engine.conditions.mongo.query_literals import (
    QueryReading,
    is_expression,
    literal,
    member,
    regular_expression,
)
from engine.conditions.mongo.tree import (
    Equal,
    Every,
    Exists,
    MatchesPattern,
    Negation,
    OfType,
    OneOf,
    OrderedTo,
    Remainder,
    Size,
    SomeElement,
    SomeObject,
    Test,
)
from engine.conditions.mongo.types import alias, known_aliases
from engine.conditions.mongo.value_wrappers import is_wrapper
from engine.conditions.mongo.values import Regex, truncated

GROUPS: Final = ("$and", "$or", "$nor")
NOTHING: Final = Negation(Every(()))

UNSUPPORTED: Final = {
    "$where": "write the test with the operators for fields",
    "$expr": "it stands beside paths, not below one",
    "$function": "write the test with the operators for fields",
    "$jsonSchema": "write the test with $type, $exists and comparisons",
    "$text": "use $regex",
    "$personaIdent": "only the server can resolve it; name the persona by person._id",
} | dict.fromkeys(
    (
        "$bitsAllClear", "$bitsAllSet", "$bitsAnyClear", "$bitsAnySet", "$geoIntersects", "$geoWithin",
        "$near", "$nearSphere", "$box", "$center", "$centerSphere", "$geometry", "$maxDistance",
        "$minDistance", "$polygon", "$rand", "$sampleRate",
    ),
    "",
)  # fmt: skip


def read_expression(
    expression: Mapping[str, object], place: str, reading: QueryReading
) -> list[tuple[str, Test]]:
    """Yield one test for each operator of ``expression`` at ``place``, in their order; `$options` goes with its
    `$regex`, `$comment` with nothing.

    Faults go to ``reading``.
    """
    tests = []
    for operator, operand in expression.items():
        inner = f"{place}.{operator}"
        if operator == "$regex":
            operand = {key: expression[key] for key in ("$regex", "$options") if key in expression}
        if operator == "$options" and "$regex" not in expression:
            reading.report(inner, "$options needs a $regex beside it")
        elif operator not in ("$options", "$comment"):
            tests.append((operator, _test(operator, operand, inner, reading)))
    return tests


def read_bare(value: object, place: str, reading: QueryReading) -> tuple[str, Test]:
    """The test of a ``value`` at ``place`` without an operator: equality, or a match if it is a regular expression;
    faults go to ``reading``.
    """
    decoded = literal(value, place, reading)
    return ("$regex", MatchesPattern(decoded)) if isinstance(decoded, Regex) else ("$eq", Equal(decoded))


def unknown_operator(operator: str, known: Iterable[str], place: str, reading: QueryReading) -> None:
    if operator in UNSUPPORTED:
        reading.report(place, f"{operator} is not supported", UNSUPPORTED[operator])
        return
    close = get_close_matches(str(operator), known, n=1)
    hint = f"did you mean {close[0]}?" if close else ""
    if operator in OPERATORS:
        hint = 'it belongs under a path, as in {"path": {"' + operator + '": …}}'
    reading.report(place, f"{operator} is not an operator here", hint)


def _test(operator: str, operand: object, place: str, reading: QueryReading) -> Test:
    reader = OPERATORS.get(operator)
    if reader is None:
        unknown_operator(operator, OPERATORS, place, reading)
        return NOTHING
    return reader(operand, place, reading)


def _equal(operand: object, place: str, reading: QueryReading) -> Test:
    return Equal(literal(operand, place, reading))


def _not_equal(operand: object, place: str, reading: QueryReading) -> Test:
    value = literal(operand, place, reading)
    if isinstance(value, Regex):
        reading.report(place, "$ne cannot take a regular expression", "use $not")
    return Negation(Equal(value))


def _order(operator: str) -> "Reader":
    def read(operand: object, place: str, reading: QueryReading) -> Test:
        value = literal(operand, place, reading)
        if isinstance(value, Regex):
            reading.report(place, f"{operator} cannot take a regular expression", "use $regex")
        return OrderedTo(operator, value)

    return read


def _one_of(operand: object, place: str, reading: QueryReading) -> Test:
    if not isinstance(operand, list):
        reading.report(place, "a list of values is needed")
        return NOTHING
    values = [member(item, f"{place}[{index}]", reading) for index, item in enumerate(operand)]
    patterns = tuple(value for value in values if isinstance(value, Regex))
    return OneOf(tuple(value for value in values if not isinstance(value, Regex)), patterns)


def _none_of(operand: object, place: str, reading: QueryReading) -> Test:
    return Negation(_one_of(operand, place, reading))


def _matches(operand: object, place: str, reading: QueryReading) -> Test:
    return (
        MatchesPattern(regular_expression(operand, place, reading)) if isinstance(operand, dict) else NOTHING
    )


def _exists(operand: object, place: str, reading: QueryReading) -> Test:
    """The test of `$exists` with any ``operand`` at ``place``, as MongoDB takes it: 0, null and false are false;
    faults go to ``reading``.
    """
    value = literal(operand, place, reading)
    false = value is None or (isinstance(value, int | float) and value == 0)
    return Negation(Exists()) if false else Exists()


def _type(operand: object, place: str, reading: QueryReading) -> Test:
    names = [_alias(item, place, reading) for item in (operand if isinstance(operand, list) else [operand])]
    if not names:
        reading.report(place, "at least one type is needed")
    return OfType(frozenset(names))


def _alias(code: object, place: str, reading: QueryReading) -> str:
    name = alias(code)
    if name is None:
        close = get_close_matches(str(code), known_aliases(), n=1)
        reading.report(place, f"{code!r} is not a type", f"did you mean {close[0]}?" if close else "")
    return name or ""


def _remainder(operand: object, place: str, reading: QueryReading) -> Test:
    decoded = literal(operand, place, reading)
    numbers = [truncated(item) for item in decoded] if isinstance(decoded, list) else []
    if len(numbers) != 2 or None in numbers:
        reading.report(place, "a list of two numbers is needed: [divisor, remainder]")
        return NOTHING
    divisor, remainder = (number or 0 for number in numbers)
    if divisor == 0:
        reading.report(place, "the divisor must not be 0")
    return Remainder(divisor, remainder)


def _size(operand: object, place: str, reading: QueryReading) -> Test:
    decoded = literal(operand, place, reading)
    length = truncated(decoded)
    if length is None or length < 0 or length != decoded:
        reading.report(place, "a whole number from 0 up is needed")
    return Size(length or 0)


def _all(operand: object, place: str, reading: QueryReading) -> Test:
    if not isinstance(operand, list):
        reading.report(place, "a list of values is needed")
        return NOTHING
    if any(isinstance(item, dict) and "$elemMatch" in item for item in operand):
        return _all_elements(operand, place, reading)
    values = [member(item, f"{place}[{index}]", reading) for index, item in enumerate(operand)]
    tests = tuple(MatchesPattern(value) if isinstance(value, Regex) else Equal(value) for value in values)
    return Every(tests) if tests else NOTHING


def _all_elements(items: list[object], place: str, reading: QueryReading) -> Test:
    tests = []
    for index, item in enumerate(items):
        inner = f"{place}[{index}]"
        if isinstance(item, dict) and list(item) == ["$elemMatch"]:
            tests.append(_element(item["$elemMatch"], f"{inner}.$elemMatch", reading))
        else:
            reading.report(inner, "beside an $elemMatch in $all every item must be one")
    return Every(tuple(tests))


def _element(operand: object, place: str, reading: QueryReading) -> Test:
    if not isinstance(operand, dict) or is_wrapper(operand):
        reading.report(place, "an object is needed: paths with conditions, or operators")
        return NOTHING
    if not tests_values(operand):
        return SomeObject(reading.query(operand, place))
    tests = [test for _, test in read_expression(operand, place, reading)]
    return SomeElement(Every(tuple(tests)))


def tests_values(operand: Mapping[str, object]) -> bool:
    """Is the operand of `$elemMatch` about the elements themselves, not about paths inside them?"""
    first = next((str(key) for key in operand if key != "$comment"), "")
    return first.startswith("$") and first not in GROUPS


def _not(operand: object, place: str, reading: QueryReading) -> Test:
    if is_expression(operand) and isinstance(operand, dict):
        return Negation(Every(tuple(test for _, test in read_expression(operand, place, reading))))
    value = literal(operand, place, reading)
    if not isinstance(value, Regex):
        reading.report(place, "operators or a regular expression are needed", "use $ne for a value")
        return NOTHING
    return Negation(MatchesPattern(value))


Reader: TypeAlias = Callable[[object, str, QueryReading], Test]

OPERATORS: Final[dict[str, Reader]] = {
    "$eq": _equal,
    "$ne": _not_equal,
    **{operator: _order(operator) for operator in ("$gt", "$gte", "$lt", "$lte")},
    "$in": _one_of,
    "$nin": _none_of,
    "$regex": _matches,
    "$exists": _exists,
    "$type": _type,
    "$mod": _remainder,
    "$size": _size,
    "$all": _all,
    "$elemMatch": _element,
    "$not": _not,
}
