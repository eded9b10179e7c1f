"""The funnel: how many reach each step, how many do what it waits for, and the shares of those who could have."""

from __future__ import annotations

from collections.abc import Iterator

from designer.reports import steps
from designer.reports.number_text import percent
from designer.reports.report import Report, ReportRequest
from designer.reports.standing import Standing
from designer.reports.table import Bar, Column, Row, Table, numbers
from engine.insight import FunnelStep
from engine.insight.funnel import Unit


def table(standing: Standing, asked: ReportRequest) -> Table:
    columns = (Column("step"), *numbers("reached", "did", "of previous", "of entry"), Column(""))
    found = standing.funnel(asked.unit)
    entered = found[0].reached if found else 0
    rows = tuple(_row(standing, each, entered) for each in found)
    note = (
        f"{asked.unit} that reached each step, and did what it waits for; a switches to {_other(asked.unit)}"
    )
    return Table(columns, rows, note)


def _other(unit: Unit) -> Unit:
    return "people" if unit == "attempts" else "attempts"


def _row(standing: Standing, row: FunnelStep, entered: int) -> Row:
    """The cells of ``row`` with a bar of those that did it and those that reached it alone, of all that ``entered``."""
    shares = (percent(row.of_previous), percent(row.of_entry))
    bar = Bar((row.did / entered, (row.reached - row.did) / entered) if entered else (0,))
    cells = (standing.called(row.step), f"{row.reached:,}", f"{row.did:,}", *shares, bar)
    return Row(row.step, cells, standing.kind(row.step))


def detail(standing: Standing, id: str) -> Iterator[str]:
    """Lines with how many came to step ``id`` in ``standing`` and did it, in both units, and what became of them."""
    for unit in ("attempts", "people"):
        row = next(row for row in standing.funnel(unit) if row.step == id)
        yield (
            f"{row.reached:,} {unit}: {percent(row.of_previous)} of the {row.previous:,} that stood right before it, "
            f"{percent(row.of_entry)} of all; {row.did:,} did it"
        )
    yield ""
    yield from steps.detail(standing, id)


FUNNEL = Report("funnel", "Funnel", "How many come how far.", table, detail)
