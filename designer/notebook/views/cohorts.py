"""Attempts by the week in which they started."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import altair as alt

from designer.diagram.vector.colours import colour
from designer.notebook.code.simulations import Told
from designer.notebook.rendering.frames import DataFrame, frame, instants
from designer.notebook.views.charts import BAND, Chart, charted, data
from designer.notebook.views.view import View
from designer.reports.number_text import percent
from engine.insight import Cohort

_COLUMNS = ("week", "entered", "running", "completed", "exited", "gave_up")


def cohorts(told: Told) -> View:
    """Return how attempts stand by the week of their start, and how many completed within one week, two, and so on.

    >>> from designer.notebook import Journey, cohorts, simulate
    >>> cohorts(simulate(Journey.new("Nothing").waypoint("never", {"x": 1}).exit(), [])).frame.columns.tolist()
    ['week', 'begins', 'entered', 'running', 'completed', 'exited', 'gave_up']
    """
    found = told.progress.cohorts
    said = "attempts by the week of their start (ISO weeks, UTC), and the share that completed within so many weeks"
    return charted("Cohorts by entry week", {"Cohorts": _table(found)}, _chart(found), said)


def _table(found: Sequence[Cohort]) -> DataFrame:
    weeks = max((len(cohort.completed_within) for cohort in found), default=0)
    rows = [
        (cohort.week, *(cohort.totals[key] for key in _COLUMNS[1:]), *_within(cohort, weeks))
        for cohort in found
    ]
    table = frame([*_COLUMNS, *(f"within_{week}w" for week in range(1, weeks + 1))], rows)
    for column in table.columns[len(_COLUMNS) :]:
        table[column] = table[column].astype("Int64")
    table.insert(1, "begins", instants(cohort.begins for cohort in found))
    return table


def _within(cohort: Cohort, weeks: int) -> Iterator[int | None]:
    yield from cohort.completed_within
    yield from [None] * (weeks - len(cohort.completed_within))


def _chart(found: Sequence[Cohort]) -> Chart:
    rows = [
        {
            "week": f"{cohort.week}  ({cohort.totals['entered']:,})",
            "after": number,
            "share": completed / cohort.totals["entered"],
            "says": f"{completed:,} · {percent(completed / cohort.totals['entered'])}",
        }
        for cohort in found
        for number, completed in enumerate(cohort.completed_within, 1)
    ]
    base = alt.Chart(data(rows), width=alt.Step(92), height=alt.Step(BAND + 6)).encode(
        x=alt.X("after:O", title="completed within so many weeks", axis=alt.Axis(orient="top", labelAngle=0)),
        y=alt.Y("week:N", title=None),
    )
    shade = alt.FillOpacity("share:Q", scale=alt.Scale(domain=[0, 1], range=[0.06, 0.8]), legend=None)
    cells = base.mark_rect(fill=colour("bar"), stroke=colour("paper"), strokeWidth=2).encode(
        fillOpacity=shade
    )
    return alt.layer(cells, base.mark_text().encode(text="says:N"))
