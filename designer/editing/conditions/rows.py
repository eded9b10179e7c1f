"""Conditions as rows: clauses of a mongo query, all of which must hold, or any; each a path, an operator and a value.

What rows cannot say stays text. Rows that were made of a query mean what it means, and give it back as it was written,
but for a ``$and`` around all of it that it does not need.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, Final

from msgspec import Struct

from designer.editing.conditions.values import is_plain
from engine.conditions import mongo
from engine.steps import Condition

Query = dict[str, Any]

IS: Final = ""
"""No operator: equal to the value."""

SIGNS: Final = {
    IS: "=", "$ne": "≠", "$gt": ">", "$gte": "≥", "$lt": "<", "$lte": "≤", "$in": "one of", "$nin": "none of",
    "$exists": "exists", "$regex": "matches", "$all": "all of", "$size": "size", "$type": "type", "$mod": "mod",
    "$eq": "==",
}  # fmt: skip
"""The operators that rows have, and what stands in a row for each."""

OF_LISTS: Final = frozenset({"$in", "$nin", "$all", "$mod"})


class RowClause(Struct, frozen=True):
    """A path, an operator as MongoDB writes it, and its operand as JSON.

    A regular expression with options is one text: ``/pattern/options``.
    """

    path: str
    operator: str
    value: object


class Clauses(Struct, frozen=True):
    """All of these must hold, or ``any``."""

    each: tuple[RowClause, ...] = ()
    any: bool = False


class Unsayable(ValueError):
    """Rows cannot say a condition; the message is what is in their way."""


# From a condition


def clauses_of(condition: Condition) -> Clauses:
    """A condition in rows. Raises Unsayable."""
    if isinstance(condition, str):
        raise Unsayable("Segment's language")
    if list(condition) == ["$or"]:
        return Clauses(tuple(_only(part) for part in _parts(condition, "$or")), any=True)
    return Clauses(tuple(_clauses(condition)))


def _parts(query: Mapping[str, Any], group: str) -> Sequence[Query]:
    parts = query[group]
    if not isinstance(parts, list) or not parts or not all(isinstance(part, dict) for part in parts):
        raise Unsayable(f"this {group}")
    return parts


def _only(part: Query) -> RowClause:
    """The one clause of a part of ``$or``. A ``$and`` in it has no row that would give it back. Raises Unsayable."""
    if "$and" in part:
        raise Unsayable("$and within $or")
    found = list(_clauses(part))
    if len(found) != 1:
        raise Unsayable("$or of more than one clause each")
    return found[0]


def _clauses(query: Mapping[str, Any]) -> Iterator[RowClause]:
    for path, value in query.items():
        if path == "$and":
            for part in _parts(query, path):
                yield from _clauses(part)
        elif path.startswith("$"):
            raise Unsayable(path)
        elif not is_plain(path):
            raise Unsayable(f"the path {path!r}")
        elif mongo.is_expression(value):
            yield from _at(path, value)
        else:
            yield RowClause(path, IS, value)


def _at(path: str, expression: Query) -> Iterator[RowClause]:
    """The operators under a path."""
    for operator, operand in expression.items():
        if operator == "$options" and "$regex" in expression:
            continue
        if operator not in SIGNS or (operator in OF_LISTS and not isinstance(operand, list)):
            raise Unsayable(operator)
        if operator == "$regex":
            operand = _pattern_text(operand, expression.get("$options"))
        yield RowClause(path, operator, operand)


_SLASHED: Final = re.compile(r"/(.+)/([A-Za-z]*)")


def _pattern_text(pattern: object, options: object) -> str:
    """A pattern as one text, between slashes if it has options or would be misread. Raises Unsayable."""
    if isinstance(pattern, str):
        if options is None and is_plain(pattern) and not _SLASHED.fullmatch(pattern):
            return pattern
        slashed = f"/{pattern}/{options or ''}"
        if slashed.isprintable() and _SLASHED.fullmatch(slashed):
            return slashed
    raise Unsayable("this $regex")


# To a condition


def query_of(clauses: Clauses) -> Query:
    """The condition that rows say, in as few words as MongoDB has for it."""
    alone = [_at_path(clause.path, [clause]) for clause in clauses.each]
    if clauses.any and alone:
        return {"$or": alone}
    together = _together(clauses.each)
    return {"$and": alone} if together is None else together


def _together(clauses: Sequence[RowClause]) -> Query | None:
    """One object that says all clauses in their order; None where a path or an operator would be in it twice."""
    query: Query = {}
    for path, group in groupby(clauses, key=lambda clause: clause.path):
        at = list(group)
        operators = {clause.operator for clause in at}
        if path in query or len(operators) < len(at) or (IS in operators and len(at) > 1):
            return None
        query |= _at_path(path, at)
    return query


def _at_path(path: str, clauses: Sequence[RowClause]) -> Query:
    """Clauses at one path."""
    expression: Query = {}
    for clause in clauses:
        if clause.operator == IS:
            return {path: clause.value}
        slashed = _SLASHED.fullmatch(str(clause.value)) if clause.operator == "$regex" else None
        if slashed:
            expression |= {"$regex": slashed[1], "$options": slashed[2]}
        else:
            expression[clause.operator] = clause.value
    return {path: expression}
