"""``waypost who``: who waits at a step, what for, since when, and what came nearest."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli import Terminal
from scenario import checklist, document, exit_, first_match, statement, verb, waypoint

GOOD = {"$and": [verb("passed"), {"statement.result.score.scaled": {"$gte": 0.8}}]}
STEPS = {
    "start": first_match(),
    "read": waypoint("read"),
    "quiz": {"kind": "waypoint", "name": "The quiz", "condition": GOOD},
    "rest": checklist("sing", "dance"),
    "done": exit_(),
    "lost": exit_(completes=False),
}
COURSE = document(STEPS, "start>read>quiz>rest>done", "quiz>lost after 30d")


def scored(minute: float, who: str, score: float) -> object:
    return statement(minute, "passed", who, result={"score": {"scaled": score}})


TOLD = [
    statement(0, "read"), scored(5, "anna", 0.7),
    statement(1, "read", "ben"), scored(6, "ben", 0.7),
    statement(2, "read", "cleo"), scored(7, "cleo", 0.9), statement(8, "sing", "cleo"),
]  # fmt: skip


@pytest.fixture
def waypost(tmp_path: Path) -> Terminal:
    waypost = Terminal(tmp_path)
    waypost.write("course.json", COURSE)
    waypost.write("events.ndjson", TOLD)
    return waypost


def test_those_who_wait_are_grouped_by_what_for_with_the_nearest_miss(waypost: Terminal) -> None:
    said = waypost("who", waypost.folder / "course.json", waypost.folder / "events.ndjson")
    assert said.code == 0
    assert said.out.splitlines() == [
        "3 attempts waiting",
        "The quiz: 2 for verb.id = passed and result.score.scaled ≥ 0.8",
        "  since 2026-01-01 00:00 to 2026-01-01 00:01: mailto:anna@example.org, mailto:ben@example.org",
        "  the first goes on by the clock on 2026-01-31 00:00",
        "  nearest miss: result.score.scaled ≥ 0.8 (found 0.7): 2 of 2 looked at",
        "rest: 1 for 2 of 2; open: do-dance",
        "  since 2026-01-01 00:07: mailto:cleo@example.org",
    ]


def test_the_log_says_the_same_as_its_file_and_one_step_can_be_asked_for(waypost: Terminal) -> None:
    design, events = waypost.folder / "course.json", waypost.folder / "events.ndjson"
    waypost("log", "import", events)
    by_file = waypost("who", design, events, "--json").json
    assert waypost("who", design, "--json").json == by_file
    (rest,) = waypost("who", design, events, "--step", "rest", "--json").json["waiting"]
    assert rest == by_file["waiting"][1]
    assert rest["owners"] == [{"mbox": "mailto:cleo@example.org"}]
    assert waypost("who", design, events, "--step", "nowhere").code == 2
