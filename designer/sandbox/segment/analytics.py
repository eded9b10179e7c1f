"""Analytics of a version, computed from the engine's progress."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from designer.sandbox.faults import Fault, Trouble
from designer.sandbox.live_journey import LiveJourney
from designer.sandbox.segment.wire import Analytics, Figure, StateKey, StepLevel, TopLevel
from engine import instant
from engine.dialects.segment.extras import read_extras
from engine.journey import Journey
from engine.progress import Attempt

Span = tuple[int, int]
"""From one instant up to and including another."""

Instance = tuple[str, Attempt]
"""Whose, and the attempt."""


def span(first: str, last: str, now: int) -> Span:
    """The span from ``first`` to ``last``, as texts, at the instant ``now``. Raises Fault (422)."""
    start = _instant(first, "fromDate")
    end = _instant(last, "toDate") if last else now
    if end < start:
        raise Fault(422, Trouble("toDate is before fromDate", "toDate"))
    return start, end


def _instant(text: str, field: str) -> int:
    try:
        return instant.parse(text)
    except ValueError as error:
        raise Fault(422, Trouble(str(error), field)) from None


def analytics(live: LiveJourney, within: Span) -> Analytics:
    """The figures of ``live`` for a span of time, ``within`` it; in progress is what still was at its end."""
    instances = [(whose, attempt) for whose, progress in live.owners.items() for attempt in progress.attempts]
    top = TopLevel(
        entered=_figure(instances, lambda each: _in(each.started_at, within)),
        completed=_figure(instances, lambda each: each.status != "exited" and _in(each.ended_at, within)),
        in_progress=_figure(instances, lambda each: _runs(each, within[1])),
        exited=_figure(instances, lambda each: each.status == "exited" and _in(each.ended_at, within)),
    )
    return Analytics(
        top_level_analytics=top, step_level_analytics=_steps(live.plan.journey, instances, within)
    )


def _figure(instances: Iterable[Instance], counts: Callable[[Attempt], bool]) -> Figure:
    return _count_figure(whose for whose, attempt in instances if counts(attempt))


def _count_figure(owners: Iterable[str]) -> Figure:
    found = list(owners)
    return Figure(total=len(found), unique=len(set(found)))


def _in(at: int | None, within: Span) -> bool:
    return at is not None and within[0] <= at <= within[1]


def _runs(attempt: Attempt, at: int) -> bool:
    return attempt.started_at <= at and (attempt.ended_at is None or attempt.ended_at > at)


def _steps(journey: Journey, instances: list[Instance], within: Span) -> list[StepLevel]:
    """The figures of steps in ``journey`` for ``instances`` ``within`` a span: the entry, and then every transition in
    the order of the definition.
    """
    taken: dict[int | None, list[str]] = {}
    for whose, attempt in instances:
        for index, at in _transitions(attempt):
            if _in(at, within):
                taken.setdefault(index, []).append(whose)
    rows = [StepLevel(to=_key(journey, journey.entry), analytics=_count_figure(taken.get(None, ())))]
    for index, transition in enumerate(journey.transitions):
        figure = _count_figure(taken.get(index, ()))
        source, target = _key(journey, transition.source), _key(journey, transition.target)
        rows.append(StepLevel(source=source, to=target, analytics=figure))
    return rows


def _transitions(attempt: Attempt) -> Iterator[tuple[int | None, int]]:
    """The transitions that were taken, each with when; None: in by the entry. What exit rules send is behind them
    all.
    """
    return zip((None, *attempt.transitions), attempt.entered, strict=False)


def _key(journey: Journey, step: str) -> StateKey:
    return StateKey(id=read_extras(journey).wire_id(step), name=journey.steps[step].name)
