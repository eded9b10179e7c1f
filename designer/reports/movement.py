"""Movements of people between two moments: from which step to which, and how they ended."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct

from designer.reports.number_text import moment
from engine import instant
from engine.journey import Journey
from engine.labels import title
from engine.owners import name
from engine.progress import Attempt
from engine.report import owner_document
from store.progress import OwnerProgress

Places = Mapping[str, tuple[Attempt, ...]]
"""Everybody's attempts, by owner."""


class AttemptMovement(Struct, frozen=True, kw_only=True):
    """An owner's attempt that is at another step, or ended, by now; ``before`` is None where it has just begun."""

    owner: str
    before: Attempt | None
    after: Attempt


def places(records: Iterable[OwnerProgress]) -> Places:
    """Return where everybody is."""
    return {record.owner: record.attempts for record in records}


def movements(before: Places, after: Places) -> list[AttemptMovement]:
    """The attempts that moved from ``before`` to ``after``, in the order of their owners."""
    return [
        AttemptMovement(owner=owner, before=was, after=attempt)
        for owner, attempts in after.items()
        for attempt in attempts
        if _moved(was := _at(before.get(owner, ()), attempt.number), attempt)
    ]


def _at(attempts: tuple[Attempt, ...], number: int) -> Attempt | None:
    return attempts[number] if number < len(attempts) else None


def _moved(was: Attempt | None, attempt: Attempt) -> bool:
    return was is None or (was.at, was.status, was.since) != (attempt.at, attempt.status, attempt.since)


def movement_line(movement: AttemptMovement, journey: Journey) -> str:
    """The ``movement`` in ``journey`` as a line: ``anna@example.org: Quiz → Essay, 2026-01-01 10:00``."""
    before, after = movement.before, movement.after
    origin = f"{_title(before.at, journey)} → " if before else "→ "
    end = "" if after.status == "running" else f", {after.status.replace('_', ' ')}"
    at = after.since if after.ended_at is None else after.ended_at
    return f"{name(movement.owner)}: {origin}{_title(after.at, journey)}{end}, {moment(at)}"


def movement_row(movement: AttemptMovement) -> dict[str, object]:
    """The same for programs."""
    after = movement.after
    return {
        "owner": owner_document(movement.owner),
        "attempt": after.number,
        "from": movement.before.at if movement.before else None,
        "to": after.at,
        "status": after.status,
        "at": instant.text(after.since if after.ended_at is None else after.ended_at),
    }


def _title(step: str, journey: Journey) -> str:
    return title(step, journey.steps[step]) if step in journey.steps else step
