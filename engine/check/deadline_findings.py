"""Deadlines, windows and counts that do not go together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from engine.calendar.moments import ALL_WEEK, WHOLE_DAY, hours, weekdays
from engine.condition_sites import ConditionSite
from engine.conditions import segment
from engine.conditions.segment.expression import Comparison, Number, Reduction, Within
from engine.duration import Duration
from engine.finding import Finding, Severity
from engine.journey import Journey
from engine.reach import steps_ahead
from engine.steps import Checklist, Condition, Delay, Item, Waypoint, waits

QUICKEST: Final = 30_000_000
"""Microseconds between two events, on average, below which a count in a time is probably a slip."""


def of_deadlines(journey: Journey, sites: Sequence[ConditionSite]) -> Iterator[Finding]:
    """Findings on how long steps and the conditions ``sites`` wait and for how much, in the order of the document."""
    for id, step in journey.steps.items():
        if not waits(step):
            continue
        for index, transition in journey.out(id):
            if transition.timed:
                yield from _like_success(journey, id, index)
        if isinstance(step, Waypoint):
            yield from _of_count(journey, f"$.steps.{id}", id, id, step)
        if isinstance(step, Checklist):
            for item, part in step.items.items():
                if part.active:
                    yield from _of_count(journey, f"$.steps.{id}.items.{item}", id, item, part)
    yield from _of_windows(journey, sites)
    yield from _of_dates(journey)
    yield from _of_hours(journey)


def _finding(
    code: str, place: str, step: str, message: str, hint: str, severity: Severity = "warning"
) -> Finding:
    return Finding(code=code, severity=severity, place=place, step=step, message=message, hint=hint)


def _like_success(journey: Journey, id: str, index: int) -> Iterator[Finding]:
    """A timeout that leads where everything else leads."""
    target = journey.transitions[index].target
    others = [transition.target for _, transition in journey.out(id) if not transition.timed]
    if others and set(others) == {target} and not isinstance(journey.steps[id], Delay):
        yield Finding(
            code="timeout-like-success",
            severity="note",
            place=f"$.transitions[{index}]",
            step=id,
            transition=index,
            message=f"the timeout of {id!r} leads to {target!r}, as success does, so nobody can tell the two apart",
            hint="let it lead elsewhere, unless the step is only a wait that an event may cut short",
        )


def _of_count(journey: Journey, place: str, id: str, called: str, part: Waypoint | Item) -> Iterator[Finding]:
    """Findings on the count of a waypoint or an item, ``called`` so, of the step ``id``."""
    timeout = _timeout(journey, id)
    if part.within is not None and timeout is not None and part.within.microseconds > timeout.microseconds:
        message = f"{called!r} times out after {timeout}, before its window of {part.within} is over"
        hint = "shorten the one or lengthen the other"
        yield _finding("window-beyond-timeout", f"{place}.within", id, message, hint)
    limit = part.within or timeout
    if part.count > 1 and limit is not None and (said := _too_many(part, limit)):
        message = f"{called!r} asks for {said}"
        yield _finding("count-beyond-window", place, id, message, "lower the count, or give it more time")
    values = _values(part.condition, part.distinct)
    if values is not None and values < part.count:
        message = f"{called!r} asks for {part.count} different values of {part.distinct}; its condition allows {values}"
        yield _finding("count-beyond-values", place, id, message, "lower the count, or allow more values")


def _timeout(journey: Journey, id: str) -> Duration | None:
    return next((each.after for _, each in journey.out(id) if each.after is not None), None)


def _too_many(part: Waypoint | Item, limit: Duration) -> str:
    """Say how a count is more than its time can hold; empty where it is not."""
    if part.distinct is not None:
        return ""
    every = limit.microseconds // (part.count - 1)
    return (
        f"{part.count} events within {limit}, one every {max(every // 1_000_000, 1)} s"
        if every < QUICKEST
        else ""
    )


def _values(condition: Condition, distinct: str | None) -> int | None:
    """Return how many values at the path ``distinct`` a query allows; None where nobody knows."""
    test = condition.get(distinct) if distinct is not None and isinstance(condition, dict) else None
    if isinstance(test, str | int | float):
        return 1
    if isinstance(test, dict) and isinstance(test.get("$in"), list):
        return len(test["$in"])
    return None


def _of_windows(journey: Journey, sites: Sequence[ConditionSite]) -> Iterator[Finding]:
    """Counts in Segment's language that their window, or the timeout of their step, cannot hold."""
    for site in sites:
        if site.on == "data" or not isinstance(site.condition, str):
            continue
        timeout = _timeout(journey, site.step) if site.step else None
        for each in segment.clauses(segment.parse(site.condition)):
            if not isinstance(each.left, Reduction) or not isinstance(each.left.window, Within):
                continue
            span = each.left.window.span
            if (wanted := _least(each)) > 1 and span.microseconds / (wanted - 1) < QUICKEST:
                message = f"it asks for {wanted:g} events within {span.count} {span.unit}s"
                yield site.finding(
                    "count-beyond-window", message, hint="lower the count, or widen the window"
                )
            if timeout is not None and span.microseconds > timeout.microseconds:
                message = f"{site.step!r} times out after {timeout}, before this window is over"
                hint = "shorten the one or lengthen the other"
                yield site.finding("window-beyond-timeout", message, "note", hint)


def _least(comparison: Comparison) -> float:
    """Return how many events a comparison of a count asks for at least; 0 for anything else."""
    is_count = isinstance(comparison.left, Reduction) and comparison.left.reducer == "count"
    if not is_count or comparison.operator not in ("at_least", "equals", "greater_than"):
        return 0
    return float(comparison.right[0].value) if isinstance(comparison.right[0], Number) else 0


def _of_dates(journey: Journey) -> Iterator[Finding]:
    """Deadlines that have passed once a wait for the same date is over."""
    for id, step in journey.steps.items():
        if not isinstance(step, Delay) or step.until is None or step.until.date is None:
            continue
        ahead = steps_ahead(journey, [id]) - {id}
        for later in filter(ahead.__contains__, journey.steps):
            for index, way in journey.out(later):
                if way.by is None or way.by.date != step.until.date:
                    continue
                if _offset(way.by.offset) <= _offset(step.until.offset):
                    message = f"the deadline of {later!r} has come when {id!r} ends: both go by {way.by.date}"
                    yield Finding(
                        code="deadline-before-wait",
                        severity="warning",
                        place=f"$.transitions[{index}].by",
                        step=later,
                        transition=index,
                        message=message,
                        hint="give the deadline a later offset",
                    )


def _of_hours(journey: Journey) -> Iterator[Finding]:
    """Waits for days and hours that are always, or as good as always."""
    for id, step in journey.steps.items():
        if not isinstance(step, Delay) or step.until is None or not (step.until.days or step.until.between):
            continue
        until, place = step.until, f"$.steps.{id}.until"
        opens, closes = hours(until.between or WHOLE_DAY)
        if opens != closes:
            continue
        if until.between is not None and until.between != WHOLE_DAY:
            message = f"the hours {until.between} of {id!r} end when they begin again: they are 24 hours"
            hint = f"write when they end, such as 09:00-17:00; {WHOLE_DAY} are whole days"
            yield _finding("whole-day", f"{place}.between", id, message, hint)
        elif len(weekdays(until.days or ALL_WEEK)) == 7 and not until.excluded:
            message = f"{id!r} waits for a day and an hour that are always, so nobody waits there"
            yield _finding("whole-day", place, id, message, "name fewer days or hours, or remove the step")


def _offset(written: str | None) -> int:
    """Return about how long before (negative) or after its date a moment is."""
    if not written:
        return 0
    sign = -1 if written.startswith("-") else 1
    return sign * Duration(written.lstrip("+-")).microseconds
