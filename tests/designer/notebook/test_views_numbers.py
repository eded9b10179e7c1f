"""Every view's numbers are those of ``simulate --json`` on real statements, and its table adds up to them."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pandas
import pyarrow
import pytest
from cli import Terminal
from watched import PART, watched, watching

from designer.notebook import (
    View,
    cohorts,
    compare,
    conformance,
    flow,
    funnel,
    simulate,
    stuck,
    time_in_step,
    timeline,
    totals,
)
from engine import instant
from engine.edit import Rename

STATUSES = ("running", "completed", "exited", "gave_up")


@pytest.fixture(scope="module")
def answer(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the command says about the same design and the same file."""
    waypost = Terminal(tmp_path_factory.mktemp("command"))
    design = watching().save(waypost.folder / "watching.journey.json")
    told: dict[str, Any] = waypost("simulate", design, PART, "--json", "--owners").json
    assert told["events"].pop("reasons") == []
    return told


def attempts(answer: dict[str, Any]) -> list[dict[str, Any]]:
    return [attempt for person in answer["owners"] for attempt in person["attempts"]]


def test_a_run_is_the_commands_answer(answer: dict[str, Any]) -> None:
    assert watched().report(owners=True) == answer
    assert all(answer["totals"][status] for status in STATUSES)


def test_totals(answer: dict[str, Any]) -> None:
    table = totals(watched()).frame.set_index("figure")
    assert table["number"].to_dict() == answer["totals"]
    assert table.loc[list(STATUSES), "number"].sum() == table.loc["entered", "number"]
    assert table.loc[list(STATUSES), "share"].sum() == pytest.approx(1)


@pytest.mark.parametrize("unit", ["attempts", "people"])
def test_funnel(answer: dict[str, Any], unit: Any) -> None:
    table = funnel(watched(), unit).frame.set_index("step")
    came = Counter(step for attempt in attempts(answer) for step in set(attempt["path"].split(">")))
    assert table["reached"].to_dict() == {step: came[step] for step in table.index}
    assert (table["reached"] / answer["totals"]["entered"]).tolist() == table["of_entry"].tolist()
    assert (table["reached"] / table["previous"]).tolist() == table["of_previous"].tolist()


def test_flow(answer: dict[str, Any]) -> None:
    table = flow(watched()).frame
    went, stopped = table[table["how"] == "went on"], table[table["how"] != "went on"]
    for step, count in answer["steps"].items():
        assert table.loc[table["step"] == step, "times"].sum() == count["entered"]
        assert (
            table.loc[(table["step"] == step) & (table["how"] == "waiting"), "times"].sum()
            == count["waiting"]
        )
        if step != "start":
            assert went.loc[went["to"] == step, "times"].sum() == count["entered"]
    assert stopped["times"].sum() == answer["totals"]["entered"]
    assert stopped.loc[stopped["how"] == "left by quit", "times"].sum() == answer["totals"]["exited"]


def test_time_in_step(answer: dict[str, Any]) -> None:
    view = time_in_step(watched())
    table, bars = view.frame.set_index("step"), view.tables["Distribution"]
    for step, row in table.iterrows():
        ways = ("did", "waiting", "timed_out", "ended")
        assert sum(row[way] for way in ways) == answer["steps"][step]["entered"]
        assert row["waiting"] == answer["steps"][step]["waiting"]
        assert bars.loc[bars["step"] == step, "visits"].sum() == row["did"]
        assert row["shortest"] <= row["median_did"] <= row["p90_did"] <= row["longest"]
        assert pandas.isna(row["median"]) or row["median_did"] <= row["median"]
    assert (bars["from"] < bars["to"]).all()


def test_stuck(answer: dict[str, Any]) -> None:
    table = stuck(watched(), explained=3).frame
    waiting = {
        (person["owner"]["account"]["name"], attempt["number"]): attempt["at"]
        for person in answer["owners"]
        for attempt in person["attempts"]
        if attempt["status"] == "running"
    }
    usual = time_in_step(watched()).frame.set_index("step")["p90_did"]
    assert len(table) > 3
    for row in table.itertuples():
        assert waiting[row.owner, row.attempt] == row.step
        assert row.waited > row.usual == usual[row.step]
        assert row.since + row.waited == pandas.Timestamp(answer["until"])
    assert table["waited"].is_monotonic_decreasing
    assert [bool(why) for why in table["why"][:5]] == [True, True, True, False, False]
    assert "waits for" in table["why"][0]


def test_timeline(answer: dict[str, Any]) -> None:
    person = next(person for person in answer["owners"] if person["attempts"][0]["status"] == "gave_up")
    table = timeline(watched(), person["owner"]["account"]["name"]).frame
    path = person["attempts"][0]["path"].split(">")
    told = "; ".join(table["says"])
    assert [told.index(f"enters {step}") for step in path] == sorted(
        told.index(f"enters {step}") for step in path
    )
    assert "a timer" in table["event"].tolist()
    assert table["at"][0] == pandas.Timestamp(person["attempts"][0]["started_at"])


def test_cohorts(answer: dict[str, Any]) -> None:
    view = cohorts(watched())
    table = view.frame
    for key in ("entered", *STATUSES):
        assert table[key].sum() == answer["totals"][key]
    weeks = Counter(
        instant.to_datetime(instant.parse(each["started_at"])).isocalendar()[1] for each in attempts(answer)
    )
    assert table["entered"].tolist() == [weeks[week] for week in sorted(weeks)]
    assert [column for column in table.columns if "within" in column] == []
    assert view.says[1] == "nobody was observed for a whole week"


def test_compare(answer: dict[str, Any]) -> None:
    view = compare(watched(), watched(2), ("five", "two"))
    figures = view.frame.set_index(["of", "figure"])
    assert figures.loc["totals"]["a"].to_dict() == answer["totals"]
    assert figures.loc["totals"]["b"].to_dict() == watched(2).progress.totals
    entered = {step: count["entered"] for step, count in answer["steps"].items()}
    assert figures.loc["steps"]["a"].to_dict() == entered
    assert (figures["a"] + figures["difference"] == figures["b"]).all()
    assert len(view.tables["Who moves differently"]) + _same(view) == answer["totals"]["owners"]
    assert view.tables["What changed"]["in_meaning"].tolist() == [True]


def _same(view: View) -> int:
    return int(view.says[0].partition("differently, ")[2].split()[0].replace(",", ""))


def test_compare_finds_a_step_of_another_name_again() -> None:
    renamed = simulate(watching().edited(Rename("again", "once-more")), PART)
    view = compare(watched(), renamed)
    assert view.says == (
        f"0 people move differently, {watched().progress.totals['owners']:,} the same",
        "nothing changed in meaning",
    )
    assert view.frame.set_index("figure").loc["once-more", "difference"] == 0


def test_two_groups_of_people_side_by_side(answer: dict[str, Any]) -> None:
    progress = watched().progress
    early = progress.where(
        lambda person: person.attempts[0].started_at < instant.parse("2021-11-26T00:00:00Z"), "early"
    )
    late = progress.where(lambda person: person.owner not in early.by_owner, "late")
    figures = compare(early, late, ("early", "late")).frame.set_index(["of", "figure"]).loc["totals"]
    assert (figures["a"] + figures["b"]).to_dict() == answer["totals"]


def test_conformance(answer: dict[str, Any]) -> None:
    table = conformance(watched()).frame
    taken = Counter((attempt["path"], attempt["status"]) for attempt in attempts(answer))
    how = {"running": "on the way", "completed": "completed", "exited": "left early", "gave_up": "gave up"}
    told = {(row.path, row.how): row.attempts for row in table.itertuples() if row.attempts}
    assert told == {(path, how[status]): number for (path, status), number in taken.items()}
    assert table["allowed"].all()
    assert table["attempts"].sum() == answer["totals"]["entered"]


def test_conformance_to_another_design_names_where_people_leave_it(answer: dict[str, Any]) -> None:
    strict = watching().edited(Rename("again", "never"))
    table = conformance(watched(), strict).frame
    astray = table[table["how"] == "not allowed"]
    assert astray["leaves_design_at"].unique().tolist() == ["again"]
    assert astray["attempts"].sum() == answer["steps"]["again"]["entered"]
    assert "never taken" in table["how"].tolist()


def test_every_table_is_an_arrow_table_as_well() -> None:
    for view in (totals, funnel, flow, time_in_step, stuck, cohorts, conformance):
        shown = view(watched())
        arrow = shown.to_arrow()
        assert isinstance(arrow, pyarrow.Table)
        assert arrow.column_names == list(shown.frame.columns)
        assert arrow.num_rows == len(shown.frame)


def test_nothing_at_all_has_views_too(tmp_path: Path) -> None:
    nobody = simulate(watching(), [])
    for view in (totals, funnel, flow, time_in_step, stuck, cohorts, conformance):
        assert view(nobody).to_html(tmp_path / "view.html").stat().st_size > 1000
    assert compare(nobody, nobody).frame["a"].sum() == 0
