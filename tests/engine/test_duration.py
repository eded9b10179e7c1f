"""Durations: what people write, what it means, how it is written back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.duration import Duration

SECOND = 1_000_000


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("90s", 90),
        ("45m", 2700),
        ("2h", 7200),
        ("3d", 259_200),
        ("2w", 1_209_600),
        ("1d12h", 129_600),
        ("1h1h", 7200),
    ],
)
def test_the_short_form_is_kept_as_it_is_written(written: str, seconds: int) -> None:
    assert Duration.read(written) == written
    assert Duration.read(written).microseconds == seconds * SECOND


@pytest.mark.parametrize(
    ("iso", "short"),
    [
        ("PT2H", "2h"),
        ("P2W", "2w"),
        ("P1DT12H", "1d12h"),
        ("PT1.5H", "1h30m"),
        ("PT90S", "1m30s"),
        ("P14D", "2w"),
    ],
)
def test_iso_8601_is_written_back_in_the_short_form(iso: str, short: str) -> None:
    assert Duration.read(iso) == short


@pytest.mark.parametrize(
    "text", ["", "P", "PT", "3", "3x", "-3d", "3 d", "P1Y", "P1M", "0s", "PT0S", "PT0.5S", "9999999w"]
)
def test_what_is_no_length_of_time_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"duration|whole number of seconds"):
        Duration.read(text)


@given(st.integers(1, 10**9))
def test_any_iso_seconds_mean_the_same_in_the_short_form(seconds: int) -> None:
    assert Duration.read(f"PT{seconds}S").microseconds == seconds * SECOND
