"""Conditions in Segment's language, whichever language they were written in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from msgspec.structs import replace

from engine.conditions import segment
from engine.conditions.segment.expression import Number, Reduction, Span, Within
from engine.conditions.segment.survey import counts_one
from engine.duration import Duration
from engine.finding import Finding
from engine.journey import Journey
from engine.steps import (
    Condition,
    Entry,
    ExitRule,
    OnEvent,
    Split,
    Step,
    Transition,
    Waypoint,
)

Report = Callable[[Finding], None]


def in_segments_language(journey: Journey, report: Report) -> Journey:
    """The journey with every condition of a step, a branch or an exit rule as text; a note tells which were rewritten.

    A mongo query that has no equal stays, and an error says why. Items of checklists are left alone.
    """

    def told(
        condition: Condition, place: str, step: str | None = None, branch: int | None = None
    ) -> Condition:
        on_data = branch is not None and _splits_on_data(journey, journey.transitions[branch].source)
        return _phrase(condition, "data" if on_data else "event", _at(place, step, branch, report))

    return replace(
        journey,
        steps={id: _step(step, id, told) for id, step in journey.steps.items()},
        transitions=tuple(
            _branch(transition, index, told) for index, transition in enumerate(journey.transitions)
        ),
        exit_rules=tuple(_exit_rule(rule, index, told) for index, rule in enumerate(journey.exit_rules)),
    )


def times(text: str, count: int, within: Duration | None = None) -> str | None:
    """The condition that is true with the ``count``-th event for which ``text`` is, all ``within`` a time; None if
    the language has none.
    """
    expression = segment.parse(text)
    if count == 1:
        return text
    window = None if within is None else _window(within)
    if not isinstance(expression, segment.Comparison) or not counts_one(expression):
        return None
    assert isinstance(expression.left, Reduction)
    if (within is not None and window is None) or expression.left.window is not None:
        return None
    left = replace(expression.left, window=window)
    return segment.to_text(replace(expression, left=left, operator="at_least", right=(Number(count),)))


def _window(length: Duration) -> Within | None:
    """A window of whole days or hours, as the language has them."""
    hours, rest = divmod(length.microseconds, 3_600_000_000)
    if rest:
        return None
    return Within(Span(hours // 24, "day") if hours % 24 == 0 else Span(hours, "hour"))


Told = Callable[..., Condition]


def _step(step: Step, id: str, told: Told) -> Step:
    match step:
        case Entry(trigger=OnEvent(condition=condition)):
            phrased = told(condition, f"$.steps.{id}.trigger.condition", id)
            return replace(step, trigger=OnEvent(phrased))
        case Waypoint(condition=condition):
            return replace(step, condition=told(condition, f"$.steps.{id}.condition", id))
        case _:
            return step


def _branch(transition: Transition, index: int, told: Told) -> Transition:
    if transition.when is None:
        return transition
    return replace(
        transition, when=told(transition.when, f"$.transitions[{index}].when", transition.source, index)
    )


def _exit_rule(rule: ExitRule, index: int, told: Told) -> ExitRule:
    if not isinstance(rule.trigger, OnEvent):
        return rule
    place = f"$.exit_rules[{index}].trigger.condition"
    return replace(rule, trigger=OnEvent(told(rule.trigger.condition, place)))


def _splits_on_data(journey: Journey, id: str) -> bool:
    step = journey.steps[id]
    return isinstance(step, Split) and step.on == "data"


def _at(place: str, step: str | None, transition: int | None, report: Report) -> Report:
    return lambda finding: report(replace(finding, place=place, step=step, transition=transition))


def _phrase(condition: Condition, on: Literal["event", "data"], report: Report) -> Condition:
    if isinstance(condition, str):
        return condition
    expression = segment.from_mongo(condition, on)
    if isinstance(expression, segment.NoEquivalent):
        message = f"this query cannot be said in Segment's language: {expression.reason}"
        report(Finding(code="unsupported-condition", message=message, hint="write it in Segment's language"))
        return condition
    text = segment.to_text(expression)
    message = f"the query is written in Segment's language: {text}"
    report(Finding(code="rewritten-condition", severity="note", message=message))
    return text
