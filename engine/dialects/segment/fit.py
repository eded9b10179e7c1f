"""A journey made of what Segment can hold, and everything there is to say about what was not so."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct
from msgspec.structs import replace

from engine.dialects.local_waits import unsupported_moments, with_plain_waits
from engine.dialects.segment.limits import beyond
from engine.dialects.segment.losses import is_passed_through, losses
from engine.dialects.segment.phrase import in_segments_language, times
from engine.dialects.segment.write import exit_outcomes
from engine.dialects.segment_limits import NOVEMBER_2025, Limits
from engine.finding import Finding, Severity, errors
from engine.journey import Journey
from engine.labels import count_label
from engine.rules import faults
from engine.slug import unused_id
from engine.steps import Exit, Split, Step, Transition, Waypoint

GAVE_UP = "waited-out"
"""The id of the exit that is added for waypoints without a timeout."""


class SegmentFit(Struct, frozen=True):
    """A journey of Segment's steps, if no finding is an error."""

    journey: Journey
    findings: tuple[Finding, ...]

    @property
    def fits(self) -> bool:
        return not errors(self.findings)


def fit(journey: Journey, limits: Limits = NOVEMBER_2025) -> SegmentFit:
    """The journey for Segment: inactive steps left out, conditions as text, waypoints as splits on events."""
    if wrong := tuple(faults(journey)):
        return SegmentFit(journey, wrong)
    findings = [*losses(journey), *unsupported_moments(journey, "Segment")]
    journey = with_plain_waits(journey)
    journey = _without_onward(_without_inactive(journey))
    journey = in_segments_language(journey, findings.append)
    journey = _without_waypoints(journey, limits, findings.append)
    return SegmentFit(journey, (*findings, *beyond(journey, limits)))


def _without_inactive(journey: Journey) -> Journey:
    """Lead the transitions past the steps that are off."""
    off = {id for id, step in journey.steps.items() if is_passed_through(step)}
    return replace(
        journey,
        steps={id: step for id, step in journey.steps.items() if id not in off},
        transitions=tuple(
            replace(transition, target=_past(journey, transition.target, off))
            for transition in journey.transitions
            if transition.source not in off
        ),
        exit_rules=tuple(
            replace(rule, outcomes=tuple(id for id in rule.outcomes if id not in off))
            for rule in journey.exit_rules
        ),
    )


def _without_onward(journey: Journey) -> Journey:
    """Drop the transitions out of outcomes that only exit rules run."""
    alone = set(exit_outcomes(journey))
    kept = tuple(transition for transition in journey.transitions if transition.source not in alone)
    return replace(journey, transitions=kept)


def _past(journey: Journey, id: str, off: set[str]) -> str:
    while id in off:
        id = next(transition.target for _, transition in journey.out(id) if transition.plain)
    return id


def _without_waypoints(journey: Journey, limits: Limits, report: Callable[[Finding], None]) -> Journey:
    """The ``journey`` with each waypoint as a split on events with one branch, and a timeout within ``limits``, for
    Segment never waits for ever. ``report`` is told of each.
    """
    waypoints = {id: step for id, step in journey.steps.items() if isinstance(step, Waypoint)}
    exit = unused_id(GAVE_UP, journey.steps)
    endless = [id for id in waypoints if not any(transition.timed for _, transition in journey.out(id))]
    for id in endless:
        message = (
            f"{id!r} waits for ever; in Segment it waits {limits.longest_wait} and then leads to {exit!r}"
        )
        hint = f"give it a timeout; {exit!r} is an exit that is added, and counts as completed in Segment"
        report(_about(id, "added-timeout", "warning", message, hint))
    steps: dict[str, Step] = {
        id: Split(name=step.name, on="event") if isinstance(step, Waypoint) else step
        for id, step in journey.steps.items()
    }
    added = tuple(Transition(source=id, target=exit, after=limits.longest_wait) for id in endless)
    return replace(
        journey,
        steps=steps | ({exit: Exit(name="Waited out", completes=False)} if endless else {}),
        transitions=(
            *(_branch(transition, waypoints, report) for transition in journey.transitions),
            *added,
        ),
    )


def _branch(
    transition: Transition, waypoints: dict[str, Waypoint], report: Callable[[Finding], None]
) -> Transition:
    waypoint = waypoints.get(transition.source)
    if waypoint is None or not transition.plain or not isinstance(waypoint.condition, str):
        return transition
    text = times(waypoint.condition, waypoint.count, waypoint.within)
    if waypoint.count > 1:
        report(_count_finding(transition.source, waypoint, text))
    return replace(transition, when=text or waypoint.condition)


def _count_finding(id: str, waypoint: Waypoint, text: str | None) -> Finding:
    count = waypoint.count
    if text is None:
        asked = count_label("events", waypoint)
        message = (
            f"{id!r} asks for {asked}, and Segment counts events of one kind, within whole hours or days"
        )
        hint = "use a condition such as event('…').count() = 1, or waypoints in a row"
        return _about(id, "unsupported-count", "error", message, hint)
    message = (
        f"{id!r} takes {count} events and is written as {text}; of them a data split knows the last alone"
    )
    return _about(id, "rewritten-count", "warning", message)


def _about(step: str, code: str, severity: Severity, message: str, hint: str = "") -> Finding:
    return Finding(
        code=code, severity=severity, place=f"$.steps.{step}", step=step, message=message, hint=hint
    )
