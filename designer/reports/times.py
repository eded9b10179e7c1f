"""The time that people stay at the steps where they wait."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import Final

from designer.reports.number_text import bar, count, span
from designer.reports.report import Report, ReportRequest
from designer.reports.standing import Standing
from designer.reports.table import Bar, Column, Row, Table, numbers
from engine.insight import TimeInStep
from engine.insight.funnel import forward

_SECOND: Final = 1_000_000
_HOUR: Final = 3_600 * _SECOND
_DAY: Final = 24 * _HOUR
BOUNDS: Final = (
    ("< 1 min", 60 * _SECOND),
    ("< 10 min", 600 * _SECOND),
    ("< 1 h", _HOUR),
    ("< 6 h", 6 * _HOUR),
    ("< 1 d", _DAY),
    ("< 3 d", 3 * _DAY),
    ("< 1 w", 7 * _DAY),
    ("< 4 w", 28 * _DAY),
)
"""Waiting times that are counted together: a label, and the bound in microseconds."""

_WIDTH: Final = 32
"""Columns of the bars of a step's waiting times."""


def table(standing: Standing, asked: ReportRequest) -> Table:
    columns = (
        Column("step"),
        *numbers("did it", "median", "p90"),
        Column("━ median  ╍ p90"),
        *numbers("waiting"),
        Column("cut short", right=True, spare=True),
    )
    longest = max((row.p90 or row.median or 0 for row in standing.times), default=0) or 1
    note = "" if standing.times else "No step of this journey waits for anything."
    order = {id: place for place, id in enumerate(forward(standing.journey))}
    rows = sorted(standing.times, key=lambda row: order[row.step])
    return Table(columns, tuple(_row(standing, row, longest) for row in rows), note)


def _row(standing: Standing, row: TimeInStep, longest: int) -> Row:
    median, p90 = row.median or 0, row.p90 or row.median or 0
    cells = (
        standing.called(row.step),
        f"{len(row.values):,}",
        span(row.median),
        span(row.p90),
        Bar((median / longest, (p90 - median) / longest)),
        f"{row.waiting:,}",
        f"{row.timed_out + row.ended:,}",
    )
    return Row(row.step, cells, standing.kind(row.step))


def detail(standing: Standing, id: str) -> Iterator[str]:
    """Lines with how many went on from step ``id`` in ``standing`` within a minute, an hour, a day …"""
    row = next(row for row in standing.times if row.step == id)
    yield f"{count(len(row.values), 'visit')} to {standing.called(id)} did it, after"
    counted = spread(row.values)
    most = max(counted.values(), default=0) or 1
    for label, number in counted.items():
        yield f"{label:>9}  {number:>7,}  {bar((number / most,), _WIDTH)}"
    yield f"{row.waiting:,} still wait; {row.timed_out:,} timed out; {row.ended:,} were cut short by an exit rule"


def spread(values: Sequence[int]) -> dict[str, int]:
    """Return how many of the ascending values lie below each bound and not below the one before; empty ends are left
    out.
    """
    ends = [*(bisect_right(values, bound - 1) for _, bound in BOUNDS), len(values)]
    labels = [*(label for label, _ in BOUNDS), "longer"]
    numbers_ = [end - begin for begin, end in zip([0, *ends], ends, strict=False)]
    used = [place for place, number in enumerate(numbers_) if number]
    if not used:
        return {}
    shown = slice(used[0], used[-1] + 1)
    return dict(zip(labels[shown], numbers_[shown], strict=True))


TIMES = Report("times", "Times", "How long people wait at each step before they go on.", table, detail)
