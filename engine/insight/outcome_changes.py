"""Changes of the outcome from one design to another on one history: how attempts end, before and after, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import takewhile

from msgspec import Struct

from engine.journey import Journey
from engine.labels import branch, detail, title
from engine.plan import Plan
from engine.progress import Attempt, Status
from engine.simulate import SimulationResult

MOST_SHOWN = 5
"""Owners of a group who are named."""


class AttemptEnd(Struct, frozen=True):
    """The end of an attempt, or how it stands so far, and at which step; both None where there is none."""

    status: Status | None = None
    step: str | None = None


class OutcomeGroup(Struct, frozen=True):
    """A group of attempts that stood ``before`` and stand ``after``; ``reasons`` say where they part, commonest first.

    ``examples`` are the owners of the first few.
    """

    before: AttemptEnd
    after: AttemptEnd
    count: int
    reasons: dict[str, int]
    examples: tuple[str, ...]


def outcome_changes(
    before: SimulationResult, after: SimulationResult, renamed: Mapping[str, str] | None = None
) -> tuple[OutcomeGroup, ...]:
    """Groups of attempts that stand or ended elsewhere, or otherwise, the largest first.

    ``renamed`` gives a step of the first design its id in the second.
    """
    names = renamed or {}
    found: dict[tuple[AttemptEnd, AttemptEnd], _Group] = {}
    for owner, was, now in _pairs(before, after):
        ends = _end(was), _end(now)
        moved = AttemptEnd(ends[0].status, names.get(ends[0].step or "", ends[0].step))
        if moved != ends[1]:
            found.setdefault(ends, _Group()).add(
                owner, _parting_text(before.plan, after.plan, was, now, names)
            )
    groups = (
        OutcomeGroup(
            *ends, len(group.owners), dict(group.reasons.most_common()), tuple(group.owners[:MOST_SHOWN])
        )
        for ends, group in found.items()
    )
    return tuple(sorted(groups, key=lambda each: -each.count))


class _Group:
    def __init__(self) -> None:
        self.owners: list[str] = []
        self.reasons: Counter[str] = Counter()

    def add(self, owner: str, reason: str) -> None:
        self.owners.append(owner)
        self.reasons[reason] += 1


def _pairs(
    before: SimulationResult, after: SimulationResult
) -> Iterator[tuple[str, Attempt | None, Attempt | None]]:
    """Everybody's attempts by both designs, each beside the one of its number."""
    now = {each.owner: each.attempts for each in after.owners}
    was = {each.owner: each.attempts for each in before.owners}
    for owner in {**was, **now}:
        one, other = was.get(owner, ()), now.get(owner, ())
        for number in range(max(len(one), len(other))):
            yield (
                owner,
                one[number] if number < len(one) else None,
                other[number] if number < len(other) else None,
            )


def _end(attempt: Attempt | None) -> AttemptEnd:
    return AttemptEnd() if attempt is None else AttemptEnd(attempt.status, attempt.at)


def _parting_text(
    one: Plan, other: Plan, was: Attempt | None, now: Attempt | None, names: Mapping[str, str]
) -> str:
    """Say where ``was`` (by ``one``) and ``now`` (by ``other``) part, and by what each goes on from there."""
    if was is None or now is None:
        return "it starts in one of the designs alone"
    both = zip((names.get(step, step) for step in was.path), now.path, strict=False)
    shared = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], both))
    if not shared:
        return "it begins elsewhere"
    step = was.path[shared - 1]
    named = title(step, one.journey.steps[step])
    return f"at {named}: {_onward(one, was, shared)} before, {_onward(other, now, shared)} now"


def _onward(plan: Plan, attempt: Attempt, shared: int) -> str:
    """Return by what an ``attempt`` left the step that is the last of its first ``shared``, in a few words."""
    if attempt.exit_rule is not None and len(attempt.path) <= shared:
        return f"the exit rule {attempt.exit_rule}"
    place, journey = 0, plan.journey
    for index in attempt.transitions:
        transition = journey.transitions[index]
        if place == shared - 1:
            return branch(transition) or _plain(journey, transition.source)
        place += transition.target in plan.recorded
    return f"waits {_wait_text(journey, attempt.at)}".rstrip()


def _plain(journey: Journey, step: str) -> str:
    return detail(journey.steps[step]) or "straight on"


def _wait_text(journey: Journey, step: str) -> str:
    said = detail(journey.steps[step])
    return said if said.startswith("until ") or not said else f"for {said}"
