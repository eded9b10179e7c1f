"""The import of the alpha's documents as journeys. Nothing is lost: what a journey has no field for goes to its
extras.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from msgspec.structs import replace

from engine.dialects.portability import ImportResult
from engine.dialects.segment.difference import difference
from engine.dialects.segment.document import as_json, read_record
from engine.dialects.segment.extras import extras_with
from engine.dialects.segment.ids import journey_id
from engine.dialects.segment.places import at_wire
from engine.dialects.segment.wire import PROPERTIES
from engine.dialects.segment_xstate.extras import MachineExtras
from engine.dialects.segment_xstate.read import Machine, dangling_references, read_machine
from engine.dialects.segment_xstate.wire import DIALECT, JSON, CreateBody, Definition
from engine.dialects.segment_xstate.write import create_body
from engine.finding import Finding, InvalidJourney, errors
from engine.journey import Journey
from engine.rules import faults

_OWN_CODES: Final = frozenset({"dangling-transition", "no-entry"})
"""Faults that reading the document tells in its own words."""


def import_journey(body: Mapping[str, Any]) -> ImportResult:
    """The journey that a create body describes; its id is the `containerId`, or without one a slug of the name.

    A key that is not known is kept for the next export, with a warning; in a target or a condition it is an error.
    Raises InvalidJourney with everything that is wrong, each with its place in the body: first the shapes of all
    parts, then what they mean.
    """
    raw = as_json(body)
    wire, findings = read_record(CreateBody, raw)
    findings += _around(wire.definition, raw["definition"])
    findings += dangling_references(wire.definition)
    machine = read_machine(wire.definition, findings.append)
    journey = _journey(wire, machine)
    meant = [at_wire(fault, machine.places) for fault in faults(journey) if fault.code not in _OWN_CODES]
    if errors(findings) or meant:
        raise InvalidJourney([*findings, *meant])
    kept = _machine_extras(journey, raw, machine)
    return ImportResult(replace(journey, extras=extras_with(None, DIALECT, kept)), tuple(findings))


def _journey(wire: CreateBody, machine: Machine) -> Journey:
    concurrency = wire.definition.entry_rules.concurrency
    return Journey(
        id=wire.container_id or journey_id(wire.name),
        name=wire.name,
        description=wire.description,
        entry_rule="multiple",
        concurrency_key=PROPERTIES + concurrency.property_filter.property if concurrency.enabled else None,
        steps=machine.steps,
        transitions=machine.transitions,
    )


def _around(definition: Definition, raw: JSON) -> Iterator[Finding]:
    if "entryRules" not in raw:
        message = (
            "the key 'entryRules' is missing; it is read as multiple, the only type in the published examples"
        )
        yield Finding(code="read-as", severity="warning", place="$.definition", message=message)
    concurrency = definition.entry_rules.concurrency
    if concurrency.enabled and not concurrency.property_filter.property:
        place = "$.definition.entryRules.concurrency"
        message = "concurrency is enabled, and the property that tells instances apart is missing or empty"
        yield Finding(code="missing-key", place=place, message=message, hint="name an event property")
    if definition.exit_rules:
        message = "the shape of exit rules is not published, so these cannot be read"
        yield Finding(code="unsupported-exit-rule", place="$.definition.exitRules", message=message)


def _machine_extras(journey: Journey, raw: JSON, machine: Machine) -> MachineExtras:
    """Keep what the body ``raw`` says beside ``journey``, which was made of its ``machine``."""
    kept = MachineExtras(
        keys={id: key for key, id in machine.ids.items() if id != key}, splits=machine.splits
    )
    body = create_body(journey, kept)
    ours, theirs = body["definition"], raw["definition"]
    pairs = {key: (ours["states"][key], state) for key, state in theirs["states"].items()}
    states = {key: difference(*pair, but={"meta"}) for key, pair in pairs.items()}
    metas = {key: difference(one["meta"], other["meta"]) for key, (one, other) in pairs.items()}
    return replace(
        kept,
        states={key: changes for key, changes in states.items() if changes},
        metas={key: changes for key, changes in metas.items() if changes},
        body=difference(body, raw, but={"definition", "containerId"}),
        definition=difference(ours, theirs, but={"states"} | ({"entryRules"} & theirs.keys())),
        entry_rules=difference(ours["entryRules"], theirs.get("entryRules", ours["entryRules"])),
    )
