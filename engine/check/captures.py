"""Findings on what splits and waits read of an attempt, where no path before them can have put it there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from msgspec.structs import replace

from engine.condition_sites import ConditionSite, event_names, ids
from engine.conditions import segment
from engine.conditions.mongo.tree import Exists
from engine.finding import Finding
from engine.journey import Journey
from engine.reach import steps_leading_to
from engine.schema import Schema, can_hold, data_schema, nearest_path, schemas_at
from engine.steps import Checklist, Entry, OnAudience, Split, Waypoint, date_path, waits

_PROFILE: Final = ("traits", "audiences")


def of_captures(journey: Journey, sites: Sequence[ConditionSite]) -> Iterator[Finding]:
    """Findings on what is read, by the conditions ``sites`` and by dates, and is never there, in the order of the
    document. The graph must be sound.
    """
    statements = _are_statements(journey, sites)
    for site in (each for each in sites if each.on == "data" and each.step is not None):
        for path in sorted(site.reading.paths):
            yield from _of_path(journey, site, path, statements)
        yield from _counts_without_step(journey, site, sites)
    known = data_schema(ids(journey))
    for site, path in _dates(journey):
        yield from _of_path(journey, site, path, statements)
        yield from _unknown(known, site, path)


def _dates(journey: Journey) -> Iterator[tuple[ConditionSite, str]]:
    """The places where a delay or a deadline reads a date, and the path of it."""
    for id, step in journey.steps.items():
        if (date := date_path(step)) is not None:
            yield ConditionSite(condition={}, place=f"$.steps.{id}.until.date", step=id), date
    for index, transition in enumerate(journey.transitions):
        if transition.by is not None and transition.by.path is not None:
            place = f"$.transitions[{index}].by.date"
            site = ConditionSite(condition={}, place=place, step=transition.source, transition=index)
            yield site, transition.by.path


def _unknown(schema: Schema, site: ConditionSite, path: str) -> Iterator[Finding]:
    """A ``path`` of a date that is not in the ``schema`` of what is known of an attempt."""
    if not any(schemas_at(schema, tuple(path.split(".")))):
        near = nearest_path(schema, path, lambda there: can_hold(Exists(), (there,)))
        hint = f"did you mean {near}?" if near else "read a trait, or what an event has"
        yield _finding(
            site, "unknown-path", f"nothing that is known has {path}, so the date never comes", hint
        )


def _of_path(journey: Journey, site: ConditionSite, path: str, statements: bool) -> Iterator[Finding]:
    root, _, rest = path.partition(".")
    id = rest.partition(".")[0]
    assert site.step is not None
    if root in _PROFILE and statements:
        message = f"{path} is never known: the journey takes statements, and only calls tell of {root}"
        hint = "read entry or steps.ID instead, or let the journey take calls"
        yield _finding(site, "unknown-profile", message, hint)
    elif root == "steps" and (told := _why_unknown(journey, id, site.step)):
        yield _finding(
            site, "never-captured", f"{path} is never there: {told}", "read a step that comes before"
        )


def _finding(site: ConditionSite, code: str, message: str, hint: str) -> Finding:
    return replace(site.finding(code, message, hint=hint), transition=site.transition)


def _why_unknown(journey: Journey, id: str, reader: str) -> str:
    """Say why no event of the step or item ``id`` is known at the step ``reader``; empty where one may be."""
    holder = next((of for of, items in _items(journey) if id in items), id)
    step = journey.steps.get(holder)
    if step is None:
        return ""
    if not isinstance(step, Waypoint | Checklist | Split) or not waits(step):
        return f"{id!r} takes no event"
    if holder not in steps_leading_to(journey, [reader]):
        return f"no path comes by {holder!r} before {reader!r}"
    if not isinstance(step, Split) and _is_reached_by_timeout_alone(journey, holder, reader):
        return f"every path from {holder!r} to {reader!r} begins with its timeout"
    return ""


def _items(journey: Journey) -> Iterator[tuple[str, frozenset[str]]]:
    for id, step in journey.steps.items():
        if isinstance(step, Checklist):
            yield id, frozenset(step.items)


def _is_reached_by_timeout_alone(journey: Journey, holder: str, reader: str) -> bool:
    """Tell whether ``reader`` is reached from ``holder`` by its timeout alone, and ``holder`` takes one event."""
    step = journey.steps[holder]
    if not isinstance(step, Waypoint) or step.count > 1:
        return False
    onward = [way.target for _, way in journey.out(holder) if not way.timed]
    return steps_leading_to(journey, [reader]).isdisjoint(onward)


def _are_statements(journey: Journey, sites: Sequence[ConditionSite]) -> bool:
    """Tell whether every condition on events asks for a statement: then no call is of the same owner."""
    entry = journey.steps[journey.entry]
    if isinstance(entry, Entry) and isinstance(entry.trigger, OnAudience):
        return False
    on_events = [each for each in sites if each.on == "event"]
    return bool(on_events) and all(
        any(path.startswith("statement.") for path in each.reading.paths) for each in on_events
    )


def _counts_without_step(
    journey: Journey, site: ConditionSite, sites: Sequence[ConditionSite]
) -> Iterator[Finding]:
    """Events that a data split counts in Segment's language, and that no step before it takes."""
    if not isinstance(site.condition, str) or site.step is None:
        return
    before = steps_leading_to(journey, [site.step])
    taken = [each for each in sites if each.on == "event" and (each.step in before or each.step is None)]
    names = [event_names(each) for each in taken if each.step is not None]
    if None in names:
        return
    known = frozenset().union(*(each for each in names if each is not None))
    for filter in segment.filters(segment.parse(site.condition)):
        if isinstance(filter.event, str) and filter.event not in known:
            message = f"no step before {site.step!r} takes an event {filter.event!r}, so none is counted here"
            hint = "a data split counts events that the attempt has taken; let a step wait for it"
            yield site.finding("never-captured", message, hint=hint)
