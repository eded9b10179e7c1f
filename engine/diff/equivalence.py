"""Equivalence of two parts of designs, however they are written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from msgspec import Struct

from engine.conditions import ConditionError, mongo, segment
from engine.conditions.mongo.comparison import mirrored
from engine.conditions.mongo.parse import parse
from engine.conditions.mongo.tree import Clause, ClauseGroup, FieldComparison, Node, Side
from engine.duration import Duration
from engine.steps import Condition

On = Literal["event", "data"]


def same_condition(one: Condition, other: Condition, on: On = "event") -> bool:
    """Tell whether ``one`` and ``other`` mean the same on ``on``: clauses in any order, Segment's language however
    it is spaced, or its mongo equivalent. What cannot be read yet is the same if it is written the same.
    """
    if same(one, other):
        return True
    try:
        return _alike(_read(one, on), _read(other, on))
    except ConditionError:
        return False


def _read(condition: Condition, on: On) -> Node | segment.Expression:
    if not isinstance(condition, str):
        return _simple(parse(condition, mongo.LEARNING_LOCKER_DATES if on == "event" else frozenset()))
    expression = segment.parse(condition)
    query = segment.to_mongo(expression, on)
    return _read(query, on) if isinstance(query, dict) else expression


def _simple(node: Node) -> Node:
    """The ``node`` without groups around one part, and joined to the group around it where that joins in the
    same way.
    """
    if not isinstance(node, ClauseGroup):
        return node
    parts: list[Node] = []
    for part in map(_simple, node.parts):
        joined = isinstance(part, ClauseGroup) and part.operator == node.operator != "$nor"
        parts += part.parts if isinstance(part, ClauseGroup) and joined else [part]
    return (
        parts[0] if len(parts) == 1 and node.operator != "$nor" else ClauseGroup(node.operator, tuple(parts))
    )


def _alike(one: object, other: object) -> bool:
    if isinstance(one, Clause) and isinstance(other, Clause):
        return one.path == other.path and same(one.test, other.test)
    if isinstance(one, ClauseGroup) and isinstance(other, ClauseGroup):
        return one.operator == other.operator and _in_any_order(one.parts, other.parts)
    if isinstance(one, FieldComparison) and isinstance(other, FieldComparison):
        return same(_comparison_key(one), _comparison_key(other)) or same(
            _comparison_key(one), _comparison_key(mirrored(other))
        )
    return isinstance(one, type(other)) and one == other


def _comparison_key(one: FieldComparison) -> tuple[str, *tuple[Side, ...]]:
    return (one.operator, *one.sides)


def _in_any_order(ones: Sequence[Node], others: Sequence[Node]) -> bool:
    left = list(others)
    for one in ones:
        match = next((index for index, other in enumerate(left) if _alike(one, other)), None)
        if match is None:
            return False
        del left[match]
    return not left


def same(one: Any, other: Any) -> bool:
    """Tell whether ``one`` equals ``other`` with its kind: true is not 1, the order of keys counts; durations by
    their length.
    """
    if isinstance(one, Duration) and isinstance(other, Duration):
        return one.microseconds == other.microseconds
    if isinstance(one, Struct) and isinstance(other, Struct):
        return type(one) is type(other) and all(
            same(getattr(one, name), getattr(other, name)) for name in one.__struct_fields__
        )
    if isinstance(one, dict) and isinstance(other, dict):
        return list(one) == list(other) and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return len(one) == len(other) and all(map(same, one, other))
    return isinstance(one, bool) == isinstance(other, bool) and bool(one == other)
