"""The round trip: what an import leaves for the next export, the differences between its document and the one we would
write.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from engine.dialects.segment.difference import difference
from engine.dialects.segment.extras import Changes, SegmentExtras
from engine.dialects.segment.read import States
from engine.dialects.segment.wire import JSON, ExitRules
from engine.dialects.segment.write import create_body, steps_body
from engine.journey import Journey


def body_extras(journey: Journey, raw: JSON, states: States, rules: ExitRules) -> SegmentExtras:
    """Keep what a create body, ``raw``, says beside ``journey``, which was made of its ``states`` and ``rules``."""
    theirs, exits = raw["definition"], raw["definition"]["exitRules"]
    apart = {
        state["key"]["id"]: state
        for state in _related_destinations(exits)
        if state["key"]["id"] not in states.ids
    }
    on = () if rules.enabled else tuple(rule.key.id for rule in rules.rules if rule.enabled)
    kept = SegmentExtras(ids=_changed_ids(states), rules_on=on, apart=apart)
    body = create_body(journey, kept)
    ours, our_exits = body["definition"], body["definition"]["exitRules"]
    rows = [
        (ours["states"], theirs["states"]),
        (_related_destinations(our_exits), _related_destinations(exits)),
    ]
    nested = {"rules"} | ({"relatedDestinations"} if _related_destinations(exits) else set())
    return replace(
        kept,
        order=_order(rows),
        states=_in_states(rows, states),
        rules=_by_id(zip(our_exits["rules"], exits["rules"], strict=True)),
        body=difference(body, raw, but={"definition", "containerId"}),
        definition=difference(ours, theirs, but={"entryRules", "exitRules", "states"}),
        entry_rules=difference(ours["entryRules"], theirs["entryRules"]),
        exit_rules=difference(our_exits, exits, but=nested),
    )


def steps_extras(journey: Journey, raw: JSON, states: States, before: SegmentExtras) -> SegmentExtras:
    """Keep what a replace-steps body, ``raw``, says beside the ``journey`` that its ``states`` are put onto; of the
    rest, what was kept ``before``.
    """
    gone = journey.steps.keys() & states.steps.keys()
    kept = replace(
        before,
        ids={id: wire for id, wire in before.ids.items() if id not in gone} | _changed_ids(states),
        states={},
        order=(),
    )
    rows = [(steps_body(journey, kept)["states"], raw["states"])]
    others = {id: changes for id, changes in before.states.items() if id not in gone}
    return replace(kept, order=_order(rows), states=others | _in_states(rows, states))


def _related_destinations(exit_rules: JSON) -> list[JSON]:
    states: list[JSON] = exit_rules.get("relatedDestinations", [])
    return states


def _changed_ids(states: States) -> dict[str, str]:
    return {id: wire for wire, id in states.ids.items() if id != wire}


def _order(rows: Iterable[tuple[Sequence[JSON], Sequence[JSON]]]) -> tuple[str, ...]:
    """The states' ids in the order of the document, if we would write another."""
    ours = [[state["key"]["id"] for state in row] for row, _ in rows]
    theirs = [[state["key"]["id"] for state in row] for _, row in rows]
    return () if ours == theirs else tuple(id for row in theirs for id in row)


def _in_states(rows: Iterable[tuple[Sequence[JSON], Sequence[JSON]]], states: States) -> dict[str, Changes]:
    changes: dict[str, Changes] = {}
    for ours, theirs in rows:
        read = {state["key"]["id"]: state for state in theirs}
        changes |= _by_id((state, read[state["key"]["id"]]) for state in ours)
    return {states.ids[id]: each for id, each in changes.items()}


def _by_id(pairs: Iterable[tuple[JSON, JSON]]) -> dict[str, Changes]:
    """Per object that differs, by its id, what does."""
    compared = ((ours["key"]["id"], difference(ours, theirs)) for ours, theirs in pairs)
    return {id: changes for id, changes in compared if changes}
