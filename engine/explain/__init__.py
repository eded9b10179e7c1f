"""Explanations of an owner: every event considered, which clause failed, and what would move it on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from engine.events import Event
from engine.explain.choices import choices
from engine.explain.considerations import START, considered_events
from engine.explain.onward import onward
from engine.explain.own_log import own_log
from engine.explain.stay import (
    Alternative,
    ClauseReason,
    Consideration,
    Onward,
    OwnerExplanation,
    SplitChoice,
    Stay,
)
from engine.explain.words import sentences
from engine.moves import History, history
from engine.plan import Plan
from engine.progress import Attempt
from engine.steps import waits

__all__ = [
    "Alternative",
    "ClauseReason",
    "Consideration",
    "Onward",
    "OwnerExplanation",
    "SplitChoice",
    "Stay",
    "explain",
]


def explain(
    plan: Plan,
    owner: str,
    events: Iterable[Event],
    *,
    until: int,
    seed: int = 0,
    voided: frozenset[str] = frozenset(),
    step: str | None = None,
) -> OwnerExplanation:
    """Explain where an owner stands by ``plan`` at the clock ``until``, by all of its ``events``, matched or not.

    ``voided`` are ids that do not count (``SimulationResult.voided``), ``seed`` is that of random splits. ``step`` asks
    about one step; by default, each attempt is explained at the step where it waits, or waited last.
    """
    own = own_log(plan, events, until, voided)
    told = history(plan, owner, own.events, until, seed)
    attempts = told.progress.attempts
    steps = {each.number: step or _last_wait(plan, each) for each in attempts}
    if not attempts or step == plan.journey.entry:
        steps = {START: plan.journey.entry}
    found = considered_events(plan, owner, own.events, until, seed, steps)
    chosen = choices(plan, owner, own.events, until, seed, attempts)
    stays = tuple(
        replace(
            _stay(plan, told, number, at, (*found[number], *own.outside), seed),
            choices=tuple(each for each in chosen.get(number, ()) if step is None or each.split == step),
        )
        for number, at in steps.items()
    )
    return OwnerExplanation(owner=owner, until=until, stays=stays)


def _last_wait(plan: Plan, attempt: Attempt) -> str:
    waited = (step for step in reversed(attempt.path) if waits(plan.journey.steps[step]))
    return attempt.at if attempt.status == "running" else next(waited, attempt.at)


def _stay(
    plan: Plan, told: History, number: int, step: str, events: Iterable[Consideration], seed: int
) -> Stay:
    attempt = None if number == START else told.progress.attempts[number]
    here = attempt is not None and attempt.status == "running" and attempt.at == step
    wanted = here or (attempt is None and not told.progress.attempts)
    return Stay(
        attempt=None if attempt is None else number,
        status=None if attempt is None else attempt.status,
        path=() if attempt is None else attempt.path,
        step=step,
        since=None if attempt is None else max(_arrivals_at(attempt, step), default=None),
        here=here,
        says=tuple(sentences(plan, told, attempt, step)),
        considered=tuple(sorted(events, key=lambda each: each.at)),
        onward=tuple(onward(plan, told.progress, attempt, step, seed)) if wanted else (),
    )


def _arrivals_at(attempt: Attempt, step: str) -> Iterator[int]:
    return (at for at, entered in zip(attempt.entered, attempt.path, strict=True) if entered == step)
