"""Correspondence of two designs: which step of the one is which of the other, and what lies ahead of a step."""

from __future__ import annotations

from collections import deque
from functools import cached_property

from msgspec import Struct

from engine.diff.renames import renamed_steps
from engine.journey import Journey
from engine.reach import steps_leading_to
from engine.steps import Exit, Outcome


class Correspondence(Struct, frozen=True, dict=True):
    """The steps of the design ``before`` in the design ``after``; ``renamed`` are those with another id there."""

    before: Journey
    after: Journey
    renamed: dict[str, str]

    @classmethod
    def of(cls, before: Journey, after: Journey) -> Correspondence:
        return cls(before, after, renamed_steps(before, after))

    def step(self, id: str) -> str | None:
        """Return the id in the design after of a step before; None if it is gone, or of another kind now."""
        return self._kept_steps.get(id)

    @cached_property
    def _kept_steps(self) -> dict[str, str]:
        """The steps before that are there after, with their ids there."""
        kept = {id: self.renamed.get(id, id) for id in self.before.steps}
        return {
            id: now
            for id, now in kept.items()
            if now in self.after.steps and type(self.after.steps[now]) is type(self.before.steps[id])
        }

    def next(self, id: str) -> str | None:
        """Return the step after that comes first on the way on from a step before; None if none is left.

        Of several transitions the plain one is followed first, then branches in order.
        """
        ahead, seen = deque([id]), {id}
        while ahead:
            at = ahead.popleft()
            if at != id and (found := self.step(at)) is not None:
                return found
            out = sorted((each for _, each in self.before.out(at)), key=lambda each: not each.plain)
            targets = [each.target for each in out if each.target not in seen]
            seen.update(targets)
            ahead += targets
        return None

    @cached_property
    def outcomes(self) -> dict[str, frozenset[str]]:
        """The outcomes before, each with those after that do the same: the same step, or one with the same content."""
        now = {id: step for id, step in self.after.steps.items() if isinstance(step, Outcome)}
        return {
            id: frozenset(
                other for other, there in now.items() if other == self.step(id) or _same(step, there)
            )
            for id, step in self.before.steps.items()
            if isinstance(step, Outcome)
        }

    @cached_property
    def outcomes_before(self) -> dict[str, frozenset[str]]:
        """The same the other way round: the outcomes after, each with those before."""
        now = {target for targets in self.outcomes.values() for target in targets}
        return {id: frozenset(was for was, targets in self.outcomes.items() if id in targets) for id in now}

    @cached_property
    def ahead_before(self) -> dict[str, frozenset[str]]:
        """The active outcomes that lie ahead of each step before."""
        return outcomes_ahead(self.before)

    @cached_property
    def ahead_after(self) -> dict[str, frozenset[str]]:
        return outcomes_ahead(self.after)


def _same(one: Outcome, other: Outcome) -> bool:
    sent = (one.type, one.callback, one.statement, one.destinations)
    return sent == (other.type, other.callback, other.statement, other.destinations)


def outcomes_ahead(journey: Journey) -> dict[str, frozenset[str]]:
    """The active outcomes that somebody at each step of a ``journey`` may still come by, those of exit rules too."""
    active = frozenset(id for id, step in journey.steps.items() if isinstance(step, Outcome) and step.active)
    leaving = (outcome for rule in journey.exit_rules if rule.active for outcome in rule.outcomes)
    on_exit = active.intersection(leaving)
    behind = {outcome: steps_leading_to(journey, [outcome]) - {outcome} for outcome in active}
    return {
        id: frozenset()
        if isinstance(step, Exit)
        else on_exit.union(outcome for outcome, steps in behind.items() if id in steps)
        for id, step in journey.steps.items()
    }
