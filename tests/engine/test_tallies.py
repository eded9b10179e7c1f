"""Counts that ask for more than a number: different values, different days, a window of time, any key."""

from __future__ import annotations

from typing import Any

import pytest
from scenario import Part, called, design, entry, event, exit_, first_match, ran, verb, walked, waypoint, when

from engine.check import check
from engine.coverage import cover
from engine.dialects import learninglocker, segment
from engine.diff import diff
from engine.edit import Group, Ungroup, apply
from engine.events import Event
from engine.explain import OwnerExplanation, explain
from engine.finding import errors
from engine.instant import parse
from engine.journey import Journey, decode, dumps
from engine.labels import detail
from engine.plan import Plan
from engine.progress import Attempt
from engine.rules import faults
from engine.simulate import simulate

LISBON = "Europe/Lisbon"
HOME = {"path": "traits.timezone", "else": LISBON}


def videos(**count: Any) -> Journey:
    steps = {"start": first_match(), "watch": waypoint("watched", **count), "done": exit_()}
    return design(steps, "start>watch>done")


def watched(video: str | None, time: str, **more: Any) -> Event:
    there = {} if video is None else {"object": {"id": f"http://example.org/videos/{video}"}}
    return event(
        {
            "id": f"{video} {time} {sorted(more)}",
            "actor": {"mbox": "mailto:anna@example.org"},
            "verb": {"id": verb("watched")["statement.verb.id"]},
            "timestamp": time,
            **there,
            **more,
        }
    )


def attempts(journey: Journey, *events: Event) -> list[Attempt]:
    return [each for owner in simulate(Plan(journey), events).owners for each in owner.attempts]


def ended(journey: Journey, *events: Event) -> str | None:
    """When the first attempt ended."""
    [attempt, *_] = attempts(journey, *events)
    return None if attempt.ended_at is None else f"{next(e for e in events if e.time == attempt.ended_at).id}"


def test_five_different_videos_are_not_one_five_times() -> None:
    journey = videos(count=2, distinct="statement.object.id")
    again = [watched("a", f"2026-03-02T0{hour}:00:00Z") for hour in range(5)]
    assert ended(journey, *again) is None
    assert ended(journey, *again, watched("b", "2026-03-02T09:00:00Z")) == "b 2026-03-02T09:00:00Z []"


def test_an_event_without_the_value_does_not_count() -> None:
    journey = videos(count=2, distinct="statement.context.registration")
    assert attempts(journey, watched("a", "2026-03-02T00:00:00Z")) == []


def test_events_within_a_time_slide_with_the_newest() -> None:
    journey = videos(count=2, within="2d")
    far, near = watched("a", "2026-03-02T00:00:00Z"), watched("a", "2026-03-05T00:00:00Z")
    assert ended(journey, far, near) is None
    assert ended(journey, far, near, watched("a", "2026-03-07T00:00:00Z")) is not None
    assert ended(journey, far, near, watched("a", "2026-03-07T00:00:00.000001Z")) is None


def test_within_a_window_the_newest_event_stands_for_a_value() -> None:
    journey = videos(count=2, within="2d", distinct="statement.object.id")
    early, again = watched("a", "2026-03-02T00:00:00Z"), watched("a", "2026-03-03T12:00:00Z")
    other = watched("b", "2026-03-05T00:00:00Z")
    assert ended(journey, early, other) is None
    assert ended(journey, early, again, other) is not None


@pytest.mark.parametrize(("zone", "days"), [(None, 1), (LISBON, 1), ("Asia/Kathmandu", 2), (HOME, 1)])
def test_days_are_those_where_the_person_lives(zone: Any, days: int) -> None:
    journey = videos(count=3, distinct="day", zone=zone)
    [attempt] = attempts(journey, watched("a", "2026-03-02T09:00:00Z"), watched("a", "2026-03-02T23:00:00Z"))
    assert len(attempt.open["watch"]) == days


def test_a_streak_is_as_many_days_as_there_are() -> None:
    """With a zone, 3d is the day of the newest event and the two before it: a day that is left out breaks it."""
    journey = videos(count=3, distinct="day", within="3d", zone=LISBON)
    first, second = watched("a", "2026-03-28T23:30:00Z"), watched("a", "2026-03-29T10:00:00Z")
    assert ended(journey, first, second, watched("a", "2026-03-30T21:00:00Z")) is not None
    assert ended(journey, first, second, watched("a", "2026-03-30T23:00:00Z")) is None


def renewals(**renew: Any) -> Journey:
    condition = verb("watched")
    steps = {
        "start": entry(verb("certified")),
        "renew": {"kind": "waypoint", "condition": condition, **renew},
        "done": exit_(),
        "lapsed": exit_(completes=False),
    }
    return design(
        steps,
        "start>renew>done",
        "renew>lapsed after 365d",
        concurrency_key="statement.context.registration",
        entry_rule="multiple",
    )


def certified(registration: str, time: str) -> Event:
    context = {"registration": f"00000000-0000-4000-8000-{registration:0>12}"}
    return watched("a", time, context=context, verb={"id": verb("certified")["statement.verb.id"]})


def renewed(registration: str, time: str) -> Event:
    context = {"registration": f"00000000-0000-4000-8000-{registration:0>12}"}
    return watched("a", time, context=context)


@pytest.mark.parametrize(("same_key", "status"), [(True, "running"), (False, "completed")])
def test_who_renews_under_a_new_registration_is_seen_with_any_key(same_key: bool, status: str) -> None:
    journey = renewals(same_key=same_key)
    [attempt] = attempts(
        journey, certified("1", "2026-01-01T00:00:00Z"), renewed("2", "2026-06-01T00:00:00Z")
    )
    assert attempt.status == status


def test_an_item_and_a_branch_may_look_beyond_the_key_too() -> None:
    steps = {
        "start": entry(called("Opened")),
        "choose": {"kind": "split", "on": "event"},
        "both": {
            "kind": "checklist",
            "items": {
                "own": {"condition": called("Paid")},
                "any": {"condition": called("Called"), "same_key": False},
            },
        },
        "done": exit_(),
    }
    keyed = {"concurrency_key": "properties.order", "entry_rule": "multiple"}
    journey = design(
        steps,
        "start>choose",
        when("choose>both", called("Chose"), same_key=False),
        "choose>done after 9d",
        "both>done",
        **keyed,
    )
    told = [("Opened", "1"), ("Chose", "2"), ("Paid", "2"), ("Called", "2")]
    events: list[Part] = [call(at, name, order) for at, (name, order) in enumerate(told)]
    assert walked(journey, *events) == ["start>choose>both running"]
    assert walked(journey, *events, call(9, "Paid", "1")) == ["start>choose>both>done completed"]


def call(minutes: float, name: str, order: str) -> Part:
    from scenario import track

    return track(minutes, name, order=order)


REFUSED = [
    ({"distinct": "$where"}, "bad-distinct"),
    ({"distinct": ""}, "bad-distinct"),
    ({"distinct": "a..b"}, "bad-distinct"),
    ({"within": "1mo"}, "bad-within"),
    ({"zone": LISBON}, "bad-zone"),
    ({"distinct": "day", "zone": "Europe/Lisboa"}, "bad-zone"),
]


@pytest.mark.parametrize(("count", "code"), REFUSED)
def test_what_has_no_meaning_is_refused(count: Part, code: str) -> None:
    assert [finding.code for finding in faults(videos(count=2, **count))] == [code]


def test_only_a_branch_of_a_split_on_events_has_a_key() -> None:
    steps = {"start": first_match(), "watch": waypoint("watched"), "done": exit_()}
    journey = design(steps, "start>watch", {"from": "watch", "to": "done", "same_key": False})
    assert [finding.code for finding in faults(journey)] == ["bad-same-key"]


def codes(journey: Journey) -> set[str]:
    return {finding.code for finding in check(journey)}


def test_findings_on_counts_and_keys() -> None:
    assert "pointless-count" in codes(videos(within="7d"))
    assert "no-key" in codes(videos(same_key=False))
    assert "too-many-days" in codes(videos(count=8, distinct="day", within="7d", zone=LISBON))
    assert "too-many-days" not in codes(videos(count=8, distinct="day", within="7d"))
    assert "hidden-renewal" in codes(renewals())
    assert "hidden-renewal" not in codes(renewals(same_key=False))


def explained(journey: Journey, *events: Event) -> OwnerExplanation:
    owner = simulate(Plan(journey), events).owners[0].owner
    return explain(Plan(journey), owner, events, until=max(each.time for each in events))


def test_explain_says_what_counts_already_and_what_another_event_has_to_be() -> None:
    journey = videos(count=3, distinct="statement.object.id", within="7d")
    kept = videos(count=3, distinct="statement.object.id")
    [stay] = explained(kept, watched("a", "2026-03-02T00:00:00Z"), watched("a", "2026-03-03T00:00:00Z")).stays
    [reason] = [reason for each in stay.considered for reason in each.reasons]
    assert (reason.text, reason.found) == ("object.id counts already", ("http://example.org/videos/a",))
    [stay] = explained(journey, watched("a", "2026-03-02T00:00:00Z")).stays
    assert stay.onward[0].says == "2 events for watch, each with another object.id, within 7d"
    assert stay.onward[0].event is not None
    assert stay.onward[0].event["statement"]["object"]["id"] != "http://example.org/videos/a"


def test_explain_says_which_day_counts_already() -> None:
    journey = videos(count=3, distinct="day", zone=LISBON)
    [stay] = explained(
        journey, watched("a", "2026-03-02T09:00:00Z"), watched("a", "2026-03-02T10:00:00Z")
    ).stays
    [reason] = [reason for each in stay.considered for reason in each.reasons]
    assert (reason.text, reason.found) == ("its day counts already", ("Mon 2 Mar 2026",))
    assert stay.onward[0].says == "2 events for watch, each on another day"
    assert stay.onward[0].event is not None


COVERED: list[Part] = [
    {"count": 5, "distinct": "statement.object.id"},
    {"count": 3, "distinct": "statement.context.registration"},
    {"count": 4, "distinct": "statement.result.score.raw", "within": "1h"},
    {"count": 7, "distinct": "day", "within": "7d", "zone": LISBON},
    {"count": 3, "within": "30s"},
]


@pytest.mark.parametrize("count", COVERED, ids=str)
def test_somebody_walks_every_path(count: Part) -> None:
    covered = cover(Plan(videos(**count)), bound=10, seed=0, start=parse("2026-03-25T23:00:00Z"))
    assert covered.is_complete
    assert {len(walk.documents) for walk in covered.walks} == {count["count"]}


def test_the_document_the_label_and_the_edits_keep_it() -> None:
    journey = videos(count=5, distinct="statement.object.id", within="7d", zone=LISBON, same_key=False)
    assert decode(dumps(journey)) == journey
    assert detail(journey.steps["watch"]) == (
        "5 × verb.id = watched, different object.id, within 7d, any key (Europe/Lisbon)"
    )
    grouped = apply(design(two(), "start>watch>again>done"), Group(("watch", "again"), "both"))
    assert apply(grouped, Ungroup("both")).steps == two_steps()


def two() -> dict[str, Part]:
    counts = {"count": 2, "distinct": "statement.object.id", "within": "1d", "same_key": False}
    return {
        "start": first_match(),
        "watch": waypoint("watched", **counts),
        "again": waypoint("watched"),
        "done": exit_(),
    }


def two_steps() -> Any:
    return design(two(), "start>watch>again>done").steps


def test_what_changed_is_told() -> None:
    [change] = diff(videos(count=5), videos(count=5, distinct="statement.object.id")).changes
    assert (change.message, change.meaning) == (
        "the different values of watch is statement.object.id, no longer empty",
        True,
    )


def test_learning_locker_counts_events_alone() -> None:
    exported = learninglocker.export_journey(videos(count=5, distinct="statement.object.id"))
    assert [finding.code for finding in errors(exported.findings)] == ["unsupported-count"]


def bought(**count: Any) -> Journey:
    steps = {
        "start": entry(called("Signed Up")),
        "buy": {"kind": "waypoint", "condition": called("Bought"), **count},
        "done": exit_(),
    }
    return design(steps, "start>buy>done", "buy>done after 30d")


def test_segment_keeps_a_window_of_whole_days_and_refuses_the_rest() -> None:
    exported = segment.export_journey(bought(count=3, within="7d"))
    assert "event('Bought').within(7 days).count() >= 3" in str(exported.document)
    for count in ({"distinct": "properties.sku"}, {"within": "90m"}, {"distinct": "day"}):
        refused = segment.export_journey(bought(count=3, **count))
        assert "unsupported-count" in [finding.code for finding in errors(refused.findings)]


def test_a_log_in_any_order_gives_the_same() -> None:
    journey = videos(count=2, within="2d", distinct="statement.object.id")
    events = [watched(video, f"2026-03-0{day}T00:00:00Z") for video, day in (("a", 2), ("a", 4), ("b", 5))]
    assert attempts(journey, *events) == attempts(journey, *reversed(events))


def test_an_unkeyed_journey_runs_as_before() -> None:
    assert ran(videos(count=2), "0 watched", "1 watched").owners[0].attempts[0].status == "completed"
