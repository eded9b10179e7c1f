"""Forms for moments and zones: each part is a field of its own, and nothing is typed as JSON."""

from __future__ import annotations

from datetime import date

import pytest
from scenario import delay, design, entry, exit_, first_match, verb, waypoint

from designer.editing.calendar_line import calendar_line
from designer.editing.forms import filled, form
from designer.editing.holidays import holidays
from designer.editing.selection import Place, change
from engine.edit import apply
from engine.finding import InvalidJourney
from engine.instant import parse
from engine.journey import Journey
from engine.rules import faults
from engine.steps import Delay, PersonalZone

PAUSE = Place(step="pause")
LATE = Place(transition=2)


def pausing(**fields: object) -> Journey:
    steps = {"start": entry(verb("began")), "pause": delay("1d"), "work": waypoint("worked"), "done": exit_()}
    steps["pause"] = {"kind": "delay", **(fields or {"duration": "1d"})}
    return design(steps, "start>pause>work", "work>done after 7d", "work>done")


def fields(journey: Journey, place: Place) -> dict[tuple[str, ...], object]:
    return {field.key: field.value for field in form(journey, place)}


def typed(journey: Journey, place: Place, **texts: str) -> Journey:
    """What becomes of the design when texts are typed into fields, one after the other."""
    for name, text in texts.items():
        key = tuple(name.rstrip("_").split("__"))
        field = next(each for each in form(journey, place) if each.key == key)
        journey = apply(journey, change(journey, place, filled(journey, place, field, text)))
    return journey


def step(journey: Journey) -> Delay:
    found = journey.steps["pause"]
    assert isinstance(found, Delay)
    return found


def test_a_length_of_time_becomes_a_date_in_the_profile() -> None:
    journey = typed(
        pausing(),
        PAUSE,
        until__kind="date",
        until__date="traits.renewal_date",
        until__offset="-7d",
        until__at="09:00",
        zone__kind="personal",
        zone__path="traits.tz",
        zone__else="Europe/Berlin",
    )
    assert step(journey) == Delay(
        until=step(pausing(until={"date": "traits.renewal_date", "offset": "-7d", "at": "09:00"})).until,
        zone=PersonalZone(path="traits.tz", otherwise="Europe/Berlin"),
    )
    assert not any(field.kind in ("json", "value") for field in form(journey, PAUSE))


def test_each_moment_has_its_own_fields() -> None:
    names = {
        kind: [
            key[1] for key in fields(typed(pausing(), PAUSE, until__kind=kind), PAUSE) if key[0] == "until"
        ]
        for kind in ("time", "date", "weekday", "hours")
    }
    assert names == {
        "time": ["kind"],
        "date": ["kind", "date", "offset", "at", "except"],
        "weekday": ["kind", "weekday", "at", "except"],
        "hours": ["kind", "days", "between", "except"],
    }


def test_back_to_a_length_of_time() -> None:
    journey = pausing(until={"weekday": "mon"}, zone="Europe/Lisbon")
    assert step(typed(journey, PAUSE, until__kind="time")) == step(pausing())


def test_a_timeout_becomes_a_deadline() -> None:
    place = Place(transition=next(i for i, each in enumerate(pausing().transitions) if each.timed))
    journey = typed(pausing(), place, by__kind="date", by__date="entry.properties.due", zone__kind="fixed")
    journey = typed(journey, place, zone_="Europe/Lisbon")
    late = journey.transitions[place.transition or 0]
    assert (late.after, late.by and late.by.date, late.zone) == (
        None,
        "entry.properties.due",
        "Europe/Lisbon",
    )
    assert list(faults(journey)) == []
    assert typed(journey, place, by__kind="time").transitions == pausing().transitions


def test_emptied_fields_are_taken_out() -> None:
    journey = pausing(until={"days": "mon-fri", "between": "09:00-17:00"})
    until = step(typed(journey, PAUSE, until__days="")).until
    assert until is not None
    assert (until.days, until.between) == (None, "09:00-17:00")


def test_a_country_stands_for_its_holidays() -> None:
    until = step(typed(pausing(until={"weekday": "mon"}), PAUSE, until__except="2026-08-03, PT 2026")).until
    assert until is not None
    assert until.excluded[0] == "2026-08-03"
    assert {"2026-01-01", "2026-04-25", "2026-12-25"} <= set(until.excluded)
    assert all(date.fromisoformat(day).year == 2026 for day in until.excluded)


def test_holidays_of_a_part_of_a_country() -> None:
    bavaria, germany = holidays("DE", "BY", 2026, 2027), holidays("DE", None, 2026, 2027)
    assert set(germany) < set(bavaria)
    assert "2027-01-06" in bavaria


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("XX 2026", "no holidays are known of XX"), ("DE-ZZ 2026", "DE-ZZ"), ("DE 2030-2026", "are not 1 to")],
)
def test_a_country_that_is_not_known_is_said(text: str, sentence: str) -> None:
    journey = pausing(until={"weekday": "mon"})
    with pytest.raises(InvalidJourney) as refused:
        typed(journey, PAUSE, until__except=text)
    assert sentence in refused.value.findings[0].message


def test_days_that_are_counted_have_a_zone_of_their_own() -> None:
    steps = {"start": first_match(), "watch": waypoint("watched", count=3, distinct="day"), "done": exit_()}
    journey = design(steps, "start>watch>done")
    watch = Place(step="watch")
    assert fields(journey, watch)["zone", "kind"] == "none"
    journey = typed(journey, watch, zone__kind="personal", zone__else="Europe/Lisbon", within="7d")
    assert fields(journey, watch)["zone", "path"] == "traits.timezone"
    assert list(faults(journey)) == []


CALENDAR = [
    (
        {"until": {"weekday": "mon", "at": "09:00"}, "zone": "Europe/Lisbon"},
        "Lisbon, next: Mon 2 Mar 2026 09:00, Mon 9 Mar 2026 09:00, Mon 16 Mar 2026 09:00, Mon 23 Mar 2026 09:00, "
        "Mon 30 Mar 2026 09:00",
    ),
    (
        {"until": {"days": "fri", "between": "22:00-02:00"}},
        "UTC, next: Fri 27 Feb 2026 22:00, Fri 6 Mar 2026 22:00, Fri 13 Mar 2026 22:00, Fri 20 Mar 2026 22:00, "
        "Fri 27 Mar 2026 22:00",
    ),
    (
        {
            "until": {"date": "traits.renewal_date", "offset": "-1mo", "at": "02:30"},
            "zone": {"path": "traits.timezone", "else": "Europe/Berlin"},
        },
        "Berlin, if the date is the end of a month: Sat 28 Feb 2026 02:30, Mon 30 Mar 2026 02:30, "
        "Thu 30 Apr 2026 02:30, Sat 30 May 2026 02:30, Tue 30 Jun 2026 02:30",
    ),
    ({"until": {"date": "2020-01-01"}}, "UTC, next: Wed 25 Feb 2026 12:00"),
    ({"until": {"weekday": "mon", "at": "9"}}, ""),
    ({"duration": "3d"}, ""),
]


@pytest.mark.parametrize(("wait", "line"), CALENDAR)
def test_the_calendar_of_a_sample_person(wait: dict[str, object], line: str) -> None:
    assert calendar_line(pausing(**wait), PAUSE, parse("2026-02-25T12:00:00Z")) == line
