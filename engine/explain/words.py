"""A stay summed up in sentences."""

from __future__ import annotations

from collections.abc import Iterator

from engine.instant import text
from engine.journey import Journey
from engine.labels import detail, title
from engine.moves import History
from engine.playback.timeline import sentences as sentences_of
from engine.progress import Attempt

_ENDED = {"completed": "completed", "gave_up": "gave up", "exited": "was ended by an exit rule"}


def sentences(journey: Journey, told: History, attempt: Attempt | None, step: str) -> Iterator[str]:
    """Say how ``attempt``, as ``told``, stands in ``journey``, where it is or was as far as ``step`` is concerned,
    and what it did last.
    """
    named = title(step, journey.steps[step])
    if attempt is None:
        number = len(told.progress.attempts)
        yield f"attempts that have started: {number}" if number else "no attempt has started"
        return
    yield _standing(journey, attempt)
    left = [move for move in told.moves if move.attempt == attempt.number and move.source == step]
    if step not in attempt.path:
        yield f"it never came to {named}"
    elif left and (attempt.at != step or attempt.status != "running"):
        yield f"on {text(left[-1].at)} it {', '.join(sentences_of(journey, left[-1]))}"


def _standing(journey: Journey, attempt: Attempt) -> str:
    step = journey.steps[attempt.at]
    if attempt.ended_at is not None:
        return f"it {_ENDED[attempt.status]} on {text(attempt.ended_at)}"
    said = detail(step)
    return f"it waits at {title(attempt.at, step)} since {text(attempt.since)}" + (
        f" {said if said.startswith('until ') else f'for {said}'}" if said else ""
    )
