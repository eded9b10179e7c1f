"""Two simulations side by side: two designs on one history, one design on two histories, two groups of people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

from msgspec import Struct

from engine.progress import Attempt, Progress, Status
from engine.report import totals


class SimulationTotals(Struct, frozen=True):
    """The parts of an attempt that are compared: how it stands, its path, and the instants of its start and end."""

    status: Status
    path: tuple[str, ...]
    started_at: int
    ended_at: int | None


class Different(Struct, frozen=True, kw_only=True):
    """An owner whose attempts differ: ``path`` if they go or stand elsewhere, ``time`` if only sooner or later,
    ``only_a`` or ``only_b`` if there are none on the other side."""

    owner: str
    how: Literal["path", "time", "only_a", "only_b"]
    a: tuple[SimulationTotals, ...]
    b: tuple[SimulationTotals, ...]


class SimulationComparison(Struct, frozen=True, kw_only=True):
    """The number of owners that are the ``same``, who is ``different``, and the totals of both sides as in a report."""

    same: int
    different: tuple[Different, ...]
    a: dict[str, int]
    b: dict[str, int]


def compare(
    a: Iterable[Progress], b: Iterable[Progress], renamed: Mapping[str, str] | None = None
) -> SimulationComparison:
    """Compare everyone's attempts, in the order of the first side. ``renamed`` gives a step of a its id in b."""
    left, right = {each.owner: each for each in a}, {each.owner: each for each in b}
    names = renamed or {}
    told = [
        _different(
            owner,
            tuple(_outline(attempt, names) for attempt in _attempts(left, owner)),
            tuple(_outline(attempt, {}) for attempt in _attempts(right, owner)),
        )
        for owner in {**left, **right}
    ]
    different = tuple(each for each in told if each is not None)
    return SimulationComparison(
        same=len(told) - len(different),
        different=different,
        a=totals(left.values()),
        b=totals(right.values()),
    )


def _attempts(people: Mapping[str, Progress], owner: str) -> tuple[Attempt, ...]:
    return people[owner].attempts if owner in people else ()


def _outline(attempt: Attempt, renamed: Mapping[str, str]) -> SimulationTotals:
    path = tuple(renamed.get(step, step) for step in attempt.path)
    return SimulationTotals(attempt.status, path, attempt.started_at, attempt.ended_at)


def _different(
    owner: str, a: tuple[SimulationTotals, ...], b: tuple[SimulationTotals, ...]
) -> Different | None:
    if a == b:
        return None
    if not a or not b:
        return Different(owner=owner, how="only_a" if a else "only_b", a=a, b=b)
    paths = [[(each.status, each.path) for each in side] for side in (a, b)]
    return Different(owner=owner, how="time" if paths[0] == paths[1] else "path", a=a, b=b)
