"""A condition in one short line, for boxes and branches: `verb.id = completed`."""

import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from engine.conditions.errors import InvalidCondition
from engine.conditions.mongo.parse import parse
from engine.conditions.mongo.tree import (
    Clause,
    Equal,
    Every,
    Exists,
    FieldComparison,
    FieldValue,
    MatchesPattern,
    Negation,
    Node,
    OfType,
    OneOf,
    OrderedTo,
    Remainder,
    Size,
    SomeElement,
    SomeObject,
    Test,
)
from engine.conditions.mongo.values import Regex

_SIGNS: Final = {"$gt": ">", "$gte": "≥", "$lt": "<", "$lte": "≤"}
_COMPARED: Final = {"$eq": "=", "$ne": "≠", **_SIGNS}
_JOINS: Final = {"$and": " and ", "$or": " or ", "$nor": " or "}
_OF_STATEMENTS: Final = frozenset({"verb", "actor", "object", "result", "authority", "attachments"})
_ADDRESSES: Final = frozenset({"id", "type", "homePage", "moreInfo", "openid"})
_LITERAL = re.compile(r"-?\d+(\.\d+)?([eE][+-]?\d+)?|true|false|null")
_WORD = re.compile(r"[^\s\"(),]+")


def to_text(query: Mapping[str, object], limit: int = 60) -> str:
    """The query in at most `limit` characters; one with problems is shown as it is written."""
    try:
        text = _text(parse(query))
    except InvalidCondition:
        text = json.dumps(query, ensure_ascii=False, default=str)
    return text if len(text) <= limit else text[: limit - 1] + "…"


def _text(node: Node, inside: bool = False) -> str:
    if isinstance(node, Clause):
        return clause_text(node.path, node.test)
    if isinstance(node, FieldComparison):
        return comparison_text(node)
    if node.operator != "$nor" and len(node.parts) == 1:
        return _text(node.parts[0], inside)
    joined = _JOINS[node.operator].join(_text(part, True) for part in node.parts)
    if node.operator == "$nor":
        return f"not ({joined})"
    return f"({joined})" if inside else joined or "anything"


def clause_text(path: str, test: Test) -> str:
    """Such as `verb.id = completed`; the path without the `statement` that all of them begin with.

    What only looks like it is written out: `$.verb.id` stands outside of a statement, `"completed"` is no address.
    """
    return f"{_path_text(path)} {_phrase(test, path.rpartition('.')[2] in _ADDRESSES)}"


def _path_text(path: str) -> str:
    outside = path.partition(".")[0] in _OF_STATEMENTS
    return f"$.{path}" if outside else path.removeprefix("statement.")


def comparison_text(comparison: FieldComparison) -> str:
    """Such as `result.score.raw ≥ result.score.min`."""
    sides = [
        _path_text(side.path) if isinstance(side, FieldValue) else value_text(side.value, addressed=True)
        for side in comparison.sides
    ]
    return f"{sides[0]} {_COMPARED[comparison.operator]} {sides[1]}"


def _phrase(test: Test, addressed: bool = False) -> str:
    """``addressed``: texts are addresses there, so that what is none stands out."""
    match test:
        case Negation(inner):
            return _negative(inner, addressed)
        case Every(tests):
            return " and ".join(_phrase(each, addressed) for each in tests) or "is anything"
        case Equal(value):
            return f"= {value_text(value, addressed)}"
        case OrderedTo(operator, value):
            return f"{_SIGNS[operator]} {value_text(value, addressed)}"
        case OneOf(values, patterns):
            return f"in {_value_list(values, patterns, addressed)}"
        case MatchesPattern(regex):
            return f"~ {regex}"
        case _:
            return _property(test)


def _property(test: Exists | OfType | Remainder | Size | SomeElement | SomeObject) -> str:
    match test:
        case Exists():
            return "exists"
        case OfType(names):
            return f"is {' or '.join(sorted(names))}"
        case Remainder(divisor, remainder):
            return f"mod {divisor} = {remainder}"
        case Size(length):
            return f"has {length} element{'' if length == 1 else 's'}"
        case SomeElement(inner):
            return f"has an element {_phrase(inner)}"
        case SomeObject(condition):
            return f"has an element with ({_text(condition)})"


def _negative(test: Test, addressed: bool) -> str:
    match test:
        case Equal(value):
            return f"≠ {value_text(value, addressed)}"
        case OneOf(values, patterns):
            return f"not in {_value_list(values, patterns, addressed)}"
        case Exists():
            return "is missing"
        case Every(()):
            return "never holds"
        case _:
            return f"not ({_phrase(test, addressed)})"


def _value_list(values: tuple[object, ...], patterns: tuple[Regex, ...], addressed: bool) -> str:
    return ", ".join(value_text(value, addressed) for value in (*values, *patterns)) or "nothing"


def value_text(value: object, addressed: bool = False) -> str:
    """Text bare, an address as its last part, the rest as JSON; in quotes what could be taken for something else."""
    if isinstance(value, str):
        is_address = "://" in value
        word = re.split(r"[/#]", value.rstrip("/#"))[-1] if is_address else value
        bare = _WORD.fullmatch(word) and (is_address or not (addressed or _LITERAL.fullmatch(value)))
        return word if bare else json.dumps(word, ensure_ascii=False)
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    return str(value) if isinstance(value, Regex) else json.dumps(value, ensure_ascii=False, default=str)
