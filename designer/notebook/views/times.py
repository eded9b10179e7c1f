"""The time that attempts wait at a step before they go on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from math import floor, log10
from typing import Any, Final

import altair as alt

from designer.diagram.vector.colours import shade
from designer.notebook.code.groups import Groups
from designer.notebook.code.simulations import Told, standing_of
from designer.notebook.rendering.frames import DataFrame, durations, frame
from designer.notebook.views.charts import WHOLE, WIDTH, Chart, data, unique_names
from designer.notebook.views.group_views import COLUMNS, LOG_RANK, by_group, cells_of
from designer.notebook.views.view import View, chart_view
from designer.reports.number_text import span
from engine.insight import TimeInStep
from engine.insight.survival import log_rank
from engine.insight.times import quantile, wait_of
from engine.insight.visits import visits
from engine.journey import Journey
from engine.labels import title
from engine.steps import waits

SECOND: Final = 1_000_000
SHORTEST: Final = SECOND // 10
"""What is shorter is counted with this."""
PER_DECADE: Final = 4
"""Bars for each factor of ten."""
_TICKS: Final = {
    "0.1 s": 0.1,
    "1 s": 1,
    "10 s": 10,
    "1 min": 60,
    "10 min": 600,
    "1 h": 3_600,
    "6 h": 21_600,
    "1 d": 86_400,
    "1 w": 604_800,
    "30 d": 2_592_000,
    "1 y": 31_536_000,
    "10 y": 315_360_000,
}


def _differences(groups: Groups) -> DataFrame:
    """The log-rank test of each step that waits, over all ``groups``."""
    rows = []
    for step in (id for id, each in groups.journey.steps.items() if waits(each)):
        parts = groups.parts.values()
        found = [
            [wait_of(visit, part.until) for visit in visits(part.journey, part.people) if visit.step == step]
            for part in parts
        ]
        rows.append((step, *cells_of(LOG_RANK, log_rank(found))))
    return frame(["step", *COLUMNS], rows).astype({"statistic": float, "p": float, "degrees": "Int64"})


@by_group(differences=_differences)
def time_in_step(told: Told) -> View:
    """Return how long people waited at each step until they did it, its median, and what nine of ten stay below.

    ``median`` and ``p90`` are Kaplan-Meier estimates: they know of those who still wait, timed out or were taken out,
    and are empty where too few ever did it. ``median_did`` and ``p90_did`` are of those alone who did. The second table
    has the bars: how many visits lasted from one length of time up to the next.

    >>> from designer.notebook import Journey, simulate, time_in_step
    >>> run = simulate(Journey.new("Nothing").waypoint("never", {"x": 1}).exit(), [])
    >>> time_in_step(run).frame["step"].tolist()
    ['never']
    """
    progress = standing_of(told, "time_in_step")
    times = progress.times
    bins = {row.step: _bins(row.values) for row in times}
    tables = {
        "Time in step": _summary(progress.journey, times),
        "Distribution": _distribution(times, bins),
    }
    said = (
        "bars: of those who did it. The line is the median, the broken line what nine of ten stay below: Kaplan-Meier "
        "estimates, which know of those who still wait"
    )
    return chart_view("Time in each step", tables, _chart(progress.journey, times, bins), said)


def _summary(journey: Journey, times: Iterable[TimeInStep]) -> DataFrame:
    rows = list(times)
    table = frame(
        ["step", "name", "did", "waiting", "timed_out", "ended"],
        [
            (
                row.step,
                title(row.step, journey.steps[row.step]),
                len(row.values),
                row.waiting,
                row.timed_out,
                row.ended,
            )
            for row in rows
        ],
    )
    return table.assign(
        shortest=durations(row.values[0] if row.values else None for row in rows),
        median=durations(row.median for row in rows),
        p90=durations(row.p90 for row in rows),
        median_did=durations(quantile(row.values, 0.5) if row.values else None for row in rows),
        p90_did=durations(row.usual for row in rows),
        longest=durations(row.values[-1] if row.values else None for row in rows),
    )


Bins = Counter[int]
"""How many visits lasted so long; a bin is a number of quarter decades of seconds."""


def _bins(values: Sequence[int]) -> Bins:
    return Counter(floor(_decades(value) * PER_DECADE + 1e-9) for value in values)


def _decades(value: int) -> float:
    return log10(max(value, SHORTEST) / SECOND)


def _edge(bin: int) -> float:
    """Return where a bin begins, in seconds."""
    return float(10 ** (bin / PER_DECADE))


def _microseconds(bin: int) -> int:
    """The same in microseconds; whatever is shorter than the shortest is counted with it."""
    edge = round(_edge(bin) * SECOND)
    return edge if edge > SHORTEST else 0


def _distribution(times: Iterable[TimeInStep], bins: dict[str, Bins]) -> DataFrame:
    rows = [(row.step, bin, number) for row in times for bin, number in sorted(bins[row.step].items())]
    table = frame(["step", "visits"], [(step, number) for step, _, number in rows])
    table.insert(1, "from", durations(_microseconds(bin) for _, bin, _ in rows))
    table.insert(2, "to", durations(_microseconds(bin + 1) for _, bin, _ in rows))
    return table


def _chart(journey: Journey, times: Sequence[TimeInStep], bins: dict[str, Bins]) -> Chart:
    names = unique_names([title(row.step, journey.steps[row.step]) for row in times])
    labels = [_label(name, row) for name, row in zip(names, times, strict=True)]
    rows = [
        mark for label, row in zip(labels, times, strict=True) for mark in _marks(label, row, bins[row.step])
    ]
    shown = "".join(f"datum.value=={seconds}?'{name}':" for name, seconds in _TICKS.items())
    axis = alt.Axis(values=list(_TICKS.values()), labelExpr=f"{shown}''", labelOverlap=True)
    bounds = [mark[key] for mark in rows for key in ("from", "to", "at") if key in mark]
    domain = [min(bounds, default=1.0), max(bounds, default=10.0)]
    x = alt.X("from:Q", title=None, axis=axis, scale=alt.Scale(type="log", domain=domain, nice=False))
    base = alt.Chart(width=WIDTH, height=64)
    y = alt.Y("visits:Q", title=None, axis=alt.Axis(tickCount=2, **WHOLE))
    bar = base.mark_rect(fill=shade("bar"), fillOpacity=0.75).encode(x=x, x2="to:Q", y=y, y2=alt.datum(0))
    median = base.transform_filter("datum.line == 'median'").mark_rule(stroke=shade("ink"), strokeWidth=2)
    p90 = base.transform_filter("datum.line == 'p90'").mark_rule(
        stroke=shade("drop"), strokeWidth=2, strokeDash=[4, 3]
    )
    layers = alt.layer(bar, median.encode(x="at:Q"), p90.encode(x="at:Q"), data=data(rows))
    header = alt.Header(title=None, labelOrient="top", labelAnchor="start", labelPadding=4)
    faceted: Chart = layers.facet(row=alt.Row("name:N", sort=labels, header=header))
    apart: Chart = faceted.resolve_scale(y="independent")
    return apart


def _label(name: str, row: TimeInStep) -> str:
    if not row.values:
        return f"{name}: nobody did it"
    if row.median is None:
        return f"{name}: fewer than half are expected to do it"
    ninth = "fewer than nine of ten would" if row.p90 is None else f"nine of ten within {span(row.p90)}"
    return f"{name}: median {span(row.median)}, {ninth}"


def _marks(label: str, row: TimeInStep, bins: Bins) -> Iterator[dict[str, Any]]:
    """Bars of ``bins`` and lines of ``row``, in seconds, under a ``label``."""
    if not bins:
        yield {"name": label}
    for bin, number in bins.items():
        yield {"name": label, "from": _edge(bin), "to": _edge(bin + 1), "visits": number}
    for line, value in (("median", row.median), ("p90", row.p90)):
        if value is not None:
            yield {"name": label, "line": line, "at": max(value, SHORTEST) / SECOND}
