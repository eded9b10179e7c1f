"""What can be done: the help lists it, the palette has it, and every line of it works, on every screen."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from scenario import checklist, design, exit_, first_match
from sitting import Sitting, sitting
from textual.screen import ModalScreen

from designer.app.actions import Action, ActionOwner, available_actions, key_names
from designer.app.app import WaypostApp
from designer.app.palette import Palette, PaletteEntry
from designer.app.screens.graph_view import PICTURE
from designer.app.screens.help import Help
from designer.app.screens.tab import SHARED_ACTIONS, TabScreen
from designer.app.tabs import TABS
from designer.app.widgets.canvas import GraphCanvas
from designer.editing.selection import Place

pytestmark = pytest.mark.asyncio

SMALL = design({"start": first_match(), "both": checklist("read"), "done": exit_()}, "start>both>done")
START = "start"
SCREENS = (START, *(tab.name for tab in TABS))
ENDING = ("quit", "app.quit", "close")
EVERYWHERE = (*WaypostApp.ACTIONS, *SHARED_ACTIONS, *PICTURE, *GraphCanvas.ACTIONS)


@asynccontextmanager
async def at(folder: Path, screen: str) -> AsyncIterator[Sitting]:
    """A person at one of the screens: the start screen, or a tab of a small design."""
    async with sitting(folder, None if screen == START else SMALL) as person:
        if screen != START:
            await back_to(person, screen)
        yield person


async def back_to(person: Sitting, screen: str) -> None:
    """Leave whatever was opened, and look at a screen again."""
    while isinstance(person.app.screen, ModalScreen):
        dialog = person.app.screen
        dialog.dismiss(None)
        await person.sees(lambda dialog=dialog: person.app.screen is not dialog)
    if screen == START:
        while len(person.app.screen_stack) > 2:
            await person.app.pop_screen()
        return
    if not is_at(person, screen):
        person.opened.show(screen)
        await person.sees(lambda: is_at(person, screen))
    await person.pilot.pause()


def is_at(person: Sitting, tab: str) -> bool:
    return isinstance(person.app.screen, TabScreen) and tab == person.app.screen.TAB


def on(person: Sitting) -> list[tuple[ActionOwner, Action]]:
    return list(available_actions(person.app.screen))


async def listed(person: Sitting) -> list[str]:
    """The titles that the help of this place lists."""
    await person.press("f1")
    await person.asked("Help")
    assert isinstance(person.app.screen, Help)
    titles = [action.title for _, action in person.app.screen.offered]
    await person.press("escape")
    await person.sees(lambda: person.dialog != "Help")
    return titles


async def in_palette(person: Sitting) -> list[PaletteEntry]:
    """Everything that the palette of this place lists."""
    await person.press("ctrl+p")
    await person.asked("Palette")
    assert isinstance(person.app.screen, Palette)
    entries = person.app.screen.entries
    await person.press("escape")
    await person.sees(lambda: person.dialog != "Palette")
    return entries


@pytest.mark.parametrize("screen", SCREENS)
async def test_everything_in_the_help_is_in_the_palette_and_has_a_method_and_keys(
    tmp_path: Path, screen: str
) -> None:
    async with at(tmp_path, screen) as person:
        titles = await listed(person)
        assert len(titles) == len(set(titles)) > 5
        assert titles == [each.title for each in await in_palette(person) if each.kind == "action"]
        seen: dict[tuple[str, str], str] = {}
        for node, action in on(person):
            name = action.name.partition("(")[0].removeprefix("app.")
            assert hasattr(node, f"action_{name}") or hasattr(person.app, f"action_{name}")
            assert key_names(action, {})
            for key in action.keys.split(","):
                place = (type(node).__name__, key)
                assert place not in seen, f"{key} is {action.title} and {seen[place]}"
                seen[place] = action.title


@pytest.mark.parametrize("screen", SCREENS)
async def test_every_line_of_the_help_runs_and_never_breaks_the_app(tmp_path: Path, screen: str) -> None:
    """Each on the checklist of a small design, what is everywhere once; what asks is left without an answer."""
    async with at(tmp_path, screen) as person:
        for number, (_, action) in enumerate(on(person)):
            if action.name in ENDING or (screen != "design" and action in EVERYWHERE):
                continue
            if screen == "design":
                person.canvas.focus()
                person.design.choose(Place(step="both"))
            node, again = on(person)[number]
            assert again == action
            await node.run_action(action.name)
            await person.pilot.pause()
            await back_to(person, screen)
        assert person.app.is_running


async def test_closing_leads_back_to_the_start_from_every_tab(tmp_path: Path) -> None:
    async with sitting(tmp_path, SMALL) as person:
        for tab in TABS:
            await back_to(person, tab.name)
            await person.press("q")
            await person.asked("StartScreen")
            await person.press("enter")
            await person.asked("DesignScreen")


async def test_the_palette_finds_by_name_and_does_it(tmp_path: Path) -> None:
    async with sitting(tmp_path, SMALL) as person:
        await person.press("ctrl+p")
        await person.finds("top down")
        await person.sees(lambda: person.design.view.direction == "down")


async def test_the_start_screen_has_its_own_help(tmp_path: Path) -> None:
    async with sitting(tmp_path) as person:
        titles = await listed(person)
        assert "Import from a file" in titles
        assert "Undo" not in titles
