"""Journeys that wait for moments: what the fold makes of them, what is refused, and where they cannot go."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from designer import examples
from designer.reports.people import PEOPLE
from designer.reports.report import ReportRequest
from designer.reports.standing import Standing
from engine.calendar.zones import zone
from engine.check import check
from engine.coverage import cover
from engine.dialects import learninglocker, segment
from engine.events import Event
from engine.events import from_document as event_from
from engine.explain import explain
from engine.finding import InvalidJourney
from engine.instant import parse
from engine.journey import Journey, decode, dumps
from engine.journey import from_document as journey_from
from engine.plan import Plan
from engine.report import report
from engine.rules import faults, from_plain
from engine.simulate import simulate

REMIND = {
    "kind": "delay",
    "until": {"date": "traits.renewal_date", "offset": "-7d", "at": "09:00"},
    "zone": {"path": "traits.timezone", "else": "Europe/Berlin"},
    "follow": True,
}


def renewal(**remind: Any) -> Journey:
    steps = {
        "start": {"kind": "entry", "trigger": {"on": "event", "condition": "event('Signed Up').count() = 1"}},
        "remind": REMIND | remind,
        "done": {"kind": "exit"},
        "lost": {"kind": "exit", "completes": False},
    }
    transitions = [
        {"from": "start", "to": "remind"},
        {"from": "remind", "to": "done"},
        {"from": "remind", "to": "lost", "default": True},
    ]
    return journey_from({"format": 1, "id": "j", "name": "j", "steps": steps, "transitions": transitions})


def call(kind: str, time: str, user: str = "a", **more: Any) -> Event:
    id = f"{user} {time} {kind} {more.get('event', '')}"
    return event_from({"type": kind, "userId": user, "messageId": id, "timestamp": time, **more})


def signed_up(time: str = "2026-01-02T00:00:00Z", user: str = "a") -> Event:
    return call("track", time, user, event="Signed Up")


def clock(time: str) -> Event:
    return call("track", time, "somebody else", event="Anything")


def paths(journey: Journey, *events: Event) -> dict[str, tuple[str, str | None]]:
    """Of each user, the path of the first attempt and when it ended."""
    answer = report(simulate(Plan(journey), events), owners=True)
    return {
        each["owner"]["userId"]: (each["attempts"][0]["path"], each["attempts"][0]["ended_at"])
        for each in answer["owners"]
    }


def test_the_document_says_the_same_after_it_was_read() -> None:
    assert decode(dumps(renewal())) == renewal()
    assert list(faults(renewal())) == []


def test_a_date_in_the_profile_with_the_persons_own_zone() -> None:
    known = call(
        "identify",
        "2026-01-01T00:00:00Z",
        traits={"renewal_date": "2026-06-15", "timezone": "Asia/Tokyo"},
    )
    found = paths(renewal(), known, signed_up(), clock("2026-12-01T00:00:00Z"))
    assert found["a"] == ("start>remind>done", "2026-06-08T00:00:00.000000Z")


def test_without_a_date_the_default_way_is_taken_at_once() -> None:
    found = paths(renewal(), signed_up(), clock("2026-12-01T00:00:00Z"))
    assert found["a"] == ("start>remind>lost", "2026-01-02T00:00:00.000000Z")


def test_a_changed_date_is_followed_or_not() -> None:
    known = call("identify", "2026-01-01T00:00:00Z", traits={"renewal_date": "2026-06-15"})
    later = call("identify", "2026-03-01T00:00:00Z", traits={"renewal_date": "2026-07-15"})
    gone = call("identify", "2026-03-02T00:00:00Z", traits={"renewal_date": None})
    end = clock("2026-12-01T00:00:00Z")
    assert paths(renewal(), known, signed_up(), later, end)["a"][1] == "2026-07-08T07:00:00.000000Z"
    fixed = renewal(follow=False)
    assert paths(fixed, known, signed_up(), later, end)["a"][1] == "2026-06-08T07:00:00.000000Z"
    assert paths(renewal(), known, signed_up(), gone, end)["a"] == (
        "start>remind>lost",
        "2026-03-02T00:00:00.000000Z",
    )


def test_a_date_that_moves_into_the_past_is_over_with_that_event() -> None:
    known = call("identify", "2026-01-01T00:00:00Z", traits={"renewal_date": "2026-06-15"})
    sooner = call("identify", "2026-05-01T00:00:00Z", traits={"renewal_date": "2026-05-02"})
    found = paths(renewal(), known, signed_up(), sooner, clock("2026-12-01T00:00:00Z"))
    assert found["a"][1] == "2026-05-01T00:00:00.000000Z"


def test_a_deadline_in_what_started_the_attempt() -> None:
    steps = {
        "start": {"kind": "entry", "trigger": {"on": "event", "condition": "event('Assigned').count() = 1"}},
        "work": {"kind": "waypoint", "condition": "event('Done').count() = 1"},
        "done": {"kind": "exit"},
        "late": {"kind": "exit", "completes": False},
    }
    transitions = [
        {"from": "start", "to": "work"},
        {"from": "work", "to": "done"},
        {"from": "work", "to": "late", "by": {"date": "entry.properties.due"}},
    ]
    journey = journey_from({"format": 1, "id": "j", "name": "j", "steps": steps, "transitions": transitions})
    found = paths(
        journey,
        call("track", "2026-01-01T00:00:00Z", "slow", event="Assigned", properties={"due": "2026-02-01"}),
        call("track", "2026-01-01T00:00:00Z", "quick", event="Assigned", properties={"due": "2026-02-01"}),
        call("track", "2026-01-09T00:00:00Z", "quick", event="Done"),
        call("track", "2026-01-01T00:00:00Z", "free", event="Assigned", properties={}),
        clock("2026-12-01T00:00:00Z"),
    )
    assert found["slow"] == ("start>work>late", "2026-02-01T00:00:00.000000Z")
    assert found["quick"] == ("start>work>done", "2026-01-09T00:00:00.000000Z")
    assert found["free"] == ("start>work", None)


@pytest.mark.parametrize(
    ("change", "place", "says"),
    [
        ({"zone": "Europe/Atlantis"}, "$.steps.remind.zone", "there is no time zone"),
        ({"until": {"date": "someday"}}, "$.steps.remind.until.date", "no date, and no path"),
        ({"until": {"date": "2026-02-30"}}, "$.steps.remind.until.date", "no date such as"),
        ({"until": {"weekday": "mon", "at": "25:00"}}, "$.steps.remind.until.at", "no time of day"),
        ({"until": {"days": "mon-xyz"}}, "$.steps.remind.until.days", "names no days"),
        ({"until": {"weekday": "mon", "date": "2026-01-01"}}, "$.steps.remind.until", "wait for one thing"),
        ({"until": {}}, "$.steps.remind.until", "wait for one thing"),
        (
            {"until": {"date": "traits.x", "offset": "5"}},
            "$.steps.remind.until.offset",
            "no distance in time",
        ),
        (
            {"zone": None, "until": {"date": "traits.x", "offset": "1mo"}},
            "$.steps.remind.until.offset",
            "need a zone",
        ),
        ({"duration": "1d"}, "$.steps.remind", "one of duration and until"),
        ({"until": None, "duration": "1mo", "zone": None}, "$.steps.remind.duration", "need a zone"),
    ],
)
def test_what_has_no_meaning_is_refused_at_its_place(change: dict[str, Any], place: str, says: str) -> None:
    found = [(each.place, each.message) for each in faults(renewal(follow=False, **change))]
    assert any(at == place and says in message for at, message in found), found


def test_a_date_that_may_be_missing_needs_a_default_way() -> None:
    document = {
        "format": 1,
        "id": "j",
        "name": "j",
        "steps": {
            "start": {"kind": "entry", "trigger": {"on": "audience", "audience": "vip"}},
            "remind": REMIND,
            "done": {"kind": "exit"},
        },
        "transitions": [{"from": "start", "to": "remind"}, {"from": "remind", "to": "done"}],
    }
    with pytest.raises(InvalidJourney, match="default"):
        from_plain(document)


def test_servers_that_know_lengths_alone_refuse_moments() -> None:
    codes = {each.code for each in segment.export_journey(renewal()).findings}
    assert "unsupported-moment" in codes
    assert learninglocker.export_journey(renewal()).document is None


def test_a_zone_in_which_nothing_differs_is_a_plain_duration() -> None:
    steps = {
        "start": {"kind": "entry", "trigger": {"on": "event", "condition": "event('Signed Up').count() = 1"}},
        "pause": {"kind": "delay", "duration": "3d", "zone": "UTC"},
        "done": {"kind": "exit"},
    }
    transitions = [{"from": "start", "to": "pause"}, {"from": "pause", "to": "done"}]
    journey = journey_from({"format": 1, "id": "j", "name": "j", "steps": steps, "transitions": transitions})
    document = segment.export_journey(journey).document
    assert document is not None
    assert "'duration': '3d'" in str(document)


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["identify", "track"]),
            st.integers(0, 300),
            st.sampled_from(["2026-02-01", "2026-05-09", "2026-11-01T09:00:00-03:00", "soon", None]),
            st.sampled_from(["Asia/Tokyo", "America/New_York", "Nowhere", None]),
        ),
        max_size=12,
    ),
    st.booleans(),
    st.randoms(use_true_random=False),
)
def test_progress_depends_on_the_set_of_events_alone(told: list[Any], follow: bool, random: Any) -> None:
    events = [
        call("track", f"2026-01-01T{at % 24:02}:{number:02}:00Z", event="Signed Up")
        if kind == "track"
        else call(
            "identify",
            f"2026-{1 + at // 28:02}-{1 + at % 28:02}T12:{number:02}:00Z",
            traits={"renewal_date": date, "timezone": name},
        )
        for number, (kind, at, date, name) in enumerate(told)
    ]
    shuffled = list(events)
    random.shuffle(shuffled)
    journey = renewal(follow=follow)
    one, other = (report(simulate(Plan(journey), each), owners=True) for each in (events, shuffled))
    assert one == other


def test_other_rules_of_time_give_another_answer() -> None:
    """As after a change of law: the same design by zone data in which Berlin lies elsewhere."""
    known = call("identify", "2026-01-01T00:00:00Z", traits={"renewal_date": "2026-06-15"})
    events = [known, signed_up(), clock("2026-12-01T00:00:00Z")]
    moved = Plan(
        renewal(), zones=lambda name: zone("Europe/London") if name == "Europe/Berlin" else zone(name)
    )
    (ended,) = {attempt.ended_at for owner in simulate(moved, events).owners for attempt in owner.attempts}
    (before,) = {
        attempt.ended_at for owner in simulate(Plan(renewal()), events).owners for attempt in owner.attempts
    }
    assert ended is not None
    assert before is not None
    assert ended - before == 3_600_000_000


DESIGNS = ("compliance", "office-hours", "quiet-hours")


@pytest.mark.parametrize("name", DESIGNS)
def test_the_examples_are_sound_and_walked_whole(name: str) -> None:
    journey = decode(examples.example(f"{name}.journey.json"))
    assert dumps(journey).encode() == examples.example(f"{name}.journey.json")
    assert not [each for each in check(journey) if each.severity != "note"]
    assert cover(Plan(journey), bound=100, seed=0, start=parse("2026-01-01T00:00:00Z")).is_complete


def work(deadline: dict[str, Any]) -> Journey:
    steps = {
        "start": {"kind": "entry", "trigger": {"on": "event", "condition": "event('Given').count() = 1"}},
        "work": {"kind": "waypoint", "name": "Work", "condition": "event('Done').count() = 1"},
        "late": {"kind": "waypoint", "name": "Still", "condition": "event('Done').count() = 1"},
        "done": {"kind": "exit"},
    }
    transitions = [
        {"from": "start", "to": "work"},
        {"from": "work", "to": "done"},
        {"from": "work", "to": "late", "by": deadline, "zone": "Europe/Lisbon"},
        {"from": "late", "to": "done"},
    ]
    return journey_from({"format": 1, "id": "j", "name": "j", "steps": steps, "transitions": transitions})


def test_explain_and_reports_say_how_late_somebody_is() -> None:
    journey = work({"date": "entry.properties.due", "at": "09:00"})
    given = call("track", "2026-03-02T00:00:00Z", event="Given", properties={"due": "2026-03-09"})
    done = call("track", "2026-03-14T09:00:00Z", event="Done")
    waiting = simulate(Plan(journey), [given, clock("2026-03-12T10:00:00Z")])
    owner, until = waiting.owners[0].owner, waiting.until or 0
    [stay] = explain(Plan(journey), owner, [given], until=until).stays
    assert "it missed the deadline of Work, Mon 9 Mar 2026 09:00 in Lisbon: it is 3 days late" in stay.says
    [attempt] = report(waiting, owners=True)["owners"][0]["attempts"]
    assert attempt["missed"] == [{"step": "work", "at": "2026-03-09T09:00:00.000000Z"}]
    standing = Standing(waiting, "")
    assert PEOPLE.table(standing, ReportRequest()).rows[0].cells[-1] == "3 d 1 h"
    assert any("missed the deadline of ◆ Work" in line for line in PEOPLE.detail(standing, owner))
    ended = simulate(Plan(journey), [given, done, clock("2026-04-01T00:00:00Z")])
    [stay] = explain(Plan(journey), owner, [given, done], until=ended.until or 0).stays
    assert any(said.endswith("it ended 5 days late") for said in stay.says)


def test_who_keeps_the_deadline_is_not_late() -> None:
    journey = work({"date": "entry.properties.due"})
    given = call("track", "2026-03-02T00:00:00Z", event="Given", properties={"due": "2026-03-09"})
    simulated = simulate(Plan(journey), [given, call("track", "2026-03-08T00:00:00Z", event="Done")])
    [attempt] = report(simulated, owners=True)["owners"][0]["attempts"]
    assert "missed" not in attempt
    assert PEOPLE.table(Standing(simulated, ""), ReportRequest()).rows[0].cells[-1] == "–"


def test_paths_are_walked_in_two_zones_on_both_sides_of_a_change_of_clocks() -> None:
    journey = decode(examples.example("office-hours.journey.json"))
    covered = cover(Plan(journey), bound=20, seed=0, start=parse("2026-01-01T00:00:00Z"))
    assert [walk.about for walk in covered.walks if walk.about] == [
        "Lisbon, before the clocks change on Sun 29 Mar 2026",
        "Lisbon, after the clocks change on Sun 29 Mar 2026",
        "New York, before the clocks change on Sun 8 Mar 2026",
        "New York, after the clocks change on Sun 8 Mar 2026",
    ]
    assert covered.is_complete
