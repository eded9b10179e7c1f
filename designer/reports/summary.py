"""A dry run in a few lines for a person: the graph with its counts, the totals, what would be sent."""

from __future__ import annotations

from collections.abc import Iterator

from designer.diagram.text_picture import people_counts, picture
from designer.reports.number_text import count, left_out
from engine.instant import plain_text
from engine.labels import title
from engine.owners import name as owner_name
from engine.progress import Attempt, Progress
from engine.report import effects, steps, totals
from engine.simulate import Counts, SimulationResult

_STATUS = {
    "running": "running",
    "completed": "completed",
    "exited": "left by an exit rule",
    "gave_up": "gave up",
}


def summary(simulated: SimulationResult) -> str:
    """Several lines: what was read, the graph, the totals."""
    return "\n".join(
        [
            read(simulated.counts),
            picture(simulated.plan.journey, people_counts(steps(simulated))),
            *_totals(simulated),
        ]
    )


def read(counts: Counts) -> str:
    """Return what became of the events, in one line."""
    rejected = [f"{counts.rejected:,} rejected"] if counts.rejected else []
    said = [f"{counts.matched:,} matched", *left_out(counts), *rejected]
    return f"{count(counts.read, 'event')} read: {', '.join(said)}"


def _totals(simulated: SimulationResult) -> Iterator[str]:
    counted = totals(simulated.owners)
    attempts = "attempt" if counted["entered"] == 1 else "attempts"
    people = "owner" if counted["owners"] == 1 else "owners"
    standing = ", ".join(f"{counted[status]:,} {said}" for status, said in _STATUS.items() if counted[status])
    yield f"{counted['entered']:,} {attempts} of {counted['owners']:,} {people}" + (
        f": {standing}" if standing else ""
    )
    if sent := len(effects(simulated.owners)):
        yield f"{sent:,} {'effect' if sent == 1 else 'effects'} would be sent; simulating sends nothing"
    if simulated.until is not None:
        yield f"as of {plain_text(simulated.until)}"


def people(simulated: SimulationResult) -> Iterator[str]:
    """A line for each attempt: whose it is, how it stands, where it went."""
    for progress in simulated.owners:
        for attempt in progress.attempts:
            yield _attempt(simulated, progress, attempt)


def _attempt(simulated: SimulationResult, progress: Progress, attempt: Attempt) -> str:
    where = (
        f" at {title(attempt.at, simulated.plan.journey.steps[attempt.at])}"
        if attempt.ended_at is None
        else ""
    )
    path = ">".join(attempt.path)
    return f"{owner_name(progress.owner)}  #{attempt.number + 1}  {_STATUS[attempt.status]}{where}  {path}"
