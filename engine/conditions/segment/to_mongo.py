"""Conditions of Segment's language as mongo queries on the same documents."""

from typing import TypeAlias

from engine.conditions.segment.equivalent import (
    ROOTS,
    NoEquivalent,
    On,
    Unequal,
    pattern_of,
    plain,
    stand_ins,
)
from engine.conditions.segment.event_filter import SOURCE_PATHS
from engine.conditions.segment.expression import (
    And,
    Comparison,
    Constant,
    Expression,
    Filter,
    Not,
    Or,
    Reduction,
    Scalar,
    Text,
)
from engine.conditions.segment.names import DATE_OPERATORS, SPAN_OPERATORS
from engine.conditions.segment.survey import counts_one, filters, is_arrival
from engine.conditions.segment.text import to_text

Query: TypeAlias = dict[str, object]

_ORDERS = {"greater_than": "$gt", "at_least": "$gte", "less_than": "$lt", "at_most": "$lte"}
_ROOT_OF = {kind: root for roots in ROOTS.values() for root, kind in roots.items()}


def to_mongo(expression: Expression, on: On = "event") -> Query | NoEquivalent:
    """The mongo query with the same answers, or why there is none.

    On an event: for an arrival, on the track call at hand. On data: for conditions on traits.
    """
    try:
        return _arrival(expression) if on == "event" else _boolean(expression)
    except Unequal as unequal:
        return NoEquivalent(str(unequal))


def _arrival(expression: Expression) -> Query:
    match expression:
        case Or(parts):
            return {"$or": [_arrival(part) for part in parts]}
        case Comparison(left=Reduction(filter=found)) if counts_one(expression):
            return _event(found)
        case _ if is_arrival(expression):
            raise Unequal("it looks at traits, and a mongo query on an event sees only the event")
        case _ if filters(expression):
            raise Unequal("it looks at several events, and a mongo query sees one")
        case _:
            raise Unequal("it looks at no event")


def _event(found: Filter) -> Query:
    parts: list[Query] = [{"type": "track", "event": found.event}]
    if found.excluded:
        parts += [{".".join(path): {"$nin": list(found.excluded)}} for path in SOURCE_PATHS]
    if found.where is not None:
        parts.append(_boolean(found.where))
    return _merged(parts)


def _boolean(expression: Expression) -> Query:
    match expression:
        case And(parts):
            return _merged([_boolean(part) for part in parts])
        case Or(parts):
            return {"$or": [_boolean(part) for part in parts]}
        case Not(part):
            return {"$nor": [_boolean(part)]}
        case Comparison():
            return _comparison(expression)


def _merged(parts: list[Query]) -> Query:
    """All of them: one object where no key is used twice."""
    merged = {key: value for part in parts for key, value in part.items()}
    return merged if len(merged) == sum(map(len, parts)) else {"$and": parts}


def _comparison(comparison: Comparison) -> Query:
    if comparison.operator in DATE_OPERATORS | SPAN_OPERATORS:
        raise Unequal(f"{comparison.operator}(…) compares dates, and a mongo query compares texts")
    path = _path(comparison.left)
    literals = [literal for literal in comparison.right if isinstance(literal, Constant)]
    if len(literals) < len(comparison.right):
        raise Unequal(f"{to_text(comparison)} compares with what a mongo query cannot name")
    match comparison.operator:
        case "absent":
            return {path: None}
        case "exists":
            return {path: {"$ne": None}}
        case "equals" | "one_of":
            values = _values(literals)
            return {path: values[0] if len(values) == 1 else {"$in": values}}
        case "differs" | "none_of":
            return {path: {"$nin": [None, *_values(literals)]}}
        case "greater_than" | "at_least" | "less_than" | "at_most":
            return _ordered(path, _ORDERS[comparison.operator], literals[0])
        case _:
            return _textual(path, comparison.operator, literals)


def _path(scalar: Scalar) -> str:
    if isinstance(scalar, Reduction):
        raise Unequal("it looks at events, and the document of a split on data has their traits only")
    if isinstance(scalar, Constant):
        raise Unequal("a mongo query cannot begin with a literal")
    if any("." in part or "\0" in part or part.startswith("$") for part in scalar.path):
        raise Unequal(f"a mongo query cannot name {to_text(Comparison(scalar, 'exists'))[:-9]}")
    return ".".join([_ROOT_OF[type(scalar)], *scalar.path])


def _values(literals: list[Constant]) -> list[object]:
    """All values that equal one of the literals, without repetition."""
    found: dict[Constant, object] = {}
    for literal in literals:
        others = stand_ins(literal.value) if isinstance(literal, Text) else []
        found |= {each: plain(each) for each in (literal, *others)}
    return list(found.values())


def _ordered(path: str, operator: str, literal: Constant) -> Query:
    values = _values([literal])
    choices: list[Query] = [{path: {operator: value}} for value in values if not isinstance(value, bool)]
    return choices[0] if len(choices) == 1 else {"$or": choices}


def _textual(path: str, operator: str, literals: list[Constant]) -> Query:
    kind = "contains" if operator == "omits" else operator
    patterns = [pattern_of(kind, str(plain(literal))) for literal in literals]
    if operator == "omits":
        return {path: {"$not": {"$regex": patterns[0]}}}
    choices: list[Query] = [{path: {"$regex": pattern}} for pattern in patterns]
    return choices[0] if len(choices) == 1 else {"$or": choices}
