"""The import of Segment's documents as journeys. Nothing is lost: what a journey has no field for goes to its
extras.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from msgspec.structs import replace

from engine.dialects.portability import ImportResult
from engine.dialects.segment.document import as_json, read_record
from engine.dialects.segment.extras import SegmentExtras, extras_with, read_extras
from engine.dialects.segment.ids import journey_id
from engine.dialects.segment.places import at_wire
from engine.dialects.segment.read import (
    PlacedState,
    States,
    dangling_references,
    exit_rule_places,
    read_exit_rules,
    read_states,
)
from engine.dialects.segment.round_trip import body_extras, steps_extras
from engine.dialects.segment.wire import (
    DIALECT,
    ENTRY_RULES,
    JSON,
    PROPERTIES,
    CreateBody,
    DestinationsBody,
    EntryRules,
    ExitRules,
    State,
    StateDestinations,
    StepsBody,
)
from engine.dialects.segment.write import exit_outcomes
from engine.finding import Finding, InvalidJourney, errors
from engine.journey import Journey
from engine.rules import faults
from engine.steps import Outcome, Step

_OWN_CODES: Final = frozenset({"dangling-transition", "no-entry"})
"""Faults that reading the document tells in its own words."""


def import_journey(body: Mapping[str, Any]) -> ImportResult:
    """The journey that a create body describes; its id is the `containerId`, or without one a slug of the name.

    A key that is not known is kept for the next export, with a warning. Raises InvalidJourney with everything
    that is wrong, each with its place in the body: first the shapes of all parts, then what they mean.
    """
    raw = as_json(body)
    wire, findings = read_record(CreateBody, raw)
    definition, rules = wire.definition, wire.definition.exit_rules
    rows = [
        *_place_states(definition.states, raw["definition"]["states"], "$.definition.states"),
        *_related_states(rules, raw["definition"]["exitRules"]),
    ]
    alone = {stood.place: stood for stood in _unconnected_destinations(rows, rules)}
    states = read_states([stood for stood in rows if stood.place not in alone])
    journey = Journey(
        id=wire.container_id or journey_id(wire.name),
        name=wire.name,
        description=wire.description,
        entry_rule=ENTRY_RULES[definition.entry_rules.type],
        concurrency_key=_concurrency_key(definition.entry_rules),
        exit_rules=read_exit_rules(rules, states.ids),
        steps=states.steps,
        transitions=states.transitions,
    )
    findings += dangling_references(rows, definition.initial_state, "$.definition")
    findings += _concurrency_findings(definition.entry_rules)
    findings += map(_carried_state, alone.values())
    places = states.places | exit_rule_places(rules, "$.definition.exitRules.rules")
    _refuse(journey, findings, places | {"$.steps": "$.definition.states"})
    return _with_extras(journey, body_extras(journey, raw, states, rules), findings)


def import_steps(body: Mapping[str, Any], onto: Journey | None = None) -> ImportResult:
    """The journey with its steps replaced by those of a replace-steps body.

    What the body does not speak of stays as it is in ``onto``: name, entry and exit rules, and the outcomes that
    only exit rules run. Without ``onto`` it is a journey that has no more than steps. Raises InvalidJourney.
    """
    raw = as_json(body)
    wire, findings = read_record(StepsBody, raw, carries=lambda place: place.startswith("$.states["))
    rows = _place_states(wire.states, raw["states"], "$.states")
    states = read_states(rows)
    journey = _with_steps(onto or Journey(id="journey", steps={}, transitions=()), states)
    findings += dangling_references(rows, wire.initial_state, "$")
    if onto is None:
        message = "these are steps alone: name, entry rule and exit rules are not part of the document"
        findings.append(Finding(code="read-as", severity="note", message=message))
    _refuse(journey, findings, states.places | {"$.steps": "$.states"})
    return _with_extras(journey, steps_extras(journey, raw, states, read_extras(journey)), findings)


def import_destinations(body: Mapping[str, Any], onto: Journey) -> ImportResult:
    """The journey with the destinations of an update-destinations body. Raises InvalidJourney."""
    raw = as_json(body)
    # Around the destinations there is nothing to carry a key.
    wire, findings = read_record(DestinationsBody, raw, carries=lambda place: ".destinations[" in place)
    kept = read_extras(onto)
    steps = {kept.wire_id(id): id for id in onto.steps}
    findings += _misdirected_destinations(wire.state_destinations, steps, onto)
    if errors(findings):
        raise InvalidJourney(findings)
    changed: dict[str, Step] = dict(onto.steps)
    for row in raw["stateDestinations"]:
        id = steps[row["stateId"]]
        changed[id] = replace(changed[id], destinations=row["destinations"])
    return ImportResult(replace(onto, steps=changed), tuple(findings))


def _with_extras(journey: Journey, kept: SegmentExtras, findings: Sequence[Finding]) -> ImportResult:
    return ImportResult(replace(journey, extras=extras_with(journey.extras, DIALECT, kept)), tuple(findings))


def _refuse(journey: Journey, findings: list[Finding], places: Mapping[str, str]) -> None:
    """Raise InvalidJourney if any of ``findings`` is an error, or ``journey`` is without meaning; ``places`` are
    those of the document.
    """
    meant = [at_wire(fault, places) for fault in faults(journey) if fault.code not in _OWN_CODES]
    if errors(findings) or meant:
        raise InvalidJourney([*findings, *meant])


def _place_states(states: Sequence[State], raw: Sequence[JSON], at: str) -> list[PlacedState]:
    return [PlacedState(state, raw[index], f"{at}[{index}]") for index, state in enumerate(states)]


def _related_states(rules: ExitRules, raw: JSON) -> list[PlacedState]:
    at = "$.definition.exitRules.relatedDestinations"
    return [
        PlacedState(state, raw["relatedDestinations"][index], f"{at}[{index}]")
        for index, state in enumerate(rules.related_destinations)
    ]


def _unconnected_destinations(rows: Sequence[PlacedState], rules: ExitRules) -> Iterator[PlacedState]:
    """Related destinations in ``rows`` that no exit rule of ``rules`` sends to: no steps, as nothing would ever run
    them.
    """
    connected = {id for rule in rules.rules for id in rule.connected_destinations}
    for stood in rows:
        if stood.place.startswith("$.definition.exitRules") and stood.state.key.id not in connected:
            yield stood


def _carried_state(stood: PlacedState) -> Finding:
    message = f"no exit rule sends to {stood.state.key.id!r}; it is carried along, and is no step"
    hint = "name it in the connectedDestinations of a rule"
    return Finding(code="carried-state", severity="warning", place=stood.place, message=message, hint=hint)


def _concurrency_key(rules: EntryRules) -> str | None:
    return PROPERTIES + rules.concurrency.concurrency_key if rules.concurrency.enabled else None


def _concurrency_findings(rules: EntryRules) -> Iterator[Finding]:
    if rules.concurrency.enabled and not rules.concurrency.concurrency_key:
        place = "$.definition.entryRules.concurrency"
        message = "concurrency is enabled, and the key 'concurrencyKey' is missing or empty"
        yield Finding(code="missing-key", place=place, message=message, hint="name an event property")


def _with_steps(onto: Journey, states: States) -> Journey:
    run_on_exit = {id: onto.steps[id] for id in exit_outcomes(onto) if id in onto.steps}
    return replace(onto, steps=run_on_exit | states.steps, transitions=states.transitions)


def _misdirected_destinations(
    rows: Sequence[StateDestinations], steps: Mapping[str, str], onto: Journey
) -> Iterator[Finding]:
    times = Counter(row.state_id for row in rows)
    for index, row in enumerate(rows):
        place = f"$.stateDestinations[{index}].stateId"
        step = onto.steps.get(steps.get(row.state_id, ""))
        if not isinstance(step, Outcome) or step.type != "destination":
            message = f"there is no DESTINATION {row.state_id!r} in this journey"
            yield Finding(code="dangling-outcome", place=place, message=message)
        if times[row.state_id] > 1:
            message = f"the state {row.state_id!r} is named {times[row.state_id]} times"
            yield Finding(code="duplicate-id", place=place, message=message, hint="name it once")
