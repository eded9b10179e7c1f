"""Waiting times of which some are not over yet: estimates that know about those still under way.

Sources: E. L. Kaplan and P. Meier, Nonparametric Estimation from Incomplete Observations, 1958; N. Mantel, Evaluation
of Survival Data, 1966.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from msgspec import Struct

from engine.insight.shares import ChiSquared, upper_gamma

_ROUNDING: Final = 1e-9
"""The most by which a product of a million shares is off."""


class WaitingTime(Struct, frozen=True, gc=False):
    """A wait of so many microseconds. One that is not ``over`` was watched that long, and may have gone on."""

    lasted: int
    over: bool


class SurvivalStep(Struct, frozen=True, gc=False):
    """The share of all who still wait after ``at`` microseconds."""

    at: int
    share: float


def survival(waits: Iterable[WaitingTime]) -> tuple[SurvivalStep, ...]:
    """The Kaplan-Meier estimate of how many of all still wait, falling at each time at which a wait was over."""
    every = list(waits)
    over = Counter(each.lasted for each in every if each.over)
    leaving = Counter(each.lasted for each in every)
    at_risk, share, steps = len(every), 1.0, []
    for at in sorted(leaving):
        if over[at]:
            share *= (at_risk - over[at]) / at_risk
            steps.append(SurvivalStep(at, share))
        at_risk -= leaving[at]
    return tuple(steps)


def time_until(steps: Iterable[SurvivalStep], done: float) -> int | None:
    """The time after which this share of all are ``done``, in microseconds; None if so many never were."""
    return next((each.at for each in steps if each.share <= 1 - done + _ROUNDING), None)


def log_rank(groups: Sequence[Sequence[WaitingTime]]) -> ChiSquared | None:
    """Test whether waits last equally long in all ``groups``, those that are not over considered; None where there is
    nothing to compare.
    """
    sizes = len(groups)
    excess = [0.0] * sizes
    spread = [[0.0] * sizes for _ in groups]
    lasted = [sorted(each.lasted for each in group) for group in groups]
    endings = [Counter(each.lasted for each in group if each.over) for group in groups]
    for at in sorted(set().union(*endings)):
        at_risk = [len(waits) - bisect_left(waits, at) for waits in lasted]
        over = [ended[at] for ended in endings]
        everybody, done = sum(at_risk), sum(over)
        scale = done * (everybody - done) / (everybody - 1) if everybody > 1 else 0.0
        shares = [number / everybody for number in at_risk]
        for one, share in enumerate(shares):
            excess[one] += over[one] - done * share
            for other, another in enumerate(shares):
                spread[one][other] += scale * share * ((one == other) - another)
    kept = [one for one in range(sizes) if spread[one][one] > 0][:-1]
    if not kept:
        return None
    rest = [excess[one] for one in kept]
    solved = _solve([[spread[one][other] for other in kept] for one in kept], rest)
    statistic = sum(one * other for one, other in zip(rest, solved, strict=True))
    return ChiSquared(statistic, len(kept), upper_gamma(len(kept) / 2, statistic / 2))


def _solve(matrix: list[list[float]], right: list[float]) -> list[float]:
    """Solve a system with a symmetric positive ``matrix`` and the ``right`` side, by elimination."""
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    for place, pivot in enumerate(rows):
        for row in rows[place + 1 :]:
            factor = row[place] / pivot[place]
            row[place:] = [each - factor * of for each, of in zip(row[place:], pivot[place:], strict=True)]
    found = [0.0] * len(rows)
    for place in range(len(rows) - 1, -1, -1):
        *left, value = rows[place]
        known = sum(left[other] * found[other] for other in range(place + 1, len(rows)))
        found[place] = (value - known) / left[place]
    return found
