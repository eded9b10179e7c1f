"""The tour: what one does oneself, on a design of one's own."""

from __future__ import annotations

from pathlib import Path

import pytest
from scenario import design, exit_, first_match, waypoint
from sitting import Sitting, sitting

from designer.app.screens.lessons import LESSONS
from designer.app.situation import Situation
from designer.app.widgets.tour_panel import TourPanel
from engine.journey import Journey

pytestmark = [pytest.mark.driving, pytest.mark.asyncio]

QUIZ = design({"start": first_match(), "quiz": waypoint("passed"), "done": exit_()}, "start>quiz>done")


def panel(person: Sitting) -> str:
    """What the tour says in front of a person; nothing where there is no tour."""
    return "".join(str(each.content) for each in person.app.screen.query(TourPanel))


async def is_at(person: Sitting, lesson: str) -> None:
    await person.sees(lambda: lesson in panel(person))


def lit(person: Sitting) -> list[str | None]:
    return [part.id for part in person.app.screen.query(".-lit")]


async def test_the_tour_is_done_on_a_new_design_of_one_s_own(tmp_path: Path) -> None:
    async with sitting(tmp_path, size=(120, 36)) as person:
        await person.press("enter")
        await person.asked("Enter")
        await person.press("enter")
        await is_at(person, "1/11  Walk along it")
        assert lit(person) == ["canvas"]
        await person.press(person.onward)
        await is_at(person, "Add a step")
        await person.press("a", "enter")
        await person.enters("Quiz")
        await is_at(person, "Say what it waits for")
        assert lit(person) == ["inspector"]
        await person.press("enter", "tab")
        await person.types("verb")
        await person.press("tab")
        await person.types("passed")
        await person.press("tab", "escape")
        await is_at(person, "See what is wrong")
        assert lit(person) == ["findings"]
        await person.press("n")
        await is_at(person, "Take it back")
        await person.press("u")
        await person.press("U")
        await is_at(person, "Send people through it")
        await person.press("2")
        await is_at(person, "Let time pass")
        assert lit(person) == ["scrubber"]
        await person.press("c")
        await person.chooses("made-up")
        await person.shows("1 completed")
        await person.press("space")
        for lesson, key in {
            "See how": "3",
            "Bring it": "4",
            "Nothing is lost": "1",
            "That was it": "f4",
        }.items():
            await is_at(person, lesson)
            await person.press(key)
        await person.asked("Decision")
        await person.press("enter")
        await person.sees(lambda: not panel(person))
        assert lit(person) == []
        assert person.workspace.names() == ["my-first-journey"]
        assert person.picture().count("verb.id = passed") == 1


async def begins(person: Sitting) -> Journey:
    """Begin the tour on the design that is open, and add a step in it."""
    before = person.journey
    await person.press("f4")
    await is_at(person, "Walk along it")
    await person.press(person.onward)
    await is_at(person, "Add a step")
    await person.press("a", "enter")
    await person.enters("Essay")
    await is_at(person, "Say what it waits for")
    assert "essay" in person.journey.steps
    return before


async def test_what_was_made_on_the_tour_can_be_put_back_and_that_undone(tmp_path: Path) -> None:
    async with sitting(tmp_path, QUIZ) as person:
        before = await begins(person)
        await person.press("f4")
        await person.shows("put the design back")
        await person.press("down", "down", "enter")
        await person.sees(lambda: person.journey == before)
        await person.hides("Say what it waits for")
        assert len(person.workspace.versions("test")) == 1
        await person.press("u")
        await person.sees(lambda: "essay" in person.journey.steps)
        await person.press("u")
        await person.sees(lambda: person.journey == QUIZ)


async def test_a_part_can_be_skipped_and_one_that_is_done_elsewhere_says_where(tmp_path: Path) -> None:
    async with sitting(tmp_path, QUIZ) as person:
        await person.press("f4")
        await is_at(person, "Walk along it")
        await person.press("2")
        await is_at(person, "This is done on Design: 1 leads there.")
        await person.press("f4")
        await person.asked("Decision")
        await person.press("enter")
        await is_at(person, "Add a step")


async def test_the_tour_ends_when_its_design_is_closed(tmp_path: Path) -> None:
    async with sitting(tmp_path, QUIZ) as person:
        await begins(person)
        await person.press("q")
        await person.asked("StartScreen")
        await person.press("enter")
        await person.asked("DesignScreen")
        await person.shows("Essay")
        assert not panel(person)


async def test_where_nothing_is_wrong_the_tour_does_not_ask_to_look_for_it() -> None:
    lesson = next(each for each in LESSONS if each.title == "See what is wrong")
    assert not lesson.is_due(Situation(tab="design", journey=QUIZ, changes=0, findings=0))
    assert lesson.is_due(Situation(tab="design", journey=QUIZ, changes=0, findings=1))


async def test_the_tour_names_the_keys_that_a_person_has(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = tmp_path / "keys.toml"
    keys.write_text('[edit]\nadd = "B"\n[waypost]\ntour = "f9"\n')
    monkeypatch.setenv("WAYPOST_KEYS", str(keys))
    async with sitting(tmp_path / "workspace", QUIZ) as person:
        await person.press("f9")
        await is_at(person, "F9 skips or ends")
        await person.press(person.onward)
        await is_at(person, "Press B and take")


async def test_every_lesson_speaks_of_a_part_that_there_is(tmp_path: Path) -> None:
    async with sitting(tmp_path, QUIZ) as person:
        for lesson in LESSONS:
            person.opened.show(lesson.tab or "design")
            await person.sees(lambda lesson=lesson: person.app.screen.query(lesson.lit))
