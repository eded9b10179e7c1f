"""Two designs side by side over the same events: totals, steps, and everybody who moves differently."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Final

from msgspec import Struct

from designer.reports.difference_text import line
from designer.reports.number_text import count, moment
from designer.reports.report import ReportRequest
from designer.reports.standing import Standing
from designer.reports.table import Column, Row, Table, numbers
from engine import owners
from engine.diff import Difference, diff
from engine.insight import SimulationComparison, SimulationTotals, compare
from engine.insight.funnel import forward

MOST: Final = 500
"""People who are listed."""

HOW: Final = {
    "path": "goes elsewhere",
    "time": "only at another time",
    "only_a": "only in the first",
    "only_b": "only in the second",
}
_TOTALS: Final = ("entered", "running", "completed", "exited", "gave_up", "owners")
_BLANK: Final = Row("", ("", "", "", ""))


class Versus(Struct, frozen=True, dict=True):
    """The same events through the design ``before`` and the design ``after``, each with a name."""

    before: Standing
    after: Standing
    names: tuple[str, str]

    @cached_property
    def difference(self) -> Difference:
        return diff(self.before.journey, self.after.journey)

    @cached_property
    def comparison(self) -> SimulationComparison:
        return compare(self.before.people, self.after.people, self.difference.renamed)

    @cached_property
    def steps(self) -> dict[str, tuple[str | None, str | None]]:
        """The steps of both designs by their key here: their id before, and their id after."""
        renamed = self.difference.renamed
        former = {renamed.get(id, id): id for id in self.before.journey.steps}
        now = self.after.journey.steps
        return {
            **{id: (former.get(id), id) for id in forward(self.after.journey)},
            **{id: (was, None) for id, was in former.items() if id not in now},
        }


def table(versus: Versus, asked: ReportRequest) -> Table:
    """The table of ``versus`` as ``asked``: totals, steps, then people."""
    columns = (Column(""), *numbers(*versus.names), Column("difference"))
    different = versus.comparison.different
    listed = [each for each in different if owners.is_like(each.owner, asked.search)][:MOST]
    people = [
        Row(
            f"owner {each.owner}",
            (versus.after.person(each.owner), *_standings(each.a, each.b), HOW[each.how]),
        )
        for each in listed
    ]
    rows = (*_totals(versus), _BLANK, *_steps(versus), *((_BLANK, *people) if people else ()))
    same = f"{versus.comparison.same:,} the same"
    move = "moves" if len(different) == 1 else "move"
    return Table(columns, rows, f"{count(len(different), 'person', 'people')} {move} differently, {same}")


def _totals(versus: Versus) -> Iterator[Row]:
    for key in _TOTALS:
        before, after = versus.comparison.a[key], versus.comparison.b[key]
        yield Row(
            f"total {key}", (key.replace("_", " "), f"{before:,}", f"{after:,}", _change(before, after))
        )


def _steps(versus: Versus) -> Iterator[Row]:
    for key, (was, now) in versus.steps.items():
        before = versus.before.steps[was]["entered"] if was else None
        after = versus.after.steps[now]["entered"] if now else None
        side = versus.after if now else versus.before
        id = now or was or key
        cells = (side.called(id), _number(before), _number(after), _change(before, after))
        yield Row(f"step {key}", cells, side.kind(id))


def _number(number: int | None) -> str:
    return "–" if number is None else f"{number:,}"


def _change(before: int | None, after: int | None) -> str:
    if before is None or after is None:
        return "new" if before is None else "gone"
    return "" if before == after else f"{after - before:+,}"


def _standings(*sides: tuple[SimulationTotals, ...]) -> Iterator[str]:
    for attempts in sides:
        yield attempts[-1].status.replace("_", " ") if attempts else "–"


def detail(versus: Versus, key: str) -> Iterator[str]:
    """Lines about ``key`` in ``versus``: for a person both ways; for a step how it changed; else all that changed."""
    about, _, id = key.partition(" ")
    if about == "owner":
        yield from _person(versus, id)
    elif about == "step":
        names = set(filter(None, versus.steps[id]))
        parts = [change.message for change in versus.difference.changes if names & set(change.id.split(">"))]
        yield from parts or ("Nothing changed at this step.",)
    else:
        yield from _changes(versus)


def _changes(versus: Versus) -> Iterator[str]:
    difference = versus.difference
    if difference.same_meaning:
        yield "Nothing changed in meaning."
    yield from map(line, difference.changes)


def _person(versus: Versus, owner: str) -> Iterator[str]:
    different = next(each for each in versus.comparison.different if each.owner == owner)
    yield f"{owners.name(owner)} {HOW[different.how]}"
    for name, attempts in zip(versus.names, (different.a, different.b), strict=True):
        yield ""
        yield f"{name}:"
        yield from _outlines(attempts)


def _outlines(attempts: Iterable[SimulationTotals]) -> Iterator[str]:
    for each in attempts:
        ended = f" until {moment(each.ended_at)}" if each.ended_at is not None else ""
        yield f"  {'>'.join(each.path)}"
        yield f"  {each.status.replace('_', ' ')}, from {moment(each.started_at)}{ended}"
