"""Limits of Segment that a journey goes beyond: errors for hard limits, warnings where its pages differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import partial
from typing import Any

import networkx as nx

from engine.dialects.segment.wire import PROPERTIES
from engine.dialects.segment_limits import Limits
from engine.finding import Finding
from engine.journey import Journey
from engine.steps import Delay, Outcome, Split, Transition

_DAY = 86_400_000_000

_beyond = partial(Finding, code="beyond-limit")


def beyond(journey: Journey, limits: Limits) -> Iterator[Finding]:
    """The limits that a journey made of Segment's steps exceeds. Each message names the date of the limits."""
    said = f"Segment allows ({limits.as_of})"
    if len(journey.steps) > limits.steps:
        message = f"{len(journey.steps)} steps are more than the {limits.steps} that {said}"
        yield _beyond(place="$.steps", message=message, hint="divide the journey into two")
    yield from _names(journey, limits, said)
    yield from _branches(journey, limits, said)
    yield from _waits(journey, limits, said)
    yield from _exits(journey, limits, said)
    yield from _key(journey, limits, said)
    for id, step in journey.steps.items():
        if isinstance(step, Outcome):
            yield from _destinations(id, step, limits, said)
    yield from _runtime_notes(journey, limits)


def beyond_names_of_branches(journey: Journey, limits: Limits) -> Iterator[Finding]:
    """Findings for names of branches of ``journey`` that are over ``limits`` or used twice: for a document that
    names them.
    """
    said = f"Segment allows ({limits.as_of})"
    named = [
        (index, transition.name)
        for index, transition in enumerate(journey.transitions)
        if transition.name and isinstance(journey.steps[transition.source], Split)
    ]
    times = Counter(name for _, name in named)
    for index, name in named:
        told = partial(_beyond, place=f"$.transitions[{index}].name", transition=index)
        if len(name) > limits.name_length:
            yield told(message=_long("branch", name, limits.name_length, said), hint="shorten it")
        if times[name] > 1:
            message = f"the name {name!r} is used by {times[name]} branches; in Segment names of branches are unique"
            yield told(message=message, hint="name one of them differently")


def _names(journey: Journey, limits: Limits, said: str) -> Iterator[Finding]:
    """Findings for names in ``journey`` over ``limits``, as ``said`` of each. Uniqueness is a warning: the examples
    leave names out, and Segment asks it of journeys first.
    """
    longest = limits.name_length
    if not journey.name:
        message = "the journey has no name, and Segment creates none without one"
        yield Finding(code="no-name", severity="warning", place="$.name", message=message, hint="name it")
    if len(journey.name) > longest:
        message = _long("journey", journey.name, longest, said)
        yield _beyond(place="$.name", message=message, hint="shorten it")
    times = Counter(step.name for step in journey.steps.values() if step.name)
    for id, step in journey.steps.items():
        told = partial(_beyond, place=f"$.steps.{id}.name", step=id)
        if len(step.name) > longest:
            yield told(message=_long("step", step.name, longest, said), hint="shorten it")
        if times[step.name] > 1:
            message = (
                f"the name {step.name!r} is used by {times[step.name]} steps; in Segment names are unique"
            )
            yield told(severity="warning", message=message, hint="name one of them differently")


def _long(what: str, name: str, longest: int, said: str) -> str:
    return (
        f"the name of a {what} has {len(name)} characters, more than the {longest} that {said}: {name[:20]}…"
    )


def _branches(journey: Journey, limits: Limits, said: str) -> Iterator[Finding]:
    most = {"event": limits.event_branches, "data": limits.data_branches, "random": limits.random_branches}
    for id, step in journey.steps.items():
        if not isinstance(step, Split):
            continue
        told = partial(_beyond, place=f"$.steps.{id}", step=id)
        count = sum(
            transition.when is not None or transition.percent is not None for _, transition in journey.out(id)
        )
        if count > most[step.on]:
            message = f"{id!r} has {count} branches, more than the {most[step.on]} that {said}"
            yield told(message=message, hint="put a second split behind one of them")
        elif count > limits.branches_elsewhere:
            elsewhere = limits.branches_elsewhere
            message = (
                f"{id!r} has {count} branches; a page of Segment's says {elsewhere}, another {most[step.on]}"
            )
            yield told(severity="warning", message=message)


def _waits(journey: Journey, limits: Limits, said: str) -> Iterator[Finding]:
    shortest, longest = limits.shortest_wait, limits.longest_wait
    delays = [(id, step) for id, step in journey.steps.items() if isinstance(step, Delay)]
    waits = [(id, step.duration) for id, step in delays if step.duration is not None]
    waits += [
        (transition.source, transition.after)
        for transition in journey.transitions
        if transition.after is not None
    ]
    for id, duration in waits:
        if not shortest.microseconds <= duration.microseconds <= longest.microseconds:
            message = f"{id!r} waits {duration}; {shortest} to {longest} is what {said}"
            yield _beyond(place=f"$.steps.{id}", step=id, message=message)


def _exits(journey: Journey, limits: Limits, said: str) -> Iterator[Finding]:
    if len(journey.exit_rules) > limits.exit_events:
        message = f"{len(journey.exit_rules)} exit rules are more than the {limits.exit_events} that {said}"
        yield _beyond(place="$.exit_rules", message=message)
    outcomes = dict.fromkeys(outcome for rule in journey.exit_rules for outcome in rule.outcomes)
    if len(outcomes) > limits.exit_destinations:
        message = (
            f"exit rules run {len(outcomes)} outcomes ({', '.join(outcomes)}), "
            f"more than the {limits.exit_destinations} that {said}"
        )
        yield _beyond(place="$.exit_rules", message=message)


def _key(journey: Journey, limits: Limits, said: str) -> Iterator[Finding]:
    length = len((journey.concurrency_key or "").removeprefix(PROPERTIES))
    if length > limits.concurrency_key_length:
        message = (
            f"the key has {length} characters, more than the {limits.concurrency_key_length} that {said}"
        )
        yield _beyond(place="$.concurrency_key", message=message)


def _destinations(id: str, step: Outcome, limits: Limits, said: str) -> Iterator[Finding]:
    told = partial(_beyond, step=id)
    activations = [
        (f"$.steps.{id}.destinations[{number}].activations[{index}]", activation)
        for number, destination in enumerate(step.destinations or [])
        for index, activation in enumerate(_as_list(destination.get("activations")))
        if isinstance(activation, dict)
    ]
    if len(activations) > limits.activations:
        message = f"{id!r} has {len(activations)} activations, more than the {limits.activations} that {said}"
        yield told(place=f"$.steps.{id}.destinations", message=message)
    for place, activation in activations:
        name, mappings = activation.get("eventName"), _mappings(activation)
        if isinstance(name, str) and len(name) > limits.event_name_length:
            message = _long("event", name, limits.event_name_length, said)
            yield told(place=f"{place}.eventName", message=message)
        if len(mappings) > limits.mappings:
            message = f"{len(mappings)} mappings are more than the {limits.mappings} that {said}"
            yield told(place=f"{place}.actionDefinition.mappings", message=message)


def _as_list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _mappings(activation: dict[str, Any]) -> dict[str, Any]:
    action = activation.get("actionDefinition")
    mappings = action.get("mappings") if isinstance(action, dict) else None
    return mappings if isinstance(mappings, dict) else {}


def _runtime_notes(journey: Journey, limits: Limits) -> Iterator[Finding]:
    """Notes on what Segment does to instances of ``journey`` within its ``limits`` and the simulation does not."""
    days = longest_path_time(journey) / _DAY
    if days > limits.instance_days:
        message = (
            f"one way through takes up to {days:.0f} days, and Segment ends an instance after "
            f"{limits.instance_days} ({limits.as_of})"
        )
        yield _beyond(severity="warning", place="$.transitions", message=message)
    if journey.entry_rule == "multiple":
        message = f"Segment runs at most {limits.concurrent_instances} instances per profile ({limits.as_of})"
        yield _beyond(severity="note", place="$.entry_rule", message=message)


def longest_path_time(journey: Journey) -> int:
    """The longest time, in microseconds, that the timers along one path add up to; a circle is walked once."""
    transitions = nx.condensation(nx.DiGraph(journey.graph))
    for circle, _, transition in transitions.edges(data=True):
        transition["wait"] = sum(_longest_wait(journey, id) for id in transitions.nodes[circle]["members"])
    return int(nx.dag_longest_path_length(transitions, weight="wait"))


def _longest_wait(journey: Journey, id: str) -> int:
    step = journey.steps[id]
    if isinstance(step, Delay):
        return step.duration.microseconds if step.duration is not None else 0
    return max((_timeout(transition) for _, transition in journey.out(id)), default=0)


def _timeout(transition: Transition) -> int:
    return transition.after.microseconds if transition.after is not None else 0
