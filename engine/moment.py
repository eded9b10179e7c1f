"""The moment of an owner's history, and whether a test holds then (semantics §4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct

from engine.conditions import segment
from engine.plan import CountedTest, FilterTest, KnownTest, Test
from engine.progress import MatchedEvent
from engine.token import Token


class Moment(Struct, frozen=True, kw_only=True):
    """The clock says ``now``; of ``log``, the first ``seen`` events have happened.

    With ``hits``, the last of the seen is arriving, satisfies these filters and has this concurrency ``key``; without,
    a timer fires.
    """

    owner: str
    seed: int
    now: int
    log: Sequence[MatchedEvent]
    seen: int
    hits: tuple[int, ...] | None = None
    key: str | None = None
    traits: Mapping[str, Any]
    audiences: Mapping[str, bool]

    @property
    def position(self) -> int:
        """Return where in the log the arriving event is."""
        return self.seen - 1

    @property
    def event(self) -> MatchedEvent | None:
        """The arriving event. The log may have to make it, so ask for nothing that is told beside it."""
        return None if self.hits is None else self.log[self.position]

    def trait(self, name: str) -> object:
        """A trait of the owner; an audience's key is a trait too."""
        if name in self.traits:
            return self.traits[name]
        return self.audiences.get(name, segment.MISSING)


def holds(test: Test, moment: Moment, *, since: int, key: str | None) -> bool:
    """Tell whether the arriving event makes the test true.

    Windows and aggregates look back to the ``since``-th event of the log, at events with the concurrency ``key``.
    """
    if moment.hits is None or isinstance(test, KnownTest):
        return False
    if isinstance(test, FilterTest):
        return test.filter in moment.hits
    event = moment.event
    if event is None or not concerns(test, event):
        return False
    streams = in_window(test, moment, since=since, key=key)
    return segment.evaluate(test.expression, streams, moment.trait, moment.now)


def in_window(test: CountedTest, moment: Moment, *, since: int, key: str | None) -> segment.Streams:
    """The events that ``test`` looks at when one arrives at ``moment``: that one alone, or all ``since`` and with
    the ``key``.
    """
    assert moment.event is not None
    window = [moment.event] if test.arrival else moment.log[since : moment.seen]
    return _streams(test, [past for past in window if key is None or past.key == key])


def holds_of(test: Test, attempt: Token, moment: Moment) -> bool:
    """Tell whether ``test``, a data split's branch, is true of what is known of ``attempt`` at ``moment``."""
    if isinstance(test, KnownTest):
        return test.matches(context(attempt, moment))
    assert isinstance(test, CountedTest)
    return segment.evaluate(test.expression, streams_of(test, attempt, moment), moment.trait, moment.now)


def streams_of(test: CountedTest, attempt: Token, moment: Moment) -> segment.Streams:
    """The events that ``attempt`` has taken by ``moment``, as ``test``, a data split's branch, counts them."""
    return _streams(test, [moment.log[position] for position in attempt.taken])


def context(attempt: Token, moment: Moment) -> dict[str, Any]:
    """The document of ``attempt`` at ``moment`` that a data split looks at, and where dates to wait for are found."""
    log = moment.log
    document: dict[str, Any] = {
        "traits": dict(moment.traits),
        "audiences": sorted(audience for audience, inside in moment.audiences.items() if inside),
        "steps": {step: log[position].document for step, position in attempt.last.items()},
    }
    if attempt.entry is not None:
        document["entry"] = log[attempt.entry].document
    return document


def concerns(test: CountedTest, event: MatchedEvent) -> bool:
    """An expression is only asked when the event is of one of its streams, or changes a trait that it names."""
    if any(number in event.hits for number in test.streams.values()):
        return True
    changed = (event.traits or {}).keys() | (event.audience or {}).keys()
    return not test.traits.isdisjoint(changed)


def _streams(test: CountedTest, events: Sequence[MatchedEvent]) -> segment.Streams:
    def stream(filter: segment.Filter) -> Sequence[segment.Occurrence]:
        number = test.streams[filter]
        return [segment.Occurrence(event.time, event.document) for event in events if number in event.hits]

    return stream
