"""What is loaded when a design is seen for the first time: nothing that only follows needs."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys

import pytest
from scenario import design, exit_, first_match, waypoint

from engine.journey import to_document
from store.workspace import Workspace

QUIZ = design({"start": first_match(), "quiz": waypoint("passed"), "done": exit_()}, "start>quiz>done")

LATER = {
    "the command line": {"typer", "pydantic", "designer.cli.commands.application"},
    "the network": {"httpx", "stamina", "keyring", "starlette", "uvicorn", "designer.publish"},
    "events": {"duckdb", "designer.simulation.evidence", "designer.simulation.evidence.log_loader"},
    "finding what is wrong": {"networkx", "engine.check"},
    "the other screens": {
        f"designer.app.screens.{name}" for name in ("simulate", "progress", "publish", "start")
    },
    "the form": {
        "designer.app.widgets.field_row",
        "designer.app.widgets.condition_row",
        "designer.editing.conditions.cursor",
    },
    "the keys": {"textual.widgets._footer"},
    "dialogs": {"designer.app.screens.file", "designer.app.screens.help", "designer.app.screens.tour"},
}
"""Modules, by what they are for."""

PROGRAM = """
import os, sys
from textual.app import App
from designer.cli import launcher, main

def display(app, screen, picture):
    if type(screen).__name__ == "DesignScreen" and picture is not None:
        os.write(1, " ".join(sys.modules).encode())
        os._exit(0)

App._display = display
launcher.is_terminal = lambda: True
main.main()
"""
"""Tells what is loaded when a picture of the design is ready."""


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    folder = tmp_path_factory.mktemp("first")
    with Workspace.open(folder) as workspace:
        workspace.save("quiz", to_document(QUIZ))
    command = [sys.executable, "-c", PROGRAM, "--workspace", str(folder), "open", "quiz"]
    headless = {**os.environ, "TEXTUAL_DRIVER": "textual.drivers.headless_driver:HeadlessDriver"}
    said = subprocess.run(command, env=headless, capture_output=True, timeout=120, check=True)
    return set(said.stdout.decode().split())


@pytest.mark.parametrize("what", LATER)
def test_a_design_is_seen_before_it_is_loaded(loaded: set[str], what: str) -> None:
    assert "designer.app.screens.design.screen" in loaded
    assert not LATER[what] & loaded


@pytest.mark.parametrize("what", LATER)
def test_what_is_loaded_later_exists(what: str) -> None:
    for name in LATER[what]:
        assert importlib.util.find_spec(name) is not None, name
