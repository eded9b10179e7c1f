"""The states of a machine as steps and transitions: the branch states of a split become its branches."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from msgspec import Struct

from engine.dialects.segment.ids import step_ids
from engine.dialects.segment_xstate.extras import BranchExtras
from engine.dialects.segment_xstate.transition_labels import arrival, timeout_label
from engine.dialects.segment_xstate.wire import (
    UNITS,
    Ast,
    BranchMeta,
    Definition,
    ElseMeta,
    EntryMeta,
    SplitMeta,
    State,
    Target,
    Wait,
)
from engine.duration import Duration
from engine.finding import Finding
from engine.steps import Entry, Exit, OnEvent, Split, Step, Transition
from engine.typed_json import FAILED, Report, read

AT = "$.definition.states"


class TransitionDraft(Struct, frozen=True):
    """A transition, where it stood, where its condition stood, and how it was written if a split has it."""

    transition: Transition
    place: str
    condition: str
    branch: BranchExtras | None = None


class BranchFacts(Struct, frozen=True):
    """A branch: the state it leads to, the condition if it is not the timeout, where that stood, and its name."""

    target: str
    when: str | None
    condition: str
    name: str = ""


class Machine(Struct, frozen=True):
    """The steps made of states; ``places`` leads from our document to the wire's."""

    ids: Mapping[str, str]
    steps: dict[str, Step]
    transitions: tuple[Transition, ...]
    splits: dict[str, tuple[BranchExtras, ...]]
    places: dict[str, str]


def read_machine(definition: Definition, report: Report) -> Machine:
    """Read all states of ``definition``; ``report`` is told what is read in a way of our own, and of conditions that
    are none.
    """
    own = {key: state for key, state in definition.states.items() if not _is_branch(state)}
    ids = step_ids(own)
    steps = {ids[key]: _step(state, f"{AT}.{key}", report) for key, state in own.items()}
    transitions = {key: list(_transitions(definition, key, ids, report)) for key in own}
    every = [transition for row in transitions.values() for transition in row]
    splits = {
        ids[key]: tuple(transition.branch for transition in row if transition.branch is not None)
        for key, row in transitions.items()
    }
    places = {"$.steps": AT, "$.entry_rule": "$.definition.entryRules"}
    for key, id in ids.items():
        places |= {
            f"$.steps.{id}": f"{AT}.{key}",
            f"$.steps.{id}.trigger.condition": f"{AT}.{key}.meta.event",
        }
    for index, transition in enumerate(every):
        places |= {
            f"$.transitions[{index}]": transition.place,
            f"$.transitions[{index}].when": transition.condition,
        }
    return Machine(
        ids=ids,
        steps=steps,
        transitions=tuple(transition.transition for transition in every),
        splits={id: branches for id, branches in splits.items() if branches},
        places=places,
    )


def dangling_references(definition: Definition) -> Iterator[Finding]:
    """References to states that are not there, and branch states that are not the branch of one split."""
    states = definition.states
    led = Counter(_key(target) for state in states.values() for target in state.on.values())
    for key, state in states.items():
        for label, target in state.on.items():
            if message := _wrong_target(states, state, _key(target)):
                yield Finding(code="dangling-transition", place=f"{AT}.{key}.on.{label}", message=message)
        if _is_branch(state) and (led[key] != 1 or len(state.on) != 1):
            message = f"{key!r} is a branch: one split leads to it, and it leads to one state"
            yield Finding(code="bad-transitions", place=f"{AT}.{key}", message=message)
    initial = states.get(definition.initial)
    if initial is None or not isinstance(initial.meta, EntryMeta):
        message = f"there is no state {definition.initial!r} of type entry"
        yield Finding(code="no-entry", place="$.definition.initial", message=message)


def _wrong_target(states: Mapping[str, State], source: State, target: str) -> str:
    if target not in states:
        return f"there is no state {target!r}"
    if _is_branch(states[target]) and not isinstance(source.meta, SplitMeta):
        return f"{target!r} is a branch, and only a split leads to branches"
    return ""


def _step(state: State, place: str, report: Report) -> Step:
    match state.meta:
        case EntryMeta(name=name, event=event):
            return Entry(name=name, trigger=OnEvent(_condition(event, f"{place}.meta.event", report)))
        case SplitMeta(name=name):
            return Split(name=name, on="event")
        case meta:
            return Exit(name=meta.name)


def _transitions(
    definition: Definition, key: str, ids: Mapping[str, str], report: Report
) -> Iterator[TransitionDraft]:
    state, at = definition.states[key], f"{AT}.{key}.on"
    if isinstance(state.meta, SplitMeta):
        yield from _branches(definition, key, state.meta, ids, report)
        return
    for label, target in state.on.items():
        onward = Transition(source=ids[key], target=_id(ids, _key(target)))
        yield TransitionDraft(onward, f"{at}.{label}", f"{at}.{label}")


def _branches(
    definition: Definition, key: str, meta: SplitMeta, ids: Mapping[str, str], report: Report
) -> Iterator[TransitionDraft]:
    """The branches of the split ``key`` of ``definition`` with its ``meta``, each behind a state of its own or
    straight to its target.

    ``ids`` name the targets, faults go to ``report``.
    """
    states, place = definition.states, f"{AT}.{key}"
    after = _duration(meta.delay, f"{place}.meta.delay", report)
    targets = {label: _key(target) for label, target in states[key].on.items()}
    behind = {label: states[to] for label, to in targets.items() if to in states and _is_branch(states[to])}
    straight = [label for label in targets if label not in behind]
    has_else = any(isinstance(state.meta, ElseMeta) for state in behind.values())
    timeout = None if has_else else timeout_label(straight)
    for label, target in targets.items():
        at = f"{place}.on.{label}"
        if label in behind:
            told = _branch_of_state(behind[label], f"{AT}.{target}", report)
        else:
            told = BranchFacts(
                target, None if label == timeout else _event_name_of_label(label, at, report), at
            )
        transition = Transition(
            source=ids[key],
            target=_id(ids, told.target),
            name=told.name,
            when=told.when,
            after=None if told.when else after,
        )
        yield TransitionDraft(
            transition, at, told.condition, BranchExtras(label, target if label in behind else None)
        )


def _branch_of_state(state: State, place: str, report: Report) -> BranchFacts:
    """The branch that is a ``state`` of its own at ``place`` and leads to one target; ``dangling_references`` reports
    others, ``report`` is told faults.
    """
    condition = f"{place}.meta.condition"
    target = next(map(_key, state.on.values()), "")
    when = _condition(state.meta.condition, condition, report) if isinstance(state.meta, BranchMeta) else None
    return BranchFacts(target, when, condition, state.meta.name)


def _event_name_of_label(label: str, place: str, report: Report) -> str:
    message = f"the branch has no condition, so its label {label!r} is read as the name of the event"
    hint = "correct the condition if the event has another name"
    report(Finding(code="read-as", severity="warning", place=place, message=message, hint=hint))
    return arrival(label)


def _duration(wait: Wait, place: str, report: Report) -> Duration:
    if wait.duration_units != "minutes":
        message = (
            f"the published examples show minutes; this is read as {wait.duration} {wait.duration_units}"
        )
        report(Finding(code="read-as", severity="warning", place=place, message=message))
    try:
        return Duration.read(UNITS[wait.duration_units].format(wait.duration))
    except ValueError as error:
        report(Finding(code="wrong-type", place=f"{place}.duration", message=str(error)))
        return Duration("1m")


def _condition(raw: object, place: str, report: Report) -> str:
    """The condition ``raw`` at ``place``, of the one kind that the examples show: an event of one name arrives.
    Others go to ``report``.
    """
    ast = read(Ast, raw, place, report)
    events = ast.options.every if ast is not FAILED else ()
    if ast is not FAILED and len(events) != 1:
        message = f"the published examples show one event here, not {len(events)}"
        report(Finding(code="unsupported-condition", place=f"{place}.options.AND", message=message))
    return arrival(events[0].event if events else "?")


def _key(target: str | Target) -> str:
    return target if isinstance(target, str) else target.target


def _id(ids: Mapping[str, str], key: str) -> str:
    return ids.get(key, key)


def _is_branch(state: State) -> bool:
    return isinstance(state.meta, BranchMeta | ElseMeta)
