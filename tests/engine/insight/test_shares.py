"""Intervals and tests, against tables of the distributions and against counting."""

from __future__ import annotations

from math import erfc, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.insight.shares import chi_squared, upper_gamma, wilson
from engine.insight.survival import WaitingTime, log_rank


@pytest.mark.parametrize(
    ("degrees", "statistic", "p"),
    [
        (1, 3.841458820694124, 0.05),
        (2, 5.991464547107979, 0.05),
        (10, 18.307038053275146, 0.05),
        (3, 11.344867, 0.01),
    ],
)
def test_the_distribution_is_that_of_the_tables(degrees: int, statistic: float, p: float) -> None:
    assert upper_gamma(degrees / 2, statistic / 2) == pytest.approx(p, abs=1e-8)


@given(st.floats(0.001, 60))
def test_with_one_degree_of_freedom_it_is_the_normal_distribution(statistic: float) -> None:
    assert upper_gamma(0.5, statistic / 2) == pytest.approx(erfc(sqrt(statistic / 2)), rel=1e-9, abs=1e-15)


def test_wilsons_interval_is_where_the_share_would_be_just_surprising() -> None:
    interval = wilson(8, 10)
    assert interval is not None
    assert (interval.low, interval.high) == pytest.approx((0.49016247, 0.94331785))
    for bound in (
        interval.low,
        interval.high,
    ):  # its definition: |share - bound| is z standard errors at the bound
        assert abs(0.8 - bound) == pytest.approx(1.959963984540054 * sqrt(bound * (1 - bound) / 10))
    assert wilson(0, 0) is None
    assert (wilson(0, 9).low, wilson(9, 9).high) == (0, 1)  # type: ignore[union-attr]


def test_chi_squared_is_pearsons() -> None:
    found = chi_squared([[20, 30], [35, 15]])  # (ad - bc)² n / product of the margins
    assert found is not None
    assert found.statistic == pytest.approx((20 * 15 - 30 * 35) ** 2 * 100 / (50 * 50 * 55 * 45))
    assert (found.degrees, found.p) == (1, pytest.approx(erfc(sqrt(found.statistic / 2))))
    assert chi_squared([[3, 0], [4, 0]]) is None
    assert chi_squared([[3, 4]]) is None


def test_the_log_rank_test_is_that_of_freireichs_patients() -> None:
    """Weeks of remission with 6-mercaptopurine and without, E. J. Freireich et al. 1963; every textbook has 16.79."""
    treated = [
        (6, 1),
        (6, 1),
        (6, 1),
        (7, 1),
        (10, 1),
        (13, 1),
        (16, 1),
        (22, 1),
        (23, 1),
        (6, 0),
        (9, 0),
        (10, 0),
    ]
    treated += [(11, 0), (17, 0), (19, 0), (20, 0), (25, 0), (32, 0), (32, 0), (34, 0), (35, 0)]
    placebo = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]
    groups = [
        [WaitingTime(at, bool(over)) for at, over in treated],
        [WaitingTime(at, over=True) for at in placebo],
    ]
    found = log_rank(groups)
    assert found is not None
    assert (found.statistic, found.degrees) == (pytest.approx(16.79, abs=0.005), 1)
    thrice = log_rank([*groups, groups[0]])
    assert thrice is not None
    assert thrice.degrees == 2
    assert log_rank([groups[0], []]) is None
