"""The time that attempts stay at the steps where they wait, and who stays longer than is usual."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import floor
from typing import Final

from msgspec import Struct

from engine.insight.survival import WaitingTime, survival, time_until
from engine.insight.visits import Visit, visits
from engine.journey import Journey
from engine.progress import Progress
from engine.steps import waits

USUAL: Final = 0.9
"""Nine of ten who did the step did so within this quantile of their waiting times."""


class TimeInStep(Struct, frozen=True, kw_only=True):
    """Waiting times in microseconds, ascending, of the visits in which the step was done (``values``).

    ``waiting`` visits last until now, ``timed_out`` ones were left by a timeout, ``ended`` ones cut short by an exit
    rule. Together they are all visits. ``median`` and ``p90`` are estimates that know of all of them
    (``engine.insight.survival``), None where fewer than a half, or nine of ten, would ever do it; ``usual`` is the time
    within which nine of ten of those did it who did.
    """

    step: str
    values: tuple[int, ...]
    median: int | None
    p90: int | None
    usual: int | None
    waiting: int
    timed_out: int
    ended: int


class Stuck(Struct, frozen=True, kw_only=True):
    """An attempt that has ``waited`` longer than nine of ten who did the step (``usual``), in microseconds."""

    owner: str
    attempt: int
    step: str
    since: int
    waited: int
    usual: int


def time_in_step(journey: Journey, people: Iterable[Progress], until: int) -> tuple[TimeInStep, ...]:
    """A row for each step of ``journey`` that waits, in the order of the design, with how long ``people`` did by
    ``until``, the clock of the simulation.
    """
    return _times(journey, visits(journey, people), until)


def _times(journey: Journey, told: Iterable[Visit], until: int) -> tuple[TimeInStep, ...]:
    by_step: dict[str, list[Visit]] = {id: [] for id, step in journey.steps.items() if waits(step)}
    for visit in told:
        if visit.step in by_step:
            by_step[visit.step].append(visit)
    return tuple(_time(id, at, until) for id, at in by_step.items())


def _time(id: str, at: Sequence[Visit], until: int) -> TimeInStep:
    values = tuple(sorted(wait_of(each, until).lasted for each in at if each.did))
    waiting, timed_out = sum(each.left is None for each in at), sum(each.timed_out for each in at)
    steps = survival(wait_of(each, until) for each in at)
    return TimeInStep(
        step=id,
        values=values,
        median=time_until(steps, 0.5),
        p90=time_until(steps, 0.9),
        usual=quantile(values, USUAL) if values else None,
        waiting=waiting,
        timed_out=timed_out,
        ended=len(at) - len(values) - waiting - timed_out,
    )


def wait_of(visit: Visit, until: int) -> WaitingTime:
    """The wait that a ``visit`` was, up to ``until`` at the most. It is not over for whoever still waits, timed out or
    was taken out: they might have done the step later.
    """
    return WaitingTime((until if visit.left is None else visit.left) - visit.entered, visit.did)


def quantile(values: Sequence[int], share: float) -> int:
    """The quantile of ascending values, interpolated between neighbours as numpy and pandas do, rounded."""
    place = share * (len(values) - 1)
    below = floor(place)
    above = min(below + 1, len(values) - 1)
    return values[below] + round((place - below) * (values[above] - values[below]))


def _usual(journey: Journey, told: Iterable[Visit]) -> dict[str, int]:
    """The time within which nine of ten who did a step of ``journey`` that waits did so, by step."""
    lasted: dict[str, list[int]] = {}
    for visit in told:
        if visit.did and visit.left is not None and waits(journey.steps[visit.step]):
            lasted.setdefault(visit.step, []).append(visit.left - visit.entered)
    return {step: quantile(sorted(values), USUAL) for step, values in lasted.items()}


def stuck(journey: Journey, people: Iterable[Progress], until: int) -> tuple[Stuck, ...]:
    """Those of ``people`` who wait longer at a step of ``journey`` than is usual at ``until``, the longest first.
    Where nobody ever did it, nothing is usual.
    """
    told = list(visits(journey, people))
    usual = _usual(journey, told)
    found = [
        Stuck(
            owner=visit.owner,
            attempt=visit.attempt,
            step=visit.step,
            since=visit.entered,
            waited=until - visit.entered,
            usual=usual[visit.step],
        )
        for visit in told
        if visit.left is None and visit.step in usual and until - visit.entered > usual[visit.step]
    ]
    return tuple(sorted(found, key=lambda each: (-each.waited, each.owner, each.attempt)))
