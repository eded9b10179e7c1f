"""Every step: how often it was entered, how many wait there, and by which transitions they leave."""

from __future__ import annotations

from collections.abc import Iterator

from designer.reports.number_text import count, percent
from designer.reports.report import Report, ReportRequest
from designer.reports.standing import Standing
from designer.reports.table import Bar, Column, Row, Table, numbers
from engine.insight.funnel import forward
from engine.labels import branch


def table(standing: Standing, asked: ReportRequest) -> Table:
    columns = (Column("step"), *numbers("entered", "waiting"), Column("━ went on  ╍ waiting"))
    most = max((row["entered"] for row in standing.steps.values()), default=0) or 1
    return Table(columns, tuple(_row(standing, id, most) for id in forward(standing.journey)))


def _row(standing: Standing, id: str, most: int) -> Row:
    entered, waiting = standing.steps[id]["entered"], standing.steps[id]["waiting"]
    bar = Bar(((entered - waiting) / most, waiting / most))
    return Row(id, (standing.called(id), f"{entered:,}", f"{waiting:,}", bar), standing.kind(id))


def detail(standing: Standing, id: str) -> Iterator[str]:
    """Lines with where those who came to step ``id`` in ``standing`` are now, and which transitions they took."""
    entered = standing.steps[id]["entered"]
    place = next(place for place in standing.flow.places if place.step == id)
    yield f"{count(entered, 'visit')} to {standing.called(id)}"
    for transition in standing.flow.transitions:
        if transition.source == id:
            why = branch(standing.journey.transitions[transition.index])
            by = f" ({why})" if why else ""
            yield _of(transition.taken, entered, f"went on to {standing.called(transition.target)}{by}")
    if place.waiting:
        yield _of(place.waiting, entered, "wait here")
    if place.ended:
        yield _of(place.ended, entered, "ended here")
    for rule, number in place.exited.items():
        yield _of(number, entered, f"left by the exit rule {_rule(standing, rule)}")


def _of(number: int, all_of_them: int, said: str) -> str:
    share = number / all_of_them if all_of_them else None
    return f"{number:>8,}  {percent(share):>6}  {said}"


def _rule(standing: Standing, id: str) -> str:
    return next(rule.name or id for rule in standing.journey.exit_rules if rule.id == id)


STEPS = Report(
    "steps", "Steps", "How often each step was entered, and how many wait there now.", table, detail
)
