"""Findings about each condition by itself."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

from msgspec.structs import replace

from engine.check.amounts import contradictory
from engine.check.doubtful_tests import of_doubtful_tests
from engine.check.examples import has_example
from engine.check.logic import impossible
from engine.check.patterns import attack
from engine.check.shape import of_shape
from engine.condition_sites import ConditionReading, ConditionSite, ids
from engine.conditions import mongo, segment
from engine.conditions.mongo.guards import clauses
from engine.conditions.mongo.tree import (
    Clause,
    ClauseGroup,
    Every,
    MatchesPattern,
    Negation,
    OneOf,
    SomeElement,
    SomeObject,
    Test,
)
from engine.conditions.mongo.values import Regex
from engine.finding import Finding
from engine.journey import Journey
from engine.schema import EVENT, Schema, data_schema

_ADDRESS: Final = re.compile(r"[a-z][a-z0-9+-]*://[^/&]*\.\S*", re.ASCII | re.IGNORECASE)
"""A web address with its dots as they are."""


def of_conditions(journey: Journey, sites: Sequence[ConditionSite]) -> Iterator[Finding]:
    """Findings on each of the conditions ``sites``, in the order of the document."""
    known = ids(journey)
    for each in sites:
        for finding in _findings(each.reading, known if each.on == "data" else frozenset()):
            place = finding.place.replace("$", each.place, 1)
            yield replace(finding, place=place, step=each.step, transition=each.transition)


@lru_cache(maxsize=4096)
def _findings(reading: ConditionReading, known: frozenset[str]) -> tuple[Finding, ...]:
    """Findings on a condition, at the place ``$``; ``known`` are the ids that a data split can name. They are kept, for
    designs are checked as they are edited.
    """
    each = ConditionSite(condition=reading.condition, place="$", on=reading.on)
    found = tuple(_of_condition(each, data_schema(known)))
    if any(finding.code in _DECIDED for finding in found) or not _is_undecided(each):
        return found
    message = "it is undecided whether anything satisfies this condition; no event was found"
    return (*found, each.finding("undecided", message, "note", "try it on events of yours: check --events"))


_DECIDED: Final = (
    "never-matches",
    "unknown-path",
    "impossible-value",
    "mixed-shapes",
    "unescaped-dot",
    "slow-pattern",
)
"""Codes of findings that say why nothing satisfies a condition."""


def _is_undecided(each: ConditionSite) -> bool:
    return each.on == "event" and each.query is not None and not has_example(json.dumps(each.query))


def _of_condition(each: ConditionSite, data: Schema) -> Iterator[Finding]:
    """Findings on one condition; ``data`` is what data splits look at."""
    tree, written = each.tree, isinstance(each.condition, str)
    if contradicts_itself(each.reading):
        hint = "its parts contradict each other" + ("" if written else "; use $in for one of several values")
        yield each.finding("never-matches", "nothing can satisfy this condition", hint=hint)
    if tree is not None:
        yield from _slow_patterns(each, tree)
        if not written:
            yield from _of_query(each, tree, data)


@lru_cache(maxsize=4096)
def contradicts_itself(reading: ConditionReading) -> bool:
    """Tell whether certainly nothing satisfies the condition; kept, as its findings are."""
    if isinstance(reading.condition, str) and contradictory(segment.parse(reading.condition)):
        return True
    return reading.tree is not None and impossible(reading.tree, single=isinstance(reading.condition, str))


def _of_query(each: ConditionSite, tree: ClauseGroup, data: Schema) -> Iterator[Finding]:
    """Findings of what can only be wrong with a mongo query, the ``tree`` of ``each``; ``data`` is what data splits
    look at.
    """
    yield from _unescaped_dots(each, tree)
    found = list(of_shape(each, tree, EVENT if each.on == "event" else data))
    yield from found or of_doubtful_tests(each, tree)
    if each.on == "data":
        yield from _unknown_steps(each, tree, data)
    elif not mongo.guards(each.condition, each.dates):  # type: ignore[arg-type]
        message = "this condition asks for no certain value, so it is tried on every event"
        yield each.finding(
            "no-guard", message, "note", "add the verb or the name of the event, if it has one"
        )


def _unknown_steps(each: ConditionSite, tree: ClauseGroup, data: Schema) -> Iterator[Finding]:
    known = data.fields["steps"].fields
    for path in dict.fromkeys(clause.path for clause in clauses(tree)):
        names = path.split(".")
        if names[0] == "steps" and len(names) > 1 and names[1] not in known:
            message = f"the condition speaks of {'.'.join(names[:2])}, and there is no step {names[1]!r}"
            yield each.finding("unknown-step", message, hint="correct the id; nothing is ever found there")


def _unescaped_dots(each: ConditionSite, tree: ClauseGroup) -> Iterator[Finding]:
    for clause in clauses(tree):
        if "statement" not in clause.path.split("."):
            continue
        for key in (clause.path, *_keys(clause.operand)):
            if found := _ADDRESS.search(key):
                escaped = found[0].replace(".", "&46;")
                message = (
                    f"the key {found[0]!r} is kept with its dots as &46; below statement, so nothing is found"
                )
                yield each.finding("unescaped-dot", message, hint=f"write {escaped}")


def _keys(operand: object) -> Iterator[str]:
    """The keys of objects that are compared as a whole."""
    if isinstance(operand, dict):
        for key, value in operand.items():
            yield key
            yield from _keys(value)
    elif isinstance(operand, list):
        for value in operand:
            yield from _keys(value)


def _slow_patterns(each: ConditionSite, tree: ClauseGroup) -> Iterator[Finding]:
    for regex in dict.fromkeys(regex for clause in clauses(tree) for regex in _regexes(clause)):
        if text := attack(regex):
            shown = text if len(text) <= 60 else f"{text[:59]}…"
            message = f"the regular expression {str(regex)!r} takes for ever on texts such as {shown!r}"
            hint = "avoid a repetition inside a repetition, such as (a+)+"
            yield each.finding("slow-pattern", message, hint=hint)


def _regexes(part: Clause | Test) -> Iterator[Regex]:
    match part:
        case Clause(test=inner) | Negation(inner) | SomeElement(inner):
            yield from _regexes(inner)
        case Every(tests):
            for inner in tests:
                yield from _regexes(inner)
        case MatchesPattern(regex):
            yield regex
        case OneOf(_, patterns):
            yield from patterns
        case SomeObject(condition):
            for clause in clauses(condition):
                yield from _regexes(clause)
        case _:
            pass
