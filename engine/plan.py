"""A journey made ready to run: every condition becomes a test over numbered filters.

A **filter** is stateless: it looks at one event. A mongo condition is one filter; a condition in Segment's language
has one for each of its event streams. A **test** is what the fold asks: has the filter matched, or does the
expression hold over the events that matched? Equal conditions share a filter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, assert_never

import msgspec

from engine.activations import selects_traits
from engine.calendar.moments import MomentWait, span_wait, wait
from engine.calendar.zones import VERSION, Zones, edition, zone
from engine.conditions import mongo, segment
from engine.journey import Journey
from engine.rules import checked
from engine.steps import (
    Checklist,
    Condition,
    Delay,
    Entry,
    Exit,
    OnAudience,
    OnEvent,
    Outcome,
    PersonalZone,
    Split,
    Trigger,
    Waypoint,
    Zone,
    is_recorded,
    waits,
)
from engine.tally import Tally, tally
from engine.xapi import storage

Place = tuple[str, ...]
"""Where a test stands: ``("step", id)``, ``("item", id, item)``, ``("branch", index)``, ``("exit", rule)`` or
``("entry",)``."""


def place_name(journey: Journey, place: Place) -> str:
    """Return what asks at a place, such as ``the step 'quiz'``."""
    match place:
        case ("exit", rule):
            return f"the exit rule {rule!r}"
        case ("entry",):
            return f"the step {journey.entry!r}"
        case ("branch", index):
            return f"the step {journey.transitions[int(index)].source!r}"
    return f"the step {place[1]!r}"


class EventFilter(msgspec.Struct, frozen=True):
    """A stateless question about one event: ``query`` must match, and ``refine`` too where there is one.

    ``key`` names it the same in every process.
    """

    key: str
    query: dict[str, Any]
    refine: Callable[[Mapping[str, Any]], bool] | None = None


class FilterTest(msgspec.Struct, frozen=True):
    """The event at hand satisfies one filter."""

    filter: int


class CountedTest(msgspec.Struct, frozen=True):
    """An expression in Segment's language; ``streams`` gives the number of each of its filters."""

    expression: segment.Expression
    streams: dict[segment.Filter, int]
    arrival: bool
    traits: frozenset[str]


class KnownTest(msgspec.Struct, frozen=True):
    """A mongo query over what is known of an attempt: the condition of a data split's branch."""

    matches: Callable[[Mapping[str, Any]], bool]


Test = FilterTest | CountedTest | KnownTest


class Plan:
    """A journey, its filters and its tests; ``zones`` are the rules of local time that it goes by.

    Building one checks the journey: raises InvalidJourney.
    """

    def __init__(self, journey: Journey, zones: Zones = zone) -> None:
        self.journey = checked(journey)
        self.zones = zones
        self.filters: list[EventFilter] = []
        self.live: set[int] = set()
        self._numbers: dict[str, int] = {}
        self.tests: dict[Place, Test] = dict(self._tests())
        self.key_path = tuple(journey.concurrency_key.split(".")) if journey.concurrency_key else None

    def _tests(self) -> Iterator[tuple[Place, Test]]:
        journey = self.journey
        for id, step in journey.steps.items():
            match step:
                case Entry(trigger=trigger):
                    yield from self._trigger_test(("entry",), trigger, ("Audience Entered",))
                case Waypoint(condition=condition):
                    yield ("step", id), self._on_event(condition)
                case Checklist(items=items):
                    yield from (
                        (("item", id, item), self._on_event(each.condition)) for item, each in items.items()
                    )
                case Split(on=on):
                    read = self._on_data if on == "data" else self._on_event
                    for index, transition in journey.out(id):
                        if transition.when is not None:
                            yield ("branch", str(index)), read(transition.when)
                case Delay() | Outcome() | Exit():
                    pass
                case _ as unknown:
                    assert_never(unknown)
        for rule in journey.exit_rules:
            if rule.active:
                yield from self._trigger_test(
                    ("exit", rule.id), rule.trigger, ("Audience Entered", "Audience Exited")
                )

    def _trigger_test(
        self, place: Place, trigger: Trigger, changes: tuple[str, ...]
    ) -> Iterator[tuple[Place, Test]]:
        match trigger:
            case OnEvent(condition=condition):
                yield place, self._on_event(condition)
            case OnAudience(audience=audience):
                yield place, self._on_event(membership(audience, changes))

    def _on_event(self, condition: Condition, live: bool = True) -> Test:
        if isinstance(condition, str):
            return self._counted_test(condition, live)
        return FilterTest(self._number(EventFilter(key=_key(condition), query=condition), live))

    def _on_data(self, condition: Condition) -> Test:
        if isinstance(condition, str):
            return self._counted_test(condition, live=False)
        return KnownTest(mongo.compile_query(condition))

    def _counted_test(self, text: str, live: bool) -> CountedTest:
        expression = segment.parse(text)
        streams = {each: self._number(_stream(each), live) for each in segment.filters(expression)}
        return CountedTest(
            expression=expression,
            streams=streams,
            arrival=segment.is_arrival(expression),
            traits=segment.traits(expression),
        )

    def _number(self, filter: EventFilter, live: bool) -> int:
        number = self._numbers.setdefault(filter.key, len(self.filters))
        if number == len(self.filters):
            self.filters.append(filter)
        if live:
            self.live.add(number)
        return number

    @cached_property
    def onward(self) -> dict[str, int]:
        """The index of the ordinary transition out, by step."""
        transitions = enumerate(self.journey.transitions)
        return {
            transition.source: index for index, transition in reversed(list(transitions)) if transition.plain
        }

    @cached_property
    def timeouts(self) -> dict[str, int]:
        """The index of the way out that is taken after waiting, by step."""
        transitions = enumerate(self.journey.transitions)
        return {
            transition.source: index for index, transition in reversed(list(transitions)) if transition.timed
        }

    @cached_property
    def patience(self) -> dict[str, int]:
        """Return how long an attempt waits at most at a step where it does not wait for ever, in microseconds."""
        transitions, steps = self.journey.transitions, self.journey.steps
        after = {
            transition.source: transition.after.microseconds
            for transition in reversed(transitions)
            if transition.after is not None
        }
        return after | {
            id: step.duration.microseconds
            for id, step in steps.items()
            if isinstance(step, Delay) and step.duration is not None and step.zone is None
        }

    @cached_property
    def waits(self) -> dict[str, MomentWait]:
        """Return what attempts wait for at a step that waits for a moment, or has a transition out by one."""
        journey, zones = self.journey, self.zones
        found = {
            transition.source: wait(transition.by, transition.zone, zones)
            for transition in journey.transitions
            if transition.by is not None
        }
        for id, step in journey.steps.items():
            if isinstance(step, Delay) and step.until is not None:
                found[id] = wait(step.until, step.zone, zones)
            elif isinstance(step, Delay) and step.duration is not None and step.zone is not None:
                found[id] = span_wait(step.duration, step.zone, zones)
        return found

    @cached_property
    def tallies(self) -> dict[Place, Tally]:
        """The tallies of what waypoints and items ask for beside a number of events, by place; without those that do
        not.
        """
        found: dict[Place, Tally | None] = {}
        for id, step in self.journey.steps.items():
            if isinstance(step, Waypoint):
                found["step", id] = tally(step, self.zones)
            elif isinstance(step, Checklist):
                found |= {("item", id, item): tally(each, self.zones) for item, each in step.items.items()}
        return {place: each for place, each in found.items() if each is not None}

    @cached_property
    def goes_by_zones(self) -> bool:
        """Tell whether the rules of local time matter: to a wait, or to a count of days."""
        return bool(self.waits) or any(tally.zoned for tally in self.tallies.values())

    @cached_property
    def zone_rules(self) -> str:
        """Return what of the rules of local time the plan depends on, as a text that changes with them: nothing, the
        rules of the zones that it names, or, where people have their own, all of them.
        """
        used = set(zones_of(self.journey))
        if any(isinstance(each, PersonalZone) for each in used):
            return VERSION
        return edition(each for each in used if isinstance(each, str))

    @cached_property
    def reads(self) -> frozenset[str]:
        """The paths into what is known of an attempt that waits and counts look at."""
        waiting = (path for each in self.waits.values() for path in each.reads)
        return frozenset(waiting).union(*(each.reads for each in self.tallies.values()))

    @cached_property
    def defaults(self) -> dict[str, int]:
        """The index of the way out of a delay where there is no date to wait for."""
        transitions, steps = enumerate(self.journey.transitions), self.journey.steps
        return {
            transition.source: index
            for index, transition in transitions
            if transition.default and isinstance(steps[transition.source], Delay)
        }

    @cached_property
    def follows(self) -> frozenset[str]:
        """The delays whose moment is reckoned again when a trait changes."""
        steps = self.journey.steps.items()
        return frozenset(id for id, step in steps if isinstance(step, Delay) and step.follow)

    @cached_property
    def halting_steps(self) -> frozenset[str]:
        """The steps at which an attempt stops: those that wait, and those that end it."""
        steps = self.journey.steps.items()
        return frozenset(id for id, step in steps if waits(step) or isinstance(step, Exit))

    @cached_property
    def recorded(self) -> frozenset[str]:
        """The steps of which an attempt notes that it came there."""
        return frozenset(id for id, step in self.journey.steps.items() if is_recorded(step))

    @cached_property
    def uses_profile(self) -> bool:
        """Tell whether traits and audiences matter: to a data split, an outcome that sends traits, a condition,
        a wait, a count.
        """
        steps = self.journey.steps.values()
        splits = any(isinstance(step, Split) and step.on == "data" for step in steps)
        return (
            splits
            or any(map(selects_traits, steps))
            or any(path.startswith("traits.") for path in self.reads)
            or any(isinstance(test, CountedTest) and test.traits for test in self.tests.values())
        )

    @cached_property
    def keeps_documents(self) -> bool:
        """Tell whether the fold looks into documents again: a data split by a query, a reducer, a date in an event,
        different values."""
        apart = any(each.path is not None for each in self.tallies.values())
        return (
            any(not path.startswith("traits.") for path in self.reads)
            or apart
            or any(
                isinstance(test, KnownTest)
                or (isinstance(test, CountedTest) and segment.needs_documents(test.expression))
                for test in self.tests.values()
            )
        )

    @cached_property
    def sees_storage(self) -> bool:
        """Tell whether a condition can see what a server changes in a statement it stores (``engine.xapi.storage``)."""
        if self.keeps_documents or (self.key_path and _sees(self.key_path)):
            return True
        paths = {path for filter in self.filters for path in mongo.paths(filter.query)}
        return any(_sees(path.split(".")) for path in paths) or any(
            _sees_keys(filter.query) for filter in self.filters
        )


def zones_of(journey: Journey) -> Iterator[Zone]:
    """The zones of everything in a journey that has one."""
    for step in journey.steps.values():
        if isinstance(step, Delay | Waypoint):
            yield step.zone
        elif isinstance(step, Checklist):
            yield from (item.zone for item in step.items.values())
    yield from (transition.zone for transition in journey.transitions)


def membership(audience: str, changes: tuple[str, ...]) -> dict[str, Any]:
    """The query for a track event that reports a change of membership in an audience."""
    named = [{f"properties.{key}": audience} for key in ("audience_key", "audience_id")]
    return {"type": "track", "event": {"$in": list(changes)}, "$or": named}


def _key(query: Mapping[str, Any]) -> str:
    return msgspec.json.encode(query).decode()


def _stream(filter: segment.Filter) -> EventFilter:
    query = {"type": "track", "event": filter.event}
    return EventFilter(key=f"segment {filter!r}", query=query, refine=segment.compile_filter(filter))


def _sees(path: Sequence[str]) -> bool:
    """Tell whether a document may have something else there than the statement that it was made of."""
    return path[0] == "statement" and storage.sees(path[1:])


def _sees_keys(query: Mapping[str, Any]) -> bool:
    """Tell whether a query compares whole objects, and so sees what is in them."""
    for key, part in query.items():
        if key in ("$and", "$or", "$nor"):
            if any(map(_sees_keys, part)):
                return True
        elif key == "$expr" or (key != "$comment" and _operand_sees_keys(part)):
            return True
    return False


def _operand_sees_keys(operand: object) -> bool:
    if isinstance(operand, list):
        return any(map(_operand_sees_keys, operand))
    if not isinstance(operand, dict):
        return False
    if not all(key.startswith("$") for key in operand):
        return True
    nested = [operand[key] for key in ("$elemMatch", "$not") if isinstance(operand.get(key), dict)]
    plain = [part for key, part in operand.items() if key not in ("$elemMatch", "$not")]
    return any(map(_sees_keys, nested)) or any(map(_operand_sees_keys, plain))
