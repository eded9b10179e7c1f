"""How people stand in tables: every number is one that ``waypost simulate --json`` tells."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from scenario import design, exit_, first_match, waypoint

from designer import examples
from designer.cli.event_files import run
from designer.reports import versions
from designer.reports.cohorts import COHORTS
from designer.reports.column_widths import rule_columns
from designer.reports.funnel import FUNNEL
from designer.reports.number_text import bar, percent, span
from designer.reports.people import PEOPLE
from designer.reports.report import Report, ReportRequest
from designer.reports.standing import Standing
from designer.reports.steps import STEPS
from designer.reports.stuck import STUCK
from designer.reports.table import Bar, Table
from designer.reports.times import TIMES, spread
from engine.edit import ChangeStep, apply
from engine.journey import Journey
from engine.plan import Plan
from engine.report import report

LOG = str(examples.path(examples.VIDEO))
VIDEO = "https://w3id.org/xapi/video/verbs/"
COURSE = design(
    {
        "start": first_match(),
        "played": waypoint("played", count=5),
        "paused": waypoint("paused"),
        "done": exit_(),
    },
    "start>played>paused>done",
)
VIEWS = (STEPS, FUNNEL, TIMES, STUCK, COHORTS, PEOPLE)


def journey(played: int = 5) -> Journey:
    """So many videos played, then one paused, as the log has them."""
    watched = apply(COURSE, ChangeStep("played", {"condition": _verb("played"), "count": played}))
    return apply(watched, ChangeStep("paused", {"condition": _verb("paused")}))


def _verb(name: str) -> dict[str, str]:
    return {"statement.verb.id": VIDEO + name}


@cache
def standing(played: int = 5) -> Standing:
    return Standing(run(Plan(journey(played)), [LOG], seed=0, until=None).simulated, "a week of a course")


def table(view: Report, **asked: Any) -> Table:
    return view.table(standing(), ReportRequest(**asked))


def told() -> dict[str, Any]:
    return report(standing().simulated, owners=True)


def number(cell: object) -> int:
    assert isinstance(cell, str)
    return int(cell.replace(",", ""))


def test_steps_are_entered_and_waited_at_as_the_simulation_tells() -> None:
    rows = {row.key: (number(row.cells[1]), number(row.cells[2])) for row in table(STEPS).rows}
    assert rows == {id: (counts["entered"], counts["waiting"]) for id, counts in told()["steps"].items()}
    assert rows["played"][1] > 0


@pytest.mark.parametrize("unit", ["attempts", "people"])
def test_a_funnel_counts_those_whose_path_has_the_step(unit: str) -> None:
    paths = [attempt["path"].split(">") for owner in told()["owners"] for attempt in owner["attempts"]]
    for row in table(FUNNEL, unit=unit).rows:
        came = sum(row.key in path for path in paths)
        assert number(row.cells[1]) == came
        assert row.cells[4] == percent(came / len(paths))


def test_a_funnel_tells_who_did_a_step_from_who_waits_there() -> None:
    rows = {row.key: row.cells for row in table(FUNNEL, unit="attempts").rows}
    for step in ("played", "paused"):
        waiting = told()["steps"][step]["waiting"]
        assert waiting > 0
        assert number(rows[step][2]) == number(rows[step][1]) - waiting


def test_everybody_who_went_on_or_waits_is_in_the_times() -> None:
    for row in table(TIMES).rows:
        went_on, waiting, cut_short = (number(row.cells[place]) for place in (1, 5, 6))
        assert went_on + waiting + cut_short == told()["steps"][row.key]["entered"]
        assert went_on > 0


def test_people_are_found_by_their_names() -> None:
    everyone = table(PEOPLE)
    assert len(everyone.rows) == told()["totals"]["owners"]
    name = everyone.rows[3].cells[0]
    found = table(PEOPLE, search=f" {str(name).upper()} ")
    assert [row.key for row in found.rows] == [everyone.rows[3].key]
    assert "There is nobody" in table(PEOPLE, search="nobody at all").note


def test_a_person_s_way_is_the_path_of_each_attempt() -> None:
    for progress in standing().people[:20]:
        lines = list(PEOPLE.detail(standing(), progress.owner))
        visits = [line for line in lines if line.startswith("  20")]
        assert len(visits) == sum(len(attempt.path) for attempt in progress.attempts)


def test_cohorts_add_up_to_everybody() -> None:
    rows = table(COHORTS).rows
    assert sum(number(row.cells[1]) for row in rows) == told()["totals"]["entered"]
    assert sum(number(row.cells[2]) for row in rows) == told()["totals"]["completed"]


def test_who_is_stuck_waits_longer_than_is_usual() -> None:
    rows = table(STUCK).rows
    assert rows
    assert all(isinstance(bar := row.cells[4], Bar) and bar.parts[1] > 0 for row in rows)


def test_every_row_of_every_view_has_something_to_say() -> None:
    for view in VIEWS:
        made = table(view)
        assert made.rows
        assert all(len(row.cells) == len(made.columns) for row in made.rows)
        assert all(list(view.detail(standing(), row.key)) for row in made.rows[:30])


def test_views_of_nobody_say_so() -> None:
    nobody = Standing(run(Plan(COURSE), [LOG], seed=0, until=None).simulated, "others")
    assert not nobody.people
    for view in VIEWS:
        made = view.table(nobody, ReportRequest())
        assert made.rows or made.note
        for row in made.rows:
            list(view.detail(nobody, row.key))


def test_two_versions_side_by_side() -> None:
    versus = versions.Versus(standing(5), standing(2), ("version 1", "draft"))
    made = versions.table(versus, ReportRequest())
    rows = {row.key: row for row in made.rows}
    before, after = standing(5).totals, standing(2).totals
    assert after["completed"] > before["completed"]
    assert rows["total completed"].cells[1:3] == (f"{before['completed']:,}", f"{after['completed']:,}")
    assert rows["total entered"].cells[3] == ""
    different = [key for key in rows if key.startswith("owner ")]
    assert len(different) == len(versus.comparison.different)
    assert made.note.startswith(f"{len(different)} people move differently")
    assert list(versions.detail(versus, "step played")) == ["the count of played is 2, no longer 5"]
    assert list(versions.detail(versus, "total entered")) == ["the count of played is 2, no longer 5"]
    assert "version 1:" in list(versions.detail(versus, different[0]))


@given(st.integers(64, 200))
def test_tables_keep_to_the_room_there_is(room: int) -> None:
    for view in VIEWS:
        made = rule_columns(table(view), room)
        lines = [made.head, *(made.line(row) for row in made.table.rows[:5])]
        assert all(cell_len(line) <= room for line in lines)


def test_little_room_takes_spare_columns_first() -> None:
    made = table(STUCK)
    assert "since" in rule_columns(made, 130).head
    assert "since" not in rule_columns(made, 80).head


parts = st.lists(st.floats(0, 1), min_size=1, max_size=4).map(
    lambda parts: tuple(part / max(sum(parts), 1) for part in parts)
)


@given(parts, st.integers(1, 80))
def test_a_bar_is_never_longer_than_its_room(shares: tuple[float, ...], width: int) -> None:
    assert cell_len(bar(shares, width)) <= width


@given(st.floats(0.0001, 1))
def test_something_is_never_shown_as_nothing_nor_less_than_all_as_all(share: float) -> None:
    assert bar((share,), 20)
    assert percent(share) != "0 %"
    assert (percent(share) == "100 %") == (share == 1)


@pytest.mark.parametrize(
    ("microseconds", "said"),
    [
        (None, "–"),
        (0, "0 ms"),
        (420_000, "420 ms"),
        (61_000_000, "1 min 1 s"),
        (3_600_000_000, "1 h"),
        (90_000_000_000 * 4, "4 d 4 h"),
    ],
)
def test_spans_are_told_by_their_two_largest_units(microseconds: int | None, said: str) -> None:
    assert span(microseconds) == said


@given(st.lists(st.integers(0, 10**13)).map(sorted))
def test_a_spread_counts_every_value_once(values: list[int]) -> None:
    assert sum(spread(values).values()) == len(values)
