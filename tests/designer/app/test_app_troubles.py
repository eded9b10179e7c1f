"""What fails outside while somebody works: the app says so in a sentence, and goes on."""

from __future__ import annotations

from pathlib import Path

import pytest
from scenario import design, exit_, first_match, waypoint
from sitting import Sitting, sitting

from engine.journey import to_document
from store.lock import locked
from store.workspace import Workspace

pytestmark = pytest.mark.asyncio

QUIZ = design({"start": first_match(), "quiz": waypoint("passed"), "done": exit_()}, "start>quiz>done")
LOCK = "workspace.lock"


async def told(person: Sitting, part: str) -> None:
    await person.sees(lambda: any(part in sentence for sentence in person.said))


async def test_a_workspace_that_others_write_for_long_is_opened_and_edited(tmp_path: Path) -> None:
    with Workspace.open(tmp_path) as workspace:
        workspace.save("quiz", to_document(QUIZ))
    async with sitting(tmp_path, patience=0.2) as person:
        await person.shows("quiz")
        with locked(tmp_path / LOCK):
            await person.press("enter")
            await person.asked("DesignScreen")
            await told(person, "is being written by process")
            await person.press(person.onward, "v")  # it goes on
            said = await person.hears("s")
            assert person.said == [said]  # once, though it is still so
        await person.press("s")
        await told(person, "Saved as version")


async def test_changes_that_cannot_be_kept_are_not_left_unasked(tmp_path: Path) -> None:
    async with sitting(tmp_path, QUIZ, patience=0.2) as person:
        with locked(tmp_path / LOCK):
            await person.press(person.onward, "r")
            await person.enters("-exam")
            await told(person, "is being written by process")
            await person.press("ctrl+q")
            await person.shows("could not be kept")
            await person.press("n")
            await person.asked("DesignScreen")
        await person.press("ctrl+q")
        await person.sees(lambda: person.workspace.drafts.get("test"))
        await person.sees(lambda: not person.app.is_running or person.app._exit)


async def test_a_terminal_that_is_made_tiny_and_large_again(tmp_path: Path) -> None:
    async with sitting(tmp_path, QUIZ, (80, 24)) as person:
        await person.pilot.resize_terminal(20, 5)
        await person.shows("Waypost needs")
        await person.press(person.onward)
        await person.pilot.resize_terminal(80, 24)
        await person.shows("first match")
