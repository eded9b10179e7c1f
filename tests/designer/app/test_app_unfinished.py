"""What is half typed stays where it was typed: after leaving, after undo, after a restart, after a kill."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from scenario import design, exit_, first_match, waypoint
from sitting import Sitting, sitting

from designer.app.widgets.condition_text import ConditionEditor
from designer.editing.selection import Place
from engine.journey import to_document
from store.workspace import Workspace

QUIZ = design({"start": first_match(), "quiz": waypoint("passed"), "done": exit_()}, "start>quiz>done")
pytestmark = pytest.mark.asyncio


async def chooses_quiz(person: Sitting) -> None:
    await person.press("home", person.onward)
    await person.sees(lambda: person.design.place == Place(step="quiz"))


async def types_half_a_query(person: Sitting) -> None:
    await chooses_quiz(person)
    await person.press("enter")
    await person.field("condition")
    await person.press("tab", "f2")
    await person.sees(lambda: isinstance(person.app.focused, ConditionEditor))
    editor = person.app.focused
    assert isinstance(editor, ConditionEditor)
    editor.select_all()
    await person.types('{"a": 1')


async def leaves_the_form(person: Sitting) -> None:
    """Esc turns down what is offered first."""
    while person.app.focused is not person.canvas:
        await person.press("escape")
    await person.press("home")
    await person.sees(lambda: person.design.panels.form.place == Place(step="start"))


def text(person: Sitting) -> str:
    row = person.design.panels.form.condition
    return row.text if row else ""


async def test_half_a_condition_is_there_after_leaving_and_undo_and_a_restart(tmp_path: Path) -> None:
    async with sitting(tmp_path, QUIZ) as person:
        await types_half_a_query(person)
        await leaves_the_form(person)
        await person.shows("the condition of quiz is unfinished", "+ unsaved changes")
        await person.sees(lambda: "✗" in person.picture())
        await person.press("u")
        await chooses_quiz(person)
        await person.sees(lambda: text(person) == '{"a": 1')
        await person.sees(lambda: person.design.draft.is_idle)
        assert person.journey == QUIZ
    async with sitting(tmp_path, QUIZ) as person:
        await person.shows("the condition of quiz is unfinished")
        await chooses_quiz(person)
        await person.sees(lambda: text(person) == '{"a": 1')


async def test_a_count_that_is_no_number_stays_until_it_is_finished(tmp_path: Path) -> None:
    async with sitting(tmp_path, QUIZ) as person:
        await chooses_quiz(person)
        await person.press("enter")
        count = await person.field("count")
        count.edit()
        await person.press("home", "ctrl+k")
        await person.types("many")
        await leaves_the_form(person)
        await person.shows("the count of quiz is unfinished")
        await chooses_quiz(person)
        count = await person.field("count")
        await person.sees(lambda: count.text == "many")
        count.edit()
        await person.press("home", "ctrl+k")
        await person.types("3")
        await person.hides("is unfinished")
        await person.sees(lambda: to_document(person.journey)["steps"]["quiz"]["count"] == 3)
        assert not person.opened.desk.typed


KILLED = """
import asyncio, sys
sys.path[:0] = [sys.argv[2], sys.argv[3]]
from pathlib import Path
from sitting import sitting
import test_app_unfinished as test

async def edit() -> None:
    async with sitting(Path(sys.argv[1]), test.QUIZ) as person:
        await test.types_half_a_query(person)
        await person.sees(lambda: person.opened.desk.typed)
        await person.sees(lambda: person.design.draft.is_idle)
        print("typed", flush=True)
        await asyncio.sleep(60)

asyncio.run(edit())
"""


async def test_kill_9_in_the_middle_of_a_condition_leaves_the_text(tmp_path: Path) -> None:
    here = Path(__file__)
    child = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(tmp_path), str(here.parents[2]), str(here.parent)],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    try:
        assert child.stdout is not None
        assert child.stdout.readline() == b"typed\n"
    finally:
        child.send_signal(signal.SIGKILL)
        child.communicate()
    with Workspace.open(tmp_path) as workspace:
        draft = workspace.drafts.get("test")
    assert draft is not None
    assert [typed["text"] for typed in draft.typed] == ['{"a": 1']  # type: ignore[index]
