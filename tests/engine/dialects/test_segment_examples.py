"""Segment's documents in and out again: the published examples, and one with everything they lack."""

from __future__ import annotations

from typing import Any

import pytest
from segment_documents import (
    BRANCHES,
    CREATE,
    DESTINATIONS,
    EVERYTHING,
    MACHINE,
    STATUS,
    STEPS,
    STRAIGHT,
    track,
)

from engine.dialects import dialect_of, segment, segment_xstate
from engine.duration import Duration
from engine.journey import Journey, decode, dumps
from engine.steps import Delay, Entry, Exit, ExitRule, OnAudience, OnEvent, Outcome, Split, Transition

JSON = dict[str, Any]


def saved(journey: Journey) -> Journey:
    """As it comes back from a file, where steps are sorted."""
    return decode(dumps(journey))


def transitions(journey: Journey, step: str) -> list[Transition]:
    return [transition for _, transition in journey.out(step)]


@pytest.mark.parametrize("document", [CREATE, EVERYTHING], ids=["published", "everything"])
def test_a_create_body_comes_back_equal(document: JSON) -> None:
    journey = saved(segment.import_journey(document).journey)
    assert segment.export_journey(journey).document == document


def test_a_replace_steps_body_comes_back_equal_and_in_order() -> None:
    journey = saved(segment.import_steps(STEPS).journey)
    assert segment.export_steps(journey).document == STEPS


def test_the_destinations_of_a_body_are_set_and_come_back_equal() -> None:
    before = segment.import_steps(STEPS).journey
    after = saved(segment.import_destinations(DESTINATIONS, before).journey)
    assert after.steps["destination_12345"] == Outcome(
        name="Send to Twilio Omni channel",
        type="destination",
        destinations=DESTINATIONS["stateDestinations"][0]["destinations"],
    )
    assert segment.export_destinations(after).document == DESTINATIONS


@pytest.mark.parametrize(
    "document", [BRANCHES, STRAIGHT, MACHINE], ids=["branches", "straight", "everything"]
)
def test_a_machine_comes_back_equal(document: JSON) -> None:
    journey = saved(segment_xstate.import_journey(document).journey)
    assert segment_xstate.export_journey(journey).document == document


@pytest.mark.parametrize("document", [EVERYTHING, MACHINE])
def test_a_journey_is_the_same_before_and_after_it_is_saved(document: JSON) -> None:
    read = segment_xstate.import_journey if document is MACHINE else segment.import_journey
    journey = read(document).journey
    assert saved(journey) == journey


def test_an_example_that_needs_nothing_kept_keeps_nothing() -> None:
    assert segment.import_journey(CREATE).journey.extras is None


def test_the_body_that_updates_a_status_is_no_journey() -> None:
    assert dialect_of(STATUS) is None


def test_the_create_body_means() -> None:
    journey = segment.import_journey(CREATE).journey
    assert (journey.id, journey.name) == ("journey-from-api", "Journey from API")
    assert (journey.entry_rule, journey.concurrency_key) == ("multiple", "properties.applicationId")
    assert journey.steps["entry_12345"] == Entry(trigger=OnEvent(track("Credit Card Application Discarded")))
    assert journey.exit_rules == (
        ExitRule(
            id="exitRuleExit_12345",
            trigger=OnEvent(track("Credit Card Application Discarded")),
            outcomes=("destination_5678",),
        ),
        ExitRule(id="exitRuleExit_22345", trigger=OnAudience("aud_12345"), same_key=False),
    )


def test_the_id_of_the_server_is_the_id_of_the_journey() -> None:
    journey = segment.import_journey(CREATE | {"containerId": "c_1"}).journey
    assert journey.id == "c_1"
    assert segment.export_journey(journey).document == CREATE


def test_every_kind_of_state_means() -> None:
    journey = segment.import_journey(EVERYTHING).journey
    assert journey.steps["in"] == Entry(trigger=OnAudience("aud_2"))
    assert journey.steps["pause"] == Delay(name="Pause", duration=Duration("1d12h"))
    assert journey.steps["a_draw"] == Split(on="random")
    assert [transition.percent for transition in transitions(journey, "a_draw")] == [33.5, 66.5]
    assert journey.steps["plan"] == Split(on="data")
    assert [(transition.when, transition.default) for transition in transitions(journey, "plan")] == [
        ("trait('plan') = 'pro'", False),
        ("trait('plan') = 'free'", False),
        (None, True),
    ]
    assert journey.steps["hold"] == Split(name="Hold", on="event")
    assert [(transition.target, transition.after) for transition in transitions(journey, "hold")] == [
        ("out", Duration("2h")),
        ("hold", None),
        ("tell", None),
    ]
    assert journey.steps["out"] == Exit()
    assert journey.entry_rule == "after_exit"
    assert journey.concurrency_key is None
    assert [(rule.id, rule.active, rule.outcomes) for rule in journey.exit_rules] == [
        ("left", False, ("good_bye",)),
        ("banned", False, ()),
    ]


def test_what_is_not_known_is_carried_along_with_a_warning() -> None:
    findings = segment.import_journey(EVERYTHING).findings
    assert {(finding.severity, finding.code, finding.place) for finding in findings} == {
        ("warning", "carried-key", "$.owner"),
        ("warning", "carried-key", "$.definition.version"),
        ("warning", "carried-key", "$.definition.exitRules.rules[0].since"),
        ("warning", "carried-key", "$.definition.exitRules.relatedDestinations[1].transitions"),
        ("warning", "carried-key", "$.definition.states[2].transitions[1].colour"),
        (
            "warning",
            "carried-key",
            "$.definition.states[6].destinations[0].activations[0].actionDefinition.retries",
        ),
        ("warning", "carried-state", "$.definition.exitRules.relatedDestinations[0]"),
    }


def test_steps_are_put_onto_a_journey() -> None:
    before = segment.import_journey(CREATE).journey
    after = segment.import_steps(STEPS, before).journey
    assert (after.id, after.name, after.exit_rules) == (before.id, before.name, before.exit_rules)
    assert after.steps.keys() == {
        "entry_12345", "exit_12345", "exit_22345", "split_12345", "destination_12345", "destination_5678",
    }  # fmt: skip
    assert segment.export_steps(after).document == STEPS
    around = {key: value for key, value in CREATE["definition"].items() if key not in STEPS}
    assert segment.export_journey(after).document == CREATE | {"definition": around | STEPS}


def test_a_machine_of_branch_states_means() -> None:
    journey = segment_xstate.import_journey(BRANCHES).journey
    assert journey.id == "checkout-abandonment-sms"
    assert journey.concurrency_key == "properties.checkout_id"
    assert journey.steps == {
        "entry_ab1c2": Entry(trigger=OnEvent(track("checkout_started"))),
        "split_de3f4": Split(name="Wait for checkout_completed", on="event"),
        "exit_mn9o0": Exit(),
    }
    assert transitions(journey, "split_de3f4") == [
        Transition(
            source="split_de3f4", target="exit_mn9o0", name="Completed", when=track("checkout_completed")
        ),
        Transition(source="split_de3f4", target="exit_mn9o0", name="Abandoned", after=Duration("3m")),
    ]


def test_a_label_is_an_event_where_there_is_no_condition() -> None:
    imported = segment_xstate.import_journey(STRAIGHT)
    assert [
        (transition.when, transition.after) for transition in transitions(imported.journey, "hold_abc123")
    ] == [
        (track("completed_abc123"), None),
        (None, Duration("20m")),
    ]
    (told,) = imported.findings
    assert (told.severity, told.code) == ("warning", "read-as")
    assert told.place == "$.definition.states.hold_abc123.on.completed_abc123"
    assert "no condition" in told.message


def test_the_last_label_is_the_timeout_if_none_is_named_so() -> None:
    document = {
        **STRAIGHT,
        "definition": STRAIGHT["definition"]
        | {
            "states": STRAIGHT["definition"]["states"]
            | {
                "hold_abc123": STRAIGHT["definition"]["states"]["hold_abc123"]
                | {"on": {"Finished": "exit_completed_abc123", "Given up": "exit_timeout_abc123"}}
            }
        },
    }
    journey = segment_xstate.import_journey(document).journey
    assert [(transition.when, transition.after) for transition in transitions(journey, "hold_abc123")] == [
        (track("Finished"), None),
        (None, Duration("20m")),
    ]
    assert segment_xstate.export_journey(journey).document == document


def test_hours_are_read_and_written_back_as_hours() -> None:
    imported = segment_xstate.import_journey(MACHINE)
    assert {transition.after for transition in transitions(imported.journey, "hold")} == {
        None,
        Duration("2h"),
    }
    assert "$.definition.states.hold.meta.delay" in {finding.place for finding in imported.findings}
