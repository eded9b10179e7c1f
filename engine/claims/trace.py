"""The trace of an attempt that claims are held against: what it reaches, and when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from engine.claim import Claim
from engine.claims.monitor import Monitor
from engine.journey import Journey
from engine.progress import Attempt
from engine.steps import Checklist, Step, Waypoint, is_recorded, waits


class Arrival(NamedTuple):
    """A step that an attempt reaches, and the instant."""

    step: str
    at: int


def is_fulfilled(step: Step) -> bool:
    """Tell whether ``step`` is reached by what it waits for, and not by coming to it: a waypoint, a checklist."""
    return isinstance(step, Waypoint | Checklist) and waits(step)


def arrivals(journey: Journey, attempt: Attempt) -> Iterator[Arrival]:
    """The steps of ``journey`` that ``attempt`` reaches, in order; the outcomes of its exit rule come last."""
    number = 0
    left: str | None = None
    for step, is_left in _walk(journey, attempt):
        part = journey.steps[step]
        if not is_recorded(part):
            continue
        at = attempt.entered[number]
        number += 1
        if left is not None:
            yield Arrival(left, at)
        left = step if is_fulfilled(part) and is_left else None
        if not is_fulfilled(part):
            yield Arrival(step, at)
    yield from map(Arrival, attempt.path[number:], attempt.entered[number:])


def _walk(journey: Journey, attempt: Attempt) -> Iterator[tuple[str, bool]]:
    """Every step on the way, and whether what it waits for led on from there."""
    step = journey.entry
    for index in attempt.transitions:
        transition = journey.transitions[index]
        yield step, not transition.timed
        step = transition.target
    yield step, False


def watch(claim: Claim, journey: Journey, attempt: Attempt, clock: int, is_over: bool = False) -> Monitor:
    """The monitor of ``claim`` after all that ``attempt`` of ``journey`` has done up to the ``clock``.

    ``is_over``: nothing will ever move it again.
    """
    monitor = _with_arrivals(Monitor(claim), arrivals(journey, attempt))
    if attempt.ended_at is not None:
        return monitor.end(attempt.ended_at)
    return monitor.stay(attempt.since) if is_over else monitor.wait(clock)


def watch_all(claim: Claim, journey: Journey, attempts: Iterable[Attempt]) -> Monitor:
    """The monitor of a ``claim`` about a person after all ``attempts`` of that person, in the order of time."""
    reached = [each for attempt in attempts for each in arrivals(journey, attempt)]
    return _with_arrivals(Monitor(claim), sorted(reached, key=lambda arrival: arrival.at))


def _with_arrivals(monitor: Monitor, reached: Iterable[Arrival]) -> Monitor:
    for step, at in reached:
        monitor = monitor.reach(step, at)
    return monitor
