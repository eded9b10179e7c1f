"""A design that is advanced as its log grows: who moved, printed."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from designer.cli.console import emit, narrate, narrate_findings
from designer.editing.design_argument import open_design
from designer.reports.movement import movement_line, movement_row, movements, places
from engine.finding import InvalidJourney
from engine.journey import Journey
from engine.plan import Plan
from store.workspace import Workspace


class FollowedDesign:
    """A design that is advanced with a log."""

    def __init__(self, workspace: Workspace, journey: Journey, log: Path) -> None:
        self._workspace = workspace
        self._journey = journey
        self._plan = Plan(journey)
        self._log = log
        self._places = places(workspace.progress.owners(journey.id))

    def advance(self, as_json: bool) -> None:
        """Bring the design's progress to what the log says, and print who moved."""
        from store.recalculate import recalculate

        recalculate(self._workspace, self._plan, self._log)
        before, self._places = self._places, places(self._workspace.progress.owners(self._journey.id))
        for movement in movements(before, self._places):
            if as_json:
                emit(json.dumps({"journey": self._journey.id} | movement_row(movement), ensure_ascii=False))
            else:
                emit(f"{self._journey.name or self._journey.id}: {movement_line(movement, self._journey)}")
        sys.stdout.flush()


def journeys_to_follow(workspace: Workspace, designs: list[str] | None) -> list[Journey]:
    """The designs that are named; else all of the workspace that mean something."""
    if designs is not None:
        return [open_design(each, workspace, narrate_findings) for each in designs]
    journeys = []
    for name in workspace.names():
        try:
            journeys.append(open_design(name, workspace))
        except InvalidJourney:
            narrate(f"{name} is not followed: it has errors, which `waypost check {name}` lists")
    return journeys
