"""``check --format``: findings beside the lines of files, for GitHub, code scanning and other programs."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli import Terminal

from engine.positions import Position, position_of, positions

DESIGN = """\
format: 1
id: quiz
steps:
  start: {kind: entry, trigger: {on: first_match}}
  quiz:
    kind: waypoint
    count: 0
    condition: {}
  done: {kind: exit}
transitions:
  - {from: start, to: quiz}
  - {from: quiz, to: done, after: "a%b"}
"""
JSON = """\
{"format": 1, "id": "quiz",
 "steps": {
   "start": {"kind": "entry", "trigger": {"on": "first_match"}},
   "quiz": {"kind": "waypoint", "condition": {"statement.verb.id": "passed"}},
   "done": {"kind": "exit"}},
 "transitions": [{"from": "start", "to": "quiz"}, {"from": "quiz", "to": "done"}],
 "accepted": [{"code": "impossible-value", "step": "quiz", "why": "a trial"}]}
"""


@pytest.fixture
def waypost(tmp_path: Path) -> Terminal:
    return Terminal(tmp_path)


def test_github_shows_each_finding_at_its_line(waypost: Terminal) -> None:
    path = waypost.write("quiz.journey.yaml", DESIGN)
    said = waypost("check", path, "--format", "github")
    first, second = said.out.splitlines()
    assert said.code == 1
    place = f"::error file={path},line=7,col=5,title=wrong-type"
    assert first == f"{place}::$.steps.quiz.count: expected a whole number of 1 or more"
    assert second.startswith(
        f"::error file={path},line=12,col=28,title=wrong-type::$.transitions[1].after: 'a%25b'"
    )


def test_text_that_cannot_be_read_is_shown_where_it_breaks_off(waypost: Terminal) -> None:
    path = waypost.write("quiz.journey.json", '{"format": 1,\n "id": }')
    assert (
        f"::error file={path},line=2,col=8,title=bad-json::"
        in waypost("check", path, "--format", "github").out
    )


def test_sarif_has_a_result_a_finding_and_suppresses_what_is_accepted(waypost: Terminal) -> None:
    path = waypost.write("quiz.journey.json", JSON)
    broken = waypost.write("broken.journey.yaml", DESIGN)
    (run,) = waypost("check", path, broken, "--format", "sarif").json["runs"]
    lived_with = [each for each in run["results"] if "suppressions" in each]
    assert [each["suppressions"][0]["justification"] for each in lived_with] == ["a trial"]
    place = lived_with[0]["locations"][0]
    assert place["physicalLocation"]["region"] == {"startLine": 4, "startColumn": 47}
    assert place["logicalLocations"][0]["fullyQualifiedName"] == "$.steps.quiz.condition.statement.verb.id"
    assert {each["level"] for each in run["results"]} == {"error"}
    assert [run["tool"]["driver"]["rules"][each["ruleIndex"]]["id"] for each in run["results"]] == [
        each["ruleId"] for each in run["results"]
    ]


def test_json_tells_the_line_and_column_of_files(waypost: Terminal) -> None:
    path = waypost.write("quiz.journey.yaml", DESIGN)
    first, _ = waypost("check", path, "--json").json["findings"]
    assert (first["file"], first["line"], first["column"]) == (str(path), 7, 5)
    assert waypost("check", path, "--format", "json").out == waypost("check", path, "--json").out


def test_an_unknown_format_is_refused(waypost: Terminal) -> None:
    assert waypost("check", "quiz", "--format", "xml").code == 2


def test_positions_of_json_and_yaml_are_those_of_keys_and_elements() -> None:
    known = positions(JSON)
    assert known["$.steps.quiz"] == Position(4, 4)
    assert known["$.transitions[1].to"] == Position(6, 68)
    assert position_of("$.steps.quiz.count", known) == Position(4, 4)
    assert position_of("$.nowhere", known) == Position(1, 1)
    assert positions('{"a": "\\"}", "b": [1, {"c": []}]}')["$.b[1].c"] == Position(1, 24)
    assert positions("a: &x {b: 1}\nc: *x", "a.yaml")["$.c"] == Position(2, 1)


@pytest.mark.parametrize("written", ["", "{", '{"a"', '{"a": [1, ', "[[[", '{"a" 1}', "}", "{a: 1}", '"' * 3])
def test_broken_json_has_no_positions_or_some(written: str) -> None:
    assert set(positions(written)) <= {"$", "$.a"}
