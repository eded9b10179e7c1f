"""People who wait longer than is usual, the longest first."""

from __future__ import annotations

from typing import Final

from designer.reports import people
from designer.reports.number_text import count, moment, span
from designer.reports.report import Report, ReportRequest
from designer.reports.standing import Standing
from designer.reports.table import Bar, Column, Row, Table, numbers
from engine import owners
from engine.insight import Stuck

MOST: Final = 500
"""Attempts that are listed at a time."""


def table(standing: Standing, asked: ReportRequest) -> Table:
    columns = (
        Column("person"),
        Column("waits at"),
        *numbers("waited", "usual"),
        Column("━ usual  ╍ beyond"),
        Column("since", spare=True),
    )
    found = [row for row in standing.stuck if owners.is_like(row.owner, asked.search)]
    longest = max((row.waited for row in found), default=1)
    return Table(columns, tuple(_row(standing, row, longest) for row in found[:MOST]), _note(len(found)))


def _note(found: int) -> str:
    if not found:
        return "Nobody waits longer than nine of ten who did the step."
    said = f"{count(found, 'attempt')} waiting longer than nine of ten who did the step"
    return f"{said}; the first {MOST} are listed" if found > MOST else said


def _row(standing: Standing, row: Stuck, longest: int) -> Row:
    cells = (
        standing.person(row.owner),
        standing.called(row.step),
        span(row.waited),
        span(row.usual),
        Bar((row.usual / longest, (row.waited - row.usual) / longest)),
        moment(row.since),
    )
    return Row(row.owner, cells)


STUCK = Report("stuck", "Stuck", "Who waits longer than is usual, and why.", table, people.detail)
