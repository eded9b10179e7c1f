"""Losses: what Segment cannot hold of a journey.

An error where leaving it out would change who gets where, a warning where it would change what is seen or how it is
told apart, a note where it means nothing to an attempt.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import assert_never

from engine.dialects.segment.wire import PROPERTIES, Destination
from engine.dialects.segment.write import exit_outcomes
from engine.finding import Finding
from engine.journey import Journey
from engine.labels import count_label
from engine.steps import (
    Checklist,
    Delay,
    Entry,
    Exit,
    FirstMatch,
    Outcome,
    Split,
    Step,
    Transition,
    Waypoint,
    waits,
)
from engine.typed_json import read

_warning = partial(Finding, severity="warning")
_note = partial(Finding, severity="note")


def losses(journey: Journey) -> Iterator[Finding]:
    """Everything but conditions, names of branches, and limits."""
    yield from _of_journey(journey)
    yield from _of_exit_rules(journey)
    for id, step in journey.steps.items():
        if is_passed_through(step):
            message = f"{id!r} is off and left out: Segment has no steps that are passed through"
            yield _warning(code="lost-step", place=f"$.steps.{id}", step=id, message=message)
            continue
        yield from _of_step(journey, id, step)
        if step.description:
            message = f"the description of {id!r} has no place in Segment"
            place = f"$.steps.{id}.description"
            yield _note(code="lost-description", place=place, step=id, message=message)


def lost_names(journey: Journey, lost: Callable[[Transition], bool]) -> Iterator[Finding]:
    """Findings for names of transitions of ``journey`` that have no place in the document, for which ``lost`` is
    true.
    """
    for index, transition in enumerate(journey.transitions):
        if transition.name and lost(transition):
            message = f"the name {transition.name!r} of a transition has no place in Segment's document"
            place = f"$.transitions[{index}].name"
            yield _note(code="lost-name", place=place, transition=index, message=message)


def is_passed_through(step: Step) -> bool:
    """Tell whether an attempt goes on as if the step were not there."""
    return not step.active or (isinstance(step, Checklist) and not waits(step))


def _of_journey(journey: Journey) -> Iterator[Finding]:
    key = journey.concurrency_key
    if key is not None and not (key.startswith(PROPERTIES) and key != PROPERTIES):
        message = f"a concurrency key of Segment is a property of the event, and {key!r} is none"
        hint = f"use a path that begins with {PROPERTIES}"
        yield Finding(code="unsupported-key", place="$.concurrency_key", message=message, hint=hint)
    if key is not None and journey.entry_rule != "multiple":
        message = (
            f"Segment speaks of concurrency keys with its entry rule MULTIPLE only, not {journey.entry_rule}"
        )
        yield _warning(code="undocumented-key", place="$.concurrency_key", message=message)
    if journey.track_by == "persona":
        message = "Segment follows its own profiles (user id), not personas"
        yield _warning(code="lost-track-by", place="$.track_by", message=message)
    if journey.sources:
        message = "events of Segment carry no store; sources are left out"
        yield _warning(code="lost-sources", place="$.sources", message=message)
    if not journey.public:
        message = "who may see a journey is not part of Segment's document"
        yield _warning(code="lost-public", place="$.public", message=message)
    if not journey.active:
        message = "whether a journey runs is not part of the document: Segment makes a draft, which is published apart"
        yield _note(code="lost-active", place="$.active", message=message)
    if journey.layout is not None and journey.layout.position:
        message = "positions of steps have no place in Segment"
        yield _note(code="lost-layout", place="$.layout", message=message)


def _of_exit_rules(journey: Journey) -> Iterator[Finding]:
    alone = set(exit_outcomes(journey))
    for index, rule in enumerate(journey.exit_rules):
        for number, outcome in enumerate(rule.outcomes):
            if outcome not in alone:
                message = f"{outcome!r} is also a step on the way; Segment shows only destinations of exit rules alone"
                place = f"$.exit_rules[{index}].outcomes[{number}]"
                yield _warning(code="undocumented-destination", place=place, step=outcome, message=message)
    for index, transition in enumerate(journey.transitions):
        if not transition.same_key and journey.concurrency_key is not None:
            said = f"a branch of {transition.source!r} takes them with any"
            yield _any_key(f"$.transitions[{index}].same_key", said, transition=index)
        if transition.source in alone:
            message = f"the way on from {transition.source!r} is left out: only exit rules run it"
            place = f"$.transitions[{index}]"
            yield _note(code="lost-transition", place=place, transition=index, message=message)


def _of_step(journey: Journey, id: str, step: Step) -> Iterator[Finding]:
    place = f"$.steps.{id}"
    told = partial(Finding, place=place, step=id)
    match step:
        case Entry(trigger=FirstMatch()):
            message = (
                "an attempt in Segment starts with an event of its own, not with what its first step takes"
            )
            yield told(code="unsupported-trigger", message=message, hint="use the trigger event or audience")
        case Checklist():
            message = f"Segment waits for one event at a time, and {id!r} is a checklist"
            hint = "put its items in a row as waypoints"
            yield told(code="unsupported-step", message=message, hint=hint)
        case Outcome(type="destination"):
            yield from _destinations(step, place, id)
        case Outcome(type=type):
            message = f"Segment has no outcomes of type {type}, and {id!r} is one"
            hint = "make it a destination; a webhook is one"
            yield told(code="unsupported-outcome", message=message, hint=hint)
        case Waypoint():
            yield from _count(journey, step, place, id)
            message = f"the waypoint {id!r} is written as an EVENT_SPLIT with one branch"
            yield told(code="rewritten-step", severity="note", message=message)
        case Split(sticky=True):
            message = f"Segment's document has no word for sticky; {id!r} draws anew for every instance"
            yield told(code="lost-sticky", severity="warning", message=message)
        case Exit(completes=False):
            message = f"Segment has one kind of exit; who gives up at {id!r} counts as completed"
            yield told(code="lost-completes", severity="warning", message=message)
        case Entry() | Split() | Delay() | Exit():
            pass
        case _ as unknown:
            assert_never(unknown)


def _count(journey: Journey, step: Waypoint, place: str, id: str) -> Iterator[Finding]:
    if step.distinct is not None or step.zone is not None:
        message = f"Segment cannot count so: {id!r} asks for {count_label('events', step)}"
        hint = "count events without 'distinct'; 'within' is kept where it has no zone"
        yield Finding(code="unsupported-count", place=place, step=id, message=message, hint=hint)
    if not step.same_key and journey.concurrency_key is not None:
        yield _any_key(f"{place}.same_key", f"{id!r} takes them with any", step=id)


def _any_key(place: str, said: str, step: str | None = None, transition: int | None = None) -> Finding:
    return Finding(
        code="unsupported-any-key",
        place=place,
        step=step,
        transition=transition,
        message=f"in Segment an instance only sees events with its own key, and {said}",
        hint="use an exit rule, which may look beyond the key",
    )


def _destinations(step: Outcome, place: str, id: str) -> Iterator[Finding]:
    """Findings for the destinations of ``step`` ``id`` at ``place``, written as they are: they have to be what
    Segment reads.
    """
    findings: list[Finding] = []
    read(tuple[Destination, ...], step.destinations, f"{place}.destinations", findings.append)
    for finding in findings:
        if finding.code != "unknown-key":
            yield Finding(
                code="bad-destination",
                place=finding.place,
                step=id,
                message=finding.message,
                hint=finding.hint,
            )
