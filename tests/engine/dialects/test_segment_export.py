"""What Segment cannot hold, what it holds in its own way, and what a person edits after an import."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace
from scenario import callback, checklist, delay, design, entry, exit_, first_match, split, waypoint, when
from segment_documents import BRANCHES, CREATE, EVERYTHING, STEPS, STRAIGHT, track

from engine.dialects import ExportResult, segment, segment_xstate
from engine.duration import Duration
from engine.journey import Journey, Layout
from engine.steps import Delay, ExitRule, OnAudience, OnEvent, Outcome, Split

JSON = dict[str, Any]

SEND = {"kind": "outcome", "type": "destination", "destinations": []}
WAIT = {"kind": "waypoint", "condition": track("Bought")}


def through(part: JSON, *transitions: str | JSON, **fields: Any) -> Journey:
    """entry > part > out, and more transitions."""
    steps = {"in": entry(track("In")), "part": part, "out": exit_(), "lost": exit_()}
    return design(steps, "in>part", *(transitions or ("part>out",)), **fields)


def told(exported: ExportResult) -> set[tuple[str, str, str]]:
    return {(finding.severity, finding.code, finding.place) for finding in exported.findings}


def states(exported: ExportResult) -> dict[str, JSON]:
    assert exported.document is not None
    document = exported.document.get("definition", exported.document)
    return {state["key"]["id"]: state for state in document["states"]}


def test_a_design_is_written_from_its_entry_on() -> None:
    steps = {
        "in": entry(track("In")),
        "wait": split("event", name="Wait"),
        "pause": delay("45m"),
        "send": SEND,
        "out": exit_(),
    }
    journey = design(
        steps, "in>wait", when("wait>send", track("Bought")), "wait>pause after 1d", "pause>send>out",
        entry_rule="multiple", concurrency_key="properties.order.id", description="All of it",
    )  # fmt: skip
    assert segment.export_journey(journey).document == {
        "name": "Test",
        "description": "All of it",
        "definition": {
            "entryRules": {
                "type": "MULTIPLE",
                "concurrency": {"enabled": True, "concurrencyKey": "order.id"},
            },
            "exitRules": {"enabled": False, "rules": []},
            "initialState": "in",
            "states": [
                {
                    "key": {"id": "in"},
                    "type": "EVENT_ENTRY",
                    "condition": track("In"),
                    "transitions": [{"next": "wait"}],
                },
                {
                    "key": {"id": "wait", "name": "Wait"},
                    "type": "EVENT_SPLIT",
                    "transitions": [
                        {"type": "CONDITION", "condition": track("Bought"), "next": "send"},
                        {"type": "TIMEOUT", "duration": "1d", "next": "pause"},
                    ],
                },
                {
                    "key": {"id": "send"},
                    "type": "DESTINATION",
                    "destinations": [],
                    "transitions": [{"next": "out"}],
                },
                {
                    "key": {"id": "pause"},
                    "type": "SIMPLE_DELAY",
                    "duration": "45m",
                    "transitions": [{"next": "send"}],
                },
                {"key": {"id": "out"}, "type": "EXIT"},
            ],
        },
    }


def test_a_waypoint_is_a_split_with_one_branch() -> None:
    exported = segment.export_journey(through(WAIT, "part>out", "part>lost after 30d"))
    assert states(exported)["part"]["transitions"] == [
        {"type": "CONDITION", "condition": track("Bought"), "next": "out"},
        {"type": "TIMEOUT", "duration": "30d", "next": "lost"},
    ]
    assert told(exported) == {("note", "rewritten-step", "$.steps.part")}


def test_a_waypoint_without_timeout_waits_as_long_as_segment_does() -> None:
    exported = segment.export_journey(through(WAIT))
    assert states(exported)["part"]["transitions"][1:] == [
        {"type": "TIMEOUT", "duration": "182d", "next": "waited-out"}
    ]
    assert states(exported)["waited-out"] == {
        "key": {"id": "waited-out", "name": "Waited out"},
        "type": "EXIT",
    }
    (warning,) = [finding for finding in exported.findings if finding.severity == "warning"]
    assert (warning.code, warning.step) == ("added-timeout", "part")
    assert "182d" in warning.message
    assert "'waited-out'" in warning.message


def test_the_exit_that_is_added_takes_no_id_of_a_step() -> None:
    steps = {"in": entry(track("In")), "waited-out": WAIT, "out": exit_()}
    exported = segment.export_journey(design(steps, "in>waited-out>out"))
    assert states(exported).keys() == {"in", "waited-out", "out", "waited-out-2"}


def test_a_waypoint_that_counts_is_an_aggregate() -> None:
    exported = segment.export_journey(through(WAIT | {"count": 3}, "part>out", "part>lost after 1d"))
    assert states(exported)["part"]["transitions"][0]["condition"] == "event('Bought').count() >= 3"
    assert ("warning", "rewritten-count", "$.steps.part") in told(exported)


@pytest.mark.parametrize(
    "condition",
    [f"{track('A')} OR {track('B')}", f"{track('A')} AND trait('plan') = 'pro'", "event('A').count() >= 2"],
)
def test_a_count_of_several_kinds_of_events_is_refused(condition: str) -> None:
    part = {"kind": "waypoint", "condition": condition, "count": 2}
    exported = segment.export_journey(through(part, "part>out", "part>lost after 1d"))
    assert exported.document is None
    assert ("error", "unsupported-count", "$.steps.part") in told(exported)


def test_queries_are_written_in_segments_language() -> None:
    query = {"type": "track", "event": "Bought", "properties.total": {"$gt": 5}}
    steps = {"in": entry({"event": "In"}), "wait": split("event"), "plan": split("data"), "out": exit_()}
    journey = design(
        steps, "in>wait", when("wait>plan", query), "wait>out after 1h",
        when("plan>out", {"traits.plan": "pro"}), "plan>out otherwise",
        exit_rules=[{"id": "left", "trigger": {"on": "event", "condition": {"event": "Left"}}}],
    )  # fmt: skip
    exported = segment.export_journey(journey)
    assert exported.document is not None
    assert states(exported)["in"]["condition"] == track("In")
    assert states(exported)["wait"]["transitions"][0]["condition"] == (
        "event('Bought').where(property('total') > 5).count() = 1"
    )
    assert states(exported)["plan"]["transitions"][0]["condition"] == "trait('plan') = 'pro'"
    assert exported.document["definition"]["exitRules"]["rules"][0]["condition"] == track("Left")
    assert {place for severity, code, place in told(exported) if code == "rewritten-condition"} == {
        "$.steps.in.trigger.condition",
        "$.transitions[1].when",
        "$.transitions[3].when",
        "$.exit_rules[0].trigger.condition",
    }


def test_a_query_without_an_equal_is_refused() -> None:
    exported = segment.export_journey(through(waypoint("passed"), "part>out", "part>lost after 1d"))
    assert exported.document is None
    (error,) = [finding for finding in exported.findings if finding.severity == "error"]
    assert (error.code, error.place, error.step) == (
        "unsupported-condition",
        "$.steps.part.condition",
        "part",
    )


@pytest.mark.parametrize(
    ("journey", "code"),
    [
        (through(checklist("passed")), "unsupported-step"),
        (through(callback()), "unsupported-outcome"),
        (through({"kind": "outcome", "type": "statement", "statement": {}}), "unsupported-outcome"),
        (through(SEND | {"destinations": [{"activations": []}]}), "bad-destination"),
        (through(SEND, concurrency_key="context.campaign"), "unsupported-key"),
        (through(SEND, concurrency_key="properties."), "unsupported-key"),
        (design({"in": first_match(), "out": exit_()}, "in>out"), "unsupported-trigger"),
        (through(SEND, "part>nowhere"), "dangling-transition"),
    ],
)
def test_what_segment_cannot_hold_is_refused(journey: Journey, code: str) -> None:
    for export in (segment.export_journey, segment.export_steps, segment_xstate.export_journey):
        exported = export(journey)
        assert exported.document is None
        assert code in {finding.code for finding in exported.findings if finding.severity == "error"}


@pytest.mark.parametrize(
    ("journey", "finding"),
    [
        (through(SEND, track_by="persona"), ("warning", "lost-track-by", "$.track_by")),
        (through(SEND, sources=["north"]), ("warning", "lost-sources", "$.sources")),
        (through(SEND, public=False), ("warning", "lost-public", "$.public")),
        (through(SEND, active=False), ("note", "lost-active", "$.active")),
        (
            through(SEND, concurrency_key="properties.id"),
            ("warning", "undocumented-key", "$.concurrency_key"),
        ),
        (through(SEND | {"description": "x"}), ("note", "lost-description", "$.steps.part.description")),
        (through(exit_(completes=False), "in>part"), ("warning", "lost-completes", "$.steps.part")),
        (
            through(split("random", sticky=True), "part>out 50%", "part>lost 50%"),
            ("warning", "lost-sticky", "$.steps.part"),
        ),
        (
            through(SEND, {"from": "part", "to": "out", "name": "yes"}),
            ("note", "lost-name", "$.transitions[1].name"),
        ),
    ],
)
def test_what_is_left_out_is_told(journey: Journey, finding: tuple[str, str, str]) -> None:
    if finding[1] == "lost-completes":
        journey = replace(journey, transitions=journey.transitions[:1])
    exported = segment.export_journey(journey)
    assert exported.document is not None
    assert told(exported) == {finding}


def test_positions_of_steps_are_left_out() -> None:
    journey = replace(through(SEND), layout=Layout(position={"in": (0, 0)}))
    assert told(segment.export_journey(journey)) == {("note", "lost-layout", "$.layout")}


def test_a_step_that_is_off_is_walked_past() -> None:
    steps = {
        "in": entry(track("In")),
        "one": WAIT | {"active": False},
        "two": checklist(),
        "out": exit_(),
    }
    exported = segment.export_journey(design(steps, "in>one>two>out"))
    assert states(exported).keys() == {"in", "out"}
    assert states(exported)["in"]["transitions"] == [{"next": "out"}]
    assert told(exported) == {
        ("warning", "lost-step", "$.steps.one"),
        ("warning", "lost-step", "$.steps.two"),
    }


def test_exit_rules_are_written_with_their_destinations() -> None:
    steps = {
        "in": entry(track("In")), "send": SEND, "bye": SEND | {"name": "Bye"},
        "off": callback(active=False), "out": exit_(),
    }  # fmt: skip
    rules = [
        {
            "id": "left",
            "name": "Left",
            "trigger": {"on": "event", "condition": track("Left")},
            "outcomes": ["bye", "off"],
        },
        {"id": "vip", "trigger": {"on": "audience", "audience": "a"}, "same_key": False, "active": False},
    ]
    exported = segment.export_journey(design(steps, "in>send>out", "bye>out", exit_rules=rules))
    assert exported.document is not None
    assert exported.document["definition"]["exitRules"] == {
        "enabled": True,
        "rules": [
            {
                "key": {"id": "left", "name": "Left"},
                "type": "EXIT_RULE",
                "exitType": "EVENT_PERFORMED",
                "condition": track("Left"),
                "enabled": True,
                "concurrencyEnabled": True,
                "connectedDestinations": ["bye"],
            },
            {
                "key": {"id": "vip"},
                "type": "EXIT_RULE",
                "exitType": "AUDIENCE_MEMBERSHIP_CHANGE",
                "audienceId": "a",
                "enabled": False,
                "concurrencyEnabled": False,
            },
        ],
        "relatedDestinations": [
            {"key": {"id": "bye", "name": "Bye"}, "type": "DESTINATION", "destinations": []}
        ],
    }
    assert states(exported).keys() == {"in", "send", "out"}
    assert told(exported) == {
        ("warning", "lost-step", "$.steps.off"),
        ("note", "lost-transition", "$.transitions[2]"),
    }


def test_an_outcome_on_the_way_that_an_exit_rule_runs_too_is_told() -> None:
    rules = [{"id": "left", "trigger": {"on": "event", "condition": track("Left")}, "outcomes": ["part"]}]
    exported = segment.export_journey(through(SEND, exit_rules=rules))
    assert told(exported) == {("warning", "undocumented-destination", "$.exit_rules[0].outcomes[0]")}


# What an import left, and edits since.


def test_a_rule_switched_on_does_not_switch_on_its_neighbours() -> None:
    journey = segment.import_journey(EVERYTHING).journey
    left, banned = journey.exit_rules
    edited = replace(journey, exit_rules=(left, replace(banned, active=True)))
    exported = segment.export_journey(edited)
    assert exported.document is not None
    rules = exported.document["definition"]["exitRules"]
    assert rules["enabled"]
    assert [(rule["key"]["id"], rule["enabled"]) for rule in rules["rules"]] == [
        ("left", False),
        ("banned", True),
    ]


def test_a_duration_that_was_edited_is_the_one_that_is_written() -> None:
    journey = segment.import_journey(EVERYTHING).journey
    edited = replace(journey, steps=journey.steps | {"pause": Delay(name="Pause", duration=Duration("3h"))})
    assert states(segment.export_journey(journey))["pause"]["duration"] == "PT36H"
    assert states(segment.export_journey(edited))["pause"]["duration"] == "3h"


def test_a_new_concurrency_key_is_on() -> None:
    edited = replace(segment.import_journey(EVERYTHING).journey, concurrency_key="properties.cartId")
    exported = segment.export_journey(edited)
    assert exported.document is not None
    assert exported.document["definition"]["entryRules"]["concurrency"] == {
        "enabled": True,
        "concurrencyKey": "cartId",
    }


def test_a_destination_that_gets_its_rule_is_not_written_twice() -> None:
    journey = segment.import_journey(EVERYTHING).journey
    nobody = Outcome(type="destination", destinations=[{"destinationId": "new", "activations": []}])
    rules = tuple(replace(rule, outcomes=("nobody",)) for rule in journey.exit_rules)
    steps = {id: step for id, step in journey.steps.items() if id != "good_bye"} | {"nobody": nobody}
    exported = segment.export_journey(replace(journey, steps=steps, exit_rules=rules))
    assert exported.document is not None
    related = exported.document["definition"]["exitRules"]["relatedDestinations"]
    assert [state["destinations"] for state in related] == [nobody.destinations]


@pytest.mark.parametrize(
    "extras", [{"segment": 5}, {"segment": {"order": 1}}, {"segment": {"states": {"in": [{}]}}}]
)
def test_extras_that_mean_nothing_are_as_good_as_none(extras: JSON) -> None:
    journey = through(SEND)
    written = segment.export_journey(replace(journey, extras=extras))
    assert written == segment.export_journey(journey)


def test_extras_of_other_servers_are_left_alone() -> None:
    other = {"learninglocker": {"journey": {"owner": "59c1"}}}
    journey = segment.import_steps(
        STEPS, replace(segment.import_journey(CREATE).journey, extras=other)
    ).journey
    assert journey.extras is not None
    assert journey.extras["learninglocker"] == other["learninglocker"]


# The alpha of 2026.


def machine(journey: Journey) -> JSON:
    document = segment_xstate.export_journey(journey).document
    assert document is not None
    states: JSON = document["definition"]["states"]
    return states


def keyed(part: JSON, *transitions: str | JSON, **fields: Any) -> Journey:
    """The same for the one entry rule that the examples show."""
    return through(part, *transitions, entry_rule="multiple", **fields)


def test_a_new_split_is_written_with_branch_states() -> None:
    bought = when("part>out", track("Bought"), name="Bought")
    states = machine(keyed(split("event", name="Wait"), bought, "part>lost after 2h"))
    assert states == {
        "in": {
            "meta": {"type": "entry", "event": {"type": "ast", "options": {"AND": [{"event": "In"}]}}},
            "on": {"next": "part"},
        },
        "part": {
            "meta": {
                "type": "split",
                "name": "Wait",
                "splitType": "event",
                "delay": {"duration": 120, "durationUnits": "minutes"},
            },
            "on": {"branch_1": "splitBranch_part_1", "else": "splitElseBranch_part"},
        },
        "splitBranch_part_1": {
            "meta": {
                "type": "splitBranch",
                "name": "Bought",
                "condition": {"type": "ast", "options": {"AND": [{"event": "Bought"}]}},
            },
            "on": {"next": "out"},
        },
        "splitElseBranch_part": {"meta": {"type": "splitElseBranch"}, "on": {"next": "lost"}},
        "out": {"meta": {"type": "exit"}},
        "lost": {"meta": {"type": "exit"}},
    }


def test_a_waypoint_is_a_split_in_a_machine_too() -> None:
    states = machine(keyed(WAIT))
    assert states["part"]["meta"]["delay"] == {"duration": 182 * 24 * 60, "durationUnits": "minutes"}
    assert states["splitBranch_part_1"]["on"] == {"next": "out"}
    assert states["splitElseBranch_part"]["on"] == {"next": "waited-out"}


HOLD = (when("part>out", track("A")), "part>lost after 1h")


@pytest.mark.parametrize(
    ("journey", "code"),
    [
        (keyed(delay("1h")), "unsupported-step"),
        (keyed(SEND), "unsupported-step"),
        (keyed(split("random"), "part>out 50%", "part>lost 50%"), "unsupported-step"),
        (keyed(split("data"), when("part>out", "trait('a') = 1"), "part>lost otherwise"), "unsupported-step"),
        (through(split("event"), *HOLD), "unsupported-entry-rule"),
        (keyed(split("event"), when("part>out", "event('A').count() >= 2"), HOLD[1]), "unsupported-condition"),
        (
            keyed(split("event"), when("part>out", "event('A').where(property('a') = 1).count() = 1"), HOLD[1]),
            "unsupported-condition",
        ),
        (keyed(split("event"), HOLD[0], "part>lost after 390s"), "unsupported-duration"),
        (
            keyed(
                split("event"), *HOLD,
                exit_rules=[{"id": "a", "trigger": {"on": "audience", "audience": "a"}, "active": False}],
            ),
            "unsupported-exit-rule",
        ),
    ],
)  # fmt: skip
def test_what_no_example_shows_is_refused(journey: Journey, code: str) -> None:
    exported = segment_xstate.export_journey(journey)
    assert exported.document is None
    assert [finding.code for finding in exported.findings if finding.severity == "error"] == [code]
    assert segment.export_journey(journey).document is not None


def test_an_entry_by_audience_is_refused() -> None:
    journey = keyed(split("event"), *HOLD)
    start = replace(journey.steps["in"], trigger=OnAudience("a"))
    exported = segment_xstate.export_journey(replace(journey, steps=journey.steps | {"in": start}))
    assert exported.document is None


def test_a_condition_edited_since_gets_a_branch_state() -> None:
    journey = segment_xstate.import_journey(STRAIGHT).journey
    transitions = tuple(
        replace(transition, when=track("Application Finished")) if transition.when else transition
        for transition in journey.transitions
    )
    states = machine(replace(journey, transitions=transitions))
    assert states["hold_abc123"]["on"] == {
        "branch_1": "splitBranch_hold_abc123_1",
        "else": "splitElseBranch_hold_abc123",
    }
    assert states["splitBranch_hold_abc123_1"]["on"] == {"next": "exit_completed_abc123"}


def test_a_target_edited_since_is_the_one_that_is_written() -> None:
    journey = segment_xstate.import_journey(STRAIGHT).journey
    transitions = tuple(
        replace(transition, target="exit_timeout_abc123") if transition.when else transition
        for transition in journey.transitions
    )
    states = machine(replace(journey, transitions=transitions))
    assert states["hold_abc123"]["on"] == {
        "completed_abc123": "exit_timeout_abc123",
        "timeout_abc123": "exit_timeout_abc123",
    }


def test_a_step_named_like_a_branch_state_keeps_its_key() -> None:
    journey = segment_xstate.import_journey(BRANCHES).journey
    taken = "splitBranch_gh5i6"
    transitions = tuple(
        replace(transition, target=taken) if transition.target == "exit_mn9o0" else transition
        for transition in journey.transitions
    )
    steps = {taken if id == "exit_mn9o0" else id: step for id, step in journey.steps.items()}
    states = machine(replace(journey, steps=steps, transitions=transitions))
    assert states[taken]["meta"]["type"] == "exit"
    assert states["split_de3f4"]["on"]["branch_1"] == "splitBranch_gh5i6-2"


@pytest.mark.parametrize("export", [segment.export_journey, segment_xstate.export_journey])
def test_a_journey_that_means_nothing_is_refused_with_its_faults(export: Any) -> None:
    exported = export(Journey(id="empty", steps={}, transitions=()))
    assert exported.document is None
    assert [finding.code for finding in exported.findings] == ["no-entry"]


def test_every_limit_names_its_date() -> None:
    rules = tuple(ExitRule(id=str(number), trigger=OnEvent(track("A"))) for number in range(11))
    exported = segment.export_journey(replace(through(SEND), exit_rules=rules))
    (finding,) = exported.findings
    assert (finding.code, finding.severity) == ("beyond-limit", "error")
    assert "2025-11" in finding.message


def test_a_split_is_a_split() -> None:
    """A hold-until with one branch stays what it was: only a design says waypoint."""
    assert isinstance(segment.import_steps(STEPS).journey.steps["split_12345"], Split)
