"""Progress as Learning Locker's journeyProgress documents."""

from __future__ import annotations

import json
import re
from typing import Any

from hypothesis import given, settings
from locker import Document, example, progress_of, read, statement_lines, stored_journey
from scenario import checklist, design, event, exit_, first_match, only, ran, stamp, verb, waypoint
from strategies import histories, journeys

from engine.dialects.learninglocker import journey_progress, owner_record
from engine.events import from_document
from engine.journey import Journey
from engine.plan import Plan
from engine.simulate import simulate

DRAWN_BY_THE_SERVER = {"_id", "createdAt", "updatedAt", "lockKey"}
COMMENTS = "59c237bebdf9ac67b2ab5eea"
COURSE = "59c237bebdf9ac67b2ab5ee9"
DAVE = {"account": {"homePage": "http://www.dave.com", "name": "Dave20"}, "objectType": "Agent"}


def without(document: Document, keys: set[str]) -> Document:
    return {key: value for key, value in document.items() if key not in keys}


def short(journey: Journey, *told: str) -> Document:
    """The document of the one owner there is."""
    simulated = ran(journey, *told)
    return journey_progress(simulated.plan, only(simulated))


def stamps(statements: dict[str, list[Document]]) -> list[str]:
    return [each["timestamp"] for each in statements["statements"]]


def at(minutes: float) -> str:
    return stamp(minutes)[:-4] + "Z"


TWO = {
    "start": first_match(),
    "watch": waypoint("viewed", count=2),
    "quiz": waypoint("passed"),
    "done": exit_(),
}
THEN = "start>watch>quiz>done"


def test_the_six_statements_come_to_the_documented_progress() -> None:
    document = journey_progress(*progress_of(read(stored_journey()), statement_lines()))
    expected = example("journey-progress")
    assert document.keys() == expected.keys()
    assert without(document, DRAWN_BY_THE_SERVER) == without(expected, DRAWN_BY_THE_SERVER)


def test_what_the_server_would_draw_is_drawn_the_same_every_time() -> None:
    plan, progress = progress_of(read(stored_journey()), statement_lines())
    _, backwards = progress_of(plan.journey, reversed(statement_lines()))
    document = journey_progress(plan, progress)
    assert document == journey_progress(plan, backwards)
    assert re.fullmatch("[0-9a-f]{24}", document["_id"])
    assert re.fullmatch("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", document["lockKey"])
    assert document["createdAt"] == "2017-09-20T09:55:50.310Z"
    assert document["updatedAt"] == "2017-09-20T09:56:02.443Z"


def test_whose_progress_it_is() -> None:
    plan, progress = progress_of(read(stored_journey()), statement_lines())
    assert owner_record(plan, progress) == {
        "_id": journey_progress(plan, progress)["_id"],
        "owner": {"trackBy": "actor", "ident": DAVE},
        "isCompleted": True,
        "completedAt": "2017-09-20T09:56:02.443Z",
    }


def test_a_persona_is_named_by_its_id() -> None:
    plan, progress = progress_of(read(stored_journey(trackBy="persona")), statement_lines())
    owner = owner_record(plan, progress)["owner"]
    assert owner == {"trackBy": "persona", "ident": "59c23b27f6463f3569446bc5"}


def test_the_owner_of_a_call_is_named_as_the_call_names_it() -> None:
    journey = design(
        {
            "start": first_match(),
            "pay": {"kind": "waypoint", "condition": {"event": "Paid"}},
            "done": exit_(),
        },
        "start>pay>done",
    )
    call = {"type": "track", "event": "Paid", "userId": "u1", "timestamp": stamp(0)}
    plan, progress = progress_of(journey, [event(call)])
    assert owner_record(plan, progress)["owner"] == {"trackBy": "actor", "ident": {"userId": "u1"}}


def test_waypoints_in_any_order() -> None:
    six = [json.loads(line) for line in statement_lines()]
    six[5]["timestamp"] = six[5]["statement"]["timestamp"] = "2017-09-20T09:55:51.500Z"
    document = journey_progress(*progress_of(read(stored_journey(isSequential=False)), map(json.dumps, six)))
    (completion,) = document["completions"]
    assert completion["isCompleted"]
    assert completion["completedAt"] == "2017-09-20T09:55:53.799Z"
    assert completion["waypoints"][COURSE]["completedAt"] == "2017-09-20T09:55:51.500Z"
    assert {id: each["order"] for id, each in completion["waypoints"].items()} == {COMMENTS: 0, COURSE: 1}
    assert document["duration"] == 3489


def test_a_running_attempt_shows_its_statements_so_far() -> None:
    plan, progress = progress_of(read(stored_journey()), statement_lines()[:2])
    document = journey_progress(plan, progress)
    assert "duration" not in document
    assert document["startedAt"] == "2017-09-20T09:55:50.310Z"
    assert document["completions"] == [
        {
            "waypoints": {
                COMMENTS: {
                    "isCompleted": False,
                    "statements": [
                        {"statement": "59c23b26d138e44a720041ad", "timestamp": "2017-09-20T09:55:50.310Z"},
                        {"statement": "59c23b27d138e44a720041ae", "timestamp": "2017-09-20T09:55:51.192Z"},
                    ],
                    "order": 0,
                    "waypoint": COMMENTS,
                }
            },
            "isCompleted": False,
        }
    ]
    assert without(owner_record(plan, progress), {"_id", "owner"}) == {"isCompleted": False}


def test_a_repeatable_journey_lists_every_attempt_and_lasts_until_the_first_completion() -> None:
    journey = design(TWO, THEN, entry_rule="after_exit")
    told = ["0 viewed", "1 viewed", "2 passed", "10 viewed", "11 viewed", "12 passed", "20 viewed"]
    document = short(journey, *told)
    assert [each.get("completedAt") for each in document["completions"]] == [at(2), at(12), None]
    assert [each["isCompleted"] for each in document["completions"]] == [True, True, False]
    assert (document["startedAt"], document["duration"]) == (at(0), 120_000)
    assert (document["createdAt"], document["updatedAt"]) == (at(0), at(20))


def test_matched_events_that_no_attempt_took_are_pending() -> None:
    document = short(
        design(TWO, THEN), "0 passed", "1 viewed", "2 viewed", "3 viewed", "4 passed", "5 passed"
    )
    pending = document["pendingProgress"]
    assert {id: stamps(each) for id, each in pending.items()} == {"watch": [at(3)], "quiz": [at(0), at(5)]}


def test_nothing_is_pending_for_what_is_switched_off() -> None:
    steps = {
        "start": first_match(),
        "watch": waypoint("viewed"),
        "off": waypoint("passed", active=False),
        "list": checklist("failed") | {"active": False},
        "done": exit_(),
    }
    document = short(
        design(steps, "start>watch>off>list>done"), "0 viewed", "1 passed", "2 failed", "3 viewed"
    )
    assert {id: stamps(each) for id, each in document["pendingProgress"].items()} == {"watch": [at(3)]}


def test_durations_count_the_milliseconds_that_are_written() -> None:
    journey = design(TWO, THEN)
    told = [
        {
            "actor": {"mbox": "mailto:ann@example.org"},
            "verb": {"id": f"http://example.org/verbs/{name}"},
            "timestamp": f"2026-01-01T00:00:0{time}Z",
        }
        for name, time in (("viewed", "0.000900"), ("viewed", "0.5"), ("passed", "1.000100"))
    ]
    document = short(journey, *told)  # type: ignore[arg-type]
    assert (document["startedAt"], document["duration"]) == ("2026-01-01T00:00:00.000Z", 1000)


def test_an_attempt_taken_out_or_given_up_is_not_completed() -> None:
    steps = TWO | {"lost": exit_(completes=False)}
    rules = [{"id": "out", "trigger": {"on": "event", "condition": verb("left")}}]
    journey = design(steps, THEN, "quiz>lost after 5m", entry_rule="after_exit", exit_rules=rules)
    document = short(journey, "0 viewed", "1 left", "2 viewed", "3 viewed", "20 viewed")
    left, lost, running = document["completions"]
    assert [each["isCompleted"] for each in (left, lost, running)] == [False, False, False]
    assert not any("completedAt" in each for each in (left, lost, running))
    assert left["waypoints"]["watch"]["isCompleted"] is False
    assert lost["waypoints"]["watch"]["completedAt"] == at(3)
    assert "duration" not in document


def test_orders_follow_the_way_and_not_the_file() -> None:
    steps = {
        "z-last": waypoint("passed"),
        "done": exit_(),
        "b-list": checklist("failed", "viewed"),
        "a-first": waypoint("viewed"),
        "start": first_match(),
    }
    document = short(
        design(steps, "b-list>z-last>done", "start>a-first>b-list"),
        "0 viewed",
        "1 viewed",
        "2 failed",
        "3 passed",
    )
    (completion,) = document["completions"]
    orders = {id: each["order"] for id, each in completion["waypoints"].items()}
    assert orders == {"a-first": 0, "do-failed": 1, "do-viewed": 2, "z-last": 3}


def test_of_two_ways_the_first_is_counted_first_and_what_both_lead_to_last() -> None:
    steps = {
        "start": first_match(),
        "first": waypoint("viewed"),
        "choose": {"kind": "split", "on": "data"},
        "short": waypoint("passed"),
        "long": waypoint("failed"),
        "both": waypoint("left"),
        "done": exit_(),
    }
    transitions = [
        "start>first>choose",
        {"from": "choose", "to": "long", "when": {"traits.plan": "pro"}},
        "choose>short otherwise",
        "short>both>done",
        "long>both",
    ]
    journey = design(steps, *transitions)
    plan, progress = progress_of(journey, [event("0 viewed")])
    pending = list(journey_progress(plan, progress)["pendingProgress"])
    assert pending == ["first", "long", "short", "both"]


def test_imported_orders_are_kept() -> None:
    document = stored_journey()
    document["waypoints"][0]["order"], document["waypoints"][1]["order"] = 1, 2
    written = journey_progress(*progress_of(read(document), statement_lines()))
    assert {id: each["order"] for id, each in written["completions"][0]["waypoints"].items()} == {
        COMMENTS: 1,
        COURSE: 2,
    }


def test_an_organisation_that_nobody_knows_is_left_out() -> None:
    assert "organisation" not in short(design(TWO, THEN), "0 viewed")


@settings(deadline=None, max_examples=25)
@given(journeys(), histories())
def test_any_progress_is_plain_json_and_no_pending_event_has_counted(
    journey: Journey, history: list[Any]
) -> None:
    plan = Plan(journey)
    for progress in simulate(plan, map(from_document, history)).owners:
        document = json.loads(json.dumps(journey_progress(plan, progress)))
        assert len(document["completions"]) == len(progress.attempts)
        pending = _references(document["pendingProgress"])
        for completion in document["completions"]:
            assert not pending & _references(completion["waypoints"])
        completed = any(each["isCompleted"] for each in document["completions"])
        assert ("duration" in document) == completed == owner_record(plan, progress)["isCompleted"]
        if completed:
            assert document["duration"] >= 0


def _references(waypoints: Document) -> set[str]:
    return {each["statement"] for waypoint_ in waypoints.values() for each in waypoint_["statements"]}
