"""A stay summed up in sentences."""

from __future__ import annotations

from collections.abc import Iterator

from engine.calendar.moment_text import distance, local_text
from engine.deadlines import missed_deadlines
from engine.instant import plain_text
from engine.journey import Journey
from engine.labels import detail, title
from engine.moves import History
from engine.plan import Plan
from engine.playback.timeline import sentences as sentences_of
from engine.progress import Attempt

_ENDINGS = {"completed": "completed", "gave_up": "gave up", "exited": "was ended by an exit rule"}


def sentences(plan: Plan, told: History, attempt: Attempt | None, step: str) -> Iterator[str]:
    """Say how ``attempt``, as ``told``, stands by ``plan``, where it is or was as far as ``step`` is concerned, how
    late it is, and what it did last.
    """
    journey = plan.journey
    named = title(step, journey.steps[step])
    if attempt is None:
        number = len(told.progress.attempts)
        yield f"attempts that have started: {number}" if number else "no attempt has started"
        return
    yield _standing(journey, attempt)
    yield from _lateness(plan, told, attempt)
    left = [move for move in told.moves if move.attempt == attempt.number and move.source == step]
    if step not in attempt.path:
        yield f"it never came to {named}"
    elif left and (attempt.at != step or attempt.status != "running"):
        yield f"on {plain_text(left[-1].at)} it {', '.join(sentences_of(journey, left[-1]))}"


def _lateness(plan: Plan, told: History, attempt: Attempt) -> Iterator[str]:
    clock = told.progress.clock or attempt.started_at if attempt.ended_at is None else attempt.ended_at
    for each in missed_deadlines(plan.journey, attempt):
        local = plan.waits[each.step].local({"traits": told.progress.traits})
        named = title(each.step, plan.journey.steps[each.step])
        late = distance(each.at, clock).removesuffix(" ago")
        verb = "is" if attempt.ended_at is None else "ended"
        yield f"it missed the deadline of {named}, {local_text(each.at, local)}: it {verb} {late} late"


def _standing(journey: Journey, attempt: Attempt) -> str:
    step = journey.steps[attempt.at]
    if attempt.ended_at is not None:
        return f"it {_ENDINGS[attempt.status]} on {plain_text(attempt.ended_at)}"
    said = detail(step)
    return f"it waits at {title(attempt.at, step)} since {plain_text(attempt.since)}" + (
        f" {said if said.startswith('until ') else f'for {said}'}" if said else ""
    )
