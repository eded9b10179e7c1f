"""Tests that valid events may satisfy, though hardly those that were meant."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from engine.check.corrections import as_json
from engine.condition_sites import ConditionSite
from engine.conditions.mongo.guards import clauses, comparisons
from engine.conditions.mongo.tree import (
    Clause,
    ClauseGroup,
    Constant,
    Equal,
    MatchesPattern,
    OrderedTo,
    Test,
)
from engine.conditions.mongo.values import Regex
from engine.finding import Finding
from engine.schema import EVENT, schemas_at

_SLASHED: Final = re.compile(r"/(.+)/([imsx]+)")
_WILD: Final = re.compile(r"\*?[^*]+\*|\*[^*]+")


def of_doubtful_tests(asked: ConditionSite, tree: ClauseGroup) -> Iterator[Finding]:
    """Findings on the condition ``asked`` about, with its ``tree``."""
    for clause in clauses(tree):
        for test in clause.tests:
            for code, message, hint in _doubts(clause, test):
                yield asked.finding(code, message, hint=hint, place=f"{asked.place}.{clause.path}")
    for comparison in comparisons(tree):
        for side in comparison.sides:
            if isinstance(side, Constant) and isinstance(side.value, str) and _is_path(side.value):
                message = (
                    f"$expr compares with the text {as_json(side.value)}, not with the field of that name"
                )
                yield asked.finding("text-for-field", message, hint=f"did you mean ${side.value}?")


def _is_path(text: str) -> bool:
    return "." in text and any(schemas_at(EVENT, text.split(".")))


def _doubts(clause: Clause, test: Test) -> Iterator[tuple[str, str, str]]:
    """The code, message and hint of each doubt about a ``test`` of a ``clause``."""
    path, text = clause.path, _text(test)
    if slashed := _SLASHED.fullmatch(text):
        meant = as_json({"$regex": slashed[1], "$options": slashed[2]})
        yield "literal-slashes", f"the slashes of {text} are part of the text", f"did you mean {meant}?"
    match test:
        case Equal(dict() as value) if value:
            message = f"{path} has to be just this object, with no other key and in this order"
            yield "whole-object", message, f"did you mean {', '.join(f'{path}.{key}' for key in value)}?"
        case Equal(str()) if _WILD.fullmatch(text) and "://" not in text:
            meant = as_json({"$regex": text.strip("*")})
            yield "wildcard", f"the * of {as_json(text)} is part of the text", f"did you mean {meant}?"
        case OrderedTo(_, str()) if any(each.format == "duration" for each in schemas_at(EVENT, clause.keys)):
            message = f"{path} is compared as text: PT9M is after PT10M"
            yield "text-order", message, "ask for a score or an extension that is a number"


def _text(test: Test) -> str:
    """The text or the pattern that a ``test`` asks for; empty for any other."""
    match test:
        case Equal(str() as text) | MatchesPattern(Regex(pattern=text)):
            return text
        case _:
            return ""
