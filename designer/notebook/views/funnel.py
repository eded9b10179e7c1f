"""A funnel: how many come how far."""

from __future__ import annotations

from designer.diagram.vector.colours import colour
from designer.notebook.code.simulations import Told
from designer.notebook.rendering.frames import frame
from designer.notebook.views.charts import bars, charted, named
from designer.notebook.views.view import View
from designer.reports.number_text import percent
from engine.insight import FunnelStep
from engine.insight.funnel import Unit
from engine.labels import title

_COLUMNS = ("step", "name", "reached", "previous", "of_previous", "of_entry")


def funnel(told: Told, unit: Unit = "attempts") -> View:
    """Return how many ``attempts`` or ``people`` reached each step, of those right before it and of all who entered.

    >>> from designer.notebook import Journey, funnel, simulate
    >>> run = simulate(Journey.new("Nothing").waypoint("never", {"x": 1}).exit(), [])
    >>> funnel(run, "people").frame["step"].tolist()
    ['start', 'never', 'done']
    """
    progress = told.progress
    found = progress.funnel(unit)
    names = [title(row.step, progress.journey.steps[row.step]) for row in found]
    rows = [
        (row.step, name, row.reached, row.previous, row.of_previous, row.of_entry)
        for row, name in zip(found, names, strict=True)
    ]
    table = frame(_COLUMNS, rows).astype({"of_previous": float, "of_entry": float})
    drawn = [
        {
            "name": name,
            "value": row.reached,
            "previous": row.previous,
            "says": _says(row),
            "hue": colour("bar"),
        }
        for row, name in zip(found, named(names), strict=True)
    ]
    said = f"{unit} that reached each step; behind each bar, those that stood right before it"
    return charted(f"Funnel of {unit}", {f"Funnel of {unit}": table}, bars(drawn, behind="previous"), said)


def _says(row: FunnelStep) -> str:
    return f"{row.reached:,} · {percent(row.of_previous)} of previous, {percent(row.of_entry)} of entry"
