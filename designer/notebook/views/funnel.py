"""A funnel: how many come how far, and how many do what they come to."""

from __future__ import annotations

from typing import Final

from designer.diagram.vector.colours import shade
from designer.notebook.code.simulations import Told, standing_of
from designer.notebook.rendering.frames import frame
from designer.notebook.views.charts import bars, unique_names
from designer.notebook.views.group_views import ShareColumns, by_group
from designer.notebook.views.view import View, chart_view
from designer.reports.number_text import percent
from engine.insight import FunnelStep
from engine.insight.funnel import Unit
from engine.labels import title

_COLUMNS = ("step", "name", "reached", "did", "previous", "of_previous", "of_entry", "did_of_entry")
_UNITS: Final[dict[str, Unit]] = {
    "attempts": "attempts",
    "people": "people",
    "persons": "people",
    "owners": "people",
}


@by_group(ShareColumns(key="step", count="did", of="reached"))
def funnel(told: Told, unit: str = "attempts") -> View:
    """Return how many ``attempts`` or ``people`` reached each step, and how many did what it waits for.

    Who waits at a step has reached it; done is what is left otherwise than by a timeout or an exit rule. ``previous``
    stood right before the step or reached it; ``of_entry`` is the share of all who entered that reached it,
    ``did_of_entry`` of those that did it. Raises ValueError for another unit.

    >>> from designer.notebook import Journey, funnel, simulate
    >>> run = simulate(Journey.new("Nothing").waypoint("never", {"x": 1}).exit(), [])
    >>> funnel(run, "people").frame["step"].tolist()
    ['start', 'never', 'done']
    """
    progress = standing_of(told, "funnel")
    counted = unit_of(unit)
    found = progress.funnel(counted)
    names = [title(row.step, progress.journey.steps[row.step]) for row in found]
    entered = found[0].reached if found else 0
    rows = [
        (
            row.step,
            name,
            row.reached,
            row.did,
            row.previous,
            row.of_previous,
            row.of_entry,
            row.did / entered if entered else None,
        )
        for row, name in zip(found, names, strict=True)
    ]
    shares = dict.fromkeys(("of_previous", "of_entry", "did_of_entry"), float)
    table = frame(_COLUMNS, rows).astype(shares)
    drawn = [
        {
            "name": name,
            "value": row.did,
            "reached": row.reached,
            "says": _says(row, entered),
            "hue": shade("bar"),
        }
        for row, name in zip(found, unique_names(names), strict=True)
    ]
    said = f"{counted} that did each step; behind each bar, those that reached it"
    return chart_view(
        f"Funnel of {counted}", {f"Funnel of {counted}": table}, bars(drawn, behind="reached"), said
    )


def unit_of(unit: str) -> Unit:
    """The unit that is meant: ``attempts``, or ``people`` by any of its names. Raises ValueError."""
    if unit not in _UNITS:
        raise ValueError(f"a funnel counts attempts or people, not {unit!r}")
    return _UNITS[unit]


def _says(row: FunnelStep, entered: int) -> str:
    did = f"{row.did:,} did · {percent(row.did / entered if entered else None)} of entry"
    return did if row.did == row.reached else f"{did}; {row.reached:,} reached"
