"""Every condition of a design, with where it stands and what it looks at."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cached_property, lru_cache
from typing import Literal, TypeAlias, assert_never

from msgspec import Struct

from engine.conditions import mongo, problems, segment
from engine.conditions.mongo.parse import parse
from engine.conditions.mongo.tree import ClauseGroup
from engine.finding import Finding, Severity
from engine.journey import Journey
from engine.steps import Checklist, Condition, Delay, Entry, Exit, OnEvent, Outcome, Split, Waypoint

Query = dict[str, object]
AskedOf: TypeAlias = Literal["event", "data"]


class ConditionReading(Struct, frozen=True, dict=True, eq=False):
    """A condition by itself, wherever it stands: all that are written alike have one, a key of what follows from it."""

    condition: Condition
    on: AskedOf

    @property
    def dates(self) -> frozenset[str]:
        """The paths whose text stands for dates: those of events."""
        return mongo.LEARNING_LOCKER_DATES if self.on == "event" else frozenset()

    @cached_property
    def query(self) -> Query | None:
        """The condition as a mongo query; None for what only Segment's language can say."""
        if not isinstance(self.condition, str):
            return self.condition
        said = segment.to_mongo(segment.parse(self.condition), self.on)
        return said if isinstance(said, dict) else None

    @cached_property
    def tree(self) -> ClauseGroup | None:
        """The same, read: joined clauses."""
        return None if self.query is None else parse(self.query, self.dates)

    @cached_property
    def paths(self) -> frozenset[str]:
        """The paths that a mongo query reads, as they are written."""
        return frozenset() if isinstance(self.condition, str) else mongo.paths(self.condition)


@lru_cache(maxsize=4096)
def reading(text: str, on: AskedOf) -> ConditionReading:
    """The reading of the condition that is ``text`` as JSON: kept, for designs are checked as they are edited."""
    return ConditionReading(json.loads(text), on)


class ConditionSite(Struct, frozen=True, kw_only=True, dict=True):
    """A condition of the design, asked of an event or of the data that a split looks at."""

    condition: Condition
    place: str
    on: AskedOf = "event"
    step: str | None = None
    transition: int | None = None

    @cached_property
    def reading(self) -> ConditionReading:
        return reading(json.dumps(self.condition), self.on)

    @property
    def dates(self) -> frozenset[str]:
        return self.reading.dates

    @property
    def query(self) -> Query | None:
        return self.reading.query

    @property
    def tree(self) -> ClauseGroup | None:
        return self.reading.tree

    def finding(
        self, code: str, message: str, severity: Severity = "warning", hint: str = "", place: str = ""
    ) -> Finding:
        """A finding about this condition, or about a ``place`` inside it, with ``code``, ``message``, ``severity``
        and ``hint``.
        """
        return Finding(
            code=code,
            severity=severity,
            place=place or self.place,
            step=self.step,
            transition=self.transition,
            message=message,
            hint=hint,
        )


def meaningful_conditions(journey: Journey) -> Iterator[ConditionSite]:
    """All conditions that mean something, in the order of the document: exit rules, steps, transitions."""
    return (each for each in _all(journey) if not problems(each.condition))


def _all(journey: Journey) -> Iterator[ConditionSite]:
    for number, rule in enumerate(journey.exit_rules):
        if rule.active and isinstance(rule.trigger, OnEvent):
            place = f"$.exit_rules[{number}].trigger.condition"
            yield ConditionSite(condition=rule.trigger.condition, place=place)
    for id in journey.steps:
        yield from _of_step(journey, id)
    for index, transition in enumerate(journey.transitions):
        if transition.when is not None and transition.source in journey.steps:
            yield branch(journey, index)


def branch(journey: Journey, index: int) -> ConditionSite:
    """The condition of the branch of ``journey`` with this ``index``."""
    transition = journey.transitions[index]
    split = journey.steps[transition.source]
    assert transition.when is not None
    return ConditionSite(
        condition=transition.when,
        place=f"$.transitions[{index}].when",
        on="data" if isinstance(split, Split) and split.on == "data" else "event",
        step=transition.source,
        transition=index,
    )


def _of_step(journey: Journey, id: str) -> Iterator[ConditionSite]:
    place = f"$.steps.{id}"
    match journey.steps[id]:
        case Entry(trigger=OnEvent(condition=condition)):
            yield ConditionSite(condition=condition, place=f"{place}.trigger.condition", step=id)
        case Waypoint(condition=condition):
            yield ConditionSite(condition=condition, place=f"{place}.condition", step=id)
        case Checklist(items=items):
            for item, each in items.items():
                yield ConditionSite(
                    condition=each.condition, place=f"{place}.items.{item}.condition", step=id
                )
        case Entry() | Split() | Delay() | Outcome() | Exit():
            pass
        case _ as unknown:
            assert_never(unknown)


def ids(journey: Journey) -> frozenset[str]:
    """Return what a data split can call a step: ids of steps and of items."""
    items = (step.items for step in journey.steps.values() if isinstance(step, Checklist))
    return frozenset(journey.steps).union(*items)


def event_names(site: ConditionSite) -> frozenset[str] | None:
    """The names of track events that a condition takes; None where it may be any."""
    if isinstance(site.condition, str):
        found = [each.event for each in segment.filters(segment.parse(site.condition))]
        return frozenset(each for each in found if isinstance(each, str))
    event = site.condition.get("event")
    if isinstance(event, str):
        return frozenset([event])
    if isinstance(event, dict) and isinstance(event.get("$in"), list):
        return frozenset(map(str, event["$in"]))
    return frozenset() if "statement.verb.id" in site.condition else None
