"""Scenarios as tests of pytest, as somebody's repository would have them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path
from unittest import mock

import pytest
from scenario import document, exit_, first_match, verb, waypoint

from designer import pytest_plugin as plugin

PASSED = verb("passed")["statement.verb.id"]
QUIZ = document({"start": first_match(), "quiz": waypoint("passed"), "done": exit_()}, "start>quiz>done")
GOOD = {"anna": {"path": "start>quiz>done"}}
BAD = {"anna": {"path": "start>quiz", "waits_at": "quiz"}}


def told(expect: object) -> str:
    return json.dumps(
        {"journey": "quiz.journey.json", "events": [{"who": "anna", "event": PASSED}], "expect": expect}
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    (tmp_path / "quiz.journey.json").write_text(json.dumps(QUIZ))
    (tmp_path / "good.scenario.json").write_text(told(GOOD))
    (tmp_path / "bad.scenario.yaml").write_text(told(BAD))
    (tmp_path / "broken.scenario.yml").write_text("journey: quiz.journey.json\nevents: []\n")
    return tmp_path


def run(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Run pytest in ``folder`` with this plugin alone, which otherwise is there by its entry point."""
    command = [sys.executable, "-m", "pytest", "-p", "designer.pytest_plugin", *options]
    alone = os.environ | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, env=alone)


def test_one_fails_with_what_was_expected_and_why_and_one_cannot_be_run(folder: Path) -> None:
    done = run(folder, "-rA")
    assert done.returncode == 1
    assert "2 failed, 1 passed" in done.stdout
    assert "PASSED good.scenario.json::good" in done.stdout
    assert "expected  start>quiz\n" in done.stdout
    assert "happened  start>quiz>done" in done.stdout
    assert "the key 'expect' is missing" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr


def test_pytest_finds_the_plugin_by_its_entry_point() -> None:
    (found,) = (each for each in entry_points(group="pytest11") if each.name == "waypost")
    assert found.value == "designer.pytest_plugin"


def test_who_wants_none_has_none(request: pytest.FixtureRequest, folder: Path) -> None:
    parent = request.session
    file = folder / "good.scenario.json"
    assert plugin.pytest_collect_file(file, parent) is not None
    with mock.patch.object(parent.config, "getini", lambda name: name != "waypost_scenarios"):
        assert plugin.pytest_collect_file(file, parent) is None
