"""Charts: three zoom levels of one picture, where moved steps go, and walking with the arrow keys."""

from __future__ import annotations

from contextlib import suppress
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st
from scenario import checklist, design, exit_, first_match, split, verb, waypoint, when
from strategies import edits, journeys

from designer.diagram.box_text import Counted, Zoom, letter
from designer.diagram.chart import chart, item_at, position_for
from designer.diagram.layout import Direction, GraphLayout
from designer.diagram.navigation import Toward, neighbour
from engine.edit import ChangeStep, InvalidEdit, Move, apply
from engine.journey import Journey

relaxed = settings(deadline=None, max_examples=25)
directions: st.SearchStrategy[Direction] = st.sampled_from(("right", "down"))
zooms = st.sampled_from(Zoom)
COUNTED: tuple[Counted, ...] = (None, "people", "events")
TOWARD: tuple[Toward, ...] = ("left", "right", "up", "down")

FORK = design(
    {
        "start": first_match(),
        "choose": split("event", name="Which?"),
        "quiz": {**waypoint("passed"), "name": "Quiz"},
        "both": checklist("read", "written", name="Both"),
        "done": exit_(),
    },
    "start>choose",
    when("choose>quiz", verb("asked")),
    "choose>both after 7d",
    "quiz>done",
    "both>done",
)


def picture(journey: Journey, zoom: Zoom, direction: Direction = "right") -> str:
    return "\n".join(row.rstrip() for row in chart(journey, zoom, direction).raster.rows)


def across(layout: GraphLayout, *steps: str) -> list[str]:
    """The steps in the order in which they stand across the picture."""
    return sorted(
        steps, key=lambda id: layout.boxes[id].y if layout.direction == "right" else layout.boxes[id].x
    )


def test_lines_from_above_lead_to_the_middle_of_a_glyph() -> None:
    rows = picture(FORK, Zoom.GLYPH, "down").splitlines()
    heads = {(row.index("▼"), at) for at, row in enumerate(rows) if "▼" in row}
    assert heads
    assert all(rows[at + 1][column].strip() for column, at in heads)


def test_the_same_picture_at_three_zoom_levels() -> None:
    assert (
        picture(FORK, Zoom.GLYPH)
        == """\
        ╭─►◆ ─╮
▶ ──►Ψ ─┤     ├─►■
        ╰─►≡ ─╯"""
    )
    assert (
        picture(FORK, Zoom.LINE)
        == """\
                     ╭─ verb.id = asked ─►◆ Quiz ─╮
▶ start ──►Ψ Which? ─┤                            ├─►■ done
                     ╰─ after 7d ────────►≡ Both ─╯"""
    )
    assert (
        picture(FORK, Zoom.BOX)
        == """\
                                                    ╭──────────────────╮
                                                    │ ◆ Quiz           │
                               ╭─ verb.id = asked ─►│ verb.id = passed ├─╮
╭─────────────╮   ╭──────────╮ │                    ╰──────────────────╯ │
│ ▶ start     │   │ Ψ Which? │ │                                         │  ╭────────╮
│ first match ├──►│ on event ├─┤                    ╭──────────────╮     ├─►│ ■ done │
╰─────────────╯   ╰──────────╯ │                    │ ≡ Both       │     │  ╰────────╯
                               │                    │ 2 of 2       │     │
                               ╰─ after 7d ────────►│ □ do-read    ├─────╯
                                                    │ □ do-written │
                                                    ╰──────────────╯"""
    )


@relaxed
@given(journeys(), directions)
def test_every_zoom_level_shows_every_step_and_every_way(journey: Journey, direction: Direction) -> None:
    for zoom in Zoom:
        drawn = chart(journey, zoom, direction)
        assert drawn.layout.boxes.keys() == journey.steps.keys()
        assert drawn.layout.routes.keys() == set(range(len(journey.transitions)))
        rows = (drawn.raster.stretch(y, 0, drawn.layout.width) for y in range(drawn.layout.height))
        owners = {owner for _, row in rows for cell in row for owner in cell}
        assert owners == {*journey.steps, *range(len(journey.transitions))}


def test_zooming_out_keeps_the_order_of_branches() -> None:
    moved = apply(FORK, Move("quiz", (40, 30)))
    for journey, order in ((FORK, ["quiz", "both"]), (moved, ["both", "quiz"])):
        for zoom in Zoom:
            assert across(chart(journey, zoom).layout, "quiz", "both") == order


def test_a_step_goes_where_it_is_dropped_at_every_zoom_level() -> None:
    for zoom in Zoom:
        before = chart(FORK, zoom)
        x, y = before.layout.boxes["quiz"].x, before.layout.height + 6
        moved = apply(FORK, Move("quiz", position_for(before, "quiz", x, y)))
        assert across(chart(moved, zoom, previous=before).layout, "quiz", "both") == ["both", "quiz"]


def test_the_same_design_gives_the_same_picture() -> None:
    moved = apply(FORK, Move("quiz", (40, 30)))
    assert chart(moved) == chart(moved)
    assert chart(FORK, previous=chart(FORK)) == chart(FORK)


@relaxed
@given(st.data(), st.sampled_from(COUNTED), st.sampled_from(COUNTED))
def test_what_is_kept_from_before_an_edit_is_what_would_be_written_anew(
    data: st.DataObject, counted: Counted, counted_before: Counted
) -> None:
    journey = data.draw(journeys())
    written = letter(journey, counted=counted_before)
    for _ in range(3):
        with suppress(InvalidEdit):
            journey = apply(journey, data.draw(edits(journey)))
        written = letter(journey, written, counted=counted)
        assert written == letter(journey, counted=counted)


def test_zooming_moves_no_box() -> None:
    moved = chart(apply(FORK, Move("quiz", (40, 30))), previous=chart(FORK))
    for zoom in Zoom:
        assert chart(moved.boxed.journey, zoom, previous=moved).boxes == moved.boxes


def test_an_edit_that_takes_no_other_room_moves_no_box() -> None:
    moved = chart(apply(FORK, Move("quiz", (40, 30))), previous=chart(FORK))
    renamed = chart(apply(moved.boxed.journey, ChangeStep("quiz", {"name": "Test"})), previous=moved)
    assert renamed.layout == moved.layout
    assert "◆ Test" in "\n".join(renamed.raster.rows)


def test_the_rows_of_a_checklist_are_its_items() -> None:
    drawn = chart(FORK)
    top = drawn.layout.boxes["both"].y
    rows = [item_at(FORK, drawn, "both", top + row) for row in range(6)]
    assert rows == [None, None, None, "do-read", "do-written", None]
    assert item_at(FORK, drawn, "quiz", top + 3) is None
    assert item_at(FORK, chart(FORK, Zoom.LINE), "both", 0) is None


def test_room_for_counts_is_a_line_more() -> None:
    plain, counted = chart(FORK).layout.boxes["quiz"], chart(FORK, counted="people").layout.boxes["quiz"]
    assert counted.height == plain.height + 1


def test_steps_that_ask_no_events_have_no_room_for_counts_of_events() -> None:
    plain, counted = chart(FORK).layout.boxes, chart(FORK, counted="events").layout.boxes
    taller = {id for id in FORK.steps if counted[id].height == plain[id].height + 1}
    assert taller == {"choose", "quiz", "both"}
    assert all(counted[id].height == plain[id].height for id in FORK.steps.keys() - taller)


def test_arrows_walk_along_the_ways() -> None:
    layout = chart(FORK).layout
    assert walked(layout, "start", "right right right") == ["choose", "both", "done"]
    assert walked(layout, "quiz", "down") == ["both"]
    assert walked(layout, "both", "up left left") == ["quiz", "choose", "start"]
    assert walked(layout, "start", "left up down") == [None, None, None]
    down = chart(FORK, direction="down").layout
    assert walked(down, "start", "down down left right down") == ["choose", "both", "quiz", "both", "done"]


def walked(layout: GraphLayout, step: str, keys: str) -> list[str | None]:
    """Where each key leads; a key that leads nowhere leaves one where one is."""
    steps: list[str | None] = []
    for key in keys.split():
        toward: Toward = key  # type: ignore[assignment]
        steps.append(neighbour(layout, step, toward))
        step = steps[-1] or step
    return steps


@relaxed
@given(journeys(), directions, zooms)
def test_an_arrow_leads_that_way_and_along_a_transition_if_one_does(
    journey: Journey, direction: Direction, zoom: Zoom
) -> None:
    layout = chart(journey, zoom, direction).layout
    transitions = {(transition.source, transition.target) for transition in journey.transitions}
    for step, toward in product(journey.steps, TOWARD):
        onward = {id for id in journey.steps if is_beyond(layout, step, id, toward)}
        linked = {id for id in onward if {(step, id), (id, step)} & transitions}
        found = neighbour(layout, step, toward)
        assert found is None or found in onward
        if linked:
            along = (toward in ("left", "right")) == (direction == "right")
            assert found in (linked if along else onward)


def is_beyond(layout: GraphLayout, step: str, other: str, toward: Toward) -> bool:
    """Whether the middle of the other step lies further that way."""
    one, two = layout.boxes[step], layout.boxes[other]
    if toward in ("left", "right"):
        by = 2 * (two.x - one.x) + two.width - one.width
    else:
        by = 2 * (two.y - one.y) + two.height - one.height
    return by > 0 if toward in ("right", "down") else by < 0
