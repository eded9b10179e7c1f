"""Event filters compiled: a document in, whether the filter takes it out."""

from collections.abc import Callable, Mapping
from typing import TypeAlias

from engine.conditions.segment.comparators import RELATIVE, lookup_argument, test, timeless_test
from engine.conditions.segment.expression import (
    And,
    Comparison,
    Constant,
    Context,
    Expression,
    Filter,
    Not,
    Operator,
    Or,
    Property,
    Scalar,
)
from engine.conditions.segment.values import MISSING, as_constant, constant_value, find, instant_in

Document: TypeAlias = Mapping[str, object]
Matches: TypeAlias = Callable[[Document], bool]
_Value: TypeAlias = Callable[[Document], object]

SOURCE_PATHS = (("lrs_id",), ("context", "protocols", "sourceId"))
"""Where an event says which source it came from: the store's own mark, then Segment's."""


def compile_filter(found: Filter) -> Matches:
    """The filter as a function of a whole event document.

    False for whatever is no track call of that name. Relative dates in the where-clause are relative to the
    event's own `timestamp`. An event without a source passes `.sources(…)`.
    """
    event, excluded = found.event, frozenset(found.excluded)
    where = _matches(found.where) if found.where is not None else None

    def matches(document: Document) -> bool:
        if document.get("event") != event or document.get("type") != "track":
            return False
        if excluded and _from(document, excluded):
            return False
        return where is None or where(document)

    return matches


def field(scalar: Property | Context) -> _Value:
    """Return where a property or a context value lies in a document."""
    root = "properties" if isinstance(scalar, Property) else "context"
    path = scalar.path
    if len(path) > 1:
        return lambda document: find(document.get(root), path)
    name = path[0]

    def value(document: Document) -> object:
        found = document.get(root)
        return found.get(name, MISSING) if isinstance(found, dict) else find(found, path)

    return value


def _from(document: Document, excluded: frozenset[str]) -> bool:
    sources = (find(document, path) for path in SOURCE_PATHS)
    return any(isinstance(source, str) and source in excluded for source in sources)


def _matches(where: Expression) -> Matches:
    match where:
        case Comparison():
            return _comparison(where)
        case Not(part):
            inner = _matches(part)
            return lambda document: not inner(document)
        case And(parts):
            all_of = tuple(map(_matches, parts))
            return lambda document: all(matches(document) for matches in all_of)
        case Or(parts):
            any_of = tuple(map(_matches, parts))
            return lambda document: any(matches(document) for matches in any_of)


def _comparison(comparison: Comparison) -> Matches:
    left, operator = _value(comparison.left), comparison.operator
    other = lookup_argument(comparison.right)
    if other is not None:
        return _between_fields(left, operator, _value(other))
    if operator in RELATIVE:
        relative = test(operator, comparison.right)
        return lambda document: (now := _time(document)) is not None and relative(left(document), now)
    holds = timeless_test(operator, comparison.right)
    return lambda document: holds(left(document))


def _between_fields(left: _Value, operator: Operator, right: _Value) -> Matches:
    def matches(document: Document) -> bool:
        other = as_constant(right(document))
        return other is not None and timeless_test(operator, (other,))(left(document))

    return matches


def _value(scalar: Scalar) -> _Value:
    if isinstance(scalar, Property | Context):
        return field(scalar)
    constant = constant_value(scalar) if isinstance(scalar, Constant) else MISSING
    return lambda document: constant


def _time(document: Document) -> int | None:
    timestamp = document.get("timestamp")
    return instant_in(timestamp) if isinstance(timestamp, str) else None
