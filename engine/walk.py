"""One attempt through the graph: passing those that do not wait, stopping at those that do."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from hashlib import blake2b
from typing import Final

import msgspec
from msgspec.structs import replace

from engine.conditions import PatternLimit
from engine.journey import Journey
from engine.moment import Moment, known
from engine.plan import Place, Plan, called
from engine.progress import Attempt, Effect, effect_id
from engine.steps import Exit, Outcome, Split, Step

LONGEST_WALK: Final = 50_000
"""Steps that one attempt may enter by the clock alone. A loop of delays would otherwise walk until the clock stops."""

Moved = tuple[Attempt, tuple[Effect, ...]]


class EndlessAttempt(RuntimeError):
    """An attempt entered more steps than anyone would design; the text names the loop."""


def walk(plan: Plan, attempt: Attempt, way: int | None, moment: Moment, seen: int | None = None) -> Moved:
    """Take the transition with the index ``way`` and go on until a step waits or the attempt ends.

    Without a way, the attempt comes in by the entry. ``seen`` is where windows of the step that waits look back to;
    by default, the past is behind it.
    """
    effects: list[Effect] = []
    steps, now = plan.journey.steps, moment.now
    ways, path, entered = attempt.ways, attempt.path, attempt.entered
    while True:
        if way is not None:
            ways += (way,)
        target = plan.journey.entry if way is None else plan.journey.transitions[way].target
        if target in plan.recorded:
            if len(path) >= LONGEST_WALK:
                _refuse_endless(attempt, path, entered, moment)
            path += (target,)
            entered += (now,)
        if target in plan.halting:
            break
        step = steps[target]
        if isinstance(step, Outcome) and step.active:
            effects.append(effect(plan, attempt.number, target, path.count(target), moment))
        way = _next(plan, attempt, target, step, moment)
    after = plan.patience.get(target)
    there = replace(
        attempt,
        at=target,
        since=now,
        seen=moment.seen if seen is None else seen,
        due=None if after is None else now + after,
        path=path,
        entered=entered,
        ways=ways,
        open={},
    )
    step = steps[target]
    if isinstance(step, Exit):
        there = end(there, "completed" if step.completes else "gave_up", moment)
    return there, tuple(effects)


def end(attempt: Attempt, status: str, moment: Moment, rule: str | None = None) -> Attempt:
    """The attempt is over, as of now."""
    return replace(
        attempt, status=status, ended_at=moment.now, ended_seen=moment.seen, due=None, exit_rule=rule
    )


def run_outcomes(plan: Plan, attempt: Attempt, outcomes: Iterable[str], moment: Moment) -> Moved:
    """Visit outcomes on the way out, without leaving the step where the attempt stands."""
    effects = []
    for outcome in outcomes:
        if plan.journey.steps[outcome].active:
            path, entered = (*attempt.path, outcome), (*attempt.entered, moment.now)
            attempt = replace(attempt, path=path, entered=entered)
            effects.append(effect(plan, attempt.number, outcome, path.count(outcome), moment))
    return attempt, tuple(effects)


def effect(plan: Plan, attempt: int, outcome: str, visit: int, moment: Moment) -> Effect:
    """The effect of the ``visit``-th visit to an outcome in an attempt."""
    step = plan.journey.steps[outcome]
    assert isinstance(step, Outcome)
    return Effect(
        id=effect_id(plan.journey.id, moment.owner, attempt, outcome, visit),
        owner=moment.owner,
        attempt=attempt,
        step=outcome,
        visit=visit,
        at=moment.now,
        type=step.type,
    )


def onward(plan: Plan, step: str) -> int:
    """The index of the ordinary way out of a step."""
    return plan.onward[step]


def timeout(plan: Plan, step: str) -> int | None:
    """The index of the way out of a step that is taken after waiting."""
    return plan.timeouts.get(step)


def _refuse_endless(attempt: Attempt, path: Sequence[str], entered: Sequence[int], moment: Moment) -> None:
    """Raises EndlessAttempt where so many steps were entered since the attempt last took an event."""
    since = moment.log[attempt.taken[-1]].time if attempt.taken else attempt.started_at
    if len(entered) - bisect_right(entered, since) >= LONGEST_WALK:
        loop = " → ".join(dict.fromkeys(path[-50:]))
        raise EndlessAttempt(
            f"an attempt of {moment.owner} entered {LONGEST_WALK:,} steps by the clock alone: "
            f"{loop} repeats; let an event or an exit end it"
        )


def _next(plan: Plan, attempt: Attempt, id: str, step: Step, moment: Moment) -> int:
    if isinstance(step, Split):
        return (
            _drawn(plan, attempt, id, step, moment)
            if step.on == "random"
            else _true(plan, attempt, id, moment)
        )
    return onward(plan, id)


def _true(plan: Plan, attempt: Attempt, id: str, moment: Moment) -> int:
    """A data split: the first true branch in order, else the default."""
    branches = list(plan.journey.out(id))
    for index, transition in branches:
        if transition.when is not None and _known(plan, ("branch", str(index)), attempt, moment):
            return index
    return next(index for index, transition in branches if transition.default)


def _known(plan: Plan, place: Place, attempt: Attempt, moment: Moment) -> bool:
    try:
        return known(plan.tests[place], attempt, moment)
    except PatternLimit as limit:
        raise limit.asked_by(called(plan.journey, place)) from None


def _drawn(plan: Plan, attempt: Attempt, id: str, step: Split, moment: Moment) -> int:
    """A random split: the branch in whose share the draw falls."""
    share = draw(moment.seed, plan.journey.id, id, moment.owner, None if step.sticky else attempt.number)
    return branch_of(plan.journey, id, share)


def branch_of(journey: Journey, split: str, share: float) -> int:
    """The index of the branch of a random split in whose share a number in [0, 100) falls."""
    branches = [(index, transition.percent) for index, transition in journey.out(split) if transition.percent]
    for index, percent in branches:
        share -= percent
        if share < 0:
            return index
    return branches[-1][0]


def draw(seed: int, journey: str, step: str, owner: str, attempt: int | None) -> float:
    """A number in [0, 100), the same on every machine: a keyed hash of what is drawn for (semantics §4)."""
    text = msgspec.json.encode([journey, step, owner, attempt])
    drawn = blake2b(text, digest_size=8, key=str(seed).encode()[:64], person=b"waypost split").digest()
    return int.from_bytes(drawn) / 2**64 * 100
