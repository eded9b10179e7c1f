"""The totals of all attempts."""

from __future__ import annotations

from typing import Final

from designer.diagram.vector.colours import shade
from designer.notebook.code.simulations import Told, standing_of
from designer.notebook.rendering.frames import frame
from designer.notebook.views.charts import bars
from designer.notebook.views.group_views import ShareColumns, by_group
from designer.notebook.views.view import View, chart_view
from designer.reports.number_text import count, moment, percent

STATUSES: Final = {"running": "bar", "completed": "entry", "exited": "delay", "gave_up": "drop"}
"""The ways in which an attempt can stand, each with its colour."""


@by_group(ShareColumns(key="figure", count="number", of="number", no_shares=("owners",)))
def totals(told: Told) -> View:
    """Attempts by how they stand, as in ``simulate --json``: ``entered`` is all of them, ``owners`` whose they are.

    >>> from designer.notebook import Journey, simulate, totals
    >>> run = simulate(Journey.new("Nothing").waypoint("never", {"x": 1}).exit(), [])
    >>> print(totals(run).frame.to_string(index=False))
       figure  number  share
      entered       0    NaN
      running       0    NaN
    completed       0    NaN
       exited       0    NaN
      gave_up       0    NaN
       owners       0    NaN
    """
    progress = standing_of(told, "totals")
    number = progress.totals
    entered = number["entered"]
    shares = {key: number[key] / entered if entered and key != "owners" else None for key in number}
    table = frame(["figure", "number", "share"], [(key, number[key], shares[key]) for key in number])
    rows = [
        {
            "name": status.replace("_", " "),
            "value": number[status],
            "says": f"{number[status]:,} · {percent(shares[status])}",
            "hue": shade(hue),
        }
        for status, hue in STATUSES.items()
    ]
    whose = f"{count(entered, 'attempt')} of {count(number['owners'], 'owner')}"
    said = f"{whose}, as of {moment(progress.simulated.until)}"
    return chart_view("How all attempts stand", {"Totals": table.astype({"share": float})}, bars(rows), said)
