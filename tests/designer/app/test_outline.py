"""The outline says what there is, wherever its cursor is and whatever it showed before."""

from __future__ import annotations

import pytest
from scenario import checklist, design, exit_, first_match, waypoint
from textual.app import App, ComposeResult

from designer.app.themes import THEMES
from designer.app.widgets.outline import Outline, OutlineRow, outline_rows
from designer.editing.selection import JOURNEY, Place
from engine.edit import ChangeStep, Delete, apply
from engine.journey import Journey

QUIZ = design(
    {
        "start": first_match(),
        "all": checklist("read", "written"),
        "quiz": waypoint("passed"),
        "done": exit_(),
    },
    "start>all>quiz>done",
)
COUNT = 30
ROW = design(
    {
        "start": first_match(),
        **{f"s{number}": waypoint(f"verb{number}") for number in range(COUNT)},
        "done": exit_(),
    },
    ">".join(["start", *(f"s{number}" for number in range(COUNT)), "done"]),
)


class Outlined(App[None]):
    """Nothing but an outline, of ten rows."""

    CSS = "Outline { height: 10; }"

    def __init__(self) -> None:
        super().__init__()
        self.outline = Outline()
        self.chosen: list[Place] = []

    def compose(self) -> ComposeResult:
        yield self.outline

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return THEMES[0].variables

    def on_outline_chosen(self, event: Outline.Chosen) -> None:
        self.chosen.append(event.place)


def said(outline: Outline) -> list[str]:
    return [outline.render_line(y).text.rstrip() for y in range(outline.size.height)]


def test_a_part_stands_below_what_it_belongs_to() -> None:
    rows = list(outline_rows(QUIZ))
    assert rows[0] == OutlineRow(JOURNEY, QUIZ.name or QUIZ.id)
    assert [(row.place.step, row.said) for row in rows if row.depth == 2] == [
        ("all", "□ do-read"),
        ("all", "□ do-written"),
    ]


@pytest.mark.asyncio
async def test_after_edits_it_says_what_there_is_now() -> None:
    app = Outlined()
    without = apply(apply(ROW, Delete("s3")), ChangeStep("s20", {"active": False}))
    states: list[tuple[Journey, dict[str, tuple[str, str]], str]] = [
        (ROW, {}, "s25"),
        (ROW, {"s25": ("✗", "error")}, "s25"),
        (without, {"s25": ("✗", "error")}, "s20"),
        (without, {}, "start"),
        (QUIZ, {}, "done"),
        (ROW, {}, "done"),
    ]
    async with app.run_test() as pilot:
        for journey, marks, step in states:
            app.outline.show(journey, marks)
            app.outline.choose(journey, Place(step=step))
            await pilot.pause()
            rows, top = list(outline_rows(journey)), app.outline.scroll_offset.y
            assert rows[app.outline.cursor].place == Place(step=step)
            assert top <= app.outline.cursor < top + 10
            expected = [
                f"{'  ' * row.depth}{row.said}{' ✗' if row.place.step in marks else ''}"
                f"{' off' if row.is_off else ''}"
                for row in rows[top : top + 10]
            ]
            assert said(app.outline) == [*expected, *[""] * (10 - len(expected))]


@pytest.mark.asyncio
async def test_keys_and_clicks_choose() -> None:
    app = Outlined()
    async with app.run_test() as pilot:
        app.outline.show(QUIZ, {})
        app.outline.focus()
        await pilot.press("down", "enter", "end", "enter", "home", "up", "enter")
        await pilot.click(Outline, offset=(4, 2))
        assert app.chosen == [Place(step="start"), Place(step="done"), JOURNEY, Place(step="all")]
