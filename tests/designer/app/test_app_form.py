"""What is typed in a form is for the form, whichever of its fields has the cursor."""

from __future__ import annotations

from pathlib import Path

import pytest
from scenario import design, exit_, first_match, waypoint
from sitting import sitting
from textual.events import Key, MouseDown, MouseUp

from designer.editing.selection import Place
from engine.steps import Entry, OnEvent

pytestmark = pytest.mark.asyncio

QUIZ = design({"start": first_match(), "quiz": waypoint("passed"), "done": exit_()}, "start>quiz>done")


async def test_a_choice_and_the_fields_it_brings_are_filled_in_without_looking(tmp_path: Path) -> None:
    async with sitting(tmp_path, QUIZ) as person:
        await person.press("home", "enter")
        for key in ("tab", "e", "tab", *"a.b", "tab", *">=80", "escape"):
            person.app.post_message(Key(key, key if len(key) == 1 else None))
        started = Entry(trigger=OnEvent({"a.b": {"$gte": 80}}))
        await person.sees(lambda: person.journey.steps["start"] == started)


async def test_letters_at_a_choice_or_a_tick_are_no_commands(tmp_path: Path) -> None:
    async with sitting(tmp_path, QUIZ) as person:
        await person.press("home", "enter", "tab")
        await person.types("dxqs")
        await person.press("delete", "enter", "delete", "escape")
        await person.press("tab", "tab")
        await person.types("dxqs")
        assert person.journey == QUIZ
        assert not person.said


async def test_a_click_waits_for_the_keys_before_it(tmp_path: Path) -> None:
    async with sitting(tmp_path, QUIZ) as person:
        await person.press("home", "enter")
        x, y, *_ = person.canvas.region
        for letter in "Daddy":
            person.app.post_message(Key(letter, letter))
        for press in (MouseDown, MouseUp):
            person.app.post_message(press(None, x, y, 0, 0, 1, False, False, False))
        await person.sees(lambda: person.app.focused is person.canvas)
        await person.sees(lambda: person.journey.steps["start"].name == "Daddy")
        assert len(person.journey.steps) == len(QUIZ.steps)
        assert person.dialog == "DesignScreen"


async def test_a_click_into_the_form_waits_for_the_form_of_what_was_clicked(tmp_path: Path) -> None:
    async with sitting(tmp_path, QUIZ, (160, 44)) as person:
        await person.field("name")
        where = (await person.field("name")).input.region
        person.design.view.choose(Place(step="quiz"))
        for press in (MouseDown, MouseUp):
            person.app.post_message(press(None, where.x + 1, where.y, 0, 0, 1, False, False, False))
        for letter in "Daddy":
            person.app.post_message(Key(letter, letter))
        await person.sees(lambda: person.journey.steps["quiz"].name == "Daddy")
        assert person.journey.name == QUIZ.name


async def test_esc_leads_back_to_the_design_from_every_screen(tmp_path: Path) -> None:
    async with sitting(tmp_path, QUIZ) as person:
        for key in "234":
            await person.press(key)
            assert person.app.screen is not person.design
            await person.press("escape")
            await person.sees(lambda: person.app.screen is person.design)
