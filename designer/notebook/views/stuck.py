"""People who wait longer than is usual, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

import altair as alt

from designer.diagram.drawing import shortened
from designer.diagram.vector.colours import shade
from designer.notebook.code.explanations import explained as explained_by
from designer.notebook.code.simulations import Told, standing_of
from designer.notebook.code.standings import Progress
from designer.notebook.rendering.frames import DataFrame, durations, frame, instants
from designer.notebook.views.charts import BAND, LABEL, WIDTH, Chart, data, unique_names
from designer.notebook.views.group_views import by_group
from designer.notebook.views.view import View, chart_view
from designer.reports.number_text import count, span
from engine.events import Event
from engine.explain import Stay
from engine.insight import Stuck
from engine.labels import title

MOST_DRAWN: Final = 20
"""Attempts in the picture, the longest first; the table has all."""
SHORT: Final = 24
"""Columns of a name beside a bar."""
_DAY: Final = 86_400_000_000


@by_group()
def stuck(told: Told, *, explained: int = MOST_DRAWN) -> View:
    """Attempts that have waited longer than nine of ten who did the step, the longest first.

    So many of them are ``explained``: what came in the meantime, and what would move them on.

    >>> from designer.notebook import Journey, simulate, stuck
    >>> len(stuck(simulate(Journey.new("Nothing").waypoint("never", {"x": 1}).exit(), [])).frame)
    0
    """
    progress = standing_of(told, "stuck")
    found = progress.stuck
    said = "Nobody waits longer than nine of ten who did the step."
    if found:
        said = f"{count(len(found), 'attempt')} waiting longer than nine of ten who did the step"
    return chart_view(
        "Who is stuck",
        {"Stuck": _table(progress, found, explained)},
        _chart(progress, found[:MOST_DRAWN]),
        said,
    )


def _table(progress: Progress, found: Sequence[Stuck], explained: int) -> DataFrame:
    events = progress.events_of({row.owner for row in found[:explained]}) if explained else {}
    rows = [
        (
            progress.names[row.owner],
            row.attempt,
            row.step,
            _why(progress, row, events[row.owner]) if number < explained else "",
        )
        for number, row in enumerate(found)
    ]
    table = frame(["owner", "attempt", "step", "why"], rows)
    table.insert(3, "since", instants(row.since for row in found))
    table.insert(4, "waited", durations(row.waited for row in found))
    table.insert(5, "usual", durations(row.usual for row in found))
    return table


def _why(progress: Progress, row: Stuck, events: Sequence[Event]) -> str:
    """The ``events`` that came meanwhile to whoever ``row`` is about and did not help, and what would, by
    ``progress``.
    """
    stays = explained_by(progress, row.owner, events=events).stays
    stay = next(stay for stay in stays if stay.attempt == row.attempt)
    return "; ".join(_reasons(stay, row.since))


def _reasons(stay: Stay, since: int) -> Iterator[str]:
    came = [each for each in stay.considered if each.at > since]
    verdicts = Counter(each.verdict for each in came)
    counted = f", {verdicts['counted']:,} counted" if verdicts["counted"] else ""
    yield f"{count(len(came), 'event')} since{counted}" if came else "no event since"
    failed = Counter(reason.text for each in came if each.verdict == "failed" for reason in each.reasons[:1])
    if failed:
        [(text, number)] = failed.most_common(1)
        yield f"{number:,} without {text}"
    helps = (onward for onward in stay.onward if onward.by != "exit_rule")
    yield from (f"waits for {onward.says}" for onward in helps)


def _label(progress: Progress, row: Stuck) -> str:
    who = shortened(progress.names[row.owner], SHORT)
    return f"{who} · {title(row.step, progress.journey.steps[row.step])}"


def _chart(progress: Progress, found: Sequence[Stuck]) -> Chart:
    labels = unique_names([_label(progress, row) for row in found])
    rows = [
        {"name": label, "waited": row.waited / _DAY, "usual": row.usual / _DAY, "says": span(row.waited)}
        for label, row in zip(labels, found, strict=True)
    ]
    base = alt.Chart(data(rows), width=WIDTH, height=alt.Step(BAND - 4))
    y = alt.Y("name:N", sort=labels, title=None)
    x = alt.X("waited:Q", title="days waited; the line is what nine of ten stayed below")
    bar = base.mark_bar(fill=shade("bar")).encode(x=x, y=y)
    usual = base.mark_tick(color=shade("drop"), thickness=2, size=BAND - 8).encode(x="usual:Q", y=y)
    return alt.layer(bar, usual, base.mark_text(**LABEL).encode(x="waited:Q", y=y, text="says:N"))
