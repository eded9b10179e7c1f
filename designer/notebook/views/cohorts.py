"""Attempts by the week in which they started."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import altair as alt

from designer.diagram.vector.colours import shade
from designer.notebook.code.simulations import Told, standing_of
from designer.notebook.rendering.frames import DataFrame, frame, instants
from designer.notebook.views.charts import BAND, Chart, data
from designer.notebook.views.group_views import by_group
from designer.notebook.views.view import View, chart_view
from designer.reports.number_text import percent
from engine.insight import Cohort

_COLUMNS = ("week", "entered", "running", "completed", "exited", "gave_up")


@by_group()
def cohorts(told: Told) -> View:
    """Return how attempts stand by the week of their start, and how many completed within one week, two, and so on.

    Within so many weeks are counted alone those who started at least so long ago: ``observed_2w`` is how many did,
    ``within_2w`` how many of them had completed by then.

    >>> from designer.notebook import Journey, cohorts, simulate
    >>> cohorts(simulate(Journey.new("Nothing").waypoint("never", {"x": 1}).exit(), [])).frame.columns.tolist()
    ['week', 'begins', 'entered', 'running', 'completed', 'exited', 'gave_up']
    """
    found = standing_of(told, "cohorts").cohorts
    said = (
        "attempts by the week of their start (ISO weeks, UTC); of those observed so long, how many completed within so "
        "many weeks"
    )
    unseen = [] if any(cohort.observed for cohort in found) else ["nobody was observed for a whole week"]
    return chart_view("Cohorts by entry week", {"Cohorts": _table(found)}, _chart(found), said, *unseen)


def _table(found: Sequence[Cohort]) -> DataFrame:
    weeks = max((len(cohort.completed_within) for cohort in found), default=0)
    rows = [
        (cohort.week, *(cohort.totals[key] for key in _COLUMNS[1:]), *_within(cohort, weeks))
        for cohort in found
    ]
    columns = [f"{what}_{week}w" for week in range(1, weeks + 1) for what in ("observed", "within")]
    table = frame([*_COLUMNS, *columns], rows)
    for column in table.columns[len(_COLUMNS) :]:
        table[column] = table[column].astype("Int64")
    table.insert(1, "begins", instants(cohort.begins for cohort in found))
    return table


def _within(cohort: Cohort, weeks: int) -> Iterator[int | None]:
    for observed, completed in zip(cohort.observed, cohort.completed_within, strict=True):
        yield from (observed, completed)
    yield from [None] * 2 * (weeks - len(cohort.completed_within))


def _chart(found: Sequence[Cohort]) -> Chart:
    rows = [
        {
            "week": f"{cohort.week}  ({cohort.totals['entered']:,})",
            "after": number,
            "share": completed / observed,
            "says": f"{completed:,} · {percent(completed / observed)}",
        }
        for cohort in found
        for number, (completed, observed) in enumerate(
            zip(cohort.completed_within, cohort.observed, strict=True), 1
        )
    ]
    base = alt.Chart(data(rows), width=alt.Step(92), height=alt.Step(BAND + 6)).encode(
        x=alt.X("after:O", title="completed within so many weeks", axis=alt.Axis(orient="top", labelAngle=0)),
        y=alt.Y("week:N", title=None),
    )
    opacity = alt.FillOpacity("share:Q", scale=alt.Scale(domain=[0, 1], range=[0.06, 0.8]), legend=None)
    cells = base.mark_rect(fill=shade("bar"), stroke=shade("paper"), strokeWidth=2).encode(
        fillOpacity=opacity
    )
    return alt.layer(cells, base.mark_text().encode(text="says:N"))
