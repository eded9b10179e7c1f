"""The body that a callback outcome sends by POST."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from engine.dialects.learninglocker import sequence
from engine.dialects.learninglocker.attempt import (
    completed_at,
    completion,
    waypoint_document,
    waypoint_progress,
)
from engine.dialects.learninglocker.journey_progress import owner
from engine.dialects.learninglocker.wire import JSON
from engine.dialects.learninglocker.write import callback_journey
from engine.plan import Plan
from engine.progress import Attempt, Effect, MatchedEvent, Progress
from engine.steps import waits


def callback_body(plan: Plan, progress: Progress, effect: Effect) -> JSON:
    """The body for one effect: the owner, the attempt as of the effect with its events in full, the journey.

    Unlike in journeyProgress, the waypoints are a list, sorted by id. Needs progress that was computed with
    ``keep_documents=True``; raises ValueError without.
    """
    attempt = progress.attempts[effect.attempt]
    orders = sequence.orders(plan)
    waypoints = [
        waypoint_document(progress, id, waypoint, orders)
        | {"statement": _documents(progress.log[position] for position in waypoint.events)}
        for id, waypoint in sorted(waypoint_progress(progress, attempt, effect.at).items())
    ]
    end = completed_at(attempt) if _completes(plan, attempt, effect) else None
    ending = completion(end)
    return {
        "owner": owner(plan.journey, progress.owner),
        "attempt": {"waypoints": waypoints, **ending},
        "journey": _journey(plan),
        **{key: value for key, value in ending.items() if key == "completedAt"},
    }


@lru_cache(maxsize=16)
def _journey(plan: Plan) -> JSON:
    """The journey's document. The bodies of a plan share it, as they share the statements: it is written once."""
    return callback_journey(plan.journey)


def _documents(events: Iterable[MatchedEvent]) -> list[JSON]:
    documents = []
    for event in events:
        if event.document is None:
            raise ValueError(
                f"the event {event.ref} was not kept in full; compute the progress with keep_documents=True"
            )
        documents.append(event.document)
    return documents


def _completes(plan: Plan, attempt: Attempt, effect: Effect) -> bool:
    """Tell whether ``attempt`` ran by ``plan`` straight from the visit of ``effect`` to its end, without waiting
    again.
    """
    visits = [index for index, step in enumerate(attempt.path) if step == effect.step]
    behind = attempt.path[visits[effect.visit - 1] + 1 :]
    return not any(waits(plan.journey.steps[step]) for step in behind)
