"""The start screen, terminals of every size, themes, and what goes wrong outside."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

import pytest
from scenario import design, exit_, first_match, waypoint
from sitting import Sitting, sitting
from textual.widgets import Input, OptionList

from engine.journey import dumps, to_document
from store.workspace import Workspace

pytestmark = pytest.mark.asyncio

QUIZ = design({"start": first_match(), "quiz": waypoint("passed"), "done": exit_()}, "start>quiz>done")


async def test_designs_come_in_the_order_in_which_they_were_opened(tmp_path: Path) -> None:
    with Workspace.open(tmp_path) as workspace:
        for name in ("one", "two"):
            workspace.save(name, {**to_document(QUIZ), "name": name.title()})
    async with sitting(tmp_path) as person:
        assert designs(person) == ["two", "one"]
        await person.press("down", "enter")
        await person.asked("DesignScreen")
        assert person.journey.name == "One"
        await person.press("q")
        await person.asked("StartScreen")
        assert designs(person) == ["one", "two"]


def designs(person: Sitting) -> list[str]:
    """The names of the designs that are listed."""
    ids = [option.id or "" for option in person.app.screen.query_one(OptionList).options]
    return [id.removeprefix("design:") for id in ids if id.startswith("design:")]


async def test_a_file_is_imported_and_opened(tmp_path: Path) -> None:
    file = tmp_path / "quiz.json"
    file.write_text(dumps(QUIZ))
    async with sitting(tmp_path / "workspace") as person:
        await person.press("i")
        await person.asked("ChooseFile")
        await person.types(f"{file}x")
        await person.press("enter")
        await person.sees(lambda: "There is no file" in person.screen())
        await person.press("backspace", "enter")
        await person.asked("DesignScreen")
        assert person.workspace.names() == ["test"]


async def test_a_path_is_completed_with_tab_and_a_folder_is_looked_into(tmp_path: Path) -> None:
    (tmp_path / "courses").mkdir()
    for name in ("spring.json", "sprint.json", "notes.txt"):
        (tmp_path / "courses" / name).write_text(dumps(QUIZ))
    async with sitting(tmp_path / "workspace") as person:
        await person.press("i")
        await person.asked("ChooseFile")
        await person.types(f"{tmp_path}/cou")
        await person.press("tab")
        assert person.app.screen.query_one(Input).value == f"{tmp_path}/courses/"
        await person.press("enter")
        await person.shows("That is a folder", "📂 courses", "spring.json")
        assert "notes.txt" not in person.screen()
        await person.types("s")
        await person.press("tab")
        assert person.app.screen.query_one(Input).value == f"{tmp_path}/courses/sprin"
        assert "That is a folder" not in person.screen()
        await person.types("g")
        await person.press("tab", "enter")
        await person.asked("DesignScreen")


async def test_a_list_says_that_nothing_in_it_is_called_so(tmp_path: Path) -> None:
    async with sitting(tmp_path, QUIZ) as person:
        await person.press("slash")
        await person.asked("Palette")
        await person.types("nobody")
        await person.shows("Nothing is called so.")
        await person.press("enter")
        assert person.dialog == "Palette"


async def test_a_dialog_does_not_keep_anybody_from_leaving(tmp_path: Path) -> None:
    async with sitting(tmp_path, QUIZ) as person:
        await person.press("slash")
        await person.asked("Palette")
        await person.press("ctrl+q")
        await person.sees(lambda: not person.app.is_running or person.app._exit)


async def test_a_file_that_is_no_design_is_refused_in_a_sentence(tmp_path: Path) -> None:
    file = tmp_path / "quiz.json"
    file.write_text("{}")
    async with sitting(tmp_path / "workspace") as person:
        await person.press("i")
        await person.asked("ChooseFile")
        await person.types(str(file))
        await person.press("enter")
        await person.sees(lambda: any("no journey that Waypost knows" in said for said in person.said))


async def test_designs_are_removed_and_restored(tmp_path: Path) -> None:
    with Workspace.open(tmp_path) as workspace:
        workspace.save("quiz", to_document(QUIZ))
    async with sitting(tmp_path) as person:
        await person.press("d")
        await person.asked("Ask")
        await person.press("y")
        await person.sees(lambda: person.workspace.names() == [])
        await person.asked("StartScreen")
        await person.press("u")
        await person.sees(lambda: person.workspace.names() == ["quiz"])


async def test_a_terminal_that_is_too_small_says_so_and_comes_back(tmp_path: Path) -> None:
    async with sitting(tmp_path, QUIZ, (80, 24)) as person:
        for tab, shown in {
            "design": "◆ quiz",
            "progress": "Attach events",
            "publish": "learninglocker",
        }.items():
            person.opened.show(tab)
            await person.pilot.resize_terminal(50, 12)
            await person.sees(lambda: "this terminal has 50 and 12" in " ".join(person.screen().split()))
            assert shown not in person.screen()
            await person.pilot.resize_terminal(80, 24)
            await person.sees(lambda shown=shown: shown in person.screen())
            assert "this terminal" not in person.screen()
        await person.press("q")
        await person.asked("StartScreen")
        await person.pilot.resize_terminal(80, 14)
        await person.sees(lambda: "this terminal has 80 and 14" in " ".join(person.screen().split()))


async def test_a_small_terminal_has_the_canvas_and_panels_on_demand(tmp_path: Path) -> None:
    async with sitting(tmp_path, QUIZ, (80, 24)) as person:
        assert person.canvas.size.width == 80
        await person.press("right", "enter")
        await person.sees(lambda: person.design.panels.form.display)
        await person.sees(lambda: "condition" in person.screen())
        await person.press("escape", "o")
        await person.sees(lambda: "   ◆ quiz" in person.screen())
        await person.press("escape")
        await person.sees(lambda: person.canvas.size.width == 80)


async def test_a_theme_is_kept(tmp_path: Path) -> None:
    async with sitting(tmp_path, QUIZ) as person:
        await person.press("ctrl+t")
        await person.chooses("high contrast")
        await person.sees(lambda: person.app.theme == "waypost-contrast")
    async with sitting(tmp_path) as person:
        assert person.app.theme == "waypost-contrast"


async def test_what_is_chosen_shows_without_colours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with sitting(tmp_path, QUIZ) as person:
        assert "┃ ▶ start" in person.picture()
        await person.press("right")
        assert "┃ ◆ quiz" in person.picture()
        assert "┃ ▶ start" not in person.picture()


async def test_a_locked_workspace_is_said_and_editing_goes_on(tmp_path: Path) -> None:
    async with sitting(tmp_path, QUIZ, patience=0.05) as person:
        lock = os.open(tmp_path / "workspace.lock", os.O_RDWR | os.O_CREAT)
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            await person.press("right", "d")
            await person.sees(lambda: any("is being written by" in said for said in person.said))
            await person.press("u")
            assert person.journey == QUIZ
        finally:
            os.close(lock)


async def test_exports_are_written_where_they_are_wanted(tmp_path: Path) -> None:
    async with sitting(tmp_path / "workspace", QUIZ) as person:
        await person.press("e")
        await person.chooses("dot")
        await person.asked("Enter")
        await person.press("ctrl+u")
        await person.enters(str(tmp_path / "quiz.dot"))
        await person.sees((tmp_path / "quiz.dot").exists)
        assert (tmp_path / "quiz.dot").read_text().startswith("digraph")
        await person.press("t", "d")
        await person.asked("Ask")
        await person.press("y")
        await person.asked("DesignScreen")
        await person.press("e")
        await person.chooses("learninglocker")
        await person.asked("Read")
        assert "cannot be written as learninglocker" in person.screen()


async def test_an_editor_is_not_available_everywhere(tmp_path: Path) -> None:
    async with sitting(tmp_path, QUIZ) as person:
        await person.press("E")
        await person.sees(lambda: any("cannot be lent to an editor" in said for said in person.said))
