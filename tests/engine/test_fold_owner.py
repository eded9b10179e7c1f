"""Attempts side by side: entry rules, concurrency keys, exit rules, windows, effects (semantics §4 and §5)."""

from __future__ import annotations

from typing import Any

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
    track,
    verb,
    walked,
    waypoint,
    when,
)

from engine.finding import InvalidJourney

STEPS = {"start": entry(verb("began")), "quiz": waypoint("passed"), "done": exit_()}
WAY = "start>quiz>done"


def test_an_event_that_starts_an_attempt_is_not_offered_to_its_first_step() -> None:
    steps = {**STEPS, "quiz": waypoint("began")}
    assert walked(design(steps, WAY), "0 began") == ["start>quiz running"]


def test_once_is_one_attempt_for_ever() -> None:
    assert walked(design(STEPS, WAY), "0 began", "1 passed", "2 began", "3 passed") == [
        "start>quiz>done completed"
    ]


def test_after_exit_starts_again_when_none_runs() -> None:
    journey = design(STEPS, WAY, entry_rule="after_exit")
    assert walked(journey, "0 began", "1 began", "2 passed", "3 began") == [
        "start>quiz>done completed",
        "start>quiz running",
    ]


def test_an_event_that_ends_an_attempt_does_not_start_the_next() -> None:
    steps = {**STEPS, "quiz": waypoint("began")}
    assert walked(design(steps, WAY, entry_rule="after_exit"), "0 began", "1 began") == [
        "start>quiz>done completed"
    ]


def test_an_attempt_that_a_timer_ended_first_makes_room() -> None:
    steps = {"start": entry(verb("began")), "wait": delay("1h"), "done": exit_()}
    journey = design(steps, "start>wait>done", entry_rule="after_exit")
    assert walked(journey, "0 began", "60 began") == ["start>wait>done completed", "start>wait running"]


def test_multiple_starts_one_at_every_trigger() -> None:
    journey = design(STEPS, WAY, entry_rule="multiple")
    assert walked(journey, "0 began", "1 began", "2 passed", "3 began") == [
        "start>quiz>done completed",
        "start>quiz>done completed",
        "start>quiz running",
    ]


def test_first_match_starts_with_the_event_that_the_first_step_takes() -> None:
    steps = {"start": first_match(), "tell": callback(), "list": checklist("a", "b"), "done": exit_()}
    journey = design(steps, "start>tell>list>done", entry_rule="after_exit")
    assert walked(journey, "0 x", "1 a") == ["start>tell>list running"]
    assert len(ran(journey, "0 x", "1 x").owners) == 0
    simulated = ran(journey, "0 x", "1 a", "2 b", "3 x", "4 b", "5 a")
    assert [minutes_of(effect.at) for effect in only(simulated).effects] == [1, 4]


def test_first_match_with_multiple_needs_a_key() -> None:
    steps = {**STEPS, "start": first_match()}
    with pytest.raises(InvalidJourney, match="needs a concurrency key"):
        ran(design(steps, WAY, entry_rule="multiple"))
    key: dict[str, Any] = {"entry_rule": "multiple", "concurrency_key": "statement.context.registration"}
    assert ran(design(steps, WAY, **key)).counts.read == 0


def ordered(minutes: float, name: str, cart: object = None) -> dict[str, Any]:
    return track(minutes, name, **({} if cart is None else {"cart": cart}))


CARTS: dict[str, Any] = {"entry_rule": "multiple", "concurrency_key": "properties.cart"}
CART_STEPS = {
    "start": entry(called("Added")),
    "pay": {"kind": "waypoint", "condition": called("Paid")},
    "done": exit_(),
}


def test_with_a_key_attempts_run_side_by_side_and_see_only_their_own_events() -> None:
    journey = design(CART_STEPS, "start>pay>done", **CARTS)
    told = [
        ordered(0, "Added", "a"),
        ordered(1, "Added", "b"),
        ordered(2, "Added", "a"),
        ordered(3, "Paid", "b"),
    ]
    answer = answered(journey, *told, ordered(4, "Paid"))
    assert [(each["key"], each["status"]) for each in answer["owners"][0]["attempts"]] == [
        ("a", "running"),
        ("b", "completed"),
    ]


def test_an_event_without_the_key_starts_nothing() -> None:
    journey = design(CART_STEPS, "start>pay>done", **CARTS)
    assert (
        walked(journey, ordered(0, "Added"), ordered(1, "Added", {"no": "scalar"}), ordered(2, "Added", None))
        == []
    )


def test_keys_that_are_equal_numbers_are_one_key() -> None:
    journey = design(CART_STEPS, "start>pay>done", **CARTS)
    assert walked(journey, ordered(0, "Added", 7), ordered(1, "Paid", 7.0)) == ["start>pay>done completed"]
    assert walked(journey, ordered(0, "Added", 1), ordered(1, "Paid", True)) == ["start>pay running"]


def rule(condition: str | dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {"id": "leave", "trigger": {"on": "event", "condition": condition}, **fields}


def test_an_exit_rule_ends_every_running_attempt_wherever_it_is() -> None:
    steps = {**STEPS, "pause": delay("1d")}
    journey = design(steps, "start>pause>quiz>done", exit_rules=[rule(verb("left"))], entry_rule="multiple")
    simulated = ran(journey, "0 began", "1 began", "5 left", until=9999)
    assert [(a.status, a.at, a.exit_rule) for a in only(simulated).attempts] == [
        ("exited", "pause", "leave")
    ] * 2
    assert walked(
        design(steps, "start>pause>quiz>done", exit_rules=[rule(verb("left"), active=False)]),
        "0 began",
        "5 left",
    )


def test_an_exit_rule_comes_before_the_step() -> None:
    journey = design(STEPS, WAY, exit_rules=[rule(verb("passed"))])
    assert walked(journey, "0 began", "1 passed") == ["start>quiz exited"]


def test_an_exit_rule_runs_its_outcomes_first() -> None:
    steps = {**STEPS, "bye": callback(), "off": callback(active=False)}
    journey = design(steps, WAY, exit_rules=[rule(verb("left"), outcomes=["bye", "off"])])
    answer = answered(journey, "0 began", "1 left")
    assert walked(journey, "0 began", "1 left") == ["start>quiz>bye exited"]
    assert [effect["step"] for effect in answer["effects"]] == ["bye"]
    assert answer["owners"][0]["attempts"][0]["at"] == "quiz"
    assert answer["totals"] == {
        "entered": 1,
        "running": 0,
        "completed": 0,
        "exited": 1,
        "gave_up": 0,
        "owners": 1,
    }


@pytest.mark.parametrize(("same_key", "left"), [(True, ["a"]), (False, ["a", "b"])])
def test_an_exit_rule_may_look_beyond_the_key(same_key: bool, left: list[str]) -> None:
    journey = design(
        CART_STEPS, "start>pay>done", exit_rules=[rule(called("Left"), same_key=same_key)], **CARTS
    )
    told = [ordered(0, "Added", "a"), ordered(1, "Added", "b"), ordered(2, "Left", "a")]
    attempts = answered(journey, *told)["owners"][0]["attempts"]
    assert [each["key"] for each in attempts if each["status"] == "exited"] == left


def membership(minutes: float, change: str, audience: str = "vip") -> dict[str, Any]:
    return track(minutes, f"Audience {change}", audience_key=audience)


def test_an_audience_is_a_trigger_and_an_exit() -> None:
    steps = {
        "start": {"kind": "entry", "trigger": {"on": "audience", "audience": "vip"}},
        "wait": delay("1d"),
    }
    leave = {"id": "leave", "trigger": {"on": "audience", "audience": "vip"}}
    journey = design({**steps, "done": exit_()}, "start>wait>done", exit_rules=[leave])
    assert walked(journey, membership(0, "Entered", "staff"), membership(1, "Exited")) == []
    assert walked(journey, membership(0, "Entered"), membership(5, "Exited")) == ["start>wait exited"]


def test_a_window_looks_at_what_happened_since_the_step_was_entered() -> None:
    thrice = "event('Viewed').count() >= 3"
    steps = {
        "start": entry(called("Began")),
        "view": {"kind": "waypoint", "condition": thrice},
        "done": exit_(),
    }
    journey = design(steps, "start>view>done")
    early = [track(minute, "Viewed") for minute in (0, 1, 2)]
    late = [track(minute, "Viewed") for minute in (4, 5, 6)]
    assert walked(journey, *early, track(3, "Began"), *late[:2]) == ["start>view running"]
    assert walked(journey, *early, track(3, "Began"), *late) == ["start>view>done completed"]


def test_a_window_at_the_entry_looks_at_everything() -> None:
    steps = {"start": entry("event('Viewed').within(2 hours).count() >= 2"), "done": exit_()}
    journey = design(steps, "start>done")
    assert walked(journey, track(0, "Viewed"), track(121, "Viewed")) == []
    assert walked(journey, track(0, "Viewed"), track(100, "Viewed")) == ["start>done completed"]


def test_one_such_event_means_each_one_that_arrives() -> None:
    steps = {"start": first_match(), "buy": {"kind": "waypoint", "condition": called("Bought"), "count": 3}}
    journey = design({**steps, "done": exit_()}, "start>buy>done")
    assert walked(journey, *[track(minute, "Bought") for minute in range(3)]) == ["start>buy>done completed"]


def test_a_trait_opens_a_gate_when_it_changes() -> None:
    steps = {
        "start": entry(called("Began")),
        "pro": {"kind": "waypoint", "condition": "trait('plan') = 'pro'"},
    }
    journey = design({**steps, "done": exit_()}, "start>pro>done")
    assert walked(journey, track(0, "Began"), identify(1, plan="free"), track(2, "Viewed")) == [
        "start>pro running"
    ]
    assert walked(journey, track(0, "Began"), identify(1, plan="pro")) == ["start>pro>done completed"]


def test_an_effect_is_one_per_visit_with_a_stable_id() -> None:
    steps = {"start": entry(verb("began")), "hold": split("event"), "tell": callback(), "done": exit_()}
    transitions = ("start>hold", when("hold>tell", verb("again")), "tell>hold", "hold>done after 1d")
    journey = design(steps, *transitions)
    told = ["0 began", "1 again", "2 again"]
    effects = only(ran(journey, *told)).effects
    assert [(effect.step, effect.visit, minutes_of(effect.at)) for effect in effects] == [
        ("tell", 1, 1),
        ("tell", 2, 2),
    ]
    assert len({effect.id for effect in effects}) == 2
    assert only(ran(journey, *reversed(told))).effects == effects


def test_an_inactive_outcome_has_no_effect() -> None:
    steps = {**STEPS, "tell": callback(active=False)}
    assert only(ran(design(steps, "start>quiz>tell>done"), "0 began", "1 passed")).effects == ()


def test_owners_do_not_meet() -> None:
    journey = design(STEPS, WAY)
    assert walked(journey, "0 anna began", "1 bert began", "2 bert passed") == [
        "start>quiz running",
        "start>quiz>done completed",
    ]


def test_timers_of_several_attempts_fire_in_order() -> None:
    steps = {"start": entry(verb("began")), "wait": delay("1h"), "tell": callback(), "done": exit_()}
    journey = design(steps, "start>wait>tell>done", entry_rule="multiple")
    effects = only(ran(journey, "0 began", "10 began", "20 began", until=500)).effects
    assert [(effect.attempt, minutes_of(effect.at)) for effect in effects] == [(0, 60), (1, 70), (2, 80)]
