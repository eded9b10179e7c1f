"""What is wrong in a document of Segment is told at its place in that document, all of it at once."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest
from segment_documents import BRANCHES, CREATE, DESTINATIONS, EVERYTHING, MACHINE, STEPS, STRAIGHT, track

from engine.dialects import segment, segment_xstate
from engine.finding import Finding, InvalidJourney

JSON = dict[str, Any]
Keys = tuple[str | int, ...]


def changed(document: JSON, *changes: tuple[Keys, object]) -> JSON:
    """A copy with other values at these places."""
    document = copy.deepcopy(document)
    for (*outer, last), value in changes:
        inner: Any = document
        for part in outer:
            inner = inner[part]
        inner[last] = value
    return document


def refused(read: Callable[[JSON], object], document: JSON) -> list[Finding]:
    with pytest.raises(InvalidJourney) as raised:
        read(document)
    return [finding for finding in raised.value.findings if finding.severity == "error"]


def told(read: Callable[[JSON], object], document: JSON) -> list[str]:
    return [f"{finding.place}: {finding.message}" for finding in refused(read, document)]


def states(number: int, *keys: str | int) -> Keys:
    return ("definition", "states", number, *keys)


def test_a_way_to_nowhere() -> None:
    document = changed(CREATE, (states(0, "transitions", 0, "next"), "x"))
    assert told(segment.import_journey, document) == [
        "$.definition.states[0].transitions[0].next: there is no state 'x'"
    ]


def test_every_fault_is_told_at_once() -> None:
    document = changed(
        EVERYTHING,
        (states(4, "transitions", 2, "next"), "nowhere"),
        (states(5, "transitions", 1, "condition"), "event('Cart"),
        (states(2, "transitions", 0, "percentage"), 50),
        (("definition", "exitRules", "rules", 0, "condition"), "evnt('Left').count() = 1"),
        (("definition", "exitRules", "rules", 1, "connectedDestinations"), ["pause"]),
        (("definition", "initialState"), "hold"),
    )
    places = {finding.place for finding in refused(segment.import_journey, document)}
    assert places == {
        "$.definition.states[4].transitions[2].next",
        "$.definition.states[5].transitions[1].condition",
        "$.definition.states[2]",
        "$.definition.exitRules.rules[0].condition",
        "$.definition.exitRules.rules[1].connectedDestinations[0]",
        "$.definition.initialState",
    }


def test_wrong_shapes_are_told_before_what_they_mean() -> None:
    document = changed(
        EVERYTHING,
        (("name",), 5),
        (("definition", "entryRules", "type"), "SOMETIMES"),
        (states(0, "type"), "WAIT"),
        (states(1, "key"), {}),
        (states(3, "duration"), "soon"),
        (states(4, "transitions", 2), {"type": "TIMEOUT", "next": "out"}),
        (states(6, "destinations"), [{"activations": [{}]}]),
    )
    assert [finding.place for finding in refused(segment.import_journey, document)] == [
        "$.name",
        "$.definition.entryRules.type",
        "$.definition.states[0].type",
        "$.definition.states[1].key",
        "$.definition.states[3].duration",
        "$.definition.states[4].transitions[2].type",
        "$.definition.states[6].destinations[0]",
        "$.definition.states[6].destinations[0].activations[0]",
        "$.definition.states[6].destinations[0].activations[0]",
    ]


@pytest.mark.parametrize(
    ("keys", "value", "finding"),
    [
        (
            states(1, "key", "id"),
            "entry_12345",
            "$.definition.states[1].key.id: the id 'entry_12345' is used 2",
        ),
        (states(1, "type"), "EVENT_ENTRY", "$.definition.states[1]: the key 'condition' is missing"),
        (states(0, "transitions"), [], "$.definition.states[0]: 'entry_12345' lacks a transition"),
        (states(0, "condition"), "", "$.definition.states[0].condition: column 1: the condition is empty"),
        (("definition", "states"), [], "$.definition.initialState: there is no state 'entry_12345'"),
        (("definition", "initialState"), "exit_12345", "$.definition.initialState: 'exit_12345' is no entry"),
        (
            ("definition", "entryRules", "concurrency"),
            {"enabled": True},
            "$.definition.entryRules.concurrency: concurrency is enabled, and the key 'concurrencyKey'",
        ),
        (
            ("definition", "exitRules", "rules", 1, "key", "id"),
            "exitRuleExit_12345",
            "$.definition.exitRules.rules[1].key.id: the id 'exitRuleExit_12345' is used 2 times",
        ),
        (
            ("definition", "exitRules", "relatedDestinations", 0, "type"),
            "EXIT",
            "$.definition.exitRules.related",
        ),
        (("definition",), None, "$.definition: expected an object, got nothing"),
    ],
)
def test_a_create_body_is_refused(keys: Keys, value: object, finding: str) -> None:
    assert any(
        line.startswith(finding) for line in told(segment.import_journey, changed(CREATE, (keys, value)))
    )


def test_nothing_leads_to_a_destination_of_exit_rules() -> None:
    for related in ("nobody", "good bye"):
        document = changed(EVERYTHING, (states(4, "transitions", 2, "next"), related))
        line = f"$.definition.states[4].transitions[2].next: there is no state {related!r}"
        assert line in told(segment.import_journey, document)


def test_states_that_go_round_without_waiting() -> None:
    document = changed(
        EVERYTHING,
        (states(6, "transitions", 0, "next"), "plan"),
        (states(4, "transitions", 0, "next"), "tell"),
    )
    (fault,) = refused(segment.import_journey, document)
    assert (fault.code, fault.place) == ("loop-without-wait", "$.definition.states[4]")


@pytest.mark.parametrize(
    "body", [None, [], "journey", 5, {}, {1: 2}, {"name": float("nan")}, {"name": "\ud800"}]
)
def test_what_is_no_document_is_refused(body: Any) -> None:
    for read in (segment.import_journey, segment.import_steps, segment_xstate.import_journey):
        assert refused(read, body)


def test_a_document_without_end_is_refused() -> None:
    endless: JSON = {}
    endless["name"] = endless
    assert told(segment.import_journey, endless) == ["$: this is nested too deeply"]


def test_steps_are_refused_at_their_places() -> None:
    document = changed(STEPS, (("states", 3, "transitions", 1, "next"), "x"), (("initialState",), "y"))
    assert told(segment.import_steps, document) == [
        "$.states[3].transitions[1].next: there is no state 'x'",
        "$.initialState: there is no state 'y'",
    ]


def test_keys_around_steps_are_refused_as_nothing_would_carry_them() -> None:
    assert told(segment.import_steps, STEPS | {"version": 2}) == [
        "$.version: the key 'version' is not known here"
    ]


def test_steps_without_the_outcome_of_an_exit_rule_are_refused() -> None:
    journey = segment.import_journey(
        changed(
            EVERYTHING,
            (("definition", "exitRules", "rules", 1, "connectedDestinations"), ["tell"]),
        )
    ).journey
    faults = refused(lambda body: segment.import_steps(body, journey), STEPS)
    assert [fault.code for fault in faults] == ["dangling-outcome"]


def test_destinations_of_what_is_no_destination_are_refused() -> None:
    journey = segment.import_steps(STEPS).journey
    row = DESTINATIONS["stateDestinations"][0]
    document = {"stateDestinations": [row | {"stateId": "x"}, row | {"stateId": "split_12345"}, row, row]}
    assert told(lambda body: segment.import_destinations(body, journey), document) == [
        "$.stateDestinations[0].stateId: there is no DESTINATION 'x' in this journey",
        "$.stateDestinations[1].stateId: there is no DESTINATION 'split_12345' in this journey",
        "$.stateDestinations[2].stateId: the state 'destination_12345' is named 2 times",
        "$.stateDestinations[3].stateId: the state 'destination_12345' is named 2 times",
    ]


def test_keys_around_destinations_are_refused_as_nothing_would_carry_them() -> None:
    journey = segment.import_steps(STEPS).journey
    assert told(lambda body: segment.import_destinations(body, journey), DESTINATIONS | {"version": 2}) == [
        "$.version: the key 'version' is not known here"
    ]


def machine(*keys: str | int) -> Keys:
    return ("definition", "states", *keys)


AND = ("meta", "event", "options", "AND")


@pytest.mark.parametrize(
    ("document", "keys", "value", "finding"),
    [
        (STRAIGHT, machine("entry_abc123", "on"), {"a": "x"}, "entry_abc123.on.a: there is no state 'x'"),
        (
            BRANCHES,
            machine("entry_ab1c2", "meta", "type"),
            "trigger",
            "entry_ab1c2.meta.type: 'trigger' is not",
        ),
        (BRANCHES, machine("entry_ab1c2", *AND), [], "entry_ab1c2.meta.event.options.AND: "),
        (
            BRANCHES,
            machine("entry_ab1c2", *AND),
            [{"event": "A"}] * 2,
            "entry_ab1c2.meta.event.options.AND: ",
        ),
        (
            BRANCHES,
            machine("entry_ab1c2", *AND, 0, "where"),
            "x",
            "entry_ab1c2.meta.event.options.AND[0].where",
        ),
        (BRANCHES, machine("entry_ab1c2", *AND, 0), {"trait": "x"}, "entry_ab1c2.meta.event.options.AND[0]"),
        (
            BRANCHES,
            machine("split_de3f4", "on", "else"),
            {"target": "exit_mn9o0", "guard": 1},
            "split_de3f4.on",
        ),
        (BRANCHES, machine("split_de3f4", "meta", "splitType"), "data", "split_de3f4.meta.splitType"),
        (
            BRANCHES,
            machine("split_de3f4", "meta", "delay", "duration"),
            2.5,
            "split_de3f4.meta.delay.duration",
        ),
        (
            BRANCHES,
            machine("split_de3f4", "meta", "delay", "duration"),
            10**12,
            "split_de3f4.meta.delay.duration",
        ),
        (
            BRANCHES,
            machine("entry_ab1c2", "on", "next"),
            "splitBranch_gh5i6",
            "entry_ab1c2.on.next: 'splitBranch_",
        ),
        (
            BRANCHES,
            machine("split_de3f4", "on", "else"),
            "splitBranch_gh5i6",
            "splitBranch_gh5i6: 'splitBranch_gh5",
        ),
        (
            BRANCHES,
            machine("splitBranch_gh5i6", "on"),
            {},
            "splitBranch_gh5i6: 'splitBranch_gh5i6' is a branch",
        ),
        (MACHINE, machine("hold", "on", "timeout_1"), "behind", "behind: 'behind' is a branch"),
        (
            STRAIGHT,
            machine("hold_abc123", "on"),
            {"a": "exit_timeout_abc123"},
            "hold_abc123: 'hold_abc123' lacks",
        ),
    ],
)
def test_a_machine_is_refused(document: JSON, keys: Keys, value: object, finding: str) -> None:
    lines = told(segment_xstate.import_journey, changed(document, (keys, value)))
    assert any(line.startswith(f"$.definition.states.{finding}") for line in lines), lines


@pytest.mark.parametrize(
    ("keys", "value", "place"),
    [
        (("definition", "initial"), "split_de3f4", "$.definition.initial"),
        (("definition", "exitRules"), [{"id": "left"}], "$.definition.exitRules"),
        (("definition", "entryRules", "type"), "once", "$.definition.entryRules.type"),
        (
            ("definition", "entryRules", "concurrency", "propertyFilter"),
            {},
            "$.definition.entryRules.concurrency",
        ),
    ],
)
def test_rules_of_a_machine_that_nobody_has_shown_are_refused(keys: Keys, value: object, place: str) -> None:
    faults = refused(segment_xstate.import_journey, changed(BRANCHES, (keys, value)))
    assert [fault.place for fault in faults] == [place]


def test_a_machine_without_entry_rules_is_read_as_multiple() -> None:
    definition = {key: value for key, value in BRANCHES["definition"].items() if key != "entryRules"}
    imported = segment_xstate.import_journey(BRANCHES | {"definition": definition})
    assert imported.journey.entry_rule == "multiple"
    assert [finding.code for finding in imported.findings] == ["read-as"]
    assert segment_xstate.export_journey(imported.journey).document == BRANCHES | {"definition": definition}


def test_a_condition_that_does_not_parse_is_told_in_place() -> None:
    document = changed(CREATE, (states(0, "condition"), track("A") + " AN"))
    (line,) = told(segment.import_journey, document)
    assert line.startswith("$.definition.states[0].condition: column ")
