"""Comparisons of two fields as choices of clauses: each fixes one of the two. For whoever makes up a document."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from typing import Final

from engine.conditions.mongo.comparison import mirrored, opposite, value_of
from engine.conditions.mongo.guards import clauses
from engine.conditions.mongo.tree import (
    Clause,
    ClauseGroup,
    Constant,
    Equal,
    Every,
    Exists,
    FieldComparison,
    FieldValue,
    Negation,
    Node,
    OneOf,
    OrderedTo,
    Test,
)
from engine.conditions.mongo.values import MISSING, Document

_TYPICAL: Final = (1, "x", datetime(2020, 1, 1, tzinfo=UTC), True)
_FEW: Final = 3
"""Literals of other clauses that are tried."""


def in_clauses(node: Node, seed: Document) -> Node:
    """A condition in which choices of clauses stand for comparisons: whatever satisfies one of them does compare so.

    Values are taken from the ``seed``, from what other clauses ask for at the same fields, and from few typical ones.
    """
    literals: dict[str, list[object]] = {}
    for clause in clauses(node):
        literals.setdefault(clause.path, []).extend(_literals(clause.test))
    return _replaced(node, seed, literals, wanted=True)


def _replaced(node: Node, seed: Document, literals: dict[str, list[object]], wanted: bool) -> Node:
    """``wanted``: the node has to hold; otherwise it must not."""
    if isinstance(node, Clause):
        return node
    if isinstance(node, ClauseGroup):
        inner = wanted != (node.operator == "$nor")
        parts = tuple(_replaced(part, seed, literals, inner) for part in node.parts)
        return ClauseGroup(node.operator, parts)
    choices = ClauseGroup("$or", tuple(_choices(node if wanted else opposite(node), seed, literals)))
    return choices if wanted else ClauseGroup("$nor", (choices,))


def _choices(
    comparison: FieldComparison, seed: Document, literals: dict[str, list[object]]
) -> Iterator[Node]:
    if isinstance(comparison.left, Constant):
        comparison = mirrored(comparison)
    left, right, operator = comparison.left, comparison.right, comparison.operator
    if isinstance(left, Constant):
        return
    if isinstance(right, Constant):
        yield _clause(left, operator, _test(operator, right.value))
        yield _clause(left, operator, Negation(Exists()))
        return
    found = [value_of(side, seed) for side in (right, left)]
    asked = islice((each for side in (left, right) for each in literals.get(side.path, ())), _FEW)
    for pivot in (*found, *asked, *_TYPICAL):
        if pivot is not MISSING and not isinstance(pivot, list | dict):
            fixed = _clause(right, "$eq", Equal(pivot))
            yield ClauseGroup("$and", (fixed, _clause(left, operator, _test(operator, pivot))))
    for one, other in ((left, right), (right, left)):
        there, gone = _clause(one, "$exists", Exists()), _clause(other, "$exists", Negation(Exists()))
        yield ClauseGroup("$and", (there, gone))


def _clause(side: FieldValue, operator: str, test: Test) -> Clause:
    return Clause(side.path, operator, None, test, side.instants)


def _test(operator: str, value: object) -> Test:
    if operator in ("$eq", "$ne"):
        return Equal(value) if operator == "$eq" else Negation(Equal(value))
    return OrderedTo(operator, value)


def _literals(test: Test) -> Iterator[object]:
    match test:
        case Equal(value) | OrderedTo(_, value):
            yield value
        case OneOf(values, _):
            yield from values
        case Every(tests):
            for each in tests:
                yield from _literals(each)
        case _:
            return
