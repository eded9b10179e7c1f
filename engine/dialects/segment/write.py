"""The wire documents of a journey that Segment can hold (``fit`` makes it so): a plain translation."""

from __future__ import annotations

from typing import Final

import networkx as nx

from engine.dialects.segment.difference import restore
from engine.dialects.segment.extras import SegmentExtras
from engine.dialects.segment.wire import ENTRY_RULES, JSON, PROPERTIES
from engine.journey import Journey
from engine.steps import Delay, Entry, Exit, ExitRule, OnAudience, OnEvent, Outcome, Split, Transition

_ENTRY_RULES: Final = {ours: theirs for theirs, ours in ENTRY_RULES.items()}


def create_body(journey: Journey, kept: SegmentExtras) -> JSON:
    """The body that creates the journey."""
    body = {
        "name": journey.name,
        "description": journey.description,
        "definition": _definition(journey, kept),
    }
    return restore(body, kept.body)


def steps_body(journey: Journey, kept: SegmentExtras) -> JSON:
    """The body that replaces the journey's steps."""
    sent_on_exit = exit_outcomes(journey)
    states = {
        kept.wire_id(id): _state(journey, id, kept)
        for id in steps_in_order(journey)
        if id not in sent_on_exit
    }
    return {"initialState": kept.wire_id(journey.entry), "states": kept.in_order(states)}


def destinations_body(journey: Journey, kept: SegmentExtras) -> JSON:
    """The body that updates the destinations of every outcome of ``journey``, with what was ``kept``."""
    sent = {
        kept.wire_id(id): {"stateId": kept.wire_id(id), "destinations": step.destinations}
        for id in steps_in_order(journey)
        if isinstance(step := journey.steps[id], Outcome)
    }
    return {"stateDestinations": kept.in_order(sent)}


def exit_outcomes(journey: Journey) -> list[str]:
    """The outcomes that only exit rules run, in the order of the rules."""
    run = dict.fromkeys(outcome for rule in journey.exit_rules for outcome in rule.outcomes)
    return [outcome for outcome in run if journey.graph.in_degree(outcome) == 0]


def steps_in_order(journey: Journey) -> list[str]:
    """The steps in the order they are met from the entry on; then those that nothing leads to."""
    met = [journey.entry, *(step for _, step in nx.bfs_edges(journey.graph, journey.entry))]
    return [*met, *sorted(journey.steps.keys() - set(met))]


def _definition(journey: Journey, kept: SegmentExtras) -> JSON:
    definition = {
        "entryRules": restore(_entry_rules(journey), kept.entry_rules),
        "exitRules": restore(_exit_rules(journey, kept), kept.exit_rules),
        **steps_body(journey, kept),
    }
    return restore(definition, kept.definition)


def _entry_rules(journey: Journey) -> JSON:
    rules: JSON = {"type": _ENTRY_RULES[journey.entry_rule]}
    if journey.concurrency_key is not None:
        key = journey.concurrency_key.removeprefix(PROPERTIES)
        rules["concurrency"] = {"enabled": True, "concurrencyKey": key}
    return rules


def _exit_rules(journey: Journey, kept: SegmentExtras) -> JSON:
    rules = [_exit_rule(journey, rule, kept) for rule in journey.exit_rules]
    destinations = {kept.wire_id(id): _state(journey, id, kept) for id in exit_outcomes(journey)}
    taken = {kept.wire_id(id) for id in journey.steps}
    apart = {id: state for id, state in kept.apart.items() if id not in taken}
    sent_to = kept.in_order(destinations | apart)
    return {
        "enabled": any(rule.active for rule in journey.exit_rules),
        "rules": rules,
        **({"relatedDestinations": sent_to} if sent_to else {}),
    }


def _exit_rule(journey: Journey, rule: ExitRule, kept: SegmentExtras) -> JSON:
    switched_off = not any(each.active for each in journey.exit_rules)
    sent_to = [kept.wire_id(outcome) for outcome in rule.outcomes]
    written = {
        "key": _key(rule.id, rule.name),
        "type": "EXIT_RULE",
        **_exit_trigger(rule.trigger),
        "enabled": rule.active or (switched_off and rule.id in kept.rules_on),
        "concurrencyEnabled": rule.same_key,
        **({"connectedDestinations": sent_to} if sent_to else {}),
    }
    return restore(written, kept.rules.get(rule.id, ()))


def _exit_trigger(trigger: OnEvent | OnAudience) -> JSON:
    match trigger:
        case OnEvent(condition=condition):
            return {"exitType": "EVENT_PERFORMED", "condition": condition}
        case OnAudience(audience=audience):
            return {"exitType": "AUDIENCE_MEMBERSHIP_CHANGE", "audienceId": audience}


def _key(id: str, name: str) -> JSON:
    return {"id": id, "name": name} if name else {"id": id}


def _state(journey: Journey, id: str, kept: SegmentExtras) -> JSON:
    state = {"key": _key(kept.wire_id(id), journey.steps[id].name), **_body(journey, id)}
    transitions = [
        _transition(transition) | {"next": kept.wire_id(transition.target)}
        for _, transition in journey.out(id)
    ]
    if transitions:
        state["transitions"] = transitions
    return restore(state, kept.states.get(id, ()))


def _body(journey: Journey, id: str) -> JSON:
    match journey.steps[id]:
        case Entry(trigger=OnEvent(condition=condition)):
            return {"type": "EVENT_ENTRY", "condition": condition}
        case Entry(trigger=OnAudience(audience=audience)):
            return {"type": "AUDIENCE_ENTRY", "audienceId": audience}
        case Delay(duration=duration):
            return {"type": "SIMPLE_DELAY", "duration": str(duration)}
        case Split(on=on):
            return {"type": _SPLITS[on]}
        case Outcome(destinations=destinations):
            return {"type": "DESTINATION", "destinations": destinations}
        case Exit():
            return {"type": "EXIT"}
        case step:
            raise TypeError(f"{id!r} is a {type(step).__name__}, which fit() replaces or refuses")


_SPLITS: Final = {"event": "EVENT_SPLIT", "data": "CONDITION_SPLIT", "random": "RANDOM_SPLIT"}


def _transition(transition: Transition) -> JSON:
    if transition.when is not None:
        return {"type": "CONDITION", "condition": transition.when}
    if transition.after is not None:
        return {"type": "TIMEOUT", "duration": str(transition.after)}
    if transition.percent is not None:
        share = transition.percent
        return {"percentage": int(share) if float(share).is_integer() else share}
    return {"type": "DEFAULT"} if transition.default else {}
