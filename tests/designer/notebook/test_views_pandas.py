"""Every number of every view, by group too, is what pandas says of the same statements."""

from __future__ import annotations

import pytest
from pandas_views import Comparison, comparisons, differences
from watched import PART


@pytest.fixture(scope="module")
def compared() -> list[Comparison]:
    return list(comparisons(PART))


def test_views_and_pandas_have_the_same_numbers(compared: list[Comparison]) -> None:
    assert {name: wrong for name, *sides in compared if (wrong := differences(*sides))} == {}


def test_there_is_something_to_compare_in_each(compared: list[Comparison]) -> None:
    assert len(compared) == 26
    assert all(sum(map(bool, expected.values())) >= 3 for _, _, expected in compared)
