"""Scenarios that are recorded hold, until the design changes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cli import Terminal
from hypothesis import HealthCheck, given, settings
from scenario import callback, delay, document, exit_, first_match, split, statement, track, waypoint
from strategies import journeys

from designer.notebook import save_scenario, simulate
from designer.simulation.made_up_people import make_up_people
from designer.simulation.scenarios.recordings import write_paths
from designer.simulation.scenarios.runner import run_scenario
from engine.journey import Journey, dumps
from engine.journey import from_document as journey_from
from engine.plan import Plan
from store.workspace import Workspace

STEPS = {
    "start": first_match(),
    "quiz": waypoint("passed", count=2),
    "draw": split("random"),
    "tell": callback(),
    "pause": delay("3d"),
    "done": exit_(),
}
COURSE = document(STEPS, "start>quiz>draw", "draw>tell 50%", "draw>pause 50%", "tell>done", "pause>done")


@pytest.fixture
def waypost(tmp_path: Path) -> Terminal:
    return Terminal(tmp_path)


def test_each_path_is_a_scenario_that_holds_until_the_design_changes(waypost: Terminal) -> None:
    design = waypost.write("course.journey.json", COURSE)
    said = waypost("paths", design, "--write", waypost.folder / "paths")
    assert (said.code, "2 scenarios written into" in said.err) == (0, True)
    files = sorted(path.name for path in (waypost.folder / "paths").iterdir())
    assert files == [
        "1-start-quiz-draw-tell-done.scenario.json",
        "2-start-quiz-draw-pause-done.scenario.json",
    ]
    assert waypost("test", waypost.folder / "paths").code == 0
    assert waypost("check", design).code == 0
    waypost.write("course.journey.json", {**COURSE, "steps": {**STEPS, "quiz": waypoint("passed", count=3)}})
    assert waypost("test", waypost.folder / "paths").code == 1


def test_somebody_who_is_explained_is_saved_as_a_scenario(waypost: Terminal) -> None:
    waypost("import", waypost.write("course.journey.json", COURSE), "--name", "course")
    events = waypost.write(
        "events.ndjson", [statement(1, "failed"), statement(2, "passed"), statement(9, "passed", "ben")]
    )
    saved = waypost.folder / "anna.scenario.yaml"
    assert waypost("explain", "course", events, "--owner", "anna@example.org", "--save", saved).code == 0
    told = waypost("test", saved)
    assert (told.code, "✓ mailto:anna@example.org" in told.out) == (0, True)
    assert "waits_at: quiz" in saved.read_text()
    assert "ben" not in saved.read_text()


def test_whoever_has_not_started_is_expected_not_to(waypost: Terminal) -> None:
    design = waypost.write("course.journey.json", COURSE)
    events = waypost.write("events.ndjson", [track(1, "Nothing")])
    saved = waypost.folder / "anna.scenario.json"
    waypost("explain", design, events, "--owner", "anna", "--save", saved)
    read = json.loads(saved.read_text())
    assert (read["journey"], read["expect"]) == (
        "course.journey.json",
        {"anna": {"attempts": [], "sends": []}},
    )
    assert waypost("test", saved).code == 0


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(journeys())
def test_all_paths_of_any_design_hold_as_they_were_recorded(tmp_path: Path, journey: Journey) -> None:
    design = tmp_path / "any.journey.json"
    design.write_text(dumps(journey))
    folder = tmp_path / "paths"
    for old in folder.glob("*"):
        old.unlink()
    with Workspace.open(tmp_path / "workspace") as workspace:
        for path in write_paths(folder, str(design), Plan(journey), make_up_people(journey, bound=4)):
            trial = run_scenario(path, workspace)
            assert trial.result == "passed", (trial.faults, path.read_text())


def test_a_notebook_saves_somebody_beside_the_journey(tmp_path: Path) -> None:
    journey = journey_from(
        document({"start": first_match(), "quiz": waypoint("passed"), "done": exit_()}, "start>quiz>done")
    )
    run = simulate(journey, [statement(1, "passed"), statement(2, "passed", "ben")])
    path = save_scenario(run, "anna@example.org", tmp_path / "anna.scenario.json")
    assert json.loads(path.read_text())["journey"] == "test.journey.json"
    with Workspace.open(tmp_path / "workspace") as workspace:
        assert run_scenario(path, workspace).result == "passed"
