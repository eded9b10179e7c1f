"""Keys that are typed before what they are meant for is there: they wait, and never act as commands."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from fuzz.keys import key, run
from scenario import checklist, design, exit_, first_match, waypoint
from sitting import Sitting, sitting
from textual import events
from textual.widgets import Input, TextArea

QUIZ = design({"start": first_match(), "quiz": waypoint("passed"), "done": exit_()}, "start>quiz>done")
BOTH = design(
    {"start": first_match(), "both": checklist("read", "played"), "done": exit_()}, "start>both>done"
)


PAIR = design(
    {"start": first_match(), "quiz": waypoint("passed"), "essay": waypoint("wrote"), "done": exit_()},
    "start>quiz>essay>done",
)


async def type_ahead(person: Sitting, *keys: str, seconds: float = 0.0) -> None:
    """Type without a look at the screen, and wait until everything has arrived."""
    for name in keys:
        person.app.post_message(key(name))
        await asyncio.sleep(seconds)
    await person.sees(lambda: person.app.keyboard.is_idle)


@pytest.mark.parametrize("seconds", [0, 0.005, 0.02])
@pytest.mark.asyncio
async def test_a_step_is_added_and_named_without_waiting(tmp_path: Path, seconds: float) -> None:
    async with sitting(tmp_path, QUIZ) as person:
        await type_ahead(
            person, person.onward, *"away", "enter", *"Second", "enter", *"as", *"delay", seconds=seconds
        )
        steps = person.journey.steps
        assert {*steps} == {*QUIZ.steps, "second"}
        assert steps["second"].name == "Second"
        assert person.dialog == "Choose"
        assert person.app.screen.query_one(Input).value == "sdelay"


@pytest.mark.asyncio
async def test_what_is_typed_for_a_field_of_the_form_goes_there(tmp_path: Path) -> None:
    async with sitting(tmp_path, QUIZ) as person:
        await type_ahead(person, person.onward, "enter", *"Daddy", "escape")
        assert person.journey.steps["quiz"].name == "Daddy"
        assert {*person.journey.steps} == {*QUIZ.steps}


@pytest.mark.parametrize(
    ("opening", "typed", "field"),
    [
        (("slash",), "dud", "dud"),
        (("c",), "uad", "uad"),
        (("r",), "add", "add"),
        (("L",), "dud", "dud"),
        (("e",), "add", "add"),
        (("ctrl+p",), "dud", "dud"),
        (("ctrl+t",), "dud", "dud"),
        (("C",), "add", "add"),
    ],
)
@pytest.mark.asyncio
async def test_every_dialog_gets_what_is_typed_for_it(
    tmp_path: Path, opening: tuple[str, ...], typed: str, field: str
) -> None:
    async with sitting(tmp_path, PAIR) as person:
        await type_ahead(person, person.onward, *opening, *typed)
        assert person.app.screen.query_one(Input).value == field
        assert person.journey == PAIR


@pytest.mark.parametrize("action", ["add", "connect", "rename", "export", "group", "attach"])
@pytest.mark.asyncio
async def test_a_dialog_is_open_in_the_turn_of_the_key_that_asked(tmp_path: Path, action: str) -> None:
    async with sitting(tmp_path, PAIR) as person:
        await person.press(person.onward)
        stack = len(person.app.screen_stack)
        getattr(person.design, f"action_{action}")()
        assert len(person.app.screen_stack) == stack + 1


@pytest.mark.asyncio
async def test_an_item_is_added_and_named_without_waiting(tmp_path: Path) -> None:
    async with sitting(tmp_path, BOTH) as person:
        await type_ahead(person, person.onward, "I", *"Dad", "escape")
        both = person.journey.steps["both"]
        assert [item.name for item in both.items.values()] == ["", "", "Dad"]  # type: ignore[attr-defined]


@pytest.mark.asyncio
async def test_tab_waits_until_a_new_field_has_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with sitting(tmp_path, QUIZ) as person:
        await person.press("enter")
        (await person.field("trigger")).edit()
        await person.pilot.pause()
        order: list[str] = []
        screen, show_form, focus_next = (
            person.design,
            person.design.panels.show_form,
            person.design.focus_next,
        )

        async def note_and_show_form() -> None:
            await show_form()
            screen.call_after_refresh(order.append, "laid out")

        def note_and_focus_next() -> None:
            order.append("tab")
            focus_next()

        monkeypatch.setattr(screen.panels, "show_form", note_and_show_form)
        monkeypatch.setattr(screen, "focus_next", note_and_focus_next)
        await type_ahead(person, "e", "tab", *"verb", "escape")
        assert order[0] == "laid out"
        condition = await person.field("condition")
        assert condition.editor.typed[0].path == "verb"  # type: ignore[attr-defined]


@pytest.mark.asyncio
async def test_a_long_paste_into_a_condition_can_be_undone(tmp_path: Path) -> None:
    async with sitting(tmp_path, QUIZ, size=(120, 30)) as person:
        await type_ahead(person, person.onward, "enter", "f2")
        area = person.app.focused
        assert isinstance(area, TextArea)
        before = area.text
        person.app.post_message(events.Paste("a\n" * 14))
        await type_ahead(person, "ctrl+z")
        assert area.text == before


@pytest.mark.parametrize("seed", range(20))
def test_random_keys_break_nothing(seed: int) -> None:
    run(seed, keys=60)
