"""`$expr`: two fields of one document, or a field and a constant, compared as MongoDB's aggregation does.

Unlike a clause, a comparison looks at values of any two kinds (semantics of `Value::compare`): missing comes before
null, null before numbers, numbers before text, and so on; an array is compared as a whole. A path through an array is
the array of what is found in its objects. Source: MongoDB manual, "Comparison/Sort Order" and "Field Paths".
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from engine.conditions.mongo.dates import as_instant
from engine.conditions.mongo.query_literals import QueryReading, is_expression, literal
from engine.conditions.mongo.traversal import Keys, Matcher
from engine.conditions.mongo.tree import Constant, FieldComparison, FieldValue, Side
from engine.conditions.mongo.value_wrappers import is_wrapper
from engine.conditions.mongo.values import MISSING, Document, compare

ORDERS: Final[Mapping[str, Callable[[int], bool]]] = {
    "$eq": lambda order: order == 0,
    "$ne": lambda order: order != 0,
    "$gt": lambda order: order > 0,
    "$gte": lambda order: order >= 0,
    "$lt": lambda order: order < 0,
    "$lte": lambda order: order <= 0,
}
OPPOSITES: Final = {"$eq": "$ne", "$ne": "$eq", "$gt": "$lte", "$gte": "$lt", "$lt": "$gte", "$lte": "$gt"}
MIRRORED: Final = {"$eq": "$eq", "$ne": "$ne", "$gt": "$lt", "$gte": "$lte", "$lt": "$gt", "$lte": "$gte"}
NOTHING: Final = FieldComparison("$ne", Constant(None), Constant(None), {"$ne": [None, None]})
_SHAPE: Final = 'write {"$gt": ["$path", "$other.path"]}, or a constant for one of the two'


def read_comparison(
    operand: object, place: str, reading: QueryReading, dates: frozenset[str]
) -> FieldComparison:
    """The comparison that stands in an `$expr` at ``place``; faults go to ``reading``. ``dates`` are paths of dates."""
    if not isinstance(operand, dict) or len(operand) != 1:
        reading.report(place, "$expr compares two values", _SHAPE)
        return NOTHING
    [(operator, sides)] = operand.items()
    if operator not in ORDERS:
        hint = (
            "write $and, $or or $nor around several $expr" if operator in ("$and", "$or", "$not") else _SHAPE
        )
        reading.report(f"{place}.{operator}", f"{operator} is not supported in $expr", hint)
        return NOTHING
    if not isinstance(sides, list) or len(sides) != 2:
        reading.report(f"{place}.{operator}", "a list of two values is needed", _SHAPE)
        return NOTHING
    left, right = (
        _side(side, f"{place}.{operator}[{index}]", reading, dates) for index, side in enumerate(sides)
    )
    return FieldComparison(operator, left, right, operand)


def _side(value: object, place: str, reading: QueryReading, dates: frozenset[str]) -> Side:
    if isinstance(value, str) and value.startswith("$"):
        return _field(value, place, reading, dates)
    if isinstance(value, dict) and list(value) == ["$literal"]:
        return Constant(literal(value["$literal"], place, reading))
    if isinstance(value, dict) and not is_wrapper(value) and is_expression(value):
        operator = next(iter(value))
        reading.report(f"{place}.{operator}", f"{operator} is not supported in $expr", _SHAPE)
        return Constant(None)
    if not _is_constant(value):
        reading.report(
            place,
            "a field such as $path or a constant is needed",
            'write a text with $ as {"$literal": "$5"}',
        )
    return Constant(literal(value, place, reading))


def _field(text: str, place: str, reading: QueryReading, dates: frozenset[str]) -> FieldValue:
    path = text[1:]
    if path.startswith("$"):
        reading.report(place, f"{text.partition('.')[0]} is not supported", "begin with a field: $path")
    elif not all(name and not name.startswith("$") for name in path.split(".")):
        reading.report(place, f"{text!r} is no path", "write one such as $statement.result.score.raw")
    return FieldValue(path, path in dates)


def _is_constant(value: object) -> bool:
    """Tell whether a value has neither fields nor operators in it."""
    if isinstance(value, list):
        return all(map(_is_constant, value))
    if isinstance(value, dict) and not is_wrapper(value):
        return all(not key.startswith("$") and _is_constant(inner) for key, inner in value.items())
    return not (isinstance(value, str) and value.startswith("$"))


def comparison_test(comparison: FieldComparison) -> Matcher:
    """The comparison as a function of a document."""
    left, right = _getter(comparison.left), _getter(comparison.right)
    holds = ORDERS[comparison.operator]
    return lambda document: holds(compare(left(document), right(document)))


def _getter(side: Side) -> Callable[[Document], object]:
    if isinstance(side, Constant):
        value = side.value
        return lambda document: value
    keys = side.keys
    if side.instants:
        return lambda document: as_instant(field_value(keys, document))
    return lambda document: field_value(keys, document)


def value_of(side: Side, document: Document) -> object:
    """The value of a side in a document."""
    return _getter(side)(document)


def field_value(keys: Keys, document: Any) -> object:
    """The value of a field as an expression reads it; MISSING where there is none.

    Of an array on the way, the objects count, those that have something there; numbers are names of fields alone.
    """
    value: Any = document
    for at, key in enumerate(keys):
        if isinstance(value, list):
            inside = (field_value(keys[at:], item) for item in value if isinstance(item, dict))
            return [item for item in inside if item is not MISSING]
        value = value.get(key, MISSING) if isinstance(value, Mapping) else MISSING
    return value


def opposite(comparison: FieldComparison) -> FieldComparison:
    """The comparison that holds where this one does not."""
    return _with_operator(comparison, OPPOSITES[comparison.operator])


def mirrored(comparison: FieldComparison) -> FieldComparison:
    """The same with its sides the other way round."""
    operator = MIRRORED[comparison.operator]
    operand = {operator: list(reversed(comparison.operand[comparison.operator]))}
    return FieldComparison(operator, comparison.right, comparison.left, operand)


def _with_operator(comparison: FieldComparison, operator: str) -> FieldComparison:
    operand = {operator: comparison.operand[comparison.operator]}
    return FieldComparison(operator, comparison.left, comparison.right, operand)


def never(comparison: FieldComparison) -> bool:
    """Tell whether no document satisfies it: it compares a field with itself, or two constants."""
    fields = [side for side in comparison.sides if isinstance(side, FieldValue)]
    decided = not fields or comparison.left == comparison.right
    return decided and not comparison_test(comparison)({})
