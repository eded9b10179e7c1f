"""Random designs for Segment, made from the random designs by replacing what Segment has no word for."""

from __future__ import annotations

from hypothesis import strategies as st
from msgspec.structs import replace

from engine.journey import Journey
from engine.steps import (
    Checklist,
    Condition,
    Delay,
    Entry,
    Exit,
    FirstMatch,
    OnEvent,
    Outcome,
    Split,
    Step,
    Transition,
    Waypoint,
)
from strategies.journeys import journeys
from strategies.world import DURATIONS

DESTINATIONS = [{"destinationId": "d1", "activations": []}]
TRIGGER = OnEvent("event('viewed').count() = 1")


def plain_journeys() -> st.SearchStrategy[Journey]:
    """Only what Segment can hold, word for word."""
    return journeys("call").map(_with_simple_counts).map(_plain)


def portable_journeys() -> st.SearchStrategy[Journey]:
    """What Segment can hold in its own way: waypoints, steps that are off, queries, several kinds of exit too."""
    return journeys("call", min_steps=2).map(_with_simple_counts).map(_portable)


def _with_simple_counts(journey: Journey) -> Journey:
    """Counts of a number of events alone, all with the attempt's own key."""
    steps = {
        id: replace(step, distinct=None, within=None, zone=None, same_key=True)
        if isinstance(step, Waypoint)
        else step
        for id, step in journey.steps.items()
    }
    transitions = tuple(replace(transition, same_key=True) for transition in journey.transitions)
    return replace(journey, steps=steps, transitions=transitions)


def _portable(journey: Journey) -> Journey:
    steps = {id: _portable_step(step) for id, step in journey.steps.items()}
    transitions = tuple(
        transition
        for transition in journey.transitions
        if transition.after is None or _may_time_out(steps[transition.source])
    )
    rules = tuple(
        replace(rule, outcomes=("farewell",) if rule.outcomes else ()) for rule in journey.exit_rules
    )
    if any(rule.outcomes for rule in rules):
        steps["farewell"] = Outcome(type="destination", destinations=DESTINATIONS)
    return replace(journey, steps=steps, transitions=transitions, exit_rules=rules)


def _portable_step(step: Step) -> Step:
    match step:
        case Entry(trigger=FirstMatch()):
            return replace(step, trigger=TRIGGER)
        case Outcome():
            return Outcome(type="destination", destinations=DESTINATIONS, active=step.active)
        case Checklist():
            return Delay(duration=DURATIONS[0], active=step.active)
        case _:
            return step


def _may_time_out(step: Step) -> bool:
    return not isinstance(step, Delay)


def _plain(journey: Journey) -> Journey:
    journey = _portable(journey)
    waypoints = {id for id, step in journey.steps.items() if isinstance(step, Waypoint)}
    timed = {transition.source for transition in journey.transitions if transition.after is not None}
    return replace(
        journey,
        track_by="actor",
        sources=(),
        layout=None,
        extras=None,
        steps={id: _plain_step(step) for id, step in journey.steps.items()},
        transitions=(
            *(_plain_transition(transition, waypoints) for transition in journey.transitions),
            *(Transition(source=id, target="done", after=DURATIONS[0]) for id in waypoints - timed),
        ),
        exit_rules=tuple(
            replace(rule, trigger=OnEvent(_text(rule.trigger.condition)))
            if isinstance(rule.trigger, OnEvent)
            else rule
            for rule in journey.exit_rules
        ),
    )


def _plain_step(step: Step) -> Step:
    match step:
        case Entry(trigger=OnEvent(condition=condition)):
            return Entry(name="Start", trigger=OnEvent(_text(condition)))
        case Waypoint():
            return Split(on="event")
        case Split(on=on):
            return Split(on=on)
        case Exit():
            return Exit()
        case _:
            return replace(step, active=True)


def _plain_transition(transition: Transition, waypoints: set[str]) -> Transition:
    transition = replace(transition, same_key=True)
    if transition.source in waypoints and transition.plain:
        return replace(transition, when="event('passed').count() = 1")
    return transition if transition.when is None else replace(transition, when=_text(transition.when))


def _text(condition: Condition) -> str:
    return (
        condition
        if isinstance(condition, str)
        else "event('failed').where(property('score') >= 1).count() = 1"
    )
