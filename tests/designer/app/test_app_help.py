"""What can be done: the help lists it, the palette has it, and every line of it works."""

from __future__ import annotations

from pathlib import Path

import pytest
from scenario import checklist, design, exit_, first_match
from sitting import Sitting, sitting
from textual.command import CommandPalette

from designer.app.actions import key_names, offered
from designer.app.palette import Actions
from designer.app.screens.help import Help
from designer.places import Place

pytestmark = pytest.mark.asyncio

SMALL = design({"start": first_match(), "both": checklist("read"), "done": exit_()}, "start>both>done")


async def listed(person: Sitting) -> list[str]:
    """The titles that the help of this place lists."""
    await person.press("f1")
    await person.asked("Help")
    assert isinstance(person.app.screen, Help)
    titles = [action.title for _, action in person.app.screen.offered]
    await person.press("escape")
    await person.sees(lambda: person.dialog != "Help")
    return titles


async def test_everything_in_the_help_is_in_the_palette(tmp_path: Path) -> None:
    async with sitting(tmp_path, SMALL) as person:
        titles = await listed(person)
        assert len(titles) == len(set(titles)) > 30
        provider = Actions(person.app.screen)
        everything = [hit.text async for hit in provider.discover()]
        for title in titles:
            hits = [hit async for hit in provider.search(title)]
            assert title in [str(hit.match_display) for hit in hits]  # type: ignore[union-attr]
        assert len(everything) == len(titles)


async def test_every_action_has_a_method_and_keys_of_its_own(tmp_path: Path) -> None:
    async with sitting(tmp_path, SMALL) as person:
        seen: dict[tuple[str, str], str] = {}
        for node, action in offered(person.app.screen):
            name = action.name.partition("(")[0].removeprefix("app.")
            assert hasattr(node, f"action_{name}") or hasattr(person.app, f"action_{name}")
            for key in action.keys.split(","):
                place = (type(node).__name__, key)
                assert place not in seen, f"{key} is {action.title} and {seen[place]}"
                seen[place] = action.title
            assert key_names(action)


async def test_every_action_runs_from_the_help_and_never_breaks_the_app(tmp_path: Path) -> None:
    """Each on the checklist of a small design; what asks is left without an answer."""
    async with sitting(tmp_path, SMALL) as person:
        for node, action in list(offered(person.design)):
            if action.name in ("quit", "close"):
                continue
            person.canvas.focus()
            person.design.choose(Place(step="both"))
            await node.run_action(action.name)
            await person.pilot.pause()
            if person.app.screen is not person.design:
                person.app.screen.dismiss(None)
                await person.sees(lambda: person.app.screen is person.design)
        assert person.app.is_running


async def test_the_palette_finds_by_name_and_does_it(tmp_path: Path) -> None:
    async with sitting(tmp_path, SMALL) as person:
        await person.press("ctrl+p")
        await person.sees(lambda: isinstance(person.app.screen, CommandPalette))
        await person.types("top down")
        await person.pilot.pause(0.3)
        await person.press("enter", "enter")
        await person.sees(lambda: person.design.direction == "down")


async def test_the_start_screen_has_its_own_help(tmp_path: Path) -> None:
    async with sitting(tmp_path) as person:
        titles = await listed(person)
        assert "Import from a file" in titles
        assert "Undo" not in titles
