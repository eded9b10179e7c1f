"""What each kind of step does with events and time (semantics §4), told as paths."""

from __future__ import annotations

import pytest
from scenario import (
    answered,
    callback,
    called,
    checklist,
    delay,
    design,
    entry,
    exit_,
    first_match,
    identify,
    minutes_of,
    only,
    ran,
    split,
    statement,
    track,
    verb,
    walked,
    waypoint,
    when,
)

from engine.walk import EndlessAttempt

QUIZ = {"start": first_match(), "quiz": waypoint("passed"), "done": exit_()}


def test_a_waypoint_is_reached_by_a_matching_event() -> None:
    journey = design(QUIZ, "start>quiz>done")
    assert walked(journey, "0 failed", "1 passed") == ["start>quiz>done completed"]
    assert walked(journey, "0 failed") == []


def test_a_waypoint_takes_count_events_and_completes_with_the_last() -> None:
    journey = design({**QUIZ, "quiz": waypoint("passed", count=3)}, "start>quiz>done")
    assert walked(journey, "0 passed", "1 passed") == ["start>quiz running"]
    (attempt,) = only(ran(journey, "0 passed", "1 passed", "7 passed", "9 passed")).attempts
    assert attempt.waypoints["quiz"].events == (0, 1, 2)
    assert minutes_of(attempt.waypoints["quiz"].at) == 7
    assert minutes_of(attempt.started_at) == 0


def test_one_event_never_advances_two_steps() -> None:
    steps = {**QUIZ, "again": waypoint("passed")}
    journey = design(steps, "start>quiz>again>done")
    assert walked(journey, "0 passed") == ["start>quiz>again running"]
    assert walked(journey, "0 passed", "1 passed") == ["start>quiz>again>done completed"]


def test_steps_that_are_not_active_are_passed_and_not_recorded() -> None:
    steps = {
        **QUIZ,
        "off": waypoint("viewed", active=False),
        "pause": delay("3d", active=False),
        "list": checklist("viewed", active=False),
        "tell": callback(active=False),
    }
    journey = design(steps, "start>off>quiz>pause>list>tell>done")
    simulated = ran(journey, "0 passed")
    assert walked(journey, "0 passed") == ["start>quiz>done completed"]
    assert only(simulated).effects == ()


def test_a_checklist_without_an_active_item_is_passed() -> None:
    items = {"a": {"condition": verb("viewed"), "active": False}}
    journey = design({**QUIZ, "list": {"kind": "checklist", "items": items}}, "start>list>quiz>done")
    assert walked(journey, "0 passed") == ["start>quiz>done completed"]


def test_a_checklist_takes_its_items_in_any_order() -> None:
    journey = design(
        {"start": first_match(), "list": checklist("a", "b", "c"), "done": exit_()}, "start>list>done"
    )
    assert walked(journey, "0 c", "1 a") == ["start>list running"]
    assert walked(journey, "0 c", "1 a", "2 b") == ["start>list>done completed"]
    (attempt,) = only(ran(journey, "0 c", "1 a", "2 b")).attempts
    assert {item: minutes_of(reached.at) for item, reached in attempt.waypoints.items()} == {
        "do-c": 0,
        "do-a": 1,
        "do-b": 2,
    }


def test_a_checklist_is_content_with_the_required_items() -> None:
    steps = {"start": first_match(), "list": checklist("a", "b", "c", required=2), "done": exit_()}
    assert walked(design(steps, "start>list>done"), "0 c", "1 c", "2 a") == ["start>list>done completed"]


def test_an_event_counts_for_every_open_item_that_it_matches() -> None:
    items = {"one": {"condition": verb("a")}, "other": {"condition": verb("a"), "count": 2}}
    steps = {"start": first_match(), "list": {"kind": "checklist", "items": items}, "done": exit_()}
    (attempt,) = only(ran(design(steps, "start>list>done"), "0 a", "1 a")).attempts
    assert attempt.waypoints["one"].events == (0,)
    assert attempt.waypoints["other"].events == (0, 1)


HOLD = {
    "start": entry(verb("began")),
    "hold": split("event"),
    "good": exit_(),
    "bad": exit_(),
    "late": exit_(completes=False),
}
HOLD_WAYS = (
    "start>hold",
    when("hold>good", verb("passed")),
    when("hold>bad", verb("failed")),
    "hold>late after 1h",
)


def test_a_split_on_events_takes_the_branch_of_the_first_event() -> None:
    journey = design(HOLD, *HOLD_WAYS)
    assert walked(journey, "0 began", "5 failed", "6 passed") == ["start>hold>bad completed"]
    assert walked(journey, "0 began", "5 other") == ["start>hold running"]


def test_of_two_branches_that_match_the_first_in_order_wins() -> None:
    journey = design(
        HOLD, "start>hold", when("hold>bad", {}), when("hold>good", verb("passed")), "hold>late after 1h"
    )
    assert walked(journey, "0 began", "5 passed") == ["start>hold>bad completed"]


def test_a_split_times_out_at_its_very_instant_before_any_event_of_that_time() -> None:
    journey = design(HOLD, *HOLD_WAYS)
    assert walked(journey, "0 began", "59.99 passed") == ["start>hold>good completed"]
    assert walked(journey, "0 began", "60 passed") == ["start>hold>late gave_up"]
    assert walked(journey, "0 began", until=59.99) == ["start>hold running"]
    assert walked(journey, "0 began", until=60) == ["start>hold>late gave_up"]
    (attempt,) = only(ran(journey, "0 began", until=999)).attempts
    assert minutes_of(attempt.ended_at or 0) == 60


def test_a_branch_back_to_the_same_split_restarts_its_timer() -> None:
    journey = design(HOLD, "start>hold", when("hold>hold", verb("again")), "hold>late after 1h")
    assert walked(journey, "0 began", "40 again", "80 again", until=130) == ["start>hold>hold>hold running"]
    assert walked(journey, "0 began", "40 again", "80 again", until=140) == [
        "start>hold>hold>hold>late gave_up"
    ]


def test_a_split_sends_back_a_hundred_times_and_then_takes_no_more_events() -> None:
    transitions = (
        "start>hold",
        when("hold>hold", verb("again")),
        when("hold>good", verb("passed")),
        "hold>late after 1h",
    )
    journey = design(HOLD, *transitions)
    again = [f"{minute} again" for minute in range(1, 101)]
    assert walked(journey, "0 began", *again[:99], "101 passed")[0].endswith(">good completed")
    assert walked(journey, "0 began", *again, "101 passed")[0].endswith(">hold running")
    assert walked(journey, "0 began", *again, "101 passed", until=160)[0].endswith(">late gave_up")


@pytest.mark.parametrize("waiting", [waypoint("passed"), checklist("passed")], ids=["waypoint", "checklist"])
def test_a_waiting_step_leaves_by_its_timeout_or_waits_for_ever(waiting: dict[str, object]) -> None:
    steps = {"start": entry(verb("began")), "wait": waiting, "done": exit_(), "late": exit_(completes=False)}
    patient = design({id: step for id, step in steps.items() if id != "late"}, "start>wait>done")
    hasty = design(steps, "start>wait>done", "wait>late after 2h")
    assert walked(patient, "0 began", until=99_999) == ["start>wait running"]
    assert walked(hasty, "0 began", until=120) == ["start>wait>late gave_up"]
    assert walked(hasty, "0 began", "119 passed") == ["start>wait>done completed"]


def test_a_timer_of_a_waypoint_runs_from_its_entering_not_from_its_last_event() -> None:
    steps = {
        "start": entry(verb("began")),
        "wait": waypoint("passed", count=2),
        "done": exit_(),
        "late": exit_(),
    }
    journey = design(steps, "start>wait>done", "wait>late after 1h")
    assert walked(journey, "0 began", "50 passed", until=60) == ["start>wait>late completed"]


def test_a_delay_waits_in_virtual_time_and_takes_no_event() -> None:
    journey = design({"start": entry(verb("began")), "wait": delay("3d"), "done": exit_()}, "start>wait>done")
    assert walked(journey, "0 began", "9 began", until=3 * 1440 - 1) == ["start>wait running"]
    assert walked(journey, "0 began", until=3 * 1440) == ["start>wait>done completed"]


def test_delays_follow_one_another_within_one_tick() -> None:
    steps = {"start": entry(verb("began")), "one": delay("1h"), "two": delay("2h"), "done": exit_()}
    (attempt,) = only(ran(design(steps, "start>one>two>done"), "0 began", until=10_000)).attempts
    assert minutes_of(attempt.ended_at or 0) == 180


def test_a_loop_that_only_time_moves_ends_with_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.walk.LONGEST_WALK", 1_000)
    steps = {"start": entry(verb("began")), "one": delay("1s"), "two": delay("1s")}
    with pytest.raises(EndlessAttempt, match=r"1,000 steps.*repeats"):
        ran(design(steps, "start>one>two>one"), "0 began", until=10_000)


def test_a_loop_that_events_move_may_be_walked_as_often_as_they_come() -> None:
    steps = {"start": first_match(), "seen": waypoint("viewed"), "pause": delay("1s")}
    journey = design(steps, "start>seen>pause>seen")
    (path,) = walked(journey, *[f"{minute} viewed" for minute in range(6_000)])
    assert path.count("seen") == 6_000


SCORED = {
    "start": first_match(),
    "quiz": waypoint("answered"),
    "score": split("data"),
    "good": exit_(),
    "fair": exit_(),
    "poor": exit_(completes=False),
}
SCALED = "steps.quiz.statement.result.score.scaled"
SCORED_WAYS = (
    "start>quiz>score",
    when("score>good", {SCALED: {"$gte": 0.8}}),
    when("score>fair", {SCALED: {"$gte": 0.5}}),
    "score>poor otherwise",
)


@pytest.mark.parametrize(
    ("scaled", "end"), [(0.9, "good"), (0.8, "good"), (0.6, "fair"), (0.1, "poor"), (None, "poor")]
)
def test_a_data_split_looks_at_the_event_that_a_step_took(scaled: float | None, end: str) -> None:
    result = {} if scaled is None else {"result": {"score": {"scaled": scaled}}}
    (path,) = walked(design(SCORED, *SCORED_WAYS), statement(0, "answered", **result))
    assert path.split()[0] == f"start>quiz>score>{end}"


def test_a_data_split_knows_traits_audiences_and_the_entry_event() -> None:
    steps = {"start": entry(called("Began")), "wait": delay("1h"), "which": split("data")}
    steps |= {name: exit_() for name in ("pro", "vip", "dear", "other")}
    journey = design(
        steps,
        "start>wait>which",
        when("which>pro", {"traits.plan": "pro"}),
        when("which>vip", {"audiences": "vip"}),
        when("which>dear", {"entry.properties.price": {"$gt": 100}}),
        "which>other otherwise",
    )
    entered = track(1, "Audience Entered", audience_key="vip")
    exited = track(2, "Audience Exited", audience_key="vip")

    def end(*told: dict[str, object], price: int = 1) -> str:
        return (
            walked(journey, track(0, "Began", price=price), *told, until=60)[0].split()[0].rpartition(">")[2]
        )

    assert end() == "other"
    assert end(identify(1, plan="pro")) == "pro"
    assert end(identify(1, plan="pro"), identify(2, plan="free")) == "other"
    assert end(identify(61, plan="pro")) == "other"
    assert end(entered) == "vip"
    assert end(entered, exited) == "other"
    assert end(price=101) == "dear"


def test_a_data_split_in_segments_language_counts_what_the_attempt_has_taken() -> None:
    steps = {
        "start": entry(called("Began")),
        "two": {"kind": "waypoint", "condition": called("Ordered"), "count": 2},
    }
    steps |= {"which": split("data"), "rich": exit_(), "poor": exit_()}
    total = "event('Ordered').sum(property('total')) >= 100"
    journey = design(steps, "start>two>which", when("which>rich", total), "which>poor otherwise")
    before = track(0, "Ordered", total=500)
    began = track(1, "Began")
    assert walked(journey, before, began, track(2, "Ordered", total=30), track(3, "Ordered", total=30)) == [
        "start>two>which>poor completed"
    ]
    assert walked(journey, before, began, track(2, "Ordered", total=30), track(3, "Ordered", total=80)) == [
        "start>two>which>rich completed"
    ]


HALVES = {"start": entry(verb("began")), "half": split("random"), "a": exit_(), "b": exit_()}
HALVES_WAYS = ("start>half", "half>a 30%", "half>b 70%")


def test_a_random_split_draws_by_its_shares_and_the_same_every_time() -> None:
    journey = design(HALVES, *HALVES_WAYS)
    told = [f"0 person{number} began" for number in range(1000)]
    entered = answered(journey, *told)["steps"]["a"]["entered"]
    assert 250 < entered < 350
    assert walked(journey, *told) == walked(journey, *told)
    assert walked(journey, *told, seed=1) != walked(journey, *told, seed=2)


def test_a_random_split_is_drawn_per_attempt_unless_it_is_sticky() -> None:
    told = [f"{minute} began" for minute in range(40)]
    drawn = set(walked(design(HALVES, *HALVES_WAYS, entry_rule="multiple"), *told))
    sticky = {**HALVES, "half": split("random", sticky=True)}
    assert len(drawn) == 2
    assert len(set(walked(design(sticky, *HALVES_WAYS, entry_rule="multiple"), *told))) == 1


def test_a_branch_without_a_share_is_never_drawn() -> None:
    journey = design(HALVES, "start>half", "half>a 0%", "half>b 100%")
    assert all("b" in path for path in walked(journey, *[f"0 p{number} began" for number in range(50)]))


def test_a_loop_through_a_waiting_step_walks_round() -> None:
    steps = {**QUIZ, "again": split("event")}
    transitions = ("start>quiz>again", when("again>quiz", verb("retry")), "again>done after 1d")
    told = ["0 passed", "1 retry", "2 failed", "3 passed"]
    assert walked(design(steps, *transitions), *told, until=3000) == [
        "start>quiz>again>quiz>again>done completed"
    ]
