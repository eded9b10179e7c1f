"""Conditions as people type them: a mongo query in JSON, or Segment's query language; what is wrong, and where."""

from __future__ import annotations

import json
import re

from msgspec import Struct

from engine import conditions
from engine.finding import InvalidJourney
from engine.steps import Condition
from engine.typed_json import parse_json


class Mark(Struct, frozen=True):
    """A stretch of text in one line; both count from 0. ``length`` is at least 1, even at a line's end."""

    line: int
    column: int
    length: int = 1


class TypedCondition(Struct, frozen=True):
    """A text read as a condition: the condition if it can be used, else what is wrong and where."""

    condition: Condition | None
    message: str = ""
    hint: str = ""
    mark: Mark | None = None

    def __str__(self) -> str:
        return f"{self.message} ({self.hint})" if self.hint else self.message


def editor_text(condition: Condition) -> str:
    """The condition as it stands in an editor."""
    if isinstance(condition, str):
        return condition
    return json.dumps(condition, indent=2, ensure_ascii=False)


def typed(text: str) -> TypedCondition:
    """Return what a person means by a text: an object is a mongo query, anything else Segment's query language."""
    return _query(text) if text.lstrip().startswith("{") else _segment(text)


def _segment(text: str) -> TypedCondition:
    from engine.conditions.segment import SegmentSyntaxError, parse  # a grammar, which takes long to load

    try:
        parse(text)
    except SegmentSyntaxError as error:
        mark = Mark(error.line - 1, error.column - 1)
        return TypedCondition(None, error.message, error.hint, mark)
    return TypedCondition(text)


def _query(text: str) -> TypedCondition:
    try:
        query = parse_json(text)
    except InvalidJourney as error:
        message = error.findings[0].message
        return TypedCondition(None, message, mark=_mark_in_message(message))
    for problem in conditions.problems(query, "$"):
        return TypedCondition(None, problem.message, problem.hint, _mark_of_place(text, problem.place))
    return TypedCondition(query)


def _mark_in_message(message: str) -> Mark | None:
    """The line and column that a sentence of the JSON reader names."""
    found = re.search(r"line (\d+), column (\d+)", message)
    return Mark(int(found[1]) - 1, int(found[2]) - 1) if found else None


def _mark_of_place(text: str, place: str) -> Mark:
    """Return where the last key of a place such as ``$.statement.verb.id.$in[2]`` is written."""
    at, end = 0, 1
    rest = place.removeprefix("$")
    while rest:
        key = next((key for key in _keys(text, at) if rest.startswith(f".{key.group(1)}")), None)
        if key is None:
            break
        at, end = key.span(1)
        rest = _after(rest[len(key.group(1)) + 1 :])
    line = text.count("\n", 0, at)
    column = at - (text.rfind("\n", 0, at) + 1)
    return Mark(line, column, max(end - at, 1))


def _after(rest: str) -> str:
    """Return what is left of a place after the numbers in brackets."""
    return re.sub(r"^(\[\d+\])+", "", rest)


def _keys(text: str, start: int) -> list[re.Match[str]]:
    """The keys of objects in ``text`` from the offset ``start`` on, as they are written."""
    return list(re.compile(r'"((?:[^"\\]|\\.)*)"\s*:').finditer(text, start))
