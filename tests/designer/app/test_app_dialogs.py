"""Dialogs in small terminals: everything in them can be reached and seen."""

from __future__ import annotations

from pathlib import Path

import pytest
from scenario import design, exit_, first_match, waypoint
from sitting import sitting

from designer.app.dialogs import Ask, Choice, Choose, Read
from designer.app.screens.file import ChooseFile
from designer.app.screens.simulate.injection import WriteEvent

pytestmark = [
    pytest.mark.asyncio,
    pytest.mark.parametrize("size", [(80, 24), (60, 15)], ids=["80x24", "60x15"]),
]

Size = tuple[int, int]

QUIZ = design({"start": first_match(), "quiz": waypoint("passed"), "done": exit_()}, "start>quiz>done")
LINES = [f"line {number}." for number in range(60)]


async def test_the_end_of_the_help_comes_into_sight(tmp_path: Path, size: Size) -> None:
    async with sitting(tmp_path, QUIZ, size) as person:
        await person.press("question_mark")
        await person.asked("Help")
        await person.shows("What can be done here", "Esc closes")
        await person.press("end")
        await person.shows("Quit", "Esc closes")


async def test_the_end_of_a_text_comes_into_sight(tmp_path: Path, size: Size) -> None:
    async with sitting(tmp_path, QUIZ, size) as person:
        person.app.push_screen(Read("Read this", "\n".join(LINES)))
        await person.shows("Read this", "line 0.")
        await person.press("end")
        await person.shows("Read this", "line 59.")
        await person.pilot.resize_terminal(size[0] + 20, size[1] + 20)
        await person.press("end")
        await person.shows("line 59.", f"line {59 - size[1]}.")


async def test_a_question_is_read_to_its_end_before_it_is_answered(tmp_path: Path, size: Size) -> None:
    async with sitting(tmp_path, QUIZ, size) as person:
        person.app.push_screen(Ask("Is it so?", "\n".join(LINES)))
        await person.shows("Is it so?", "line 0.", "Yes", "No")
        await person.press(*["pagedown"] * 7, "down", "up")
        await person.shows("Is it so?", "line 58.", "Yes", "No")


async def test_the_end_of_a_list_comes_into_sight(tmp_path: Path, size: Size) -> None:
    async with sitting(tmp_path, QUIZ, size) as person:
        person.app.push_screen(Choose("Which line?", [Choice(line, line) for line in LINES]))
        await person.shows("Which line?", "line 0.")
        await person.press("up")
        await person.shows("Which line?", "line 59.")


async def test_buttons_are_in_sight(tmp_path: Path, size: Size) -> None:
    async with sitting(tmp_path, QUIZ, size) as person:
        person.app.push_screen(ChooseFile("Which file?"))
        await person.shows("Which file?", "OK")
        await person.press("escape")
        person.app.push_screen(WriteEvent("An event", "\n".join(LINES)))
        await person.shows("An event", "Inject (Ctrl+S)")
