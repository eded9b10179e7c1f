"""Choices at data splits: which branch an attempt took, why none of those before, and what would have led elsewhere."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any

from msgspec.structs import replace

from engine.condition_sites import ids
from engine.conditions import segment
from engine.conditions.mongo.document_domain import ANY, Domain
from engine.conditions.mongo.witness import witness
from engine.events import RejectedEvent, from_document
from engine.explain.own_log import prepare_event
from engine.explain.reasons import clause_reasons, expression_reasons
from engine.explain.stay import Alternative, ClauseReason, SplitChoice
from engine.fold import fold
from engine.labels import branch
from engine.machine import Moved
from engine.match import Matcher
from engine.moment import Moment, context, streams_of
from engine.plan import CountedTest, Plan
from engine.progress import Attempt, MatchedEvent
from engine.schema import data_domain
from engine.steps import Split, Transition
from engine.token import Token

Document = dict[str, Any]


def choices(
    plan: Plan, owner: str, log: Sequence[MatchedEvent], until: int, seed: int, attempts: Sequence[Attempt]
) -> dict[int, list[SplitChoice]]:
    """The last choice of each of the ``attempts`` of ``owner`` at each data split, by attempt.

    ``attempts`` are what the fold makes of ``log`` by ``plan`` up to ``until`` with ``seed``.
    """
    last = {each.number: _last_choices(plan, each) for each in attempts}
    found: dict[int, list[SplitChoice]] = {}

    def watch(moment: Moment, before: Attempt | None, moved: Moved | None) -> None:
        after = before if moved is None else moved[0]
        if after is None or after is before:
            return
        for position in range(len(before.transitions) if before else 0, len(after.transitions)):
            if position in last.get(after.number, ()):
                choosing = _ChoiceExplainer(plan, owner, log, until, seed, after, moment)
                found.setdefault(after.number, []).append(choosing.choice(position))

    if any(last.values()):
        fold(plan, owner, log, until, seed, watch, moves_only=True)
    return found


def _last_choices(plan: Plan, attempt: Attempt) -> frozenset[int]:
    """Positions, among the transitions of ``attempt``, of those by which it left each data split last."""
    transitions = plan.journey.transitions
    last = {transitions[index].source: position for position, index in enumerate(attempt.transitions)}
    return frozenset(position for step, position in last.items() if _is_on_data(plan, step))


def _is_on_data(plan: Plan, id: str) -> bool:
    step = plan.journey.steps[id]
    return isinstance(step, Split) and step.on == "data"


class _ChoiceExplainer:
    """A choice that ``attempt`` makes at ``moment``."""

    def __init__(
        self,
        plan: Plan,
        owner: str,
        log: Sequence[MatchedEvent],
        until: int,
        seed: int,
        attempt: Attempt,
        moment: Moment,
    ) -> None:
        self._plan, self._attempt, self._moment = plan, Token.of(attempt), moment
        self._owner, self._log, self._until, self._seed = owner, log, until, seed
        self._document: Document = context(self._attempt, moment)

    def choice(self, number: int) -> SplitChoice:
        """The choice by which the attempt took its transition at the position ``number``."""
        index = self._attempt.transitions[number]
        taken = self._plan.journey.transitions[index]
        branches = list(self._plan.journey.out(taken.source))
        tried = [each for each, _ in branches if each <= index or taken.default]
        reasons = [reason for each in tried for reason in self._reasons(each)]
        return SplitChoice(
            split=taken.source,
            at=self._moment.now,
            branch=branch(taken) or taken.target,
            target=taken.target,
            reasons=tuple(reasons),
            elsewhere=tuple(
                self._alternative(number, other, transition)
                for other, transition in branches
                if other != index
            ),
        )

    def _reasons(self, index: int) -> Iterator[ClauseReason]:
        """The clauses that made a branch fail, or hold."""
        transition = self._plan.journey.transitions[index]
        named = branch(transition) or transition.target
        if isinstance(transition.when, str):
            test = self._plan.tests["branch", str(index)]
            assert isinstance(test, CountedTest)
            streams = streams_of(test, self._attempt, self._moment)
            told = segment.explain(test.expression, streams, self._moment.trait, self._moment.now)
            yield from expression_reasons(told, named)
        elif transition.when is not None:
            yield from clause_reasons(transition.when, self._document, named, frozenset())

    def _alternative(self, number: int, index: int, transition: Transition) -> Alternative:
        """Another branch, and an event of the attempt as it would have to be to take it."""
        named = branch(transition) or transition.target
        for step, position, event in self._changes(index):
            if self._leads(number, index, position, event):
                return Alternative(branch=named, target=transition.target, step=step, event=event)
        return Alternative(branch=named, target=transition.target)

    def _changes(self, index: int) -> Iterator[tuple[str, int, Document]]:
        """One event that differs, with the step that took it and its position, where a document satisfies a branch."""
        query = self._wish(index)
        found: Document | None = (
            None if query is None else witness(query, self._document, domain=self._domain)
        )
        if found is None:
            return
        for step, position in self._attempt.last.items():
            there = (found.get("steps") or {}).get(step)
            if isinstance(there, dict) and there != self._document["steps"][step]:
                yield step, position, there
        entry, at = found.get("entry"), self._attempt.entry
        if at is not None and isinstance(entry, dict) and entry != self._document.get("entry"):
            yield self._plan.journey.entry, at, entry

    def _wish(self, index: int) -> Document | None:
        """Return what must be known for a branch to be taken; None where no query says it."""
        transitions = self._plan.journey.transitions
        source = transitions[index].source
        before = [
            each.when
            for other, each in self._plan.journey.out(source)
            if each.when is not None and (other < index or transitions[index].default)
        ]
        own = transitions[index].when
        if isinstance(own, str) or any(isinstance(each, str) for each in before):
            return None
        return ({"$and": [own]} if own is not None else {}) | ({"$nor": before} if before else {})

    def _leads(self, number: int, index: int, position: int, event: Document) -> bool:
        """Tell whether the attempt would have taken a branch with another event at that position of the log."""
        old = self._log_in_order[position]
        try:
            new = from_document(json.loads(json.dumps(event)))
        except (RejectedEvent, TypeError, ValueError):
            return False
        changed = replace(
            prepare_event(self._plan, self._matcher, new), id=old.id, ref=old.ref, stored=old.stored
        )
        log = [changed if each is old else each for each in self._log]
        attempts = fold(self._plan, self._owner, log, self._until, self._seed).attempts
        mine = next((each for each in attempts if each.number == self._attempt.number), None)
        return mine is not None and mine.transitions[number : number + 1] == (index,)

    @cached_property
    def _domain(self) -> Domain:
        """Documents of valid events; all of them where the attempt's own are not valid."""
        domain = data_domain(ids(self._plan.journey))
        return ANY if domain.completed(self._document) is None else domain

    @cached_property
    def _matcher(self) -> Matcher:
        return Matcher([self._plan])

    @cached_property
    def _log_in_order(self) -> list[MatchedEvent]:
        return sorted(self._log, key=lambda each: each.order)
