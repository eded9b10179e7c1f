"""A first sitting in a real terminal of 80 columns and 24 rows, by keyboard: build, simulate, save, come back."""

from __future__ import annotations

import asyncio
import shutil
import sys
from pathlib import Path

import pytest
from first_hour import IN_FORM, REAL, add, condition, jump
from scenario import design, exit_, first_match, waypoint
from tmux import PROMPT, Terminal, terminal

from engine.journey import from_document, to_document
from store.workspace import Workspace

QUIZ = design({"start": first_match(), "quiz": waypoint("passed"), "done": exit_()}, "start>quiz>done")

pytestmark = [
    pytest.mark.asyncio,
    pytest.mark.skipif(
        shutil.which("tmux") is None, reason="there is no tmux: the app was NOT tried in a real terminal"
    ),
]


async def test_a_design_is_built_simulated_saved_and_there_again(tmp_path: Path) -> None:
    workspace = tmp_path / "workspace"
    command = [sys.executable, "-m", "designer", "--workspace", str(workspace)]
    log = shutil.copy(REAL, tmp_path / "log.ndjson.gz")
    async with terminal(tmp_path, (80, 24)) as hands:
        await hands.start(command)
        await build(hands)
        await attach(hands, log)
        await simulate(hands)
        await fill_in(hands)
        await hands.press("s")
        await hands.shows("Saved as version 2")
        await hands.press("ctrl+q")
        await hands.shows(PROMPT)
        await hands.start(command)
        await come_back(hands)
    with Workspace.open(workspace) as opened:
        assert opened.load("watching").number == 2


async def build(hands: Terminal) -> None:
    """The seed's journey, with a video and a split before its comments."""
    await hands.shows("Nothing is here yet")
    await hands.press("down", "enter")
    await hands.shows("What is the journey called?")
    await hands.types("Watching")
    await hands.press("enter")
    await hands.shows("1 Design", "Watching", "start")
    await jump(hands, "start")
    await add(hands, "waypoint", "A video")
    await add(hands, "delay", "A while")
    await hands.press("u")
    await hands.hides("A while")
    await hands.press("U")
    await hands.shows("A while")


async def attach(hands: Terminal, log: Path) -> None:
    await hands.press("L")
    await hands.shows("Which events?")
    await hands.types(str(log))
    await hands.press("enter")
    await hands.hides("Which events?")
    await hands.shows("3,331")


async def simulate(hands: Terminal) -> None:
    """To the end, back to the beginning, on again, and to somebody's story."""
    await hands.press("2")
    await hands.shows("197 in")
    await hands.press("a")
    await hands.shows("before anybody")
    await hands.press("full_stop")
    await hands.shows("move 1 of")
    await hands.press("z", "F")
    await hands.shows("Everybody")
    await hands.press("enter", "enter")
    await hands.shows("starts attempt 1")
    await hands.press("escape")
    await hands.hides("Attempt 1")
    await hands.press("escape")
    await hands.shows("197 in")


async def fill_in(hands: Terminal) -> None:
    """A condition in a row, completed from the events."""
    await hands.press("1")
    await hands.shows("1 Design")
    await jump(hands, "a-video")
    await hands.press("enter")
    await hands.shows(IN_FORM)
    await hands.press("tab")
    await hands.shows("such as")
    await condition(hands, "verb.id", "pla", "https://w3id.org/xapi/video/verbs/")
    await hands.shows("1,076 of 3,331 events match")
    await hands.press("escape")
    await hands.shows("a Add", "verb.id = played")


async def come_back(hands: Terminal) -> None:
    """The design is the first that is offered, and as it was left."""
    await hands.shows("Watching", "version 2")
    await hands.press("enter")
    await hands.shows("1 Design", "A video", "A while")
    await hands.press("ctrl+q")


NAMES = ("Second", "Daddy", "Undo")
"""Full of letters that are commands on the canvas."""


@pytest.mark.parametrize("seconds", [0.005, 0.02, 0.06])
async def test_what_is_typed_ahead_makes_the_same_document_at_any_speed(
    tmp_path: Path, seconds: float
) -> None:
    with Workspace.open(tmp_path / "workspace") as opened:
        opened.save("quiz", to_document(QUIZ))
    command = [sys.executable, "-m", "designer", "--workspace", str(tmp_path / "workspace"), "open", "quiz"]
    async with terminal(tmp_path, (120, 30)) as hands:
        await hands.start(command)
        await hands.shows("1 Design", "quiz", "no findings")
        for name in NAMES:
            for key in ("a", *"way", "enter", *name, "enter"):
                await hands.press(key)
                await asyncio.sleep(seconds)
        await hands.shows("undo", "Undo")
        await hands.press("s")
        await hands.shows("Saved as version 2")
        await hands.press("ctrl+q")
        await hands.shows(PROMPT)
    with Workspace.open(tmp_path / "workspace") as opened:
        journey = from_document(opened.load("quiz").document)
    assert {step.name for step in journey.steps.values() if step.name} == set(NAMES)
    assert [(way.source, way.target) for way in sorted(journey.transitions, key=lambda way: way.source)] == [
        ("daddy", "undo"),
        ("quiz", "done"),
        ("second", "daddy"),
        ("start", "second"),
        ("undo", "quiz"),
    ]
