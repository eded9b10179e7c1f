"""A dry run as plain JSON values: the answer of ``simulate --json`` (the shape is the project's contract)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any, Final

import msgspec

from engine.calendar.zones import VERSION
from engine.deadlines import missed_deadlines
from engine.instant import text
from engine.journey import Journey
from engine.progress import Attempt, Completion, Effect, Progress, Status, references
from engine.simulate import SimulationResult

_STATUSES: Final[tuple[Status, ...]] = ("running", "completed", "exited", "gave_up")


def report(simulated: SimulationResult, *, owners: bool = False) -> dict[str, Any]:
    """The whole answer; ``owners`` adds everyone's attempts."""
    answer: dict[str, Any] = {
        "journey": simulated.plan.journey.id,
        "until": None if simulated.until is None else text(simulated.until),
        "seed": simulated.seed,
        "events": msgspec.to_builtins(simulated.counts),
        "totals": totals(simulated.owners),
        "steps": steps(simulated),
        "effects": [_effect(effect) for effect in effects(simulated.owners)],
    }
    if simulated.plan.goes_by_zones:
        answer["tzdata"] = VERSION
    if owners:
        answer["owners"] = [_owner(simulated.plan.journey, progress) for progress in simulated.owners]
    return answer


def totals(owners: Iterable[Progress]) -> dict[str, int]:
    """Attempts by how they stand, and how many owners they belong to."""
    people = list(owners)
    by_status = Counter(attempt.status for progress in people for attempt in progress.attempts)
    return {
        "entered": by_status.total(),
        **{status: by_status[status] for status in _STATUSES},
        "owners": len(people),
    }


def steps(simulated: SimulationResult) -> dict[str, dict[str, int]]:
    """Per step of the design: how often it was entered, and how many attempts wait there now."""
    entered: Counter[str] = Counter()
    waiting: Counter[str] = Counter()
    for progress in simulated.owners:
        for attempt in progress.attempts:
            entered.update(attempt.path)
            waiting.update([attempt.at] if attempt.status == "running" else [])
    return {id: {"entered": entered[id], "waiting": waiting[id]} for id in simulated.plan.journey.steps}


def effects(owners: Iterable[Progress]) -> list[Effect]:
    """Every effect, in the order in which they would be called for."""
    return sorted(
        (effect for progress in owners for effect in progress.effects), key=lambda effect: effect.at
    )


def _effect(effect: Effect) -> dict[str, Any]:
    return {
        "id": effect.id,
        "owner": owner_document(effect.owner),
        "attempt": effect.attempt,
        "step": effect.step,
        "at": text(effect.at),
        "type": effect.type,
    }


def owner_document(owner: str) -> dict[str, Any]:
    """An owner as a document: ``{"account": …}``, ``{"userId": …}`` and so on."""
    document: dict[str, Any] = msgspec.json.decode(owner)
    return document


def _owner(journey: Journey, progress: Progress) -> dict[str, Any]:
    attempts = [_attempt(journey, progress, attempt) for attempt in progress.attempts]
    return {"owner": owner_document(progress.owner), "attempts": attempts}


def _attempt(journey: Journey, progress: Progress, attempt: Attempt) -> dict[str, Any]:
    missed = [{"step": each.step, "at": text(each.at)} for each in missed_deadlines(journey, attempt)]
    return {
        "number": attempt.number,
        "key": None if attempt.key is None else msgspec.json.decode(attempt.key),
        "status": attempt.status,
        "at": attempt.at,
        "path": ">".join(attempt.path),
        "started_at": text(attempt.started_at),
        "ended_at": None if attempt.ended_at is None else text(attempt.ended_at),
        "waypoints": {id: _completion(progress, reached) for id, reached in attempt.waypoints.items()},
        **({"missed": missed} if missed else {}),
    }


def _completion(progress: Progress, reached: Completion) -> dict[str, Any]:
    return {"completed_at": text(reached.at), "events": references(progress.log, reached.events)}
