"""Instants: read from any ISO 8601 text, written in RFC 3339."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import instant


def test_different_texts_of_one_instant_are_equal() -> None:
    texts = ["2017-09-20T09:55:50.310Z", "2017-09-20T09:55:50.310000+00:00", "2017-09-20T11:55:50.31+02:00"]
    assert len({instant.parse(text) for text in texts}) == 1


def test_a_time_without_a_zone_is_utc() -> None:
    assert instant.text(instant.parse("2017-09-20T09:55:50")) == "2017-09-20T09:55:50.000000Z"


def test_milliseconds_are_cut_off_not_rounded() -> None:
    assert (
        instant.milliseconds_text(instant.parse("2017-09-20T09:55:50.310999Z")) == "2017-09-20T09:55:50.310Z"
    )


@pytest.mark.parametrize(
    "text", ["", "soon", "2017-13-01", "0001-01-01T00:00:00+05:00", "9999-12-31T23:59:59-05:00"]
)
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a date and time"):
        instant.parse(text)


@given(st.integers(instant.parse("0001-01-01"), instant.parse("9999-12-31")))
def test_every_instant_survives_its_text(moment: int) -> None:
    assert instant.parse(instant.text(moment)) == moment
