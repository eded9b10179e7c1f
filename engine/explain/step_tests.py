"""Tests that a step puts to an event, and what each is called where the step has several."""

from __future__ import annotations

from collections.abc import Mapping
from typing import assert_never

from engine.journey import Journey
from engine.labels import branch
from engine.plan import Place, Plan
from engine.steps import (
    Checklist,
    Delay,
    Entry,
    Exit,
    FirstMatch,
    Item,
    OnAudience,
    OnEvent,
    Outcome,
    Split,
    Waypoint,
    waits,
)
from engine.walk import onward

Asked = Mapping[Place, str]
"""Places of tests in the plan, each with the name of the item or branch it belongs to; empty for the step's own."""


def tests_at_step(plan: Plan, step: str) -> Asked:
    """The tests that an event meets at a step; none where a step waits for no event."""
    match plan.journey.steps[step]:
        case Waypoint():
            return {("step", step): ""}
        case Checklist(items=items):
            return {("item", step, id): item.name or id for id, item in items.items() if item.active}
        case Split(on="event"):
            transitions = [
                (index, transition)
                for index, transition in plan.journey.out(step)
                if transition.when is not None
            ]
            return {("branch", str(index)): branch(transition) for index, transition in transitions}
        case Entry(trigger=FirstMatch()):
            first = first_wait(plan)
            return {} if first is None else tests_at_step(plan, first)
        case Entry(trigger=OnEvent() | OnAudience()):
            return {("entry",): ""}
        case Entry() | Split() | Delay() | Outcome() | Exit():
            return {}
        case _ as unknown:
            assert_never(unknown)


def first_wait(plan: Plan) -> str | None:
    """The first step that waits, going straight on from the entry; None where a split decides which."""
    step = plan.journey.entry
    while not waits(plan.journey.steps[step]):
        if isinstance(plan.journey.steps[step], Split) or not any(
            transition.plain for _, transition in plan.journey.out(step)
        ):
            return None
        step = plan.journey.transitions[onward(plan, step)].target
    return step


def same_key(plan: Plan, place: Place) -> bool:
    """Tell whether the test at a place asks for events with the attempt's own concurrency key."""
    match place:
        case ("branch", index):
            return plan.journey.transitions[int(index)].same_key
        case ("step" | "item", *_):
            return count_at(plan.journey, place).same_key
        case _:
            return True


def count_at(journey: Journey, place: Place) -> Waypoint | Item:
    """The waypoint or the item at a place."""
    step = journey.steps[place[1]]
    found = step.items[place[2]] if isinstance(step, Checklist) else step
    assert isinstance(found, Waypoint | Item)
    return found
