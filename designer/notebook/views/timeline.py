"""One person's way through the journey."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import altair as alt

from designer.diagram.vector.colours import shade
from designer.notebook.code.explanations import find_owner
from designer.notebook.code.simulations import Told, standing_of
from designer.notebook.code.standings import Progress
from designer.notebook.rendering.frames import DataFrame, frame, instants
from designer.notebook.views.charts import BAND, WIDTH, Chart, data
from designer.notebook.views.view import View, chart_view
from designer.reports.number_text import count
from engine import owners
from engine.insight import visits
from engine.insight.funnel import forward
from engine.instant import text
from engine.labels import title
from engine.moves import history
from engine.playback.timeline import TimelineEntry
from engine.playback.timeline import timeline as timeline_of
from engine.progress import Progress as OwnerProgress


def timeline(told: Told, owner: str) -> View:
    """Everything that happened to an owner: matching events, timers, and what each of them did.

    ``owner`` is an address, an account's name, a user id, a persona, or the owner's JSON. Raises NoSuchOwner.

    >>> from designer.notebook import Journey, simulate, timeline
    >>> run = simulate(Journey.new("Read").waypoint("read", "event('Read').count() = 1").exit(), [
    ...     {"type": "track", "event": "Read", "userId": "anna", "timestamp": "2026-01-01T12:00Z"},
    ... ])
    >>> timeline(run, "anna").frame["says"].tolist()
    ['starts attempt 1; counts for read; enters start; enters read; enters done; completes']
    """
    progress = standing_of(told, "timeline")
    whose = find_owner(progress, owner)
    person = progress.by_owner.get(whose) or OwnerProgress(owner=whose)
    happened = _timeline_entries(progress, person)
    said = f"{count(len(happened), 'thing')} happened in {count(len(person.attempts), 'attempt')}"
    name = next(owners.names(whose))
    return chart_view(
        f"Timeline of {name}", {"Timeline": _table(happened)}, _chart(progress, person, happened), said
    )


def _timeline_entries(progress: Progress, person: OwnerProgress) -> tuple[TimelineEntry, ...]:
    plan, seed = progress.simulated.plan, progress.simulated.seed
    watched = history(plan, person.owner, person.log, progress.until, seed)
    return timeline_of(plan.journey, watched)


def _table(happened: Sequence[TimelineEntry]) -> DataFrame:
    rows = [
        ("; ".join(each.says), each.moves[-1].target if each.moves else None, each.event or "a timer")
        for each in happened
    ]
    table = frame(["says", "at_step", "event"], rows)
    table.insert(0, "at", instants(each.at for each in happened))
    return table


def _chart(progress: Progress, person: OwnerProgress, happened: Sequence[TimelineEntry]) -> Chart:
    stays = list(_stays(progress, person))
    base = alt.Chart(width=WIDTH + 140, height=alt.Step(BAND))
    order = [name for name in _names(progress) if name in {stay["step"] for stay in stays}]
    y = alt.Y("step:N", sort=order, title=None)
    axis = alt.Axis(format="%d %b %H:%M", tickCount=6)
    time = alt.X("from:T", title="UTC", axis=axis, scale=alt.Scale(type="utc"))
    bars = base.properties(data=data(stays)).mark_bar(fill=shade("bar"), fillOpacity=0.55, height=10)
    ticks = base.properties(data=data(stays)).mark_tick(color=shade("bar"), thickness=3, size=16)
    dots = base.properties(data=data(list(_dots(progress, happened)))).mark_point(
        filled=True, size=46, opacity=1
    )
    hue = alt.Fill("hue:N", scale=None, legend=None)
    shape = alt.Shape("shape:N", scale=None, legend=None)
    return alt.layer(
        bars.encode(x=time, x2="to:T", y=y),
        ticks.encode(x=time, y=y),
        dots.encode(x=alt.X("at:T"), y=y, fill=hue, shape=shape),
    )


def _names(progress: Progress) -> list[str]:
    return [title(id, progress.journey.steps[id]) for id in forward(progress.journey)]


def _stays(progress: Progress, person: OwnerProgress) -> Iterator[dict[str, object]]:
    """Yield where the person was from when to when; what still lasts, lasts until now."""
    journey, clock = progress.journey, progress.until
    ended = {attempt.number: attempt.ended_at for attempt in person.attempts}
    for visit in visits(journey, [person]):
        left = visit.left if visit.left is not None else ended[visit.attempt]
        yield {
            "step": title(visit.step, journey.steps[visit.step]),
            "from": text(visit.entered),
            "to": text(clock if left is None else left),
        }


def _dots(progress: Progress, happened: Sequence[TimelineEntry]) -> Iterator[dict[str, object]]:
    """Yield what happened, where the person stood before it: a circle for an event, a triangle for a timer; pale:
    nothing.
    """
    steps = progress.journey.steps
    where = progress.journey.entry
    for each in happened:
        yield {
            "step": title(where, steps[where]),
            "at": text(each.at),
            "hue": shade("ink" if each.moves else "line"),
            "shape": "circle" if each.event else "triangle-up",
        }
        where = each.moves[-1].target if each.moves else where
