"""People who wait: at which step, what for, since when, and what came nearest to moving them on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from msgspec import Struct

from engine.events import Event
from engine.explain import explain
from engine.explain.stay import ClauseReason, Stay
from engine.labels import detail
from engine.plan import Plan
from engine.progress import Attempt, Progress
from engine.simulate import SimulationResult
from engine.steps import Checklist, Waypoint

KIND: Final = frozenset({"statement.verb.id", "event", "type"})
"""Paths that say what kind of event it is."""


class WaitingGroup(Struct, frozen=True):
    """A group of attempts that wait at a step for the same, ``awaited`` in words; instants in microseconds.

    The first came ``oldest``, the last ``newest``; the next timer is due at ``due``, None if none is. ``owners`` are
    those who wait longest first.
    """

    step: str
    awaited: str
    oldest: int
    newest: int
    due: int | None
    owners: tuple[str, ...]

    @property
    def count(self) -> int:
        return len(self.owners)


def waiting_groups(simulated: SimulationResult, step: str | None = None) -> tuple[WaitingGroup, ...]:
    """Everybody who waits, or those at one ``step``, in groups: in the order of the design, the largest first."""
    found: dict[tuple[str, str], list[tuple[Attempt, str]]] = {}
    for person in simulated.owners:
        for attempt in person.attempts:
            if attempt.status == "running" and step in (None, attempt.at):
                key = attempt.at, awaited_text(simulated.plan, attempt)
                found.setdefault(key, []).append((attempt, person.owner))
    order = {id: number for number, id in enumerate(simulated.plan.journey.steps)}
    groups = (_group(*key, attempts) for key, attempts in found.items())
    return tuple(sorted(groups, key=lambda each: (order[each.step], -each.count)))


def _group(step: str, awaited: str, attempts: list[tuple[Attempt, str]]) -> WaitingGroup:
    attempts.sort(key=lambda pair: (pair[0].since, pair[1]))
    due = min((attempt.due for attempt, _ in attempts if attempt.due is not None), default=None)
    since = [attempt.since for attempt, _ in attempts]
    return WaitingGroup(step, awaited, since[0], since[-1], due, tuple(owner for _, owner in attempts))


def awaited_text(plan: Plan, attempt: Attempt) -> str:
    """Return what an ``attempt`` that waits still needs where it is, in a few words."""
    step = plan.journey.steps[attempt.at]
    if isinstance(step, Checklist):
        lacking = [
            item.name or id
            for id, item in step.items.items()
            if item.active and len(attempt.open.get(id, ())) < item.count
        ]
        return f"{detail(step)}; open: {', '.join(lacking)}"
    there = len(attempt.open.get(attempt.at, ()))
    if isinstance(step, Waypoint) and there:
        return f"{detail(step)}; {step.count - there} missing"
    return detail(step)


class NearestMiss(Struct, frozen=True):
    """The clauses that the best event of so many people failed, in words, with what was there instead."""

    text: str
    count: int


def nearest_misses(
    plan: Plan, people: Iterable[tuple[Progress, Sequence[Event]]], until: int, seed: int = 0
) -> list[NearestMiss]:
    """Return what came nearest to moving ``people``, with their events, on by ``plan`` and ``seed``, commonest first.

    Of each person, that is the event since they came to the step that failed the fewest clauses; an event of another
    kind (``KIND``) misses everything.
    """
    counted: Counter[str] = Counter()
    for person, events in people:
        told = explain(plan, person.owner, events, until=until, seed=seed)
        counted.update(filter(None, (_nearest(stay) for stay in told.stays if stay.here)))
    return [NearestMiss(text, number) for text, number in counted.most_common()]


def _nearest(stay: Stay) -> str:
    failed = (
        each
        for each in stay.considered
        if each.verdict == "failed" and each.reasons and KIND.isdisjoint(why.path for why in each.reasons)
    )
    best = min(failed, key=lambda each: (len(each.reasons), -each.at), default=None)
    return "" if best is None else "; ".join(map(_reason_text, best.reasons))


def _reason_text(reason: ClauseReason) -> str:
    found = ", ".join(map(repr, reason.found)) or "nothing"
    return f"{reason.text} (found {found})"
