"""Wire states and exit rules as steps, transitions and exit rules, with where each part stood in the document."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, Literal

from msgspec import Struct

from engine.dialects.segment.ids import step_ids
from engine.dialects.segment.wire import (
    JSON,
    AudienceEntry,
    Branch,
    ConditionSplit,
    End,
    EventEntry,
    EventSplit,
    ExitOnEvent,
    ExitRules,
    Otherwise,
    PlainTransition,
    RandomSplit,
    RelatedDestination,
    Send,
    Share,
    SimpleDelay,
    State,
    Timeout,
)
from engine.finding import Finding
from engine.steps import Delay, Entry, Exit, ExitRule, OnAudience, OnEvent, Outcome, Split, Step, Transition

SPLITS: Final[dict[type, Literal["event", "data", "random"]]] = {
    EventSplit: "event",
    ConditionSplit: "data",
    RandomSplit: "random",
}

SegmentTransition = PlainTransition | Branch | Timeout | Otherwise | Share


class PlacedState(Struct, frozen=True):
    """A state, the JSON it was read from, and its place."""

    state: State | RelatedDestination
    raw: JSON
    place: str


class States(Struct, frozen=True):
    """The steps made of states, and the ids they have; ``places`` leads from our document to the wire's."""

    ids: Mapping[str, str]
    steps: dict[str, Step]
    transitions: tuple[Transition, ...]
    places: dict[str, str]


def read_states(states: Sequence[PlacedState]) -> States:
    """All states as steps. A second state of one id is left out: ``dangling_references`` reports it."""
    ids = step_ids(stood.state.key.id for stood in states)
    steps: dict[str, Step] = {}
    transitions: list[Transition] = []
    places: dict[str, str] = {}
    for stood in states:
        id = ids[stood.state.key.id]
        if id in steps:
            continue
        steps[id] = _step(stood)
        places |= _step_places(id, stood.place)
        for index, transition in enumerate(_transitions(stood.state)):
            places |= _transition_places(len(transitions), f"{stood.place}.transitions[{index}]")
            transitions.append(_transition(id, transition, ids.get(transition.next, transition.next)))
    return States(ids=ids, steps=steps, transitions=tuple(transitions), places=places)


def dangling_references(states: Sequence[PlacedState], initial: str, at: str) -> Iterator[Finding]:
    """Ids that are used twice, and references to states that are not there; ``at`` is the definition's place."""
    times = Counter(stood.state.key.id for stood in states)
    on_the_way = {stood.state.key.id for stood in states if not isinstance(stood.state, RelatedDestination)}
    for stood in states:
        id = stood.state.key.id
        if times[id] > 1:
            message = f"the id {id!r} is used {times[id]} times"
            place = f"{stood.place}.key.id"
            yield Finding(code="duplicate-id", place=place, message=message, hint="give each its own")
        for index, transition in enumerate(_transitions(stood.state)):
            if transition.next not in on_the_way:
                place = f"{stood.place}.transitions[{index}].next"
                yield Finding(
                    code="dangling-transition", place=place, message=f"there is no state {transition.next!r}"
                )
    yield from _initial(states, initial, f"{at}.initialState")


def _initial(states: Sequence[PlacedState], initial: str, place: str) -> Iterator[Finding]:
    first = next((stood.state for stood in states if stood.state.key.id == initial), None)
    if first is None:
        yield Finding(code="dangling-transition", place=place, message=f"there is no state {initial!r}")
    elif not isinstance(first, EventEntry | AudienceEntry):
        message = f"{initial!r} is no entry"
        hint = "a journey starts at a state of type EVENT_ENTRY or AUDIENCE_ENTRY"
        yield Finding(code="no-entry", place=place, message=message, hint=hint)


def read_exit_rules(wire: ExitRules, ids: Mapping[str, str]) -> tuple[ExitRule, ...]:
    """The exit rules in ``wire``, the destinations of which are steps by ``ids``; each is off where all of them are."""
    return tuple(
        ExitRule(
            id=rule.key.id,
            name=rule.key.name,
            active=wire.enabled and rule.enabled,
            trigger=OnEvent(rule.condition)
            if isinstance(rule, ExitOnEvent)
            else OnAudience(rule.audience_id),
            same_key=rule.concurrency_enabled,
            outcomes=tuple(ids.get(id, id) for id in rule.connected_destinations),
        )
        for rule in wire.rules
    )


def exit_rule_places(wire: ExitRules, at: str) -> dict[str, str]:
    """Return where the parts of exit rules stood; ``at`` is the place of their list."""
    places: dict[str, str] = {}
    for index in range(len(wire.rules)):
        ours, theirs = f"$.exit_rules[{index}]", f"{at}[{index}]"
        places |= {
            ours: theirs,
            f"{ours}.id": f"{theirs}.key.id",
            f"{ours}.trigger.condition": f"{theirs}.condition",
            f"{ours}.outcomes": f"{theirs}.connectedDestinations",
        }
    return places


def _step(stood: PlacedState) -> Step:
    state, name = stood.state, stood.state.key.name
    match state:
        case EventEntry(condition=condition):
            return Entry(name=name, trigger=OnEvent(condition))
        case AudienceEntry(audience_id=audience):
            return Entry(name=name, trigger=OnAudience(audience))
        case SimpleDelay(duration=duration):
            return Delay(name=name, duration=duration)
        case Send() | RelatedDestination():
            return Outcome(name=name, type="destination", destinations=stood.raw["destinations"])
        case End():
            return Exit(name=name)
        case _:
            return Split(name=name, on=SPLITS[type(state)])


def _transitions(state: State | RelatedDestination) -> Sequence[SegmentTransition]:
    return () if isinstance(state, End | RelatedDestination) else state.transitions


def _transition(source: str, transition: SegmentTransition, target: str) -> Transition:
    match transition:
        case Branch(condition=condition):
            return Transition(source=source, target=target, when=condition)
        case Timeout(duration=duration):
            return Transition(source=source, target=target, after=duration)
        case Share(percentage=percentage):
            return Transition(source=source, target=target, percent=percentage)
        case Otherwise():
            return Transition(source=source, target=target, default=True)
        case PlainTransition():
            return Transition(source=source, target=target)


def _step_places(id: str, place: str) -> dict[str, str]:
    ours = f"$.steps.{id}"
    return {ours: place, f"{ours}.trigger": place}


def _transition_places(index: int, place: str) -> dict[str, str]:
    ours = f"$.transitions[{index}]"
    return {ours: place, f"{ours}.to": f"{place}.next", f"{ours}.when": f"{place}.condition"}
