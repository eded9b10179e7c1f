"""Mongo queries as conditions of Segment's language, where it can say the same."""

from collections.abc import Iterator, Mapping
from typing import TypeAlias

from engine.conditions.segment.equivalent import (
    ROOTS,
    NoEquivalent,
    On,
    Unequal,
    all_of,
    any_of,
    read_pattern,
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
    Number,
    Operator,
    Reduction,
    Scalar,
    Text,
    Truth,
)
from engine.conditions.segment.reader import parse
from engine.conditions.segment.syntax_error import SegmentSyntaxError
from engine.conditions.segment.text import to_text

_Clause: TypeAlias = tuple[str, object]
_MAX_DEPTH = 50
_ORDERS: dict[str, Operator] = {
    "$gt": "greater_than",
    "$gte": "at_least",
    "$lt": "less_than",
    "$lte": "at_most",
}


def from_mongo(query: object, on: On = "event") -> Expression | NoEquivalent:
    """The condition with the same answers, or why there is none.

    On an event the query has to name the event: `{"event": "Order Completed", …}`. Its answer on documents that
    are no track calls may differ: the condition is false there.
    """
    try:
        _check_depth(query)
        expression = _event(query) if on == "event" else _boolean(query, "data")
        parse(to_text(expression))  # Segment's own limits
    except Unequal as unequal:
        return NoEquivalent(str(unequal))
    except SegmentSyntaxError as error:
        return NoEquivalent(error.message)
    return expression


def _check_depth(query: object) -> None:
    waiting = [(query, 0)]
    while waiting:
        node, depth = waiting.pop()
        if depth > _MAX_DEPTH:
            raise Unequal(f"the query is nested more than {_MAX_DEPTH} deep")
        inner = node.values() if isinstance(node, Mapping) else node if isinstance(node, list) else ()
        waiting.extend((each, depth + 1) for each in inner)


def _event(query: object) -> Expression:
    """One count per event name; `$or` at the top becomes OR."""
    clauses = [
        clause for clause in _clauses(query) if clause not in (("type", "track"), ("type", {"$eq": "track"}))
    ]
    names = [value for key, value in clauses if key == "event"]
    if not names and len(clauses) == 1 and clauses[0][0] == "$or":
        return any_of([_event(choice) for choice in _list(clauses[0][1])])
    if len(names) != 1:
        raise Unequal('the query has to name one event: {"event": "Order Completed"}')
    rest = [clause for clause in clauses if clause[0] != "event"]
    excluded, rest = _source_exclusion(rest)
    where = all_of([_clause(clause, "event") for clause in rest]) if rest else None
    return any_of([_arrives(Filter(name, where, excluded)) for name in _names(names[0])])


def _arrives(found: Filter) -> Expression:
    return Comparison(Reduction(found, "count"), "equals", (Number(1),))


def _clauses(query: object) -> Iterator[_Clause]:
    """Yield what a query asks for all at once, `$and` opened."""
    if not isinstance(query, Mapping):
        raise Unequal("a query is an object")
    for key, value in query.items():
        if key == "$and":
            for part in _list(value):
                yield from _clauses(part)
        else:
            yield key, value


def _list(value: object) -> list[object]:
    if not isinstance(value, list):
        raise Unequal("$and, $or, $nor, $in and $nin take a list")
    return value


def _names(value: object) -> list[str]:
    if isinstance(value, Mapping) and len(value) == 1:
        value = value.get("$eq", value.get("$in"))
    names = value if isinstance(value, list) else [value]
    found = [name for name in names if isinstance(name, str)]
    if len(found) < len(names):
        raise Unequal("an event is named by a text")
    return list(dict.fromkeys(found))


def _source_exclusion(clauses: list[_Clause]) -> tuple[tuple[str, ...], list[_Clause]]:
    """`.sources({exclude: …})` as `to_mongo` writes it, and the clauses that are left."""
    keys = [".".join(path) for path in SOURCE_PATHS]
    asked = [value for key, value in clauses if key in keys]
    first = asked[0] if asked else None
    listed = first.get("$nin") if isinstance(first, Mapping) and len(first) == 1 else None
    texts = [each for each in listed if isinstance(each, str)] if isinstance(listed, list) else []
    if len(asked) != len(keys) or asked[1] != first or texts != listed:
        return (), clauses
    return tuple(texts), [clause for clause in clauses if clause[0] not in keys]


def _boolean(query: object, on: On) -> Expression:
    return all_of([_clause(clause, on) for clause in _clauses(query)])


def _clause(clause: _Clause, on: On) -> Expression:
    key, value = clause
    if key == "$or":
        return any_of([_boolean(choice, on) for choice in _list(value)])
    if key == "$nor":
        return all_of([Not(_boolean(choice, on)) for choice in _list(value)])
    if key == "$expr":
        raise Unequal("it compares two values of one event, and Segment's language compares with constants")
    if key.startswith("$"):
        raise Unequal(f"{key} cannot be said in Segment's language")
    return _field(_scalar(key, on), value)


def _scalar(key: str, on: On) -> Scalar:
    root, *path = key.split(".")
    if root not in ROOTS[on] or not path or not all(path):
        known = " or ".join(ROOTS[on])
        raise Unequal(f"{key[:80]!r} is not in reach of Segment's language: only values under {known} are")
    return ROOTS[on][root](tuple(path))


def _field(scalar: Scalar, value: object) -> Expression:
    if isinstance(value, Mapping) and value and all(str(key).startswith("$") for key in value):
        return all_of(_operators(scalar, value))
    return _equal(scalar, [value])


def _operators(scalar: Scalar, operators: Mapping[str, object]) -> list[Expression]:
    present = any(_needs_value(name, value) for name, value in operators.items())
    return [
        _operator(scalar, name, value)
        for name, value in operators.items()
        if not (present and name == "$exists" and value is True)
        and not (name == "$options" and value == "" and "$regex" in operators)
    ]


def _needs_value(name: str, value: object) -> bool:
    """Tell whether an operator is false for a missing value and for null."""
    listed = value if isinstance(value, list) else []
    match name:
        case "$gt" | "$gte" | "$lt" | "$lte" | "$regex":
            return True
        case "$eq":
            return value is not None
        case "$ne":
            return value is None
        case "$in":
            return None not in listed
        case "$nin":
            return None in listed
        case _:
            return False


def _operator(scalar: Scalar, name: str, value: object) -> Expression:
    match name:
        case "$eq":
            return _equal(scalar, [value])
        case "$in":
            return _equal(scalar, _list(value))
        case "$ne":
            return _differ(scalar, [value])
        case "$nin":
            return _differ(scalar, _list(value))
        case "$gt" | "$gte" | "$lt" | "$lte":
            return _ordered(scalar, _ORDERS[name], value)
        case "$not" if isinstance(value, Mapping):
            return Not(all_of(_operators(scalar, value)))
        case "$regex" if isinstance(value, str):
            return read_pattern(value, scalar)
        case "$exists":
            raise Unequal("Segment's language cannot tell null from missing: use null or {'$ne': null}")
        case _:
            raise Unequal(f"{name} cannot be said in Segment's language")


def _equal(scalar: Scalar, values: list[object]) -> Expression:
    """Equal to one of the values. A text that stands for a number too leaves the number out again."""
    literals = list(dict.fromkeys(_constant(value) for value in values if value is not None))
    extras = {literal: stand_ins(literal.value) for literal in literals if isinstance(literal, Text)}
    whole = {text for text, others in extras.items() if all(other in literals for other in others)}
    covered = {other for text in whole for other in extras[text]}
    simple = [
        each
        for each in literals
        if each not in covered and not (isinstance(each, Text) and each not in whole)
    ]
    choices: list[Expression] = [_text_only(scalar, "equals", text) for text in extras if text not in whole]
    if simple:
        choices.insert(0, Comparison(scalar, "equals" if len(simple) == 1 else "one_of", tuple(simple)))
    if None in values:
        choices.append(Comparison(scalar, "absent"))
    return any_of(choices)


def _differ(scalar: Scalar, values: list[object]) -> Expression:
    """Equal to none of the values. Only with null among them the value has to exist."""
    if not values:
        return all_of([])
    wanted = [value for value in values if value is not None]
    if not wanted:
        return Comparison(scalar, "exists")
    equal = _equal(scalar, wanted)
    if None not in values:
        return Not(equal)
    if isinstance(equal, Comparison):
        return Comparison(scalar, "differs" if equal.operator == "equals" else "none_of", equal.right)
    return And((Comparison(scalar, "exists"), Not(equal)))


def _ordered(scalar: Scalar, operator: Operator, value: object) -> Expression:
    literal = _constant(value)
    match literal:
        case Truth():
            raise Unequal("true and false have no order in Segment's language")
        case Text():
            return _text_only(scalar, operator, literal)
        case _:
            return Comparison(scalar, operator, (literal,))


def _text_only(scalar: Scalar, operator: Operator, text: Text) -> Expression:
    """A comparison of ``scalar`` by ``operator`` with ``text``, without the numbers and truth values that the text
    stands for.
    """
    others = [each for each in stand_ins(text.value) if operator == "equals" or isinstance(each, Number)]
    return all_of(
        [
            Comparison(scalar, operator, (text,)),
            *(Not(Comparison(scalar, operator, (other,))) for other in others),
        ]
    )


def _constant(value: object) -> Constant:
    match value:
        case bool():
            return Truth(value)
        case int() if -(2**63) <= value < 2**63:
            return Number(value)
        case float() if abs(value) < float("inf"):
            return Number(value)
        case str():
            return Text(value)
        case _:
            raise Unequal(
                "Segment's language writes texts, finite numbers up to 64 bits, true and false only"
            )
