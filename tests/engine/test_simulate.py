"""A whole stream through a journey: what is counted, what is left out, what comes out (semantics §2)."""

from __future__ import annotations

import pickle
from typing import Any

import pytest
from scenario import (
    answered,
    callback,
    called,
    design,
    entry,
    exit_,
    first_match,
    instant,
    ran,
    split,
    statement,
    track,
    verb,
    walked,
    waypoint,
    when,
)

from engine.conditions import PatternLimit
from engine.duplicates import SeenIds
from engine.events import from_document
from engine.plan import Plan
from engine.simulate import Simulation

JOURNEY = design({"start": first_match(), "quiz": waypoint("passed"), "done": exit_()}, "start>quiz>done")


def voiding(minutes: float, target: str, **fields: Any) -> dict[str, Any]:
    gone = statement(minutes, "x", "admin", object={"objectType": "StatementRef", "id": target}, **fields)
    return {**gone, "verb": {"id": "http://adlnet.gov/expapi/verbs/voided"}}


def counts(*told: Any, **options: Any) -> dict[str, int]:
    events: dict[str, int] = answered(JOURNEY, *told, **options)["events"]
    return {name: number for name, number in events.items() if number}


def test_the_same_id_twice_is_one_event() -> None:
    passed = statement(0, "passed", id="one")
    assert counts(passed, passed, "1 failed", "1 failed") == {"read": 4, "matched": 1, "duplicates": 2}


@pytest.mark.parametrize("order", [1, -1])
def test_a_voided_statement_does_not_count_whichever_arrived_first(order: int) -> None:
    told = [statement(0, "passed", id="one"), voiding(5, "one")][::order]
    assert counts(*told) == {"read": 2, "voided": 1}
    assert walked(JOURNEY, *told) == []


def test_a_statement_marked_as_voided_does_not_count() -> None:
    marked = {
        "statement": statement(0, "passed", id="one"),
        "timestamp": "2026-01-01T00:00:00Z",
        "voided": True,
    }
    assert counts(marked, "1 bert passed") == {"read": 2, "matched": 1, "voided": 1}
    assert counts(statement(0, "passed", id="one"), marked) == {"read": 2, "duplicates": 1, "voided": 1}


def test_a_voiding_statement_cannot_be_voided() -> None:
    told = [statement(0, "passed", id="one"), voiding(1, "one", id="two"), voiding(2, "two", id="three")]
    assert walked(JOURNEY, *told) == []


def test_an_event_without_an_owner_is_skipped_and_counted() -> None:
    nobody = {**statement(0, "passed"), "actor": {"name": "Anonymous"}}
    assert counts(nobody, "1 passed") == {"read": 2, "matched": 1, "unowned": 1}


def test_only_events_of_the_journey_s_sources_count() -> None:
    journey = design(
        {"start": first_match(), "quiz": waypoint("passed"), "done": exit_()},
        "start>quiz>done",
        sources=["s1"],
    )

    def stored(owner: str, **wrapper: Any) -> dict[str, Any]:
        return {"statement": statement(0, "passed", owner), "timestamp": "2026-01-01T00:00:00Z", **wrapper}

    told = [stored("ann", lrs_id="s1"), stored("bert", lrs_id="s2"), stored("carl")]
    assert [each["owner"]["mbox"][7:11] for each in answered(journey, *told)["owners"]] == ["ann@", "carl"]


def test_the_clock_stands_at_the_newest_event_of_the_whole_input() -> None:
    assert answered(JOURNEY, "0 passed", "90 zoe unrelated")["until"] == "2026-01-01T01:30:00.000000Z"
    assert answered(JOURNEY)["until"] is None
    assert answered(JOURNEY, until=5)["until"] == "2026-01-01T00:05:00.000000Z"


def test_events_after_the_clock_do_not_count_yet() -> None:
    assert counts("0 passed", "10 bert passed", until=5) == {"read": 2, "matched": 1}
    assert len(walked(JOURNEY, "0 passed", "10 bert passed", until=10)) == 2


def test_a_condition_means_the_same_on_every_shape() -> None:
    extension = {"http://example.com/level": 3}
    journey = design(
        {
            "start": first_match(),
            "quiz": {
                "kind": "waypoint",
                "condition": {"statement.result.extensions.http://example&46;com/level": 3},
            },
            "done": exit_(),
        },
        "start>quiz>done",
    )
    escaped = {"http://example&46;com/level": 3}
    bare = statement(0, "x", result={"extensions": extension})
    stored = {
        "statement": statement(0, "x", "bert", result={"extensions": escaped}),
        "timestamp": bare["timestamp"],
    }
    assert walked(journey, bare, stored) == ["start>quiz>done completed"] * 2


def test_bare_statements_are_only_read_as_stored_where_it_can_be_seen() -> None:
    assert not Simulation(Plan(JOURNEY)).as_stored
    assert Simulation(Plan(JOURNEY), keep_documents=True).as_stored
    for condition in (
        {"statement.result.extensions.a&46;b": 1},
        {"statement.object.objectType": "Activity"},
        {"statement.version": "1.0.0"},
        {"statement.context.contextActivities.parent.0.id": "a"},
        {"a": {"b": 1}},
        {"a": {"$in": [{"b": 1}]}},
        {"$and": [{"a": {"$not": {"$eq": {"b": 1}}}}]},
    ):
        steps = {
            "start": first_match(),
            "quiz": {"kind": "waypoint", "condition": condition},
            "done": exit_(),
        }
        assert Simulation(Plan(design(steps, "start>quiz>done"))).as_stored, condition


def test_a_condition_on_the_timestamp_compares_instants() -> None:
    condition = {
        "statement.timestamp": {
            "$gte": "2026-01-01T02:00:00+02:00",
            "$lt": {"$dte": "2026-01-01T00:01:00.000Z"},
        }
    }
    steps = {"start": first_match(), "quiz": {"kind": "waypoint", "condition": condition}, "done": exit_()}
    journey = design(steps, "start>quiz>done")
    assert walked(journey, "0 ann x", "1 bert x", "0.5 carl x") == ["start>quiz>done completed"] * 2


def test_a_regular_expression_cannot_hang_the_run() -> None:
    steps = {
        "start": first_match(),
        "quiz": {"kind": "waypoint", "condition": {"event": {"$regex": "^(a+)+$"}}},
    }
    journey = design({**steps, "done": exit_()}, "start>quiz>done")
    with pytest.raises(PatternLimit, match=r"/\^\(a\+\)\+\$/ of the step 'quiz' needs") as raised:
        ran(journey, track(0, "a" * 40 + "!"))
    assert str(pickle.loads(pickle.dumps(raised.value))) == str(raised.value)


def test_a_regular_expression_cannot_hang_a_data_split() -> None:
    when = {"when": {"entry.event": {"$regex": "^(a+)+$"}}}
    steps = {"start": entry({"type": "track"}), "which": split("data"), "done": exit_(), "other": exit_()}
    transitions = [{"from": "which", "to": "done", **when}, {"from": "which", "to": "other", "default": True}]
    journey = design(steps, "start>which", *transitions)
    with pytest.raises(PatternLimit, match="of the step 'which' needs"):
        ran(journey, track(0, "a" * 40 + "!"))


def test_the_answer_has_the_agreed_shape() -> None:
    journey = design(
        {"start": first_match(), "quiz": waypoint("passed"), "tell": callback(), "done": exit_()},
        "start>quiz>tell>done",
    )
    answer = answered(journey, statement(0, "passed", id="s1"), seed=4)
    (effect,) = answer["effects"]
    assert effect.pop("id")
    anna = {"mbox": "mailto:anna@example.org"}
    now = "2026-01-01T00:00:00.000000Z"
    assert answer == {
        "journey": "test",
        "until": now,
        "seed": 4,
        "events": {"read": 1, "matched": 1, "duplicates": 0, "voided": 0, "unowned": 0, "rejected": 0},
        "totals": {"entered": 1, "running": 0, "completed": 1, "exited": 0, "gave_up": 0, "owners": 1},
        "steps": {id: {"entered": 1, "waiting": 0} for id in journey.steps},
        "effects": [{"owner": anna, "attempt": 0, "step": "tell", "at": now, "type": "callback"}],
        "owners": [
            {
                "owner": anna,
                "attempts": [
                    {
                        "number": 0,
                        "key": None,
                        "status": "completed",
                        "at": "done",
                        "path": "start>quiz>tell>done",
                        "started_at": now,
                        "ended_at": now,
                        "waypoints": {"quiz": {"completed_at": now, "events": ["s1"]}},
                    }
                ],
            }
        ],
    }


def test_owners_are_sorted_by_their_first_start_then_by_owner() -> None:
    told = ["5 ann passed", "1 zoe passed", "1 bert passed"]
    owners = [each["owner"]["mbox"][7:] for each in answered(JOURNEY, *told)["owners"]]
    assert owners == ["bert@example.org", "zoe@example.org", "ann@example.org"]


def test_of_two_documents_with_one_id_the_same_stands_for_both_in_any_order() -> None:
    one, other = statement(3, "passed", "ann", id="x"), statement(1, "passed", "bert", id="x")
    assert answered(JOURNEY, one, other)["owners"] == answered(JOURNEY, other, one)["owners"]
    assert len(answered(JOURNEY, one, other)["owners"]) == 1


def test_a_repeat_that_matches_stands_even_if_another_does_not() -> None:
    one, other = statement(3, "passed", id="x"), statement(1, "failed", id="x")
    assert walked(JOURNEY, one, other) == walked(JOURNEY, other, one) == ["start>quiz>done completed"]


def test_ids_are_remembered_beyond_the_buffer() -> None:
    seen = SeenIds(buffer=100)
    names = [f"id-{number}" for number in range(350)]
    assert all(seen.add(name) for name in names)
    assert not any(seen.add(name) for name in names)
    assert not any(seen.are_new([name, "other"]) for name in names)
    assert seen.are_new(["other", "another"])
    assert "id-0" in seen
    assert "other" not in seen


def test_events_are_dropped_unless_they_mean_something_to_the_journey() -> None:
    simulation = Simulation(Plan(JOURNEY))
    for minute in range(100):
        simulation.add(from_document(statement(minute, "failed")))
    assert simulation.result().counts.matched == 0
    assert simulation.result().owners == ()


def test_the_events_of_a_data_split_do_not_count_as_matched() -> None:
    steps = {"start": entry(called("Began")), "which": split("data"), "a": exit_(), "b": exit_()}
    journey = design(
        steps, "start>which", when("which>a", "event('Viewed').count() >= 1"), "which>b otherwise"
    )
    answer = answered(journey, track(0, "Viewed"), track(1, "Began"))
    assert (answer["events"]["matched"], answer["steps"]["b"]["entered"]) == (1, 1)


def test_one_plan_serves_any_number_of_runs() -> None:
    plan = Plan(design({"start": entry(verb("a")), "done": exit_()}, "start>done"))
    for _ in range(2):
        simulation = Simulation(plan, until=instant(9))
        simulation.add(from_document(statement(0, "a")))
        assert simulation.result().owners[0].attempts[0].status == "completed"
