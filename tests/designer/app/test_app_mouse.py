"""Everything by mouse: click, drag, wheel, what lies under a click, and a design from nothing to its export."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from first_hour import REAL
from scenario import checklist, design, exit_, first_match, split, verb, when
from sitting import Sitting, sitting
from textual.events import MouseScrollDown, MouseScrollLeft, MouseScrollRight
from textual.geometry import Offset
from textual.widgets import Input, OptionList

from designer.app.widgets.canvas import GraphCanvas
from designer.app.widgets.findings_list import Findings
from designer.app.widgets.minimap import Minimap
from designer.editing.selection import JOURNEY, Place
from engine.journey import decode

pytestmark = pytest.mark.asyncio

FORK = design(
    {
        "start": first_match(),
        "choose": split("event"),
        "both": checklist("read", "written"),
        "other": checklist("heard"),
        "done": exit_(),
    },
    "start>choose",
    when("choose>both", verb("asked")),
    "choose>other after 7d",
    "both>done",
    "other>done",
)
SIZE = (120, 30)
"""Without the panels there is room for the whole picture."""


def cell(person: Sitting, step: str, x: int = 3, y: int = 1) -> tuple[int, int]:
    """A cell of a step's box, on the canvas."""
    assert person.canvas.chart is not None
    box = person.canvas.chart.layout.boxes[step]
    return tuple(Offset(box.x + x, box.y + y) - person.canvas.in_view.offset)  # type: ignore[return-value]


async def click(person: Sitting, at: tuple[int, int], times: int = 1) -> None:
    await person.pilot.click(GraphCanvas, offset=at, times=times)
    await person.pilot.pause()


async def drag(person: Sitting, start: tuple[int, int], end: tuple[int, int]) -> None:
    await person.pilot.mouse_down(GraphCanvas, offset=start)
    await person.pilot.hover(GraphCanvas, offset=end)
    await person.pilot.mouse_up(GraphCanvas, offset=end)
    await person.pilot.pause()


async def bare(person: Sitting) -> None:
    """Put the panels away, and the picture from left to right."""
    await person.press("o", "i")
    await person.sees(lambda: person.canvas.size.width == person.app.size.width)
    await person.press("escape", *(["v"] if person.design.view.direction == "down" else []))
    await person.sees(lambda: person.canvas.size.width == person.app.size.width)


async def test_a_click_chooses_a_step_an_item_a_way_or_the_journey(tmp_path: Path) -> None:
    async with sitting(tmp_path, FORK, SIZE) as person:
        await bare(person)
        await click(person, cell(person, "choose"))
        assert person.design.place == Place(step="choose")
        await click(person, cell(person, "both", 3, 4))
        assert person.design.place == Place(step="both", item="do-written")
        await click(person, cell(person, "choose", -3, 2))
        assert person.design.place == Place(transition=0)
        await click(person, (0, 0))
        assert person.design.place == JOURNEY


async def test_clicks_on_a_common_trunk_go_through_its_ways(tmp_path: Path) -> None:
    async with sitting(tmp_path, FORK, SIZE) as person:
        await bare(person)
        box = person.canvas.chart.layout.boxes["done"]  # type: ignore[union-attr]
        before_the_end = cell(person, "done", -2, box.height // 2)
        chosen = []
        for _ in range(3):
            await click(person, before_the_end)
            chosen.append(person.design.place.transition)
        assert chosen == [3, 4, 3]


async def test_a_step_dropped_on_another_is_connected_to_it(tmp_path: Path) -> None:
    async with sitting(tmp_path, FORK, SIZE) as person:
        await bare(person)
        await drag(person, cell(person, "both"), cell(person, "start"))
        await person.sees(lambda: len(person.journey.transitions) == 6)
        transition = person.journey.transitions[5]
        assert (transition.source, transition.target, transition.after) == ("both", "start", "7d")


async def test_a_step_dropped_on_free_ground_is_moved_there(tmp_path: Path) -> None:
    async with sitting(tmp_path, FORK, SIZE) as person:
        await bare(person)
        boxes = person.canvas.chart.layout.boxes  # type: ignore[union-attr]
        upper, lower = sorted(("both", "other"), key=lambda id: boxes[id].y)
        x, y = cell(person, lower)
        await drag(person, cell(person, upper), (x, y + 6))
        assert person.journey.layout is not None
        boxes = person.canvas.chart.layout.boxes  # type: ignore[union-attr]
        assert boxes[upper].y > boxes[lower].y


async def test_dragging_the_ground_and_the_wheel_move_the_view(tmp_path: Path) -> None:
    async with sitting(tmp_path, FORK, (70, 24)) as person:
        assert person.design.view.direction == "right"
        await drag(person, (30, 0), (25, 0))
        assert person.canvas.scroll_offset.x == 5
        await person.pilot._post_mouse_events([MouseScrollDown], GraphCanvas, offset=(5, 5))
        await person.sees(lambda: person.canvas.scroll_offset.x == 14)
        await person.pilot._post_mouse_events([MouseScrollLeft], GraphCanvas, offset=(5, 5))
        await person.sees(lambda: person.canvas.scroll_offset.x == 5)
        await person.pilot._post_mouse_events([MouseScrollRight], GraphCanvas, offset=(5, 5))
        await person.sees(lambda: person.canvas.scroll_offset.x == 14)


async def test_the_map_shows_what_is_in_view_and_goes_where_it_is_clicked(tmp_path: Path) -> None:
    async with sitting(tmp_path, FORK, (70, 24)) as person:
        minimap = person.design.query_one(Minimap)
        await person.sees(lambda: minimap.size.width)
        await person.pilot.click(Minimap, offset=(minimap.size.width - 1, 0))
        await person.sees(lambda: person.canvas.scroll_offset.x == person.canvas.max_scroll_x > 0)


async def test_a_double_click_opens_the_form(tmp_path: Path) -> None:
    async with sitting(tmp_path, FORK, SIZE) as person:
        await bare(person)
        await click(person, cell(person, "choose"), times=2)
        await person.sees(
            lambda: person.design.panels.form.display and person.design.panels.form.place.step == "choose"
        )


async def test_the_outline_and_the_findings_choose_too(tmp_path: Path) -> None:
    async with sitting(tmp_path, FORK, (120, 34)) as person:
        await person.shows("• other: ")
        await person.sees(lambda: outlined(person, "□ do-read"))
        await person.pilot.click(offset=(8, outlined(person, "□ do-read")[0]))
        await person.sees(lambda: person.design.place == Place(step="both", item="do-read"))
        await person.pilot.click(Findings, offset=(5, 2))
        await person.sees(lambda: person.design.place == Place(step="other"))


def outlined(person: Sitting, text: str) -> list[int]:
    """The rows in which the outline, not the canvas beside it, says so."""
    return [row for row, line in enumerate(person.screen().splitlines()) if text in line[:30]]


async def does(person: Sitting, title: str) -> None:
    """What the help lists, by a click on its line; the wheel leads there."""
    await person.clicks("? Help")
    await person.asked("Help")
    while title not in person.screen():
        await person.pilot._post_mouse_events([MouseScrollDown], OptionList)
        await person.pilot.pause()
    await person.clicks(title)


async def answers(person: Sitting, question: str, text: str) -> None:
    """Type what is asked, in place of what is there, and say that this is it."""
    await person.shows(question)
    person.app.screen.query_one(Input).value = ""
    await person.types(text)
    await person.clicks("OK")
    await person.hides(question)


async def test_from_nothing_to_an_export_without_a_key_but_to_type(tmp_path: Path) -> None:
    log = shutil.copy(REAL, tmp_path / "log.ndjson.gz")
    async with sitting(tmp_path / "workspace", size=(170, 60)) as person:
        await person.clicks("seed")
        await answers(person, "What is the journey called?", "Watching")
        await person.shows("1 Design", "◆ 5 comments")
        await person.clicks("◆ 5 comments")
        await person.clicks("d Delete")
        await person.hides("◆ 5 comments")
        await person.clicks("▶ start")
        await person.clicks("a Add")
        await person.clicks("◆ waypoint")
        await answers(person, "What is the waypoint called?", "A video")
        await person.shows("◆ A video")
        await person.clicks("u Undo")
        await person.hides("◆ A video")
        await does(person, "Redo")
        await person.shows("◆ A video")
        await does(person, "Attach events")
        await answers(person, "Which events?", str(log))
        await person.shows("3,331 events of log.ndjson.gz")
        await person.clicks("2 Simulate")
        await person.shows("197 in")
        await person.clicks("«")
        await person.shows("move 0 of")
        await person.clicks("»")
        await person.clicks("1 Design")
        await person.clicks("s Save")
        await person.shows("version 2")
        await person.clicks("e Export")
        await person.clicks("journey ")
        await answers(person, "Into which file?", str(tmp_path / "out.json"))
    journey = decode((tmp_path / "out.json").read_text())
    assert "a-video" in journey.steps
    assert "comments" not in journey.steps
