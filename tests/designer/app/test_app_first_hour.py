"""From an empty workspace to documents for two servers, by keyboard alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from first_hour import first_hour
from sitting import sitting

from engine.journey import decode
from engine.steps import Split, Waypoint
from store.workspace import Workspace

pytestmark = pytest.mark.asyncio


def is_done(folder: Path, workspace: Path) -> None:
    """What is in the files and in the workspace after the first hour."""
    journey = decode((folder / "journey.json").read_text())
    assert [type(journey.steps[id]) for id in ("5-videos", "finished")] == [Waypoint, Split]
    assert [transition.after for _, transition in journey.out("finished")] == [None, "14d"]
    waypoint = json.loads((folder / "learninglocker.json").read_text())["waypoints"][0]
    assert waypoint["count"] == 5
    with Workspace.open(workspace) as opened:
        assert opened.load("five-videos").number == 2


async def test_the_first_hour_by_keyboard(tmp_path: Path) -> None:
    async with sitting(tmp_path / "workspace", size=(160, 44)) as person:
        await first_hour(person, tmp_path)
    is_done(tmp_path, tmp_path / "workspace")
