"""A design held against events: conditions that match none of them or all, and what was probably meant."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator
from typing import Any, Final

from designer.simulation.evidence.condition_trial import MatchCounts, Stop, never, queries
from designer.simulation.evidence.evidence import Evidence
from designer.simulation.evidence.resemblance import nearest_seen_path, nearest_value
from engine.condition_sites import ConditionSite, meaningful_conditions
from engine.conditions import mongo
from engine.conditions.errors import ConditionError
from engine.conditions.mongo.parse import parse
from engine.conditions.mongo.tree import Clause, ClauseGroup, Equal, Node, OneOf
from engine.finding import Finding, Severity, by_severity
from engine.journey import Journey
from engine.schema import can_hold

MANY: Final = 10
"""Events of which it is a warning that a condition matches all."""


class EventCheck:
    """Conditions tried on events; each is tried once, however often it is asked about."""

    def __init__(self, evidence: Evidence) -> None:
        self.evidence: Final = evidence
        self._counted: dict[str, MatchCounts] = {}

    def counts(self, journey: Journey, stop: Stop = never) -> dict[str, MatchCounts]:
        """The number of events that match each condition of ``journey``, by its place, until ``stop`` says so.
        Raises StoreError, Stopped.
        """
        every = (each for each in meaningful_conditions(journey) if each.on == "event")
        return {each.place: self._count(each.condition, stop) for each in every}

    def matched(self, journey: Journey, stop: Stop = never) -> dict[str, int]:
        """The numbers of ``counts`` for ``journey`` as plain values, until ``stop`` says so."""
        return {place: counted.matched for place, counted in self.counts(journey, stop).items()}

    def findings(
        self, journey: Journey, places: Collection[str] | None = None, stop: Stop = never
    ) -> list[Finding]:
        """Findings of what the events say about the conditions of ``journey``, or about those at ``places``, until
        ``stop`` says so.

        Raises StoreError, Stopped.
        """
        if not len(self.evidence):
            return []
        wanted = (each for each in meaningful_conditions(journey) if places is None or each.place in places)
        return [finding for each in wanted for finding in self._of(each, stop)]

    def _of(self, each: ConditionSite, stop: Stop) -> Iterator[Finding]:
        if each.on == "data":
            yield from self._of_data(each, stop)
            return
        counted = self._count(each.condition, stop)
        if not counted.matched:
            yield self._unseen(each, counted, stop)
        elif counted.matched == counted.total:
            message = f"all {counted.total:,} events satisfy this condition"
            severity: Severity = "warning" if counted.total >= MANY else "note"
            yield each.finding("matches-everything", message, severity, "ask for what tells them apart")
        else:
            yield from self._unseen_parts(each, stop)

    def _count(self, condition: Any, stop: Stop) -> MatchCounts:
        key = repr(condition)
        if key not in self._counted:
            try:
                self._counted[key] = self.evidence.count(condition, stop)
            except ConditionError:  # a pattern that takes for ever, which has a finding of its own
                self._counted[key] = MatchCounts(total=0, matched=0)
        return self._counted[key]

    # None of them

    def _unseen(self, each: ConditionSite, counted: MatchCounts, stop: Stop) -> Finding:
        none = (
            "the one event does not satisfy"
            if counted.total == 1
            else f"none of {counted.total:,} events satisfies"
        )
        for clause in _required_clauses(each.condition):
            if reason := self._reason(clause, stop):
                return each.finding("never-seen", f"{none} this condition: {reason[0]}", "warning", reason[1])
        near = counted.near_miss
        found = "" if near is None else _value_list(near.found) or "missing"
        hint = "" if near is None else f"the nearest fails {near.clause}; there it is {found}"
        return each.finding("never-seen", f"{none} this condition", "warning", hint)

    def _reason(self, clause: Clause, stop: Stop) -> tuple[str, str] | None:
        """Say why no event satisfies a clause, and what was probably meant; None if some do."""
        if self._count({clause.path: {clause.operator: clause.operand}}, stop).matched:
            return None
        if not self._count({clause.path: {"$exists": True}}, stop).matched:
            near = nearest_seen_path(clause.path, clause.operand, self.evidence.paths())
            hint = f"did you mean {near.path}?" if near else ""
            return f"no event has {clause.path}", hint
        if not isinstance(clause.test, Equal | OneOf):
            seen = _value_list(self.evidence.values(clause.path)[:3])
            return f"{clause.path} never is what is asked for", f"seen are {seen}" if seen else ""
        wanted = (clause.test.value,) if isinstance(clause.test, Equal) else clause.test.values
        return f"{clause.path} is never {_value_list(wanted, ' or ')}", self._values_hint(clause.path, wanted)

    def _values_hint(self, path: str, wanted: Iterable[object]) -> str:
        seen = self.evidence.values(path)
        meant = next((near for value in wanted if (near := nearest_value(value, seen)) is not None), None)
        if meant is not None:
            return f"did you mean {_value_list([meant])}?"
        return f"seen are {_value_list(seen[:3])}" if seen else ""

    # Some of them

    def _unseen_parts(self, each: ConditionSite, stop: Stop) -> Iterator[Finding]:
        """The values of a choice in ``each`` that no event has, until ``stop`` says so."""
        for clause in _choice_clauses(each.condition):
            wanted = (clause.test.value,) if isinstance(clause.test, Equal) else clause.test.values  # type: ignore[union-attr]
            for value in wanted:
                if not self._count({clause.path: value}, stop).matched:
                    asked = _value_list([value])
                    message = f"no event has {clause.path} = {asked}, one of the values that are asked for"
                    hint = self._values_hint(clause.path, [value])
                    yield each.finding("unseen-value", message, "note", hint)

    # Data splits

    def _of_data(self, each: ConditionSite, stop: Stop) -> Iterator[Finding]:
        for clause in _clauses_of(each.tree) if each.tree is not None else ():
            path = _of_event(clause.keys)
            if (
                path
                and not can_hold(clause.test, ())
                and (reason := self._reason(_moved(clause, path), stop))
            ):
                yield each.finding(
                    "never-seen", f"this branch is never taken: {reason[0]}", "warning", reason[1]
                )


def merged(findings: Iterable[Finding], found: Iterable[Finding]) -> list[Finding]:
    """Return what is known of a design, and what events say of it; not of conditions that nothing can satisfy
    anyway.
    """
    known = list(findings)
    hopeless = [finding.place for finding in known if finding.severity == "error"]
    more = [each for each in found if not any(place.startswith(each.place) for place in hopeless)]
    return by_severity([*known, *more])


def _of_event(keys: tuple[str, ...]) -> str:
    """The path within an event of what a data split asks about; empty for what is none of an event."""
    match keys:
        case ("entry", *rest) | ("steps", _, *rest):
            return ".".join(rest)
        case ("traits", *_):
            return ".".join(keys)
    return ""


def _moved(clause: Clause, path: str) -> Clause:
    return Clause(path, clause.operator, clause.operand, clause.test)


def _required_clauses(condition: Any) -> Iterator[Clause]:
    """The clauses of which every one must hold."""
    for query in queries(condition):
        yield from _joined(parse(dict(query), mongo.LEARNING_LOCKER_DATES))


def _joined(node: Node) -> Iterator[Clause]:
    if isinstance(node, Clause):
        if not can_hold(node.test, ()):
            yield node
    elif isinstance(node, ClauseGroup) and (
        node.operator == "$and" or (node.operator == "$or" and len(node.parts) == 1)
    ):
        for part in node.parts:
            yield from _joined(part)


def _choice_clauses(condition: Any) -> Iterator[Clause]:
    """Equalities in choices: lists of values, and parts of ``$or``."""
    for query in queries(condition):
        tree = parse(dict(query), mongo.LEARNING_LOCKER_DATES)
        for clause in _clauses_of(tree):
            is_listed = (
                isinstance(clause.test, OneOf) and not clause.test.patterns and len(clause.test.values) > 1
            )
            if is_listed or (isinstance(clause.test, Equal) and clause not in tree.parts):
                yield clause


def _clauses_of(node: Node) -> Iterator[Clause]:
    """All clauses but those that must not hold."""
    if isinstance(node, Clause):
        yield node
    elif isinstance(node, ClauseGroup) and node.operator != "$nor":
        for part in node.parts:
            yield from _clauses_of(part)


def _value_list(values: Iterable[object], joint: str = ", ") -> str:
    return joint.join(value_text(value) for value in values)


def value_text(value: object) -> str:
    """A value as it is written in a condition, cut off where it is long."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 80 else f"{text[:79]}…"
