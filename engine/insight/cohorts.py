"""Attempts by the week in which they started, and how soon those of a week complete."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Final

from msgspec import Struct

from engine import instant
from engine.progress import Attempt, Progress
from engine.report import totals

WEEK: Final = 7 * 86_400_000_000
"""Microseconds."""


class Cohort(Struct, frozen=True, kw_only=True):
    """The attempts that started in an ISO week (UTC), such as ``2026-W01``, which ``begins`` on its Monday.

    ``totals`` are theirs as in a report, without owners. ``observed`` counts those that started at least one week ago,
    two weeks, and so on, as long as there are any; ``completed_within`` those of them that completed within one week of
    their own start, within two, and so on.
    """

    week: str
    begins: int
    totals: dict[str, int]
    observed: tuple[int, ...]
    completed_within: tuple[int, ...]


def cohorts(people: Iterable[Progress], until: int) -> tuple[Cohort, ...]:
    """A row for each week in which somebody started, in order. ``until`` is the clock of the simulation."""
    by_week: dict[int, list[Attempt]] = {}
    for progress in people:
        for attempt in progress.attempts:
            by_week.setdefault(monday(attempt.started_at), []).append(attempt)
    return tuple(_cohort(begins, by_week[begins], until) for begins in sorted(by_week))


def _cohort(begins: int, attempts: list[Attempt], until: int) -> Cohort:
    year, number, _ = instant.to_datetime(begins).isocalendar()
    watched = [(until - each.started_at, _completion_time(each)) for each in attempts]
    weeks = range(1, max(lasted for lasted, _ in watched) // WEEK + 1)
    counted = totals([Progress(owner="", attempts=tuple(attempts))])
    del counted["owners"]
    return Cohort(
        week=f"{year}-W{number:02d}",
        begins=begins,
        totals=counted,
        observed=tuple(sum(lasted >= week * WEEK for lasted, _ in watched) for week in weeks),
        completed_within=tuple(
            sum(
                lasted >= week * WEEK and taken is not None and taken <= week * WEEK
                for lasted, taken in watched
            )
            for week in weeks
        ),
    )


def _completion_time(attempt: Attempt) -> int | None:
    """The time that an attempt took to complete, in microseconds; None if it has not."""
    is_over = attempt.status == "completed" and attempt.ended_at is not None
    return attempt.ended_at - attempt.started_at if is_over and attempt.ended_at is not None else None


def monday(at: int) -> int:
    """The first instant of the ISO week that an instant lies in."""
    day = instant.to_datetime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    return instant.of(day - timedelta(days=day.weekday()))
