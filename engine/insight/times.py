"""The time that attempts stay at the steps where they wait, and who stays longer than is usual."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import floor
from typing import Final

from msgspec import Struct

from engine.insight.visits import Visit, visits
from engine.journey import Journey
from engine.progress import Progress
from engine.steps import waits

USUAL: Final = 0.9
"""Nine of ten who went on did so within this quantile of the waiting times."""


class TimeInStep(Struct, frozen=True, kw_only=True):
    """Waiting times in microseconds, ascending, of the visits that went on; ``median`` and ``p90`` None without any.

    ``waiting`` visits last until now; ``ended`` ones were cut short by an exit rule. Together they are all visits.
    """

    step: str
    values: tuple[int, ...]
    median: int | None
    p90: int | None
    waiting: int
    ended: int


class Stuck(Struct, frozen=True, kw_only=True):
    """An attempt that has ``waited`` longer than nine of ten who went on (``usual``), in microseconds."""

    owner: str
    attempt: int
    step: str
    since: int
    waited: int
    usual: int


def time_in_step(journey: Journey, people: Iterable[Progress]) -> tuple[TimeInStep, ...]:
    """A row for each step of ``journey`` that waits, in the order of the design, with how long ``people`` did."""
    return _times(journey, visits(journey, people))


def _times(journey: Journey, told: Iterable[Visit]) -> tuple[TimeInStep, ...]:
    by_step: dict[str, list[Visit]] = {id: [] for id, step in journey.steps.items() if waits(step)}
    for visit in told:
        if visit.step in by_step:
            by_step[visit.step].append(visit)
    return tuple(_time(id, at) for id, at in by_step.items())


def _time(id: str, at: Sequence[Visit]) -> TimeInStep:
    values = tuple(sorted(each.left - each.entered for each in at if each.went_on and each.left is not None))
    waiting = sum(each.left is None for each in at)
    return TimeInStep(
        step=id,
        values=values,
        median=quantile(values, 0.5) if values else None,
        p90=quantile(values, USUAL) if values else None,
        waiting=waiting,
        ended=len(at) - len(values) - waiting,
    )


def quantile(values: Sequence[int], share: float) -> int:
    """The quantile of ascending values, interpolated between neighbours as numpy and pandas do, rounded."""
    place = share * (len(values) - 1)
    below = floor(place)
    above = min(below + 1, len(values) - 1)
    return values[below] + round((place - below) * (values[above] - values[below]))


def stuck(journey: Journey, people: Iterable[Progress], until: int) -> tuple[Stuck, ...]:
    """Those of ``people`` who wait longer at a step of ``journey`` than is usual at ``until``, the longest first.
    Where nobody ever went on, nothing is usual.
    """
    told = list(visits(journey, people))
    usual = {row.step: row.p90 for row in _times(journey, told) if row.p90 is not None}
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
