"""Somebody else saves the design that is open; versions are looked at and taken back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from scenario import design, exit_, first_match, waypoint
from sitting import Sitting, sitting

from engine.edit import ChangeStep, Edit, apply
from engine.journey import from_document, to_document
from store.workspace import Workspace

QUIZ = design({"start": first_match(), "quiz": waypoint("passed"), "done": exit_()}, "start>quiz>done")
pytestmark = pytest.mark.asyncio


def saves(folder: Path, edit: Edit) -> None:
    """Somebody else saves a version."""
    with Workspace.open(folder) as workspace:
        journey = apply(from_document(workspace.load("test").document), edit)
        workspace.save("test", to_document(journey))


def quiz(person: Sitting, version: int | None = None) -> Any:
    document = person.workspace.load("test", version).document
    return document["steps"]["quiz"]  # type: ignore[index]


async def is_at(person: Sitting, number: int) -> None:
    """Wait until what is open is that version."""
    desk = person.opened.desk
    await person.sees(lambda: desk.version and desk.version.number == number and not desk.unsaved)


async def edits_while_another_saves(person: Sitting, folder: Path, mine: Edit, theirs: Edit) -> None:
    person.design.edit(mine)
    saves(folder, theirs)
    await person.press("s")
    await person.asked("Decision")
    await person.shows("Somebody else saved version 2 meanwhile", "Take both", "Save mine as version 3")


async def test_both_are_merged(tmp_path: Path) -> None:
    async with sitting(tmp_path, QUIZ) as person:
        mine, theirs = ChangeStep("quiz", {"name": "Final"}), ChangeStep("quiz", {"count": 5})
        await edits_while_another_saves(person, tmp_path, mine, theirs)
        await person.shows("the count of quiz is 5, no longer 1")
        await person.press("enter")
        await is_at(person, 3)
        assert (quiz(person)["name"], quiz(person)["count"]) == ("Final", 5)


async def test_what_both_changed_is_asked_for(tmp_path: Path) -> None:
    async with sitting(tmp_path, QUIZ) as person:
        mine, theirs = ChangeStep("quiz", {"count": 3, "name": "Final"}), ChangeStep("quiz", {"count": 5})
        await edits_while_another_saves(person, tmp_path, mine, theirs)
        await person.press("enter")
        await person.shows("Both changed the count of Final (1 of 1)")
        await person.press("down", "enter")
        await is_at(person, 3)
        assert quiz(person)["count"] == 5


async def test_mine_becomes_the_newest_and_theirs_stays_in_the_list(tmp_path: Path) -> None:
    async with sitting(tmp_path, QUIZ) as person:
        mine, theirs = ChangeStep("quiz", {"count": 3}), ChangeStep("quiz", {"count": 5})
        await edits_while_another_saves(person, tmp_path, mine, theirs)
        await person.press("down", "enter")
        await is_at(person, 3)
        assert (quiz(person, 2)["count"], quiz(person, 3)["count"]) == (5, 3)


async def test_theirs_is_taken_and_undo_brings_mine_back(tmp_path: Path) -> None:
    async with sitting(tmp_path, QUIZ) as person:
        mine, theirs = ChangeStep("quiz", {"count": 3}), ChangeStep("quiz", {"count": 5})
        await edits_while_another_saves(person, tmp_path, mine, theirs)
        await person.press("down", "down", "enter")
        await is_at(person, 2)
        assert to_document(person.journey)["steps"]["quiz"]["count"] == 5
        await person.press("u")
        assert to_document(person.journey)["steps"]["quiz"]["count"] == 3


async def test_leaving_the_question_saves_nothing(tmp_path: Path) -> None:
    async with sitting(tmp_path, QUIZ) as person:
        mine, theirs = ChangeStep("quiz", {"count": 3}), ChangeStep("quiz", {"count": 5})
        await edits_while_another_saves(person, tmp_path, mine, theirs)
        await person.press("escape")
        await person.asked("DesignScreen")
        assert len(person.workspace.versions("test")) == 2
        assert person.opened.desk.unsaved


async def test_an_older_version_is_compared_and_taken_back(tmp_path: Path) -> None:
    async with sitting(tmp_path, QUIZ) as person:
        person.design.edit(ChangeStep("quiz", {"count": 3}))
        await person.press("s")
        await is_at(person, 2)
        await person.press("V")
        await person.asked("Choose")
        await person.press("down", "enter")
        await person.asked("Decision")
        await person.shows("the count of quiz is 3, no longer 1", "Go back to version 1")
        await person.press("down", "enter")
        await person.sees(lambda: person.journey == QUIZ)


async def test_steps_are_copied_duplicated_and_pasted(tmp_path: Path) -> None:
    async with sitting(tmp_path, QUIZ) as person:
        await person.press("home", person.onward, "y", "p")
        await person.sees(lambda: "quiz-2" in person.journey.steps)
        await person.press("ctrl+d")
        await person.sees(lambda: len(person.journey.steps) == 5)
        assert (
            await person.hears("u") == "Undone: add the waypoint quiz-3"
            or "quiz-3" not in person.journey.steps
        )


async def test_conditions_are_replaced_over_the_whole_design(tmp_path: Path) -> None:
    async with sitting(tmp_path, QUIZ) as person:
        await person.press("F")
        await person.enters("verbs/passed")
        await person.asked("Enter")
        await person.press("end")
        await person.types("-well")
        await person.press("enter")
        await person.asked("Decision")
        await person.shows("This would change:", "passed-well", "Change one condition")
        await person.press("enter")
        await person.sees(lambda: "passed-well" in str(person.journey))
