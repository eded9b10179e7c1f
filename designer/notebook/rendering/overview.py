"""Progress at a glance: what a notebook shows of a dry run."""

from __future__ import annotations

from collections.abc import Sequence

from designer.diagram.text_picture import people_counts
from designer.diagram.vector.graph_picture import picture
from designer.notebook.rendering import html
from designer.reports.number_text import count, moment
from designer.reports.standing import Standing
from engine.labels import title


def overview(progress: Standing, notes: Sequence[str] = ()) -> str:
    """The design with how many came to each step and wait there, the totals in a sentence, the steps in a table.

    ``notes`` are further sentences.
    """
    journey, totals = progress.journey, progress.totals
    stand = [
        f"{totals[key]:,} {key.replace('_', ' ')}"
        for key in ("running", "completed", "exited", "gave_up")
        if totals[key]
    ]
    said = f"{count(totals['entered'], 'attempt')} of {count(totals['owners'], 'owner')}"
    rows = [
        (title(id, journey.steps[id]), number["entered"], number["waiting"])
        for id, number in progress.steps.items()
    ]
    return html.around(
        html.heading(journey.name or journey.id),
        html.paragraph(f"{said}: {', '.join(stand)}" if stand else said),
        html.paragraph(f"{progress.source}, as of {moment(progress.simulated.until)}"),
        *map(html.paragraph, notes),
        picture(journey, people_counts(progress.steps)),
        html.table(("step", "entered", "waiting"), rows),
    )
