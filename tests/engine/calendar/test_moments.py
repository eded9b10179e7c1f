"""What somebody waits for: every rule of semantics §7 in a row, then a slow second implementation."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.calendar.moment_text import distance, local_text, parse_moment
from engine.calendar.moments import span_wait, wait
from engine.calendar.span import parse_span
from engine.calendar.zones import zone
from engine.instant import parse, to_datetime
from engine.steps import PersonalZone, Until

BERLIN = "Europe/Berlin"


def reckoned(
    until: dict[str, Any], now: str, zone_name: str | PersonalZone | None = BERLIN, **known: Any
) -> str | None:
    found = wait(msgspec.convert(until, Until), zone_name, zone).reckon(parse(now), known)
    return None if found is None else to_datetime(found).isoformat()[:16]


@pytest.mark.parametrize(
    ("until", "now", "expected"),
    [
        # dates: with an offset, a time of day, in months that are too short, over a change of clocks
        ({"date": "2026-12-24"}, "2026-12-01T00:00Z", "2026-12-23T23:00"),
        ({"date": "2026-12-24", "at": "09:00"}, "2026-12-01T00:00Z", "2026-12-24T08:00"),
        ({"date": "2026-12-24T12:00:00Z", "offset": "-2h"}, "2026-12-01T00:00Z", "2026-12-24T10:00"),
        ({"date": "2026-04-01", "offset": "-7d", "at": "09:00"}, "2026-01-01T00:00Z", "2026-03-25T08:00"),
        ({"date": "2026-03-31", "offset": "-1mo", "at": "09:00"}, "2026-01-01T00:00Z", "2026-02-28T08:00"),
        ({"date": "2028-02-29", "offset": "+1y", "at": "09:00"}, "2026-01-01T00:00Z", "2029-02-28T08:00"),
        ({"date": "2026-03-09", "offset": "-1wd", "at": "09:00"}, "2026-01-01T00:00Z", "2026-03-06T08:00"),
        (
            {"date": "2026-12-28", "offset": "-1wd", "at": "09:00", "except": ["2026-12-25", "2026-12-24"]},
            "2026-01-01T00:00Z",
            "2026-12-23T08:00",
        ),
        # a local time that does not exist, and one that exists twice
        ({"date": "2026-03-29", "at": "02:30"}, "2026-01-01T00:00Z", "2026-03-29T01:00"),
        ({"date": "2026-10-25", "at": "02:30"}, "2026-01-01T00:00Z", "2026-10-25T00:30"),
        # what has passed is now
        ({"date": "2026-01-01"}, "2026-06-01T12:00Z", "2026-06-01T12:00"),
        # weekdays: the next one, never the one that is now
        ({"weekday": "mon", "at": "09:00"}, "2026-03-06T12:00Z", "2026-03-09T08:00"),
        ({"weekday": "mon", "at": "09:00"}, "2026-03-09T07:59Z", "2026-03-09T08:00"),
        ({"weekday": "mon", "at": "09:00"}, "2026-03-09T08:00Z", "2026-03-16T08:00"),
        (
            {"weekday": "mon", "at": "09:00", "except": ["2026-03-09"]},
            "2026-03-06T12:00Z",
            "2026-03-16T08:00",
        ),
        # windows: inside it is now; outside, the next opening; over midnight
        ({"days": "mon-fri", "between": "09:00-17:00"}, "2026-03-09T10:00Z", "2026-03-09T10:00"),
        ({"days": "mon-fri", "between": "09:00-17:00"}, "2026-03-09T16:00Z", "2026-03-10T08:00"),
        ({"days": "mon-fri", "between": "09:00-17:00"}, "2026-03-06T20:00Z", "2026-03-09T08:00"),
        ({"between": "22:00-06:00"}, "2026-03-09T03:00Z", "2026-03-09T03:00"),
        ({"between": "22:00-06:00"}, "2026-03-09T12:00Z", "2026-03-09T21:00"),
        ({"days": "sat,sun"}, "2026-03-09T12:00Z", "2026-03-13T23:00"),
    ],
)
def test_moments_in_berlin(until: dict[str, Any], now: str, expected: str) -> None:
    assert reckoned(until, now) == expected


def test_a_date_that_is_not_known_or_cannot_be_read_is_none() -> None:
    until = {"date": "traits.renewal_date", "offset": "-7d"}
    assert reckoned(until, "2026-01-01T00:00Z", traits={}) is None
    for odd in ("soon", 20260101, None, ["2026-01-01"], "2026-02-30", "0001-01-01"):
        assert reckoned(until, "2026-01-01T00:00Z", traits={"renewal_date": odd}) is None
    assert reckoned(until, "2026-01-01T00:00Z", traits={"renewal_date": "2026-06-08"}) == "2026-05-31T22:00"


def test_the_persons_zone_counts_and_another_where_there_is_none() -> None:
    until, personal = (
        {"date": "2026-06-01", "at": "09:00"},
        PersonalZone(path="traits.timezone", otherwise=BERLIN),
    )
    at = {"timezone": "Asia/Tokyo"}
    assert reckoned(until, "2026-01-01T00:00Z", personal, traits=at) == "2026-06-01T00:00"
    for unknown in ({}, {"timezone": "Mars/Olympus"}, {"timezone": 9}):
        assert reckoned(until, "2026-01-01T00:00Z", personal, traits=unknown) == "2026-06-01T07:00"


def test_without_a_zone_days_have_24_hours_and_dates_are_in_utc() -> None:
    assert reckoned({"date": "2026-03-30", "offset": "-1d"}, "2026-01-01T00:00Z", None) == "2026-03-29T00:00"


def test_durations_of_the_calendar() -> None:
    def later(length: str, now: str) -> str:
        found = span_wait(length, BERLIN, zone).reckon(parse(now), {})
        assert found is not None
        return to_datetime(found).isoformat()[:16]

    assert later("1mo", "2026-01-31T11:00Z") == "2026-02-28T11:00"
    assert later("1d", "2026-03-28T11:00Z") == "2026-03-29T10:00"  # 23 hours
    assert later("24h", "2026-03-28T11:00Z") == "2026-03-29T11:00"
    assert later("1y", "2028-02-29T11:00Z") == "2029-02-28T11:00"


def test_words() -> None:
    lisbon = zone("Europe/Lisbon")
    assert lisbon is not None
    at = parse("2026-03-09T09:00Z")
    assert local_text(at, lisbon) == "Mon 9 Mar 2026 09:00 in Lisbon"
    assert distance(at, parse("2026-03-07T09:00Z")) == "2 days from now"
    assert parse_moment("2026-03-29 01:30 Europe/Berlin") == parse("2026-03-29T00:30Z")
    with pytest.raises(ValueError, match="date and time"):
        parse_moment("2026-03-29 01:30 Europe/Nowhere")


ZONES = (
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "America/St_Johns",
    "UTC",
)
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def shows(instant: int, name: str) -> datetime:
    """What a clock in the zone shows, to the minute."""
    local = zone(name)
    return to_datetime(instant).astimezone(local).replace(tzinfo=None, second=0, microsecond=0)


@settings(max_examples=150, deadline=None)
@given(
    st.datetimes(datetime(2024, 1, 1), datetime(2030, 12, 31)),
    st.sampled_from(ZONES),
    st.sampled_from(DAYS),
    st.integers(0, 23),
)
def test_the_next_weekday_is_the_first_minute_that_shows_it(
    now: datetime, name: str, day: str, hour: int
) -> None:
    """Searched half-hour by half-hour: no clock of these zones changes by less."""
    start = parse(now.replace(tzinfo=UTC, second=0, microsecond=0).isoformat())
    found = wait(Until(weekday=day, at=f"{hour:02}:00"), name, zone).reckon(start, {})  # type: ignore[arg-type]
    assert found is not None
    assert found > start
    shown = shows(found, name)
    skipped = shown.hour != hour  # the clock leaves that hour out on that day
    assert skipped or (DAYS[shown.weekday()], shown.hour, shown.minute) == (day, hour, 0)
    step = 30 * 60_000_000
    earlier = range(start // step * step + step, found, step)
    assert not any(
        (DAYS[(at := shows(moment, name)).weekday()], at.hour, at.minute) == (day, hour, 0)
        for moment in earlier
        if moment > start
    )


@settings(max_examples=150, deadline=None)
@given(
    st.datetimes(datetime(2024, 1, 1), datetime(2030, 12, 31)),
    st.sampled_from(ZONES),
    st.sets(st.sampled_from(DAYS), min_size=1),
    st.integers(0, 23),
    st.integers(1, 24),
)
def test_a_window_is_now_or_its_next_opening(
    now: datetime, name: str, days: set[str], opens: int, length: int
) -> None:
    start = parse(now.replace(tzinfo=UTC, second=0, microsecond=0).isoformat())
    closes = min(opens + length, 24)
    between = f"{opens:02}:00-{closes:02}:00"
    found = wait(Until(days=",".join(sorted(days)), between=between), name, zone).reckon(start, {})
    assert found is not None

    def inside(moment: int) -> bool:
        shown = shows(moment, name)
        return DAYS[shown.weekday()] in days and opens <= shown.hour < closes

    assert found >= start
    assert inside(found) or shows(found, name).hour != opens
    assert (found == start) == inside(start) or not inside(found)
    step = 30 * 60_000_000
    assert not any(map(inside, range(start, found, step)))


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2026-01-05T08:59:00Z", "2026-01-05T09:00:00Z"),
        ("2026-01-06T08:59:00Z", "2026-01-06T08:59:00Z"),
        ("2026-01-06T09:00:00Z", "2026-01-12T09:00:00Z"),
    ],
)
def test_a_window_that_ends_when_it_begins_lasts_24_hours(now: str, due: str) -> None:
    monday = Until(days="mon", between="09:00-09:00")
    assert wait(monday, "UTC", zone).reckon(parse(now), {}) == parse(due)


@given(st.dates(date(2000, 1, 1), date(2040, 1, 1)), st.integers(-40, 40))
def test_working_days_are_counted_one_by_one(day: date, number: int) -> None:
    found = reckoned({"date": day.isoformat(), "offset": f"{number:+}wd"}, "1990-01-01T00:00Z", "UTC")
    assert found is not None
    reached = date.fromisoformat(found[:10])
    between = sorted((day, reached))
    passed = [between[0] + timedelta(days=each) for each in range((between[1] - between[0]).days + 1)]
    counted = [each for each in passed if each.weekday() < 5 and each != day]
    assert len(counted) == abs(number)
    assert number == 0 or reached.weekday() < 5


@pytest.mark.parametrize("odd", ["", "7", "d", "1.5d", "+-1d", "1d-2d", "1x", "९d"])
def test_what_is_no_span_is_refused(odd: str) -> None:
    with pytest.raises(ValueError, match="no distance in time"):
        parse_span(odd)
