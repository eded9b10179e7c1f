"""Findings on what counts ask for beside a number, and on keys that hide events."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from engine.calendar.span import parse_span
from engine.finding import Finding
from engine.journey import Journey
from engine.schema import EVENT, nearest_path, schemas_at
from engine.steps import DAY, Checklist, Delay, Item, Split, Step, Transition, Waypoint, waits

LONG: Final = 90 * 86_400 * 1_000_000
"""A wait, in microseconds, after which somebody may well have a new registration."""
REGISTRATION: Final = "registration"


def of_counts(journey: Journey) -> Iterator[Finding]:
    """Findings in the order of the document."""
    for id, step in journey.steps.items():
        if isinstance(step, Waypoint):
            yield from _of_count(journey, step, f"$.steps.{id}", id, id)
        elif isinstance(step, Checklist):
            for item, each in step.items.items():
                yield from _of_count(journey, each, f"$.steps.{id}.items.{item}", id, item)
        yield from _of_renewal(journey, id, step)


def _of_count(journey: Journey, count: Waypoint | Item, place: str, step: str, id: str) -> Iterator[Finding]:
    if count.count == 1 and (count.distinct is not None or count.within is not None):
        message = f"{id!r} takes one event, so 'distinct' and 'within' mean nothing"
        hint = "raise the count, or take them out"
        yield Finding(
            code="pointless-count", severity="warning", place=place, step=step, message=message, hint=hint
        )
    if count.distinct not in (None, DAY) and not any(schemas_at(EVENT, str(count.distinct).split("."))):
        near = "day" if count.distinct == "days" else nearest_path(EVENT, str(count.distinct), lambda _: True)
        yield Finding(
            code="unknown-path",
            severity="warning",
            place=f"{place}.distinct",
            step=step,
            message=f"no valid event has {count.distinct}, so no two values are different",
            hint=f"did you mean {near}?" if near else "",
        )
    if not count.same_key and journey.concurrency_key is None:
        message = f"{id!r} takes events with any key, and the journey has none"
        yield Finding(code="no-key", severity="note", place=f"{place}.same_key", step=step, message=message)
    most = _most_days(count)
    if most is not None and count.count > most:
        message = f"{id!r} asks for {count.count} days within {count.within}, which has {most} at most"
        yield Finding(code="too-many-days", place=place, step=step, message=message, hint="lower the count")


def _most_days(count: Waypoint | Item) -> int | None:
    """The most different days that a window can have; None where it is not a window of days alone."""
    if count.distinct != DAY or count.within is None:
        return None
    span = parse_span(count.within)
    if span.needs_zone or span.seconds:
        return None
    return span.days if count.zone is not None else span.days + 1


def _of_renewal(journey: Journey, id: str, step: Step) -> Iterator[Finding]:
    """A step at which people are given up for lost who went on under another registration."""
    if (journey.concurrency_key or "").rpartition(".")[2] != REGISTRATION or not _same_keys(
        journey, id, step
    ):
        return
    timed = [transition for _, transition in journey.out(id) if transition.timed]
    lasting = any(map(_is_long, timed)) or any(map(_is_long, journey.steps.values()))
    if timed and lasting:
        message = (
            f"{id!r} sees events with the attempt's own registration alone: "
            "who renews under a new one is taken for late"
        )
        hint = "set same_key to false, so that events with any key count"
        place = f"$.steps.{id}"
        yield Finding(
            code="hidden-renewal", severity="warning", place=place, step=id, message=message, hint=hint
        )


def _same_keys(journey: Journey, id: str, step: Step) -> bool:
    """Tell whether a step waits for events, and takes those with the attempt's own key alone."""
    if not waits(step):
        return False
    match step:
        case Waypoint():
            return step.same_key
        case Checklist(items=items):
            return all(item.same_key for item in items.values() if item.active)
        case Split():
            return all(transition.same_key for _, transition in journey.out(id))
        case _:
            return False


def _is_long(waiting: Step | Transition) -> bool:
    """Tell whether somebody may wait there so long that a registration ends meanwhile."""
    match waiting:
        case Transition(after=after, by=by):
            return by is not None or (after is not None and after.microseconds >= LONG)
        case Delay(duration=duration, until=until):
            dated = until is not None and until.date is not None
            return dated or (duration is not None and duration.microseconds >= LONG)
        case _:
            return False
