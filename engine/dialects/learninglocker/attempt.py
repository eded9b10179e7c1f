"""One attempt as Learning Locker writes it, in progress documents and in callbacks alike."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

from msgspec import Struct

from engine.dialects.learninglocker.wire import JSON
from engine.instant import milliseconds_text
from engine.progress import Attempt, MatchedEvent, Progress


class ReachedWaypoint(Struct, frozen=True):
    """A waypoint of an attempt: its events (positions in the log), and when the last one of them completed it."""

    events: tuple[int, ...]
    at: int | None = None


def waypoint_progress(
    progress: Progress, attempt: Attempt, until: float = math.inf
) -> dict[str, ReachedWaypoint]:
    """The waypoints of ``attempt`` in ``progress`` as of ``until``, by id: those completed, and those that have
    taken an event.
    """
    log = progress.log
    begun = {
        id: tuple(position for position in events if log[position].time <= until)
        for id, events in attempt.open.items()
    }
    complete = {
        id: ReachedWaypoint(completion.events, completion.at)
        for id, completion in attempt.waypoints.items()
        if completion.at <= until
    }
    return {id: ReachedWaypoint(events) for id, events in begun.items() if events} | complete


def waypoint_document(
    progress: Progress, id: str, waypoint: ReachedWaypoint, orders: Mapping[str, int]
) -> JSON:
    return _completion(waypoint.at) | {
        "isCompleted": waypoint.at is not None,
        "statements": statements(progress.log[position] for position in waypoint.events),
        "order": orders[id],
        "waypoint": id,
    }


def statements(events: Iterable[MatchedEvent]) -> list[JSON]:
    """References to events, each with its time."""
    return [{"statement": event.ref, "timestamp": milliseconds_text(event.time)} for event in events]


def completion(at: int | None) -> JSON:
    """The keys of a completion ``at`` an instant: whether, and when."""
    return _completion(at) | {"isCompleted": at is not None}


def completed_at(attempt: Attempt) -> int | None:
    """The instant at which ``attempt`` was completed. One that gave up or was taken out by an exit rule never was."""
    return attempt.ended_at if attempt.status == "completed" else None


def _completion(at: int | None) -> JSON:
    return {} if at is None else {"completedAt": milliseconds_text(at)}
