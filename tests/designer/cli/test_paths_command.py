"""``waypost paths``, as a person would type it."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli import Terminal
from rich.cells import cell_len
from scenario import Part, called, delay, document, entry, exit_, split, verb, waypoint, when

from designer import examples

BRANCHING = document(
    {
        "start": entry(verb("began")),
        "which": split("event"),
        "rest": delay("2d"),
        "quiz": waypoint("passed", count=3),
        "done": exit_(),
        "lost": exit_(completes=False),
    },
    "start>which",
    when("which>quiz", verb("chose")),
    "which>rest after 1d",
    "rest>which",
    "quiz>done",
    "quiz>lost after 30d",
)


@pytest.fixture
def waypost(tmp_path: Path) -> Terminal:
    waypost = Terminal(tmp_path)
    waypost.write("design.json", BRANCHING)
    return waypost


def test_it_tells_who_walks_which_path(waypost: Terminal) -> None:
    said = waypost("paths", waypost.folder / "design.json")
    assert (said.code, said.err) == (0, "")
    assert said.out.splitlines() == [
        "who                   ends       takes  path",
        "person-1@example.org  completed  4 min  start>which>quiz>done",
        "person-2@example.org  gave up     30 d  start>which>quiz>lost",
        "person-3@example.org  completed    3 d  start>which>rest>which>quiz>done",
        "person-4@example.org  gave up     33 d  start>which>rest>which>quiz>lost",
        "walked: 4 of 4 paths, 6 of 6 steps, 6 of 6 transitions",
    ]


@pytest.mark.parametrize("seed", ["0", "7"])
def test_the_events_it_writes_are_simulated_along_the_same_paths(waypost: Terminal, seed: str) -> None:
    lots = {"start": entry(verb("began")), "lot": split("random"), "a": waypoint("passed"), "done": exit_()}
    design = waypost.write(
        "lots.json", document(lots, "start>lot", "lot>a 30%", "lot>done 70%", "a>done", "a>lot after 1d")
    )
    events = waypost.folder / "events.ndjson"
    walks = waypost("paths", design, "--seed", seed, "--events", events, "--json").json
    lived = waypost("simulate", design, events, "--seed", seed, "--owners", "--json").json
    told = {each["owner"]["mbox"]: each["attempts"][0] for each in lived["owners"]}
    assert [told[walk["owner"]["mbox"]]["path"] for walk in walks["walks"]] == [
        walk["path"] for walk in walks["walks"]
    ]
    assert lived["until"] == walks["until"]
    assert lived["events"]["read"] == walks["events"]


def test_the_events_can_be_piped(waypost: Terminal) -> None:
    said = waypost("paths", waypost.folder / "design.json", "--events", "-")
    assert (said.code, said.err) == (0, "")
    lived = waypost(
        "simulate", waypost.folder / "design.json", waypost.write("piped.ndjson", said.out), "--json"
    )
    assert lived.json["totals"] == {
        "entered": 4,
        "running": 0,
        "completed": 2,
        "exited": 0,
        "gave_up": 2,
        "owners": 4,
    }


def test_it_says_that_the_bound_cut_it_short(waypost: Terminal) -> None:
    said = waypost("paths", waypost.folder / "design.json", "--bound", "2")
    assert said.code == 0
    assert said.out.splitlines()[-1] == "the design has more than 2 paths; --bound 20 walks more of them"
    answer = waypost("paths", waypost.folder / "design.json", "--bound", "2", "--json").json
    assert (answer["cut"], answer["bound"], len(answer["walks"])) == (True, 2, 2)


def test_what_nobody_can_walk_is_a_finding(waypost: Terminal) -> None:
    impossible: Part = {"$and": [verb("passed"), verb("failed")]}
    design = waypost.write(
        "impossible.json",
        document(
            {
                "start": entry(verb("began")),
                "quiz": {"kind": "waypoint", "condition": impossible},
                "done": exit_(),
            },
            "start>quiz>done",
        ),
    )
    said = waypost("paths", design)
    assert said.code == 1
    why = "nobody gets on from 'quiz': nothing can satisfy its condition"
    assert said.out.splitlines() == [
        "who                   ends       takes  path",
        "person-1@example.org  running  at once  start>quiz",
        f"nobody walks start>quiz>done: {why}",
        "walked: 0 of 1 paths, 2 of 3 steps, 1 of 2 transitions",
        f"nobody walks the step done: {why}",
        f"nobody walks the transition quiz>done: {why}",
    ]


def test_the_answer_has_its_shape(waypost: Terminal) -> None:
    design = waypost.write(
        "left.json",
        document(
            {"start": entry(called("Began")), "rest": delay("1d"), "done": exit_()},
            "start>rest>done",
            exit_rules=[{"id": "left", "trigger": {"on": "event", "condition": called("Left")}}],
        ),
    )
    answer = waypost("paths", design, "--json").json
    assert answer["walks"][1] == {
        "path": "start>rest",
        "transitions": [0],
        "exit_rule": "left",
        "status": "exited",
        "owner": {"userId": "person-2@example.org"},
        "events": 2,
        "started_at": "2026-01-01T00:01:00.000000Z",
        "ended_at": "2026-01-01T00:02:00.000000Z",
        "seconds": 60.0,
    }
    assert answer["left_out"] == []
    assert answer["coverage"]["exit_rules"] == {"walked": 1, "of": 1, "missing": []}


def test_a_design_that_cannot_run_says_why(waypost: Terminal) -> None:
    said = waypost("paths", waypost.write("broken.json", document({"start": entry(verb("began"))})))
    assert said.code == 1
    assert "lacks a transition to the next step" in said.err


@pytest.mark.parametrize("bound", ["0", "-3", "many"])
def test_a_bound_is_a_number_of_paths(waypost: Terminal, bound: str) -> None:
    assert waypost("paths", waypost.folder / "design.json", "--bound", bound).code == 2


def test_a_file_that_cannot_be_written_is_told(waypost: Terminal) -> None:
    said = waypost("paths", waypost.folder / "design.json", "--events", waypost.folder / "no" / "such.ndjson")
    assert said.code == 3
    assert "cannot write" in said.err


@pytest.mark.parametrize("columns", [40, 60, 80, 120])
def test_what_is_drawn_fits_the_terminal(
    waypost: Terminal, monkeypatch: pytest.MonkeyPatch, columns: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    said = waypost("paths", waypost.folder / "design.json", "--bound", "2")
    assert max(map(cell_len, said.out.splitlines())) <= columns
    assert "start>which>quiz" in said.out
    course = examples.path("video-course.journey.json")
    for arguments in (("show", course), ("simulate", course, examples.path("video-statements.ndjson.gz"))):
        drawn = waypost(*arguments).out.splitlines()
        assert max(cell_len(line) for line in drawn if set(line) & set("│╭╰▼►")) <= columns
