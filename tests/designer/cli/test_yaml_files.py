"""Designs and scenarios in YAML, through the commands: read, checked, tried, and written with their comments kept."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli import Terminal

DESIGN = """\
# A quiz
format: 1
id: quiz
name: A quiz
steps:
  start: {kind: entry, trigger: {on: first_match}}
  quiz:
    kind: waypoint   # the quiz
    condition: {statement.verb.id: http://adlnet.gov/expapi/verbs/passed}
  done: {kind: exit}
transitions:
  - {from: start, to: quiz}  # straight on
  - {from: quiz, to: done}
"""
SCENARIO = """\
journey: quiz.journey.yaml
start: 2026-01-05T09:00:00Z
events:
  # Anna passes
  - {who: anna@example.org, event: http://adlnet.gov/expapi/verbs/passed}
expect:
  anna@example.org: {path: start>quiz>done}
"""


@pytest.fixture
def waypost(tmp_path: Path) -> Terminal:
    return Terminal(tmp_path)


def test_a_design_is_checked_and_a_scenario_runs(waypost: Terminal) -> None:
    design = waypost.write("quiz.journey.yaml", DESIGN)
    waypost.write("quiz.scenario.yml", SCENARIO)
    assert waypost("check", design).code == 0
    said = waypost("test", waypost.folder)
    assert (said.code, said.out) == (
        0,
        f"✓ quiz  ({waypost.folder}/quiz.scenario.yml)\n1 scenario: 1 passed\n",
    )


def test_a_slip_is_told_with_its_place(waypost: Terminal) -> None:
    design = waypost.write("quiz.journey.yaml", DESIGN.replace("kind: waypoint", "kind: wayponit"))
    said = waypost("check", design)
    assert (said.code, "did you mean 'waypoint'?" in said.out) == (1, True)
    broken = waypost.write("broken.journey.yaml", "steps: [")
    assert "this is not YAML" in waypost("check", broken).out


def test_saved_into_its_file_again_it_keeps_its_comments(waypost: Terminal) -> None:
    design = waypost.write("quiz.journey.yaml", DESIGN)
    assert waypost("import", design, "--name", "quiz").out == "quiz\n"
    assert waypost("export", "quiz", "--out", design).code == 0
    assert design.read_text() == DESIGN
    changed = waypost.write("changed.journey.yaml", DESIGN.replace("waypoint ", "waypoint\n    count: 2 "))
    waypost("import", changed, "--name", "quiz", "--overwrite")
    waypost("export", "quiz", "--out", design)
    assert "    kind: waypoint   # the quiz\n" in design.read_text()
    assert "count: 2" in design.read_text()


def test_json_and_yaml_are_one_design(waypost: Terminal) -> None:
    design = waypost.write("quiz.journey.yaml", DESIGN)
    as_json = waypost.write("quiz.journey.json", waypost("export", design).out)
    assert waypost("diff", design, as_json).out == "nothing changed in meaning\n"
    assert waypost("export", as_json, "--to", "yaml").out.startswith("format: 1\nid: quiz\n")
