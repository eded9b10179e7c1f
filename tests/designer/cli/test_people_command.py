"""``waypost people``: populations from a file, and learned from events."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli import Terminal
from scenario import document, exit_, first_match, waypoint

COURSE = document(
    {"start": first_match(), "read": waypoint("read"), "quiz": waypoint("passed"), "done": exit_()},
    "start>read>quiz>done",
)
CHANCES = """\
# Half of them give up
start: 2026-03-01T00:00:00Z
over: 10d
steps:
  quiz: {chance: 0.5, times: [1h, 2d, 20d]}
"""


@pytest.fixture
def waypost(tmp_path: Path) -> Terminal:
    waypost = Terminal(tmp_path)
    waypost.write("course.json", COURSE)
    return waypost


def test_a_population_of_a_file_is_simulated_and_learned_again(waypost: Terminal) -> None:
    design, events = waypost.folder / "course.json", waypost.folder / "people.ndjson"
    chances = waypost.write("course.people.yaml", CHANCES)
    said = waypost("people", design, "--n", "40", "--seed", "7", "--chances", chances, "--out", events)
    assert (said.code, "of 40 people" in said.err) == (0, True)
    totals = waypost("simulate", design, events, "--json").json["totals"]
    assert totals["owners"] == 40
    assert 12 <= totals["completed"] <= 28
    learned = waypost.folder / "learned.people.yaml"
    found = waypost("people", design, "--like", events, "--save", learned, "--json").json
    assert found["steps"]["quiz"]["chance"] == totals["completed"] / 40
    assert waypost("people", design, "--chances", learned, "--n", "3").out.count("\n") >= 3


def test_mistakes_are_told(waypost: Terminal) -> None:
    design = waypost.folder / "course.json"
    chances = waypost.write("wrong.people.json", {"steps": {"exam": {}}})
    said = waypost("people", design, "--chances", chances)
    assert (said.code, "the journey has no step 'exam'" in said.err) == (1, True)
    assert waypost("people", design, "--chances", chances, "--like", chances).code == 2
    assert waypost("people", design, "--chances", waypost.folder / "none.json").code == 3
