"""The export of journeys as the alpha's document, if the published examples show how to write them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import chain
from typing import assert_never

from engine.conditions import segment
from engine.dialects.portability import ExportResult
from engine.dialects.segment.fit import fit
from engine.dialects.segment.limits import beyond_names_of_branches
from engine.dialects.segment.losses import lost_names
from engine.dialects.segment_limits import JULY_2026
from engine.dialects.segment_xstate.extras import read_extras
from engine.dialects.segment_xstate.transition_labels import event_of
from engine.dialects.segment_xstate.write import MINUTE, create_body
from engine.finding import Finding, errors
from engine.journey import Journey
from engine.steps import (
    Checklist,
    Condition,
    Delay,
    Entry,
    Exit,
    OnAudience,
    OnEvent,
    Outcome,
    Split,
    Step,
    Transition,
    Waypoint,
)

UNDOCUMENTED = "the published examples do not show"


def export_journey(journey: Journey) -> ExportResult:
    """The body that creates a draft; publishing is done in Segment's own pages.

    A journey with anything that the examples do not show is refused: nobody knows how to write it. Places of
    findings are in the journey's document.
    """
    fitted = fit(journey, JULY_2026)
    findings = list(fitted.findings)
    if fitted.fits:
        findings += chain(
            _parts_not_shown(fitted.journey),
            beyond_names_of_branches(fitted.journey, JULY_2026),
            lost_names(
                journey,
                lambda transition: (
                    transition.plain and not isinstance(journey.steps[transition.source], Waypoint)
                ),
            ),
        )
    if errors(findings):
        return ExportResult(None, tuple(findings))
    return ExportResult(create_body(fitted.journey, read_extras(journey)), tuple(findings))


def _parts_not_shown(journey: Journey) -> Iterator[Finding]:
    if journey.entry_rule != "multiple":
        message = f"{UNDOCUMENTED} the entry rule {journey.entry_rule}, only multiple"
        yield Finding(code="unsupported-entry-rule", place="$.entry_rule", message=message)
    for index, rule in enumerate(journey.exit_rules):
        message = f"{UNDOCUMENTED} exit rules such as {rule.name or rule.id!r}"
        yield Finding(code="unsupported-exit-rule", place=f"$.exit_rules[{index}]", message=message)
    for id, step in journey.steps.items():
        told = partial(Finding, place=f"$.steps.{id}", step=id)
        if what := _kind_not_shown(step):
            yield told(code="unsupported-step", message=f"{UNDOCUMENTED} {what}, and {id!r} is one")
            continue
        if isinstance(step, Entry) and isinstance(step.trigger, OnEvent):
            yield from _condition(step.trigger.condition, told)
        for _, transition in journey.out(id):
            yield from _branch(transition, told)


def _kind_not_shown(step: Step) -> str:
    match step:
        case Delay():
            return "a delay"
        case Split(on=on) if on != "event":
            return f"a split on {on}"
        case Outcome():
            return "a destination"
        case Entry(trigger=OnAudience()):
            return "an entry by audience"
        case Entry() | Waypoint() | Checklist() | Split() | Exit():
            return ""
        case _ as unknown:
            assert_never(unknown)


def _branch(transition: Transition, told: partial[Finding]) -> Iterator[Finding]:
    if transition.when is not None:
        yield from _condition(transition.when, told)
    if transition.after is not None and transition.after.microseconds % MINUTE:
        message = (
            f"{UNDOCUMENTED} other units than minutes, and {transition.source!r} waits {transition.after}"
        )
        yield told(code="unsupported-duration", message=message, hint="use whole minutes")


def _condition(condition: Condition, told: partial[Finding]) -> Iterator[Finding]:
    if isinstance(condition, str) and event_of(condition) is None:
        label = segment.short_text(segment.parse(condition))
        message = f"{UNDOCUMENTED} conditions other than the arrival of one event, and this is {label!r}"
        yield told(code="unsupported-condition", message=message, hint="use event('…').count() = 1")
