"""Estimates that know about those who still wait, against one that is reckoned in another way."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.insight.survival import SurvivalStep, WaitingTime, survival, time_until

WAITS = st.lists(st.builds(WaitingTime, st.integers(0, 12), st.booleans()), max_size=14)


def redistributed(waits: list[WaitingTime]) -> dict[int, Fraction]:
    """The share of those whose wait was over by each time, by Efron's redistribution to the right.

    Everyone weighs the same at first; whoever is not watched any longer hands their weight to all who wait longer.
    Source: B. Efron, The Two Sample Problem with Censored Data, 1967.
    """
    order = sorted(waits, key=lambda each: (each.lasted, not each.over))
    weights = [Fraction(1, len(order))] * len(order)
    over: dict[int, Fraction] = {}
    for place, wait in enumerate(order):
        if wait.over:
            over[wait.lasted] = over.get(wait.lasted, Fraction(0)) + weights[place]
        elif rest := len(order) - place - 1:
            for later in range(place + 1, len(order)):
                weights[later] += weights[place] / rest
    return over


@given(WAITS)
def test_the_estimate_is_efrons_as_well(waits: list[WaitingTime]) -> None:
    share = Fraction(1)
    for step in survival(waits):
        share -= redistributed(waits)[step.at]
        assert step.share == pytest.approx(float(share))


@given(st.lists(st.integers(0, 100), min_size=1))
def test_where_all_waits_are_over_the_median_is_the_lower_one(lasted: list[int]) -> None:
    steps = survival(WaitingTime(each, over=True) for each in lasted)
    assert time_until(steps, 0.5) == sorted(lasted)[(len(lasted) - 1) // 2]
    assert steps[-1] == SurvivalStep(max(lasted), 0.0)


def test_where_fewer_than_a_half_were_ever_over_there_is_no_median() -> None:
    steps = survival([WaitingTime(1, over=True), *[WaitingTime(2, over=False)] * 3])
    assert steps == (SurvivalStep(1, 0.75),)
    assert time_until(steps, 0.5) is None
