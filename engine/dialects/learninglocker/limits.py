"""Limits of Learning Locker: leaving out what it cannot hold would change the journey's meaning."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import assert_never

import networkx as nx

from engine.conditions import segment
from engine.dialects.learninglocker.literals import rewritten
from engine.finding import Finding
from engine.journey import Journey
from engine.labels import count_label
from engine.steps import (
    Checklist,
    Condition,
    Delay,
    Entry,
    Exit,
    FirstMatch,
    Item,
    Outcome,
    Split,
    Step,
    Waypoint,
    waits,
)


def unsupported_parts(journey: Journey) -> Iterator[Finding]:
    """Yield what has no place in a document of Learning Locker and would change the meaning if it were left out."""
    yield from _of_journey(journey)
    reached = {journey.entry} | nx.descendants(journey.graph, journey.entry)
    for id, step in journey.steps.items():
        if id in reached:
            yield from _of_step(id, step)
            yield from _conditions(id, step)
    for index, transition in enumerate(journey.transitions):
        source = journey.steps[transition.source]
        if transition.timed and transition.source in reached and _takes_events(source):
            message = f"{transition.source!r} does not wait for ever, and Learning Locker knows no timeouts"
            yield Finding(
                code="unsupported-timeout",
                place=f"$.transitions[{index}]",
                transition=index,
                message=message,
                hint="take the timeout out",
            )


def _takes_events(step: Step) -> bool:
    """Splits are named themselves."""
    return isinstance(step, Waypoint | Checklist) and waits(step)


def _of_journey(journey: Journey) -> Iterator[Finding]:
    if journey.entry_rule == "multiple":
        message = "Learning Locker starts an attempt once, or when no other runs; never several side by side"
        hint = "use once or after_exit"
        yield Finding(code="unsupported-entry-rule", place="$.entry_rule", message=message, hint=hint)
    if journey.concurrency_key is not None:
        message = "Learning Locker knows no concurrency key"
        yield Finding(code="unsupported-key", place="$.concurrency_key", message=message, hint="take it out")
    for index, rule in enumerate(journey.exit_rules):
        if rule.active:
            message = f"Learning Locker knows no exit rules such as {rule.name or rule.id!r}"
            place = f"$.exit_rules[{index}]"
            yield Finding(code="unsupported-exit-rule", place=place, message=message, hint="switch it off")


def _of_step(id: str, step: Step) -> Iterator[Finding]:
    told = partial(Finding, place=f"$.steps.{id}", step=id)
    match step:
        case Entry(trigger=trigger) if not isinstance(trigger, FirstMatch):
            message = (
                "an attempt in Learning Locker starts with the first event that its first waypoint takes"
            )
            yield told(code="unsupported-trigger", message=message, hint="use the trigger first_match")
        case Split():
            message = f"Learning Locker has one way for everybody, and {id!r} is a split"
            yield told(code="unsupported-step", message=message, hint="make a journey of each branch")
        case Delay(active=True):
            message = f"Learning Locker does not wait for time to pass, and {id!r} is a delay"
            yield told(code="unsupported-step", message=message, hint="switch it off")
        case Checklist():
            yield from _partial_checklists(id, step)
        case Outcome(type=type) if type != "callback":
            yet = " yet" if type == "statement" else ""
            message = f"Learning Locker has no outcomes of type {type}{yet}, and {id!r} is one"
            yield told(code="unsupported-outcome", message=message, hint="make it a callback")
        case Exit(completes=False):
            message = f"{id!r} gives up, and a journey of Learning Locker ends completed or not at all"
            yield told(code="unsupported-exit", message=message, hint="let it complete")
        case Entry() | Waypoint() | Delay() | Outcome() | Exit():
            pass
        case _ as unknown:
            assert_never(unknown)


def _partial_checklists(id: str, step: Checklist) -> Iterator[Finding]:
    items = sum(item.active for item in step.items.values())
    if waits(step) and step.required not in (None, items):
        message = f"{id!r} takes {step.required} of {items} items, and Learning Locker takes all"
        yield Finding(
            code="unsupported-required",
            place=f"$.steps.{id}.required",
            step=id,
            message=message,
            hint="leave required empty, or switch items off",
        )


def _conditions(id: str, step: Step) -> Iterator[Finding]:
    if isinstance(step, Waypoint):
        yield from _count(step, f"$.steps.{id}", id)
        yield from _condition(step.condition, f"$.steps.{id}.condition", id)
    elif isinstance(step, Checklist):
        for item, each in step.items.items():
            yield from _count(each, f"$.steps.{id}.items.{item}", id)
            yield from _condition(each.condition, f"$.steps.{id}.items.{item}.condition", id)


def _count(count: Waypoint | Item, place: str, step: str) -> Iterator[Finding]:
    if count.active and (count.distinct is not None or count.within is not None):
        asked = count_label("events", count)
        message = f"Learning Locker counts events alone, and {place.rpartition('.')[2]!r} asks for {asked}"
        hint = "count events without 'distinct' and 'within'"
        yield Finding(code="unsupported-count", place=place, step=step, message=message, hint=hint)


def _condition(condition: Condition, place: str, step: str) -> Iterator[Finding]:
    query = as_query(condition)
    if isinstance(query, segment.NoEquivalent):
        message = f"Learning Locker's conditions are mongo queries, and this has no equal: {query.reason}"
        yield Finding(code="unsupported-condition", place=place, step=step, message=message)
    elif isinstance(condition, str):
        message = "the condition in Segment's language is written as the mongo query with the same answers"
        yield Finding(code="rewritten-condition", severity="note", place=place, step=step, message=message)
    if isinstance(query, dict):
        for each in rewritten(query, place).problems:
            yield Finding(
                code="unsupported-literal", place=each.place, step=step, message=each.message, hint=each.hint
            )


def as_query(condition: Condition) -> dict[str, object] | segment.NoEquivalent:
    """The condition as a mongo query, or why there is none."""
    return segment.to_mongo(segment.parse(condition)) if isinstance(condition, str) else condition
