"""Runs as tables, groups of people, and views as files: every number reckoned once more with pandas."""

from __future__ import annotations

import pickle
import re
from pathlib import Path
from typing import Any

import altair
import pandas
import polars
import pyarrow
import pytest
from scenario import track
from watched import PART, VIDEO, watched

from designer.notebook import (
    Journey,
    cohorts,
    compare,
    flow,
    funnel,
    simulate,
    stuck,
    time_in_step,
    timeline,
    totals,
)
from designer.notebook import verb as verb_called
from designer.notebook.views.view import FORMATS
from engine.insight.shares import wilson


def test_a_row_is_an_attempt_and_has_when_each_step_was_first_reached() -> None:
    run = watched()
    table = run.frame
    assert table.columns.tolist()[:8] == [
        "owner",
        "attempt",
        "key",
        "status",
        "started",
        "ended",
        "at",
        "path",
    ]
    assert table.columns.tolist()[8:] == list(run.journey.steps)
    assert table["status"].value_counts().to_dict() == {
        key: number for key, number in run.progress.totals.items() if key not in ("entered", "owners")
    }
    assert table["owner"].nunique() == run.progress.totals["owners"]
    reached = {row.step: row.reached for row in funnel(run).frame.itertuples()}
    assert {step: int(table[step].notna().sum()) for step in reached} == reached
    assert (table["played"] == table["started"]).all()


def test_a_row_is_a_visit_and_says_how_it_went() -> None:
    run = watched()
    table = run.visits
    assert table["step"].value_counts().to_dict() == {
        step: count["entered"] for step, count in run.progress.steps.items() if count["entered"]
    }
    did = table[table["how"] == "did"].groupby("step")["lasted"].median()
    shown = time_in_step(run).frame.set_index("step")["median_did"].dropna()
    assert (did[shown.index] - shown).abs().max() < pandas.Timedelta(microseconds=1)
    assert (table["how"] == "left by quit").sum() == run.progress.totals["exited"]
    assert ((table["entered"] + table["lasted"] - table["left"]).dropna() == pandas.Timedelta(0)).all()


def test_tables_come_in_three_libraries() -> None:
    run = watched()
    assert isinstance(run.to_frame("polars"), polars.DataFrame)
    assert isinstance(run.to_visits("arrow"), pyarrow.Table)
    assert len(run.to_visits("polars")) == len(run.visits)
    with pytest.raises(ValueError, match="one of pandas, polars or arrow"):
        run.to_frame("R")  # type: ignore[arg-type]


def test_did_is_not_reached_and_people_are_not_attempts() -> None:
    journey = (
        Journey.new("Twice", entry_rule="after_exit")
        .waypoint("read", verb_called("read"))
        .waypoint("quiz", verb_called("passed"))
    )
    told = [
        {
            "actor": {"mbox": "mailto:a@x.org"},
            "verb": verb_of(each),
            "timestamp": f"2026-01-01T0{hour}:00:00Z",
        }
        for hour, each in enumerate(["read", "passed", "read", "passed", "read"])
    ]
    run = simulate(journey.exit(), told)
    table = funnel(run).frame.set_index("step")
    assert table[["reached", "did"]].loc["quiz"].tolist() == [3, 2]
    for people in ("people", "persons", "owners"):
        assert funnel(run, people).frame.set_index("step")[["reached", "did"]].loc["quiz"].tolist() == [1, 1]


def verb_of(name: str) -> dict[str, str]:
    return {"id": f"http://adlnet.gov/expapi/verbs/{name}"}


def test_a_funnel_by_group_has_the_numbers_of_each_group_with_intervals() -> None:
    run = watched()
    names = sorted(run.progress.names.values())
    group = pandas.Series(
        {name: "even" if number % 2 else "odd" for number, name in enumerate(names)}, name="half"
    )
    groups = run.by(group)
    table = funnel(groups).frame
    for name in ("even", "odd"):
        part = table[table["group"] == name].set_index("step")
        members = set(group[group == name].index)
        theirs = run.frame[run.frame["owner"].isin(members)]
        assert part["reached"].to_dict() == {step: int(theirs[step].notna().sum()) for step in part.index}
        number, of = int(part.loc["done", "did"]), len(theirs)
        interval = wilson(number, of)
        assert interval is not None
        assert (part.loc["done", "low"], part.loc["done", "high"]) == (interval.low, interval.high)
    told = funnel(groups).tables["Differences"]
    assert told["test"].unique().tolist() == ["Pearson's chi-squared"]
    assert told["p"].dropna().between(0, 1).all()
    timed = time_in_step(groups).tables["Differences"].set_index("step")
    assert timed.loc["played", "test"] == "log-rank"
    assert totals(groups).frame.groupby("group")["number"].first().sum() == run.progress.totals["entered"]
    for view in (flow, stuck, cohorts):
        assert view(groups).frame["group"].isin(["even", "odd"]).all()


def test_groups_come_from_columns_tables_and_functions() -> None:
    rows = pandas.DataFrame(
        [
            ("ann", "2026-01-01", "Ordered", "de"),
            ("bob", "2026-01-02", "Ordered", "fr"),
            ("cid", "2026-01-03", "Ordered", None),
        ],
        columns=["user", "time", "event", "country"],
    )
    run = simulate(Journey.new("Order").waypoint("ordered", verb_called("Ordered")).exit(), rows)
    told = {
        "column": run.by("country"),
        "frame": run.by(rows[["user", "country"]]),
        "named": run.by(rows, owner="user", group="country"),
        "arrow": run.by(pyarrow.Table.from_pandas(rows[["user", "country"]])),
        "polars": run.by(polars.DataFrame({"user": ["ANN", "bob"], "country": ["de", "fr"]})),
        "mapping": run.by({"ann": "de", "bob": "fr", "nobody": "it"}),
        "function": run.by(lambda person: {"a": "de", "b": "fr"}.get(person.owner[11])),
    }
    assert {
        kind: {name: len(part.people) for name, part in each.parts.items()} for kind, each in told.items()
    } == ({key: {"de": 1, "fr": 1} for key in told})
    assert "1 owner without a group" in repr(told["column"])
    with pytest.raises(ValueError, match=r"nobody of this run is in a group by a mapping; .* such as 'ann'"):
        run.by({"x": 1})
    with pytest.raises(KeyError, match="there are de, fr"):
        told["column"]["it"]
    with pytest.raises(TypeError, match="not by int"):
        run.by(3)


def test_numbered_people_are_called_by_their_numbers() -> None:
    rows = pandas.DataFrame(
        {"user": [7, 8], "time": ["2026-01-01"] * 2, "event": ["Ordered"] * 2, "score": [1, 2]}
    )
    run = simulate(Journey.new("Order").waypoint("ordered", verb_called("Ordered")).exit(), rows)
    for number in (7, rows["user"][0]):
        assert len(timeline(run, number).frame) == 1
    assert len(run.by(pandas.Series({7: "a", 8: "b"}))) == 2
    with pytest.raises(ValueError, match="no event has a column 'scroe'; there are score"):
        run.by("scroe")


def test_two_groups_are_compared_as_they_are() -> None:
    groups = watched().by(lambda person: "b" if person.owner > "5" else "a")
    halves = watched().by(lambda person: str(len(person.attempts[0].path)))
    assert (
        compare(watched().by(lambda person: person.attempts[0].status == "running")).title == "False and True"
    )
    with pytest.raises(TypeError, match="compare takes two runs, or two groups"):
        compare(halves)
    with pytest.raises(TypeError, match="compare takes two runs, or two groups"):
        compare(groups, groups)  # type: ignore[arg-type]


def test_two_groups_do_not_move_differently() -> None:
    run = watched()
    some = {person.owner for person in run.progress.people[::2]}
    groups = run.by(lambda person: "a" if person.owner in some else "b")
    view = compare(groups["a"], groups["b"], ("first", "second"))
    assert "differently" not in repr(view)
    assert view.says[1] == "p: Pearson's chi-squared test of the shares, each row by itself"
    assert view.frame["p"].dropna().between(0, 1).all()
    with pytest.raises(ValueError, match="two sides have two names, not 3"):
        compare(run, run, ("a", "b", "c"))  # type: ignore[arg-type]


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_view_is_saved_as_its_name_says(tmp_path: Path, suffix: str) -> None:
    begin = {".svg": b"<svg", ".pdf": b"%PDF", ".png": b"\x89PNG", ".html": b"<!doctype html>"}[suffix]
    for view in (funnel(watched()), flow(watched())):
        content = view.save(tmp_path / f"view{suffix}").read_bytes()
        assert content.startswith(begin)
        if suffix == ".svg":
            assert b"var(" not in content
            assert re.search(rb"#2f6fb5", content)
    with pytest.raises(ValueError, match="a theme is light or dark, not 'drak'"):
        view.save(tmp_path / "view.svg", theme="drak")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=r"saved as .svg, .pdf, .png, .html, not as 'view.gif'"):
        view.save(tmp_path / "view.gif")


def test_charts_are_charts_of_real_colours_that_combine() -> None:
    run = watched()
    charts = [view(run).chart for view in (totals, funnel, flow, time_in_step, cohorts, stuck)]
    spec = altair.vconcat(*charts).to_json()
    assert "var(" not in spec
    assert altair.renderers.active == "svg"


def test_views_are_short_in_a_terminal_compare_and_are_pickled() -> None:
    assert len(repr(stuck(watched(), explained=0)).splitlines()) < 40
    view = funnel(watched())
    again = pickle.loads(pickle.dumps(view))
    assert again == view == funnel(watched())
    assert again.svg == view.svg
    assert funnel(watched()) != funnel(watched(2))
    assert pickle.loads(pickle.dumps(flow(watched()))) == flow(watched())


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        (lambda: funnel(Journey.new("x")), "funnel shows what came of a run, not a Journey: run = simulate"),  # type: ignore[arg-type]
        (lambda: funnel(watched(), "person"), "a funnel counts attempts or people, not 'person'"),
        (lambda: timeline(watched(), None), "name somebody: .*, not None"),  # type: ignore[arg-type]
    ],
)
def test_slips_are_told_in_a_sentence(asked: Any, sentence: str) -> None:
    with pytest.raises((TypeError, ValueError, LookupError), match=sentence):
        asked()


def test_the_funnel_is_what_pandas_says_of_the_same_events() -> None:
    steps = {
        "played": f"{VIDEO}played",
        "paused": f"{VIDEO}paused",
        "completed": "http://adlnet.gov/expapi/verbs/completed",
    }
    journey = Journey.new("Played, paused, completed")
    for name, id in steps.items():
        journey = journey.waypoint(name, verb_called(id))
    run = simulate(journey.exit(), PART)
    events = pandas.DataFrame(
        [
            (
                event.document["statement"]["actor"]["account"]["name"],
                event.time,
                event.stored,
                event.id,
                event.document["statement"]["verb"]["id"],
            )
            for event in run.events
        ],
        columns=["owner", "time", "stored", "id", "verb"],
    ).sort_values(["time", "stored", "id"], ignore_index=True)
    after = pandas.Series(-1, index=events["owner"].unique())
    for name, id in steps.items():
        matching = events[
            (events["verb"] == id) & (events.index > events["owner"].map(after).fillna(len(events)))
        ]
        after = matching.groupby("owner").apply(lambda rows: rows.index[0], include_groups=False)
        assert funnel(run).frame.set_index("step").loc[name, "did"] == len(after)


def test_calls_of_a_run_have_an_owner_each() -> None:
    run = simulate(
        Journey.new("Read").waypoint("read", "event('Read').count() = 1").exit(), [track(0, "Read")]
    )
    assert run.frame["path"].tolist() == ["start>read>done"]
