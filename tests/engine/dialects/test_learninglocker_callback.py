"""The body that a callback receives."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from locker import Document, example, progress_of, read, statement_lines, stored_journey
from scenario import callback, checklist, design, event, exit_, first_match, only, ran, stamp, verb, waypoint
from strategies import histories, journeys

from engine.dialects.learninglocker import callback_body, journey_progress
from engine.events import from_document
from engine.journey import Journey
from engine.plan import Plan
from engine.simulate import simulate

TELLS = {
    "start": first_match(),
    "watch": waypoint("viewed"),
    "half": callback(),
    "quiz": waypoint("passed", count=2),
    "tell": callback(),
    "done": exit_(),
}
WAY = "start>watch>half>quiz>tell>done"


def bodies(journey: Journey, *told: str) -> dict[str, Document]:
    """The body of each outcome's last effect, by the outcome's id."""
    plan, progress = progress_of(journey, map(event, told))
    return {effect.step: callback_body(plan, progress, effect) for effect in progress.effects}


def reached(body: Document) -> list[str]:
    return [f"{each['waypoint']} {each['isCompleted']}" for each in body["attempt"]["waypoints"]]


def test_the_six_statements_send_the_documented_body_to_both_outcomes() -> None:
    expected = example("callback")
    # An editing slip of the documentation: the owner is the statements' actor.
    expected["owner"]["ident"]["account"]["name"] = "Dave20"
    plan, progress = progress_of(read(stored_journey()), statement_lines())
    assert [callback_body(plan, progress, effect) for effect in progress.effects] == [expected, expected]


def test_a_persona_is_the_owner_by_its_id() -> None:
    plan, progress = progress_of(read(stored_journey(trackBy="persona")), statement_lines())
    body = callback_body(plan, progress, progress.effects[0])
    assert body["owner"] == {"trackBy": "persona", "ident": "59c23b27f6463f3569446bc5"}
    assert body["journey"]["trackBy"] == "persona"


def test_waypoints_in_any_order_are_sorted_by_id() -> None:
    plan, progress = progress_of(read(stored_journey(isSequential=False)), statement_lines())
    body = callback_body(plan, progress, progress.effects[0])
    assert reached(body) == ["59c237bebdf9ac67b2ab5ee9 True", "59c237bebdf9ac67b2ab5eea True"]
    assert body["journey"]["isSequential"] is False


def test_an_outcome_on_the_way_is_told_what_was_so_then() -> None:
    body = bodies(design(TELLS, WAY), "0 viewed", "1 passed", "2 passed")["half"]
    assert body["attempt"]["isCompleted"] is False
    assert "completedAt" not in body["attempt"]
    assert "completedAt" not in body
    assert reached(body) == ["watch True"]


def test_the_same_effect_sends_the_same_body_whenever_it_is_computed() -> None:
    journey = design(TELLS, WAY)
    early = bodies(journey, "0 viewed")["half"]
    later = bodies(journey, "0 viewed", "1 passed")["half"]
    assert early == later == bodies(journey, "0 viewed", "1 passed", "2 passed")["half"]


def test_the_last_outcome_is_told_that_the_attempt_is_complete() -> None:
    body = bodies(design(TELLS, WAY), "0 viewed", "1 passed", "2 passed")["tell"]
    assert body["completedAt"] == body["attempt"]["completedAt"] == stamp(2)[:-4] + "Z"
    assert body["attempt"]["isCompleted"] is True
    assert reached(body) == ["quiz True", "watch True"]


def test_whoever_gives_up_has_not_completed() -> None:
    steps = TELLS | {"done": exit_(completes=False)}
    body = bodies(design(steps, WAY), "0 viewed", "1 passed", "2 passed")["tell"]
    assert body["attempt"]["isCompleted"] is False
    assert "completedAt" not in body


def test_an_exit_rule_tells_of_what_was_begun() -> None:
    rules = [{"id": "out", "trigger": {"on": "event", "condition": verb("left")}, "outcomes": ["bye"]}]
    journey = design(TELLS | {"bye": callback()}, WAY, exit_rules=rules)
    body = bodies(journey, "0 viewed", "1 passed", "2 left")["bye"]
    assert reached(body) == ["quiz False", "watch True"]
    assert body["attempt"]["isCompleted"] is False


def test_each_attempt_of_a_repeatable_journey_sends_its_own_statements() -> None:
    steps = {"start": first_match(), "watch": waypoint("viewed"), "tell": callback(), "done": exit_()}
    journey = design(steps, "start>watch>tell>done", entry_rule="after_exit")
    plan, progress = progress_of(journey, map(event, ["0 viewed", "5 viewed"]))
    sent = [callback_body(plan, progress, effect) for effect in progress.effects]
    assert [body["completedAt"] for body in sent] == [stamp(0)[:-4] + "Z", stamp(5)[:-4] + "Z"]
    times = [body["attempt"]["waypoints"][0]["statement"][0]["timestamp"] for body in sent]
    assert times == [stamp(0), stamp(5)]


def test_a_checklist_is_told_of_by_its_items() -> None:
    steps = {
        "start": first_match(),
        "list": checklist("viewed", "passed"),
        "tell": callback(),
        "done": exit_(),
    }
    body = bodies(design(steps, "start>list>tell>done"), "0 passed", "1 viewed")["tell"]
    assert reached(body) == ["do-passed True", "do-viewed True"]


def test_without_whole_statements_there_is_no_body() -> None:
    simulated = ran(design(TELLS, WAY), "0 viewed")
    progress = only(simulated)
    with pytest.raises(ValueError, match="keep_documents=True"):
        callback_body(simulated.plan, progress, progress.effects[0])


@settings(deadline=None, max_examples=25)
@given(journeys(), histories())
def test_any_effect_has_a_body_of_plain_json_that_agrees_with_the_progress(
    journey: Journey, history: list[Any]
) -> None:
    plan = Plan(journey)
    for progress in simulate(plan, map(from_document, history), keep_documents=True).owners:
        completions = journey_progress(plan, progress)["completions"]
        for effect in progress.effects:
            body = json.loads(json.dumps(callback_body(plan, progress, effect)))
            waypoints = body["attempt"]["waypoints"]
            assert {each["waypoint"] for each in waypoints} <= completions[effect.attempt]["waypoints"].keys()
            assert all(len(each["statement"]) == len(each["statements"]) > 0 for each in waypoints)
            if body["attempt"]["isCompleted"]:
                assert body["completedAt"] == completions[effect.attempt]["completedAt"]
