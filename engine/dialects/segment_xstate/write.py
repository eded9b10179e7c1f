"""The wire document of a journey made of what the published examples show: a plain translation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from engine.dialects.segment.difference import restore
from engine.dialects.segment.wire import PROPERTIES
from engine.dialects.segment.write import steps_in_order
from engine.dialects.segment_xstate.extras import BranchExtras, MachineExtras
from engine.dialects.segment_xstate.transition_labels import arrival, event_of, timeout_label
from engine.dialects.segment_xstate.wire import JSON
from engine.journey import Journey
from engine.slug import unused_id
from engine.steps import Entry, Exit, OnEvent, Split, Transition

MINUTE = 60_000_000


def create_body(journey: Journey, kept: MachineExtras) -> JSON:
    """The body that creates a draft of ``journey``, with what was ``kept``."""
    body = {
        "name": journey.name,
        **({"description": journey.description} if journey.description else {}),
        "definition": _definition(journey, kept),
    }
    return restore(body, kept.body)


def branches(journey: Journey, kept: MachineExtras) -> dict[str, tuple[BranchExtras, ...]]:
    """The transitions out of each split of ``journey`` as they are written, in order: as ``kept`` where that still
    says the same.
    """
    used = {kept.key(id) for id in journey.steps}
    named: dict[str, tuple[BranchExtras, ...]] = {}
    for id in steps_in_order(journey):
        if isinstance(journey.steps[id], Split):
            named[id] = tuple(
                _branch_extras(kept.key(id), _transitions(journey, id), kept.splits.get(id, ()), used)
            )
            used |= {branch.state for branch in named[id] if branch.state is not None}
    return named


def _definition(journey: Journey, kept: MachineExtras) -> JSON:
    definition = {
        "initial": kept.key(journey.entry),
        "states": dict(_states(journey, kept)),
        "entryRules": restore(_entry_rules(journey), kept.entry_rules),
    }
    return restore(definition, kept.definition)


def _entry_rules(journey: Journey) -> JSON:
    rules: JSON = {"type": journey.entry_rule}
    if journey.concurrency_key is not None:
        key = journey.concurrency_key.removeprefix(PROPERTIES)
        rules["concurrency"] = {"enabled": True, "propertyFilter": {"property": key}}
    return rules


def _states(journey: Journey, kept: MachineExtras) -> Iterator[tuple[str, JSON]]:
    """The states of ``journey`` by key, with what was ``kept``: a split's branches follow it."""
    named = branches(journey, kept)
    for id in steps_in_order(journey):
        key, transitions = kept.key(id), _transitions(journey, id)
        written = named.get(id, tuple(BranchExtras("next") for _ in transitions))
        rows = list(zip(transitions, written, strict=True))
        on = {branch.label: branch.state or kept.key(transition.target) for transition, branch in rows}
        yield key, _state(key, _meta(journey, id), on, kept)
        for transition, branch in rows:
            if branch.state is not None:
                onward = {"next": kept.key(transition.target)}
                yield branch.state, _state(branch.state, _branch_meta(transition), onward, kept)


def _state(key: str, meta: JSON, on: dict[str, str], kept: MachineExtras) -> JSON:
    state = {"meta": restore(meta, kept.metas.get(key, ())), **({"on": on} if on else {})}
    return restore(state, kept.states.get(key, ()))


def _transitions(journey: Journey, id: str) -> list[Transition]:
    return [transition for _, transition in journey.out(id)]


def _meta(journey: Journey, id: str) -> JSON:
    match journey.steps[id]:
        case Entry(name=name, trigger=OnEvent(condition=condition)):
            return {"type": "entry", **_name(name), "event": _ast(str(condition))}
        case Split(name=name):
            waits = next(
                transition.after for transition in _transitions(journey, id) if transition.after is not None
            )
            delay = {"duration": waits.microseconds // MINUTE, "durationUnits": "minutes"}
            return {"type": "split", **_name(name), "splitType": "event", "delay": delay}
        case Exit(name=name):
            return {"type": "exit", **_name(name)}
        case step:
            raise TypeError(f"{id!r} is a {type(step).__name__}, which is refused before writing")


def _branch_meta(transition: Transition) -> JSON:
    if transition.when is None:
        return {"type": "splitElseBranch", **_name(transition.name)}
    return {"type": "splitBranch", **_name(transition.name), "condition": _ast(str(transition.when))}


def _name(name: str) -> JSON:
    return {"name": name} if name else {}


def _ast(condition: str) -> JSON:
    return {"type": "ast", "options": {"AND": [{"event": event_of(condition)}]}}


def _branch_extras(
    split: str, transitions: Sequence[Transition], before: Sequence[BranchExtras], used: set[str]
) -> Iterator[BranchExtras]:
    if not _still_names(transitions, before):
        before = [
            BranchExtras(*_usual(split, index, transition)) for index, transition in enumerate(transitions, 1)
        ]
    used = set(used)
    for branch in before:
        state = unused_id(branch.state, used) if branch.state is not None else None
        used |= {state} if state is not None else set()
        yield BranchExtras(branch.label, state)


def _usual(split: str, index: int, transition: Transition) -> tuple[str, str]:
    """The label and the key of the branch state of ``transition``, number ``index`` of ``split``, in the manner of the
    examples.
    """
    if transition.when is None:
        return "else", f"splitElseBranch_{split}"
    return f"branch_{index}", f"splitBranch_{split}_{index}"


def _still_names(transitions: Sequence[Transition], before: Sequence[BranchExtras]) -> bool:
    """Tell whether the transitions, written as before, would be read as they are now.

    A transition without a branch state has its label alone to say its condition, and nowhere to put a name.
    """
    if len(transitions) != len(before) or len({branch.label for branch in before}) < len(before):
        return False
    straight = [
        (transition, branch.label)
        for transition, branch in zip(transitions, before, strict=True)
        if branch.state is None
    ]
    timeout_is_straight = any(transition.when is None for transition, _ in straight)
    timeout = timeout_label([label for _, label in straight]) if timeout_is_straight else None
    return all(
        not transition.name
        and (
            label == timeout
            if transition.when is None
            else label != timeout and transition.when == arrival(label)
        )
        for transition, label in straight
    )
