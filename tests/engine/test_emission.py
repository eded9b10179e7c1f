"""What outcomes emit: the design's statement, filled in from the attempt; a call for each activation."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from scenario import design, entry, event, exit_, first_match, identify, only, ran, track, waypoint

from engine.emission import effect_body, emitted_statement, statement_id
from engine.journey import Journey
from engine.plan import Plan
from engine.progress import Progress
from engine.simulate import simulate
from engine.xapi.rule_sets import LEARNING_LOCKER, XAPI_1, XAPI_2
from engine.xapi.validation import violations

CERTIFICATE = {
    "verb": {"id": "http://adlnet.gov/expapi/verbs/earned", "display": {"en": "earned"}},
    "object": {"id": "http://example.org/certificate"},
}
REGISTRATION = "0f6d6d5e-9a3b-4a57-8f68-0a7dfb1d7a11"
STATEMENT = "7a1d6c1e-58b0-4f0c-9d3c-5b3a2f6e9c10"


def earning(**statement: Any) -> Journey:
    tell = {"kind": "outcome", "type": "statement", "statement": {**CERTIFICATE, **statement}}
    steps = {"start": first_match(), "quiz": waypoint("passed"), "tell": tell, "done": exit_()}
    return design(steps, "start>quiz>tell>done", id="course")


def passed(**more: Any) -> dict[str, Any]:
    said: dict[str, Any] = event("5 passed").document["statement"]
    return {"id": STATEMENT, **said, "timestamp": "2026-01-01T10:00:00.123Z", **more}


def emitted(journey: Journey, *told: Any) -> list[Any]:
    plan = Plan(journey)
    (progress,) = simulate(plan, map(event, told), keep_documents=True).owners
    return [effect_body(plan, progress, effect) for effect in progress.effects]


def test_what_the_design_leaves_out_comes_from_the_attempt() -> None:
    actor = {"objectType": "Agent", "mbox": "mailto:anna@example.org", "name": "Anna"}
    (statement,) = emitted(earning(), passed(actor=actor, context={"registration": REGISTRATION}))
    assert UUID(statement["id"]).version == 5
    assert statement["actor"] == actor
    assert statement["verb"] == CERTIFICATE["verb"]
    assert statement["timestamp"] == "2026-01-01T10:00:00.123Z"
    assert statement["context"] == {
        "registration": REGISTRATION,
        "statement": {"objectType": "StatementRef", "id": STATEMENT},
    }


def test_what_the_design_says_stands() -> None:
    system = {"objectType": "Agent", "account": {"homePage": "http://example.org", "name": "registrar"}}
    said = {"actor": system, "context": {"platform": "Waypost", "registration": REGISTRATION}}
    (statement,) = emitted(earning(**said, id="not-ours"), passed())
    assert statement["actor"] == system
    assert statement["context"]["platform"] == "Waypost"
    assert statement["context"]["registration"] == REGISTRATION
    assert UUID(statement["id"])


def test_the_statement_is_the_same_whenever_it_is_computed_and_another_for_another_person() -> None:
    once, again = emitted(earning(), passed()), emitted(earning(), passed())
    assert once == again
    other = passed(actor={"mbox": "mailto:dave@example.org"})
    assert emitted(earning(), other)[0]["id"] != once[0]["id"]
    assert statement_id("a") != statement_id("b")


def test_an_attempt_without_registrations_has_one_of_its_own() -> None:
    (statement,) = emitted(earning(), passed())
    assert UUID(statement["context"]["registration"])


@pytest.mark.parametrize("rules", [LEARNING_LOCKER, XAPI_1, XAPI_2], ids=["learning locker", "1.0", "2.0"])
def test_what_is_emitted_is_a_valid_statement(rules: Any) -> None:
    for told in (passed(), "1 passed", passed(context={"registration": REGISTRATION})):
        (statement,) = emitted(earning(), told)
        assert violations(statement, rules) == []


def test_whole_events_are_needed() -> None:
    plan = Plan(earning())
    progress: Progress = only(ran(plan.journey, "1 passed"))
    with pytest.raises(ValueError, match="keep_documents"):
        emitted_statement(plan, progress, progress.effects[0])


SEND = {
    "kind": "outcome",
    "type": "destination",
    "name": "Tell the CRM",
    "destinations": [
        {
            "destinationId": "dest",
            "activations": [
                {"eventName": "Order Done", "propertySelections": {"profile": ["email", "plan", "age"]}},
                {"eventName": "Order Counted"},
            ],
        }
    ],
}


def test_each_activation_is_a_call_with_the_traits_of_then() -> None:
    steps = {"start": entry("event('Ordered').count() = 1"), "send": SEND, "done": exit_()}
    first, second = emitted(
        design(steps, "start>send>done", id="orders"),
        identify(1, "anna", email="anna@example.org", plan="free"),
        track(2, "Ordered", "anna", total=12),
        identify(3, "anna", plan="paid"),
    )[0]
    assert (first["type"], first["event"], second["event"]) == ("track", "Order Done", "Order Counted")
    assert first["userId"] == "anna"
    properties = first["properties"]
    assert (properties["email"], properties["plan"]) == ("anna@example.org", "free")
    assert "age" not in properties
    assert properties["journey_context"] == {"Ordered": {"total": 12}}
    assert properties["journey_metadata"]["journey_id"] == "orders"
    assert first["messageId"] != second["messageId"]
