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
_JOINS: Final = {"$and": " and ", "$or": " or ", "$nor": " or "}
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
    if node.operator != "$nor" and len(node.parts) == 1:
        return _text(node.parts[0], inside)
    joined = _JOINS[node.operator].join(_text(part, True) for part in node.parts)
    if node.operator == "$nor":
        return f"not ({joined})"
    return f"({joined})" if inside else joined or "anything"


def clause_text(path: str, test: Test) -> str:
    """Such as `verb.id = completed`; the path without the `statement` that all of them begin with.

    Where addresses stand, a word that is none is in quotes: `verb.id = "completed"` is what nobody sends.
    """
    return f"{path.removeprefix('statement.')} {_phrase(test, path.rpartition('.')[2] == 'id')}"


def _phrase(test: Test, of_addresses: bool = False) -> str:
    match test:
        case Negation(inner):
            return _negative(inner, of_addresses)
        case Every(tests):
            return " and ".join(_phrase(each, of_addresses) for each in tests) or "is anything"
        case Equal(value):
            return f"= {value_text(value, of_addresses)}"
        case OrderedTo(operator, value):
            return f"{_SIGNS[operator]} {value_text(value)}"
        case OneOf(values, patterns):
            return f"in {_listed(values, patterns, of_addresses)}"
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


def _negative(test: Test, of_addresses: bool) -> str:
    match test:
        case Equal(value):
            return f"≠ {value_text(value, of_addresses)}"
        case OneOf(values, patterns):
            return f"not in {_listed(values, patterns, of_addresses)}"
        case Exists():
            return "is missing"
        case Every(()):
            return "never holds"
        case _:
            return f"not ({_phrase(test)})"


def _listed(values: tuple[object, ...], patterns: tuple[Regex, ...], of_addresses: bool) -> str:
    return ", ".join(value_text(each, of_addresses) for each in (*values, *patterns)) or "nothing"


def value_text(value: object, of_addresses: bool = False) -> str:
    """Text bare, an address as its last part, the rest as JSON; text in quotes where addresses are expected."""
    if isinstance(value, str):
        if of_addresses and "://" not in value:
            return json.dumps(value, ensure_ascii=False)
        word = re.split(r"[/#]", value.rstrip("/#"))[-1] if "://" in value else value
        return word if _WORD.fullmatch(word) else json.dumps(word, ensure_ascii=False)
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    return str(value) if isinstance(value, Regex) else json.dumps(value, ensure_ascii=False, default=str)
