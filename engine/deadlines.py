"""Deadlines that attempts missed: where, when, and how late that makes them."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from engine.journey import Journey
from engine.progress import Attempt
from engine.steps import is_recorded


class MissedDeadline(Struct, frozen=True):
    """The deadline of a step that an attempt missed, at the instant ``at``."""

    step: str
    at: int


def missed_deadlines(journey: Journey, attempt: Attempt) -> tuple[MissedDeadline, ...]:
    """The deadlines of ``journey`` that an ``attempt`` missed, in the order in which it did."""
    return tuple(_missed_deadlines(journey, attempt))


def _missed_deadlines(journey: Journey, attempt: Attempt) -> Iterator[MissedDeadline]:
    entered = int(attempt.path[:1] == (journey.entry,))
    for index in attempt.transitions:
        transition = journey.transitions[index]
        if transition.by is not None and entered < len(attempt.entered):
            yield MissedDeadline(transition.source, attempt.entered[entered])
        entered += is_recorded(journey.steps[transition.target])


def lateness(journey: Journey, attempt: Attempt, clock: int) -> int | None:
    """Return how late an ``attempt`` is or was at its end, in microseconds, as of ``clock``; None where it kept all its
    deadlines. It is late from the first that it missed.
    """
    first = next(_missed_deadlines(journey, attempt), None)
    if first is None:
        return None
    return (clock if attempt.ended_at is None else attempt.ended_at) - first.at


def has_deadlines(journey: Journey) -> bool:
    return any(transition.by is not None for transition in journey.transitions)
