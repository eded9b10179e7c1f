"""The walk of an attempt between two steps that wait: splits that choose at once, outcomes, endless loops."""

from __future__ import annotations

from bisect import bisect_right
from hashlib import blake2b
from typing import Final

import msgspec

from engine.conditions import PatternLimit
from engine.finding import Unrunnable
from engine.journey import Journey
from engine.moment import Moment, holds_of
from engine.plan import Place, Plan, place_name
from engine.progress import Effect, effect_id
from engine.steps import Outcome, Split
from engine.token import Token

LONGEST_WALK: Final = 50_000
"""Steps that one attempt may enter by the clock alone. A loop of delays would otherwise walk until the clock stops."""


class EndlessAttempt(Unrunnable):
    """An attempt entered more steps than anyone would design; the text names the loop."""


def effect(plan: Plan, attempt: int, outcome: str, visit: int, owner: str, now: int) -> Effect:
    """The effect of the ``visit``-th visit to an outcome in an ``attempt`` of an owner, at the instant ``now``."""
    step = plan.journey.steps[outcome]
    assert isinstance(step, Outcome)
    return Effect(
        id=effect_id(plan.journey.id, owner, attempt, outcome, visit),
        owner=owner,
        attempt=attempt,
        step=outcome,
        visit=visit,
        at=now,
        type=step.type,
    )


def onward(plan: Plan, step: str) -> int:
    """The index of the ordinary transition out of a step."""
    return plan.onward[step]


def timeout(plan: Plan, step: str) -> int | None:
    """The index of the way out of a step that is taken after waiting."""
    return plan.timeouts.get(step)


def refuse_endless(token: Token, owner: str, since: int) -> None:
    """Raise EndlessAttempt of ``owner`` where ``token`` entered too many steps after the instant ``since`` of the
    last event taken.
    """
    most = bisect_right(token.entered, since) + LONGEST_WALK
    if len(token.entered) > most:
        loop = " → ".join(dict.fromkeys(token.path[most - 50 : most]))
        raise EndlessAttempt(
            f"an attempt of {owner} entered {LONGEST_WALK:,} steps by the clock alone: "
            f"{loop} repeats; let an event or an exit end it"
        )


def branch(plan: Plan, token: Token, split: str, moment: Moment) -> int:
    """The index of the transition of ``plan`` by which the attempt of ``token`` leaves ``split``, on data or a
    random one, at ``moment``.
    """
    step = plan.journey.steps[split]
    assert isinstance(step, Split)
    if step.on == "random":
        number = None if step.sticky else token.number
        share = draw(moment.seed, plan.journey.id, split, moment.owner, number)
        return branch_of(plan.journey, split, share)
    return _true(plan, token, split, moment)


def _true(plan: Plan, token: Token, split: str, moment: Moment) -> int:
    """The transition of the data ``split`` of ``plan`` for ``token`` at ``moment``: the first true branch in order,
    else the default.
    """
    branches = list(plan.journey.out(split))
    for index, transition in branches:
        if transition.when is not None and _holds(plan, ("branch", str(index)), token, moment):
            return index
    return next(index for index, transition in branches if transition.default)


def _holds(plan: Plan, place: Place, token: Token, moment: Moment) -> bool:
    try:
        return holds_of(plan.tests[place], token, moment)
    except PatternLimit as limit:
        raise limit.with_askers(place_name(plan.journey, place)) from None


def branch_of(journey: Journey, split: str, share: float) -> int:
    """The index of the branch of a random split in whose share a number in [0, 100) falls."""
    branches = [(index, transition.percent) for index, transition in journey.out(split) if transition.percent]
    for index, percent in branches:
        share -= percent
        if share < 0:
            return index
    return branches[-1][0]


def draw(seed: int, journey: str, step: str, owner: str, attempt: int | None) -> float:
    """A number in [0, 100), the same on every machine: a keyed hash of ``seed``, ``journey``, ``step``, ``owner``
    and ``attempt`` (semantics §4).
    """
    text = msgspec.json.encode([journey, step, owner, attempt])
    drawn = blake2b(text, digest_size=8, key=str(seed).encode()[:64], person=b"waypost split").digest()
    return int.from_bytes(drawn) / 2**64 * 100
