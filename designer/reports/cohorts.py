"""Cohorts: the attempts that started in a week, and how soon they complete."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from designer.reports.number_text import bar, count, moment, percent
from designer.reports.report import Report, ReportRequest
from designer.reports.standing import Standing
from designer.reports.table import Bar, Column, Row, Table, numbers
from engine.insight import Cohort

MOST_SHOWN: Final = 4
"""Weeks after the start that have a column; the detail has them all."""

_WIDTH: Final = 32


def table(standing: Standing, asked: ReportRequest) -> Table:
    within = (f"in {number} w" for number in range(1, MOST_SHOWN + 1))
    columns = (
        Column("week"),
        *numbers("entered", "completed"),
        *(Column(title, right=True, spare=place > 1) for place, title in enumerate(within)),
        Column("━ completed  ╍ running  ┄ left"),
    )
    note = "" if standing.cohorts else "Nobody has started yet."
    return Table(columns, tuple(map(_row, standing.cohorts)), note)


def _row(cohort: Cohort) -> Row:
    entered, completed, running = (cohort.totals[key] for key in ("entered", "completed", "running"))
    left = entered - completed - running
    shares = [percent(share) for _, _, share in _within(cohort)][:MOST_SHOWN]
    shares += [""] * (MOST_SHOWN - len(shares))
    bar = Bar((completed / entered, running / entered, left / entered))
    return Row(cohort.week, (cohort.week, f"{entered:,}", f"{completed:,}", *shares, bar))


def detail(standing: Standing, week: str) -> Iterator[str]:
    """Lines with how many of the ``week`` in ``standing`` have completed within so many weeks of their own start."""
    cohort = next(each for each in standing.cohorts if each.week == week)
    yield f"{count(cohort.totals['entered'], 'attempt')} started in the week of {moment(cohort.begins)[:10]}"
    for number, (observed, completed, share) in enumerate(_within(cohort), 1):
        of = f"{completed:,} of {observed:,}"
        yield f"{number:>4} w  {of:>15}  {percent(share):>6}  {bar((share,), _WIDTH)}"


def _within(cohort: Cohort) -> Iterator[tuple[int, int, float]]:
    """Yield for one week, two, and so on: how many were observed so long, completed within it, and their share."""
    for observed, completed in zip(cohort.observed, cohort.completed_within, strict=True):
        yield observed, completed, completed / observed


COHORTS = Report(
    "cohorts", "Cohorts", "The attempts of each week, and how soon they complete.", table, detail
)
