"""The life of a made-up person: all their events, and what becomes of them when no more come."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from engine.claims.breach import Breach, breaches
from engine.events import from_document
from engine.fold import tick
from engine.instant import text
from engine.plan import Plan
from engine.progress import Progress
from engine.simulate import simulate
from engine.walk import EndlessAttempt

Document = dict[str, Any]

MOST_TIMERS: Final = 500
"""Timers that fire after the last event. Whoever is not at rest then goes round for ever."""


def at_rest(plan: Plan, documents: Iterable[Document], seed: int) -> Iterator[Progress]:
    """Everybody's progress by ``plan`` and ``seed`` once all timers after the last of the ``documents`` have fired."""
    for progress in simulate(plan, map(from_document, documents), seed=seed).owners:
        yield _run_timers(plan, progress, seed)


def _run_timers(plan: Plan, progress: Progress, seed: int) -> Progress:
    for _ in range(MOST_TIMERS):
        due = [each.due for each in progress.attempts if each.status == "running" and each.due is not None]
        if not due:
            break
        try:
            progress = tick(plan, progress, max(min(due), (progress.clock or 0) + 1), seed)
        except (EndlessAttempt, OverflowError):  # the latter at the end of the calendar
            break
    return progress


def broken_claims(plan: Plan, documents: Iterable[Document], seed: int) -> list[Breach]:
    """The claims of the journey of ``plan`` that the life of ``documents`` breaks, by ``seed``."""
    everybody = at_rest(plan, documents, seed)
    return [breach for each in everybody for breach in breaches(plan.journey, each, is_over=True)]


def moved(document: Document, at: int) -> Document:
    """The same event at the instant ``at``."""
    stamp: Document = {"timestamp": text(at)}
    statement = document.get("statement")
    if isinstance(statement, dict) and "timestamp" in statement:
        stamp |= {"statement": statement | stamp}
    return document | stamp
