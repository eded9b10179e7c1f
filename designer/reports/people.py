"""Everybody with an attempt, found by name; and one person's way through the journey."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Final

from designer.reports.number_text import count, moment, span
from designer.reports.report import Report, ReportRequest
from designer.reports.standing import Standing
from designer.reports.table import Column, Row, Table, numbers
from engine import owners
from engine.deadlines import has_deadlines, lateness, missed_deadlines
from engine.progress import Attempt, Progress

MOST: Final = 500
"""People who are listed at a time; a search finds the others."""

STATUS: Final = {
    "running": "▶ running",
    "completed": "✓ completed",
    "exited": "▲ exited",
    "gave_up": "✗ gave up",
}


def table(standing: Standing, asked: ReportRequest) -> Table:
    columns = (
        Column("person"),
        *numbers("attempts"),
        Column("stands"),
        Column("at"),
        Column("since", spare=True),
        *(numbers("late") if has_deadlines(standing.journey) else ()),
    )
    found = [progress for progress in standing.people if owners.is_like(progress.owner, asked.search)]
    rows = tuple(_row(standing, progress) for progress in islice(found, MOST))
    return Table(columns, rows, _note(len(found), asked.search))


def _note(found: int, search: str) -> str:
    about = f" with {search!r} in the name" if search else ""
    if not found:
        return f"There is nobody{about}." if search else "Nobody has started yet."
    said = count(found, "person", "people") + about
    return f"{said}; the first {MOST} are listed" if found > MOST else said


def _row(standing: Standing, progress: Progress) -> Row:
    last = progress.attempts[-1]
    cells: tuple[str, ...] = (
        standing.person(progress.owner),
        f"{len(progress.attempts):,}",
        STATUS[last.status],
        standing.called(last.at),
        moment(last.since if last.ended_at is None else last.ended_at),
    )
    if has_deadlines(standing.journey):
        cells = (*cells, span(lateness(standing.journey, last, standing.until)))
    return Row(progress.owner, cells)


def detail(standing: Standing, owner: str) -> Iterator[str]:
    """Lines for each attempt of ``owner`` in ``standing``, step by step, with how long it stayed there."""
    progress = standing.by_owner.get(owner)
    if progress is None:
        return
    yield owners.name(owner)
    for attempt in progress.attempts:
        yield ""
        yield f"Attempt {attempt.number + 1}: {STATUS[attempt.status]}{_rule(standing, attempt)}"
        yield from _visits(standing, attempt)
        yield from _missed_lines(standing, attempt)
    if progress.effects:
        yield ""
        yield f"{count(len(progress.effects), 'effect')} called for:"
    for effect in progress.effects:
        yield f"  {moment(effect.at)}  {standing.called(effect.step)}  {effect.type}"


def _rule(standing: Standing, attempt: Attempt) -> str:
    rule = next((rule for rule in standing.journey.exit_rules if rule.id == attempt.exit_rule), None)
    return f" by the exit rule {rule.name or rule.id}" if rule else ""


def _visits(standing: Standing, attempt: Attempt) -> Iterator[str]:
    ends = [*attempt.entered[1:], attempt.ended_at if attempt.ended_at is not None else standing.until]
    for step, entered, left in zip(attempt.path, attempt.entered, ends, strict=True):
        stayed = f"  {span(left - entered)}" if left > entered else ""
        yield f"  {moment(entered)}  {standing.called(step)}{stayed}"


def _missed_lines(standing: Standing, attempt: Attempt) -> Iterator[str]:
    clock = standing.until if attempt.ended_at is None else attempt.ended_at
    for each in missed_deadlines(standing.journey, attempt):
        late = span(clock - each.at)
        yield f"  missed the deadline of {standing.called(each.step)}, {moment(each.at)}: {late} late"


PEOPLE = Report("people", "People", "Everybody, and everyone's way.", table, detail)
