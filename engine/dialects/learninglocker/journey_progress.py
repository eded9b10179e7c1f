"""An owner's progress as Learning Locker's journeyProgress, and whose it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from hashlib import blake2b
from uuid import UUID

import msgspec

from engine.dialects.learninglocker import extras, sequence
from engine.dialects.learninglocker.attempt import (
    completed_at,
    completion,
    statements,
    waypoint_document,
    waypoint_progress,
)
from engine.dialects.learninglocker.wire import JSON
from engine.instant import milliseconds_text
from engine.journey import Journey
from engine.plan import CountedTest, FilterTest, Plan, Test
from engine.progress import Attempt, MatchedEvent, Progress


def journey_progress(plan: Plan, progress: Progress) -> JSON:
    """The journeyProgress document of ``progress`` by ``plan`` (semantics §6), its keys as in the documentation's
    example.

    Times are cut to milliseconds. ``duration`` is in milliseconds too: the documentation's table says microseconds,
    its example counts milliseconds, and the example is what clients parse.
    """
    journey = plan.journey
    orders = sequence.orders(plan)
    organisation = extras.of_journey(journey).get("organisation")
    return {
        "_id": _digest(journey, progress, b"waypost progress", 12).hex(),
        "journey": journey.id,
        **({} if organisation is None else {"organisation": organisation}),
        **_stamps(progress),
        "pendingProgress": _pending(plan, progress),
        "lockKey": str(UUID(bytes=_digest(journey, progress, b"waypost lock", 16), version=5)),
        **_span(progress),
        "completions": [_attempt(progress, attempt, orders) for attempt in progress.attempts],
    }


def progress_id(plan: Plan, whose: str) -> str:
    """The ``_id`` of an owner's progress: 24 hexadecimal digits."""
    return _digest(plan.journey, Progress(owner=whose), b"waypost progress", 12).hex()


def owner_record(plan: Plan, progress: Progress) -> JSON:
    """Return whose progress it is, and whether and when the journey was first completed; ``_id`` is the progress's."""
    return {
        "_id": progress_id(plan, progress.owner),
        "owner": owner(plan.journey, progress.owner),
        **completion(_first_completion(progress)),
    }


def owner(journey: Journey, whose: str) -> JSON:
    """The owner ``whose`` progress it is in ``journey``, as the server names it: an xAPI agent by its identifier
    alone, or a persona's id.
    """
    ident = msgspec.json.decode(whose)
    if "persona" in ident:
        ident = ident["persona"]
    elif "userId" not in ident and "anonymousId" not in ident:
        ident = ident | {"objectType": "Agent"}
    return {"trackBy": journey.track_by, "ident": ident}


def _digest(journey: Journey, progress: Progress, purpose: bytes, size: int) -> bytes:
    """The digest, ``size`` bytes, that stands for what the server would draw for a ``purpose``: the same for
    ``journey`` and ``progress``, always.
    """
    text = msgspec.json.encode([journey.id, progress.owner])
    return blake2b(text, digest_size=size, person=purpose).digest()


def _stamps(progress: Progress) -> JSON:
    """The keys of when ``progress`` began and last changed; there is no other clock than the events' and the
    timers'.
    """
    if not progress.attempts:
        return {}
    newest = max(_instants(progress))
    return {
        "createdAt": milliseconds_text(progress.attempts[0].started_at),
        "updatedAt": milliseconds_text(newest),
    }


def _instants(progress: Progress) -> Iterator[int]:
    yield from (event.time for event in progress.log)
    for attempt in progress.attempts:
        yield attempt.since if attempt.ended_at is None else attempt.ended_at


def _span(progress: Progress) -> JSON:
    """The keys of the span from the first attempt's start to the first completion; open as long as there is none."""
    if not progress.attempts:
        return {}
    start, end = progress.attempts[0].started_at, _first_completion(progress)
    # The difference of what is written: of the cut times, not of the exact ones.
    duration = {} if end is None else {"duration": end // 1000 - start // 1000}
    return duration | {"startedAt": milliseconds_text(start)}


def _first_completion(progress: Progress) -> int | None:
    ends = (completed_at(attempt) for attempt in progress.attempts)
    return min((end for end in ends if end is not None), default=None)


def _pending(plan: Plan, progress: Progress) -> JSON:
    """Events that match, per waypoint of ``plan`` that is on, and that no attempt in ``progress`` has taken.

    Their key is ``statements`` as in the documentation's example; its prose says ``statement``.
    """
    taken = {position for attempt in progress.attempts for position in attempt.taken}
    free = [event for position, event in enumerate(progress.log) if position not in taken]
    return {
        place[-1]: {"statements": statements(_matching(plan.tests[place], free))}
        for place, point in sequence.waypoints(plan).items()
        if point.active and plan.journey.steps[place[1]].active
    }


def _matching(test: Test, events: Iterable[MatchedEvent]) -> Iterator[MatchedEvent]:
    filters = _filters(test)
    return (event for event in events if not filters.isdisjoint(event.hits))


def _filters(test: Test) -> frozenset[int]:
    match test:
        case FilterTest(filter=number):
            return frozenset({number})
        case CountedTest(streams=streams):
            return frozenset(streams.values())
        case _:
            return frozenset()  # it looks at what is known, not at an event


def _attempt(progress: Progress, attempt: Attempt, orders: Mapping[str, int]) -> JSON:
    waypoints = {
        id: waypoint_document(progress, id, waypoint, orders)
        for id, waypoint in waypoint_progress(progress, attempt).items()
    }
    return {"waypoints": waypoints, **completion(completed_at(attempt))}
