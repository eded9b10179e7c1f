"""Shares of groups: the interval that a share lies in, and whether shares differ by more than chance."""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, lgamma, log, sqrt
from typing import Final

from msgspec import Struct

Z: Final = 1.959963984540054
"""The quantile of the normal distribution below which 97.5 % lie: of intervals that hold 95 %."""


class Interval(Struct, frozen=True):
    """The bounds of a share, between 0 and 1."""

    low: float
    high: float


class ChiSquared(Struct, frozen=True):
    """Pearson's chi-squared test: the ``statistic``, its ``degrees`` of freedom, and ``p``, how likely at least such a
    difference is by chance alone.
    """

    statistic: float
    degrees: int
    p: float


def wilson(number: int, of: int) -> Interval | None:
    """The 95 % interval of the share ``number`` / ``of``; None of nobody.

    Source: E. B. Wilson, Probable Inference, 1927.
    """
    if not of:
        return None
    share, part = number / of, Z * Z / of
    middle = (share + part / 2) / (1 + part)
    half = Z * sqrt(share * (1 - share) / of + part / of / 4) / (1 + part)
    return Interval(0.0 if not number else middle - half, 1.0 if number == of else middle + half)


def chi_squared(table: Sequence[Sequence[int]]) -> ChiSquared | None:
    """Test whether the rows of a ``table`` of counts differ in how they are spread over its columns, without a
    correction; None where there is nothing to compare.
    """
    rows = [row for row in table if sum(row)]
    columns = [column for column in zip(*rows, strict=True) if sum(column)]
    degrees = (len(rows) - 1) * (len(columns) - 1)
    if degrees < 1:
        return None
    total = sum(map(sum, rows))
    statistic = sum(
        (cell - expected) ** 2 / expected
        for column in columns
        for cell, row in zip(column, rows, strict=True)
        if (expected := sum(row) * sum(column) / total)
    )
    return ChiSquared(statistic, degrees, upper_gamma(degrees / 2, statistic / 2))


def upper_gamma(shape: float, x: float) -> float:
    """The regularized upper incomplete gamma function: by its series for small ``x``, else by its continued fraction.

    Source: Abramowitz and Stegun, Handbook of Mathematical Functions, 6.5.29 and 6.5.31.
    """
    if x <= 0:
        return 1.0
    front = exp(shape * log(x) - x - lgamma(shape))
    if x < shape + 1:
        return 1 - front * _series(shape, x)
    return front * _fraction(shape, x)


def _series(shape: float, x: float) -> float:
    term = total = 1 / shape
    step = shape
    while term > total * 1e-16:
        step += 1
        term *= x / step
        total += term
    return total


def _fraction(shape: float, x: float) -> float:
    """The continued fraction, from its inside out and deep enough for sixteen digits."""
    value = x + 2 * _DEPTH + 1 - shape
    for depth in range(_DEPTH, 0, -1):
        value = x + 2 * depth - 1 - shape - depth * (depth - shape) / value
    return 1 / value


_DEPTH: Final = 400
