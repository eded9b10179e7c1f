"""A followed design is advanced as its log grows, and says who moved."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cli import Terminal
from scenario import design, exit_, first_match, statement, waypoint

from designer.cli.followed_design import FollowedDesign, journeys_to_follow
from engine.journey import to_document
from store.workspace import Workspace

COURSE = design(
    {"start": first_match(), "quiz": waypoint("passed"), "essay": waypoint("submitted"), "done": exit_()},
    "start>quiz>essay>done",
    id="course",
    name="Course",
)


def test_who_moved_is_said_once_and_kept(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    waypost, log = Terminal(tmp_path), tmp_path / "log"
    waypost("import", waypost.write("course.journey.json", to_document(COURSE)), "--name", "course")
    with Workspace.open(tmp_path / "workspace") as workspace:
        (journey,) = journeys_to_follow(workspace, None)
        followed = FollowedDesign(workspace, journey, log)
        first = waypost.write("1.ndjson", [statement(1, "passed", "anna"), statement(2, "passed", "dave")])
        waypost("log", "import", first, "--into", log)
        followed.advance(as_json=False)
        lines = capsys.readouterr().out.splitlines()
        assert len(lines) == 2
        assert lines[0].startswith("Course: mailto:anna@example.org: → essay")
        waypost(
            "log", "import", waypost.write("2.ndjson", [statement(3, "submitted", "anna")]), "--into", log
        )
        followed.advance(as_json=True)
        (moved,) = map(json.loads, capsys.readouterr().out.splitlines())
        assert (moved["from"], moved["to"], moved["status"]) == ("essay", "done", "completed")
        assert moved["owner"] == {"mbox": "mailto:anna@example.org"}
        followed.advance(as_json=True)
        assert capsys.readouterr().out == ""
        assert FollowedDesign(workspace, journey, log).advance(as_json=True) is None
        assert capsys.readouterr().out == "", "what a run before has said is not said again"
