"""Guards: what a condition needs to find in a document before it can hold, and the paths it reads."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import reduce
from typing import Final, TypeAlias

from engine.conditions.mongo.parse import parse
from engine.conditions.mongo.tree import (
    Clause,
    ClauseGroup,
    Equal,
    Every,
    FieldComparison,
    FieldValue,
    Node,
    OneOf,
    Test,
)
from engine.conditions.mongo.values import is_nan

Literal: TypeAlias = str | int | float | Decimal | None
# Path → literals of which one must be there. 1, 1.0 and true are one literal here: a guard only narrows down.
Guards: TypeAlias = dict[str, frozenset[Literal]]

_NO_GUARDS: Final[Guards] = {}


def paths(query: Mapping[str, object], dates: frozenset[str] = frozenset()) -> frozenset[str]:
    """The dotted paths the query reads, with Learning Locker's own paths for dates. Raises InvalidCondition."""
    tree = parse(query, dates)
    compared = {
        side.path for each in comparisons(tree) for side in each.sides if isinstance(side, FieldValue)
    }
    return frozenset(clause.path for clause in clauses(tree)) | compared


def clauses(node: Node) -> Iterator[Clause]:
    """Every clause of a condition; what `$elemMatch` asks of elements belongs to its own clause."""
    return (leaf for leaf in _leaves(node) if isinstance(leaf, Clause))


def comparisons(node: Node) -> Iterator[FieldComparison]:
    """Every comparison of two values of a document in a condition."""
    return (leaf for leaf in _leaves(node) if isinstance(leaf, FieldComparison))


def _leaves(node: Node) -> Iterator[Node]:
    if isinstance(node, ClauseGroup):
        for part in node.parts:
            yield from _leaves(part)
    else:
        yield node


def guards(query: Mapping[str, object], dates: frozenset[str] = frozenset()) -> Guards:
    """Guards of a query: where it holds, each path has one of its literals. Raises InvalidCondition."""
    return guards_of(parse(query, dates))


def guards_of(node: Node) -> Guards:
    """The same from a tree. `$nor`, `$not` and `$expr` guard nothing; `$or` only paths that every branch guards."""
    if isinstance(node, Clause):
        literals = None if node.instants else _literals(node.test)
        return _NO_GUARDS if literals is None else {node.path: literals}
    if isinstance(node, FieldComparison):
        return _NO_GUARDS
    parts = [guards_of(part) for part in node.parts]
    if node.operator == "$and":
        return reduce(_both, parts, _NO_GUARDS)
    return reduce(_either, parts) if node.operator == "$or" and parts else _NO_GUARDS


def _both(left: Guards, right: Guards) -> Guards:
    """The guards of both ``left`` and ``right``; of two on one path the smaller: an array may satisfy both, so they
    do not intersect.
    """
    shared = {path: min(left[path], right[path], key=len) for path in left.keys() & right.keys()}
    return {**left, **right, **shared}


def _either(left: Guards, right: Guards) -> Guards:
    return {path: left[path] | right[path] for path in left.keys() & right.keys()}


def _literals(test: Test) -> frozenset[Literal] | None:
    match test:
        case Equal(value):
            return _frozen((value,))
        case OneOf(values, ()):
            return _frozen(values)
        case Every(tests):  # $all: any one of its values guards
            return next(filter(None, map(_literals, tests)), None)
        case _:
            return None


def _frozen(values: tuple[object, ...]) -> frozenset[Literal] | None:
    literals = [value for value in values if isinstance(value, Literal) and not is_nan(value)]
    return frozenset(literals) if len(literals) == len(values) else None
