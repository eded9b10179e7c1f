"""The funnel: how many come to each step, of those who could have come from the step before, and of all who entered."""

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
    columns = (Column("step"), *numbers(asked.unit, "of previous", "of entry"), Column(""))
    rows = tuple(_row(standing, each) for each in standing.funnel(asked.unit))
    return Table(columns, rows, f"{asked.unit} that reached each step; a switches to {_other(asked.unit)}")


def _other(unit: Unit) -> Unit:
    return "people" if unit == "attempts" else "attempts"


def _row(standing: Standing, row: FunnelStep) -> Row:
    shares = (percent(row.of_previous), percent(row.of_entry))
    bar = Bar((row.of_entry or 0,))
    cells = (standing.called(row.step), f"{row.reached:,}", *shares, bar)
    return Row(row.step, cells, standing.kind(row.step))


def detail(standing: Standing, id: str) -> Iterator[str]:
    """Lines with how many came to step ``id`` in ``standing``, in both units, and what became of them."""
    for unit in ("attempts", "people"):
        row = next(row for row in standing.funnel(unit) if row.step == id)
        yield (
            f"{row.reached:,} {unit}: {percent(row.of_previous)} of the {row.previous:,} that stood right before it, "
            f"{percent(row.of_entry)} of all"
        )
    yield ""
    yield from steps.detail(standing, id)


FUNNEL = Report("funnel", "Funnel", "How many come how far.", table, detail)
