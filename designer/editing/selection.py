"""Places in a design that a person can select and change: a step, an item, a transition, an exit rule, the journey."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from engine.edit import ChangeJourney, ChangeStep, ChangeTransition, Edit
from engine.edit.fields import Fields, plain
from engine.finding import Finding
from engine.journey import Journey
from engine.labels import branch, kind, title
from engine.steps import Checklist, Entry, ExitRule, Item, Step, Transition

Part = Journey | Step | Item | Transition | ExitRule


class Place(Struct, frozen=True, omit_defaults=True):
    """A place in a design; without any of these, the journey itself. An item has its step beside it."""

    step: str | None = None
    item: str | None = None
    transition: int | None = None
    rule: str | None = None


JOURNEY = Place()


def part_at(journey: Journey, place: Place) -> Part | None:
    """The part of ``journey`` at ``place``, if anything is there."""
    if place.transition is not None:
        inside = 0 <= place.transition < len(journey.transitions)
        return journey.transitions[place.transition] if inside else None
    if place.rule is not None:
        return next((rule for rule in journey.exit_rules if rule.id == place.rule), None)
    if place.step is None:
        return journey
    step = journey.steps.get(place.step)
    if place.item is None:
        return step
    return step.items.get(place.item) if isinstance(step, Checklist) else None


def still_there(journey: Journey, place: Place) -> Place:
    """The place itself, or what is left of it after an edit: an item's step, else the journey."""
    if part_at(journey, place) is not None:
        return place
    whole = Place(step=place.step)
    return whole if part_at(journey, whole) is not None else JOURNEY


def change(journey: Journey, place: Place, fields: Fields) -> Edit:
    """The edit that gives the part at a place other values for some fields. Raises KeyError if nothing is there."""
    if place.transition is not None:
        return ChangeTransition(place.transition, fields)
    if place.rule is not None:
        return ChangeJourney({"exit_rules": list(_with_rule(journey, place.rule, fields))})
    if place.step is None:
        return ChangeJourney(fields)
    if place.item is None:
        return ChangeStep(place.step, fields)
    items = items_of(journey, place.step)
    return ChangeStep(place.step, {"items": {**items, place.item: {**items[place.item], **fields}}})


def items_of(journey: Journey, step: str) -> dict[str, Fields]:
    """The items of the checklist ``step`` of ``journey`` as JSON values, by id."""
    checklist = journey.steps[step]
    assert isinstance(checklist, Checklist)
    return {id: _fields(item) for id, item in checklist.items.items()}


def _with_rule(journey: Journey, id: str, fields: Fields) -> Iterator[Fields]:
    for rule in journey.exit_rules:
        yield {**_fields(rule), **(fields if rule.id == id else {})}


def _fields(part: Struct) -> Fields:
    written = plain(part)
    assert isinstance(written, dict)
    return written


def path_of(journey: Journey, place: Place) -> str:
    """The place as findings write it, such as ``$.steps.quiz``."""
    if place.transition is not None:
        return f"$.transitions[{place.transition}]"
    if place.rule is not None:
        numbers = [number for number, rule in enumerate(journey.exit_rules) if rule.id == place.rule]
        return f"$.exit_rules[{numbers[0] if numbers else ''}]"
    if place.step is None:
        return "$"
    return f"$.steps.{place.step}" + (f".items.{place.item}" if place.item else "")


_ITEM = re.compile(r"\$\.steps\.[^.]+\.items\.([A-Za-z0-9_-]+)")
_RULE = re.compile(r"\$\.exit_rules\[(\d+)\]")


def place_of(journey: Journey, finding: Finding) -> Place:
    """The place in ``journey`` where a person goes to mend a ``finding``."""
    if finding.transition is not None:
        return still_there(journey, Place(transition=finding.transition))
    if (rule := _RULE.match(finding.place)) and int(rule[1]) < len(journey.exit_rules):
        return Place(rule=journey.exit_rules[int(rule[1])].id)
    place = Place(step=finding.step)
    if finding.step and (item := _ITEM.match(finding.place)):
        place = replace(place, item=item[1])
    return still_there(journey, place)


def kind_at(journey: Journey, place: Place) -> str:
    """Return what kind of thing is there: ``waypoint``, ``item``, ``transition``, ``exit rule``, ``journey`` …"""
    match part_at(journey, place):
        case Transition():
            return "transition"
        case ExitRule():
            return "exit rule"
        case Item():
            return "item"
        case Journey() | None:
            return "journey"
        case step:
            return kind(step)


def title_at(journey: Journey, place: Place) -> str:
    """Return what people call the thing at a place."""
    match part_at(journey, place):
        case Transition() as transition:
            ends = f"{step_title(journey, transition.source)} → {step_title(journey, transition.target)}"
            return f"{ends}: {said}" if (said := branch(transition)) else ends
        case ExitRule() as rule:
            return rule.name or rule.id
        case Item() as item:
            return item.name or str(place.item)
        case Journey() | None:
            return journey.name or journey.id
        case step:
            return title(str(place.step), step)


def step_title(journey: Journey, id: str) -> str:
    """The title of step ``id`` of ``journey``, or the id where there is no such step."""
    return title(id, journey.steps[id]) if id in journey.steps else id


def steps_in_order(journey: Journey) -> list[str]:
    """The steps in the order in which they are reached from the entry, then those that are not."""
    entries = [id for id, step in journey.steps.items() if isinstance(step, Entry)]
    led_to = {transition.target for transition in journey.transitions}
    loose = [id for id in journey.steps if id not in led_to]
    found: dict[str, None] = {}
    ahead = [*entries, *loose][::-1]
    while ahead:
        id = ahead.pop()
        if id not in found:
            found[id] = None
            ahead += [transition.target for _, transition in journey.out(id)][::-1]
    return [id for id in {**found, **dict.fromkeys(journey.steps)} if id in journey.steps]
