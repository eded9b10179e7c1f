"""A small journey built by keyboard alone, and every edit by its key."""

from __future__ import annotations

from pathlib import Path

import pytest
from first_hour import IN_FORM
from scenario import checklist, design, exit_, first_match, split, verb, waypoint, when
from sitting import Sitting, sitting
from textual import events

from designer.editing.selection import JOURNEY, Place
from engine.check import check
from engine.journey import Journey, dumps, from_document
from engine.steps import Checklist, Delay

pytestmark = pytest.mark.asyncio

CHAIN = design(
    {"start": first_match(), "quiz": waypoint("passed"), "essay": waypoint("submitted"), "done": exit_()},
    "start>quiz>essay>done",
)
FORK = design(
    {"start": first_match(), "choose": split("event"), "both": checklist("read", "written"), "done": exit_()},
    "start>choose",
    when("choose>both", verb("asked")),
    "choose>done after 7d",
    "both>done",
)


def transitions(journey: Journey) -> list[str]:
    return sorted(f"{transition.source}>{transition.target}" for transition in journey.transitions)


async def adds(person: Sitting, kind: str, name: str) -> None:
    """Press a, choose a kind, type a name; the new step is chosen then."""
    before = set(person.journey.steps)
    await person.press("a")
    await person.chooses(kind)
    await person.enters(name)
    await person.sees(lambda: person.design.place.step in set(person.journey.steps) - before)


async def test_what_is_still_being_typed_is_undone_and_saved(tmp_path: Path) -> None:
    async with sitting(tmp_path, CHAIN) as person:
        await person.press(person.onward, "enter")
        await person.shows(IN_FORM)
        await person.types("Quiz")
        await person.press("ctrl+z")
        assert person.journey == CHAIN
        await person.press("ctrl+y")
        assert person.journey.steps["quiz"].name == "Quiz"
        await person.types("zes")
        await person.press("ctrl+s")
        await person.sees(lambda: any("Saved as version 2" in each for each in person.said))
        saved = from_document(person.workspace.load(person.opened.desk.name).document)
        assert saved.steps["quiz"].name == "Quizzes"


async def test_a_journey_from_nothing_to_a_saved_version(tmp_path: Path) -> None:
    """Three waypoints in a row of which two become a checklist, a timeout, undone and redone, saved."""
    async with sitting(tmp_path) as person:
        assert "Nothing is here yet" in person.screen()
        await person.press("down", "enter")  # from the tour to the first template
        await person.enters("Spring course")
        await person.sees(lambda: person.dialog == "DesignScreen")
        await person.sees(lambda: person.design.place == Place(step="start"))
        for _ in range(len(person.journey.steps) - 2):  # only the entry and the exit stay
            await person.press(person.onward, "d")
            await person.sees(lambda: person.design.place == Place(step="start"))
        await adds(person, "waypoint", "Quiz")
        await adds(person, "waypoint", "Essay")
        await adds(person, "waypoint", "Talk")
        await person.press("space", "up" if person.onward == "down" else "left", "space", "C")
        await person.enters("Work")
        await person.sees(lambda: "work" in person.journey.steps)
        await adds(person, "delay", "")
        await person.press("slash")
        await person.finds("quiz")
        await person.press("c")
        await person.chooses("done")
        await person.sees(lambda: person.design.place.transition is not None)
        built = dumps(person.journey)
        await person.press("u")
        assert dumps(person.journey) != built
        await person.press("U")
        assert dumps(person.journey) == built
        await person.press("s")
        await person.sees(lambda: not person.design.desk.unsaved)
        saved = from_document(person.workspace.load("spring-course").document)
    assert dumps(saved) == built
    assert transitions(saved) == ["delay>done", "quiz>done", "quiz>work", "start>quiz", "work>delay"]
    assert isinstance(saved.steps["work"], Checklist)
    assert list(saved.steps["work"].items) == ["essay", "talk"]
    assert isinstance(saved.steps["delay"], Delay)


async def test_fields_are_filled_in_as_they_are_typed(tmp_path: Path) -> None:
    async with sitting(tmp_path, CHAIN) as person:
        await person.press("right", "enter")
        name = await person.field("name")
        await person.sees(lambda: person.app.focused is name.input)
        await person.types("Final quiz")
        await person.press("enter")
        await person.sees(lambda: person.journey.steps["quiz"].name == "Final quiz")
        await person.press("escape")
        assert person.app.focused is person.canvas
        await person.press("u")
        assert person.journey == CHAIN


async def test_what_cannot_be_taken_is_said_below_the_field_and_typing_goes_on(tmp_path: Path) -> None:
    async with sitting(tmp_path, CHAIN) as person:
        await person.press("right")
        count = await person.field("count")
        count.input.focus()
        await person.types("x")
        await person.press("enter")
        await person.sees(lambda: "expected a whole number" in person.screen())
        assert person.journey == CHAIN
        await person.press("backspace", "3", "enter")
        await person.sees(lambda: person.journey.steps["quiz"].count == 3)  # type: ignore[union-attr]
        await person.sees(lambda: "expected a whole number" not in person.screen())


async def test_a_condition_is_marked_where_it_is_wrong(tmp_path: Path) -> None:
    async with sitting(tmp_path, CHAIN) as person:
        await person.press("right")
        row = await person.field("condition")
        row.edit()
        await person.press("f2")
        await person.shows("in rows F2")
        row.input.select_all()  # type: ignore[attr-defined]
        await person.types('{"a": {"$inn": [1]}}')
        await person.sees(lambda: row.input.fault is not None)  # type: ignore[attr-defined]
        assert row.input.fault.column == 8  # type: ignore[attr-defined]
        await person.shows("the condition of quiz is unfinished: $inn is")
        assert person.journey == CHAIN
        assert row.input.text == '{"a": {"$inn": [1]}}'  # type: ignore[attr-defined]


async def test_deleting_shows_what_it_would_strand_and_asks(tmp_path: Path) -> None:
    async with sitting(tmp_path, FORK) as person:
        await person.press("right", "t")
        assert person.design.place == Place(transition=1)
        await person.press("d")
        await person.asked("Ask")
        assert "This would cut off both" in person.screen()
        assert "≡ both" in person.screen()
        await person.press("n")
        await person.asked("DesignScreen")
        assert person.journey == FORK
        await person.press("d")
        await person.asked("Ask")
        await person.press("y")
        await person.sees(lambda: transitions(person.journey) == ["both>done", "choose>done", "start>choose"])
        assert person.design.place == Place(step="choose")


async def test_the_entry_stays(tmp_path: Path) -> None:
    async with sitting(tmp_path, CHAIN) as person:
        await person.press("d")
        await person.sees(lambda: "a journey needs its entry; change it instead" in person.said)


async def test_a_step_goes_on_the_chosen_transition(tmp_path: Path) -> None:
    async with sitting(tmp_path, FORK) as person:
        await person.press("right", "t", "t")
        await adds(person, "delay", "Breathe")
        assert {"choose>breathe", "breathe>done"} <= set(transitions(person.journey))


async def test_a_branch_is_added_to_a_split(tmp_path: Path) -> None:
    async with sitting(tmp_path, FORK) as person:
        await person.press("right")
        await adds(person, "exit", "Gone")
        assert person.journey.transitions[-1].when == {}


async def test_connecting_asks_only_what_is_open(tmp_path: Path) -> None:
    async with sitting(tmp_path, CHAIN) as person:
        await person.press("right", "c")
        await person.chooses("done")
        await person.sees(lambda: len(person.journey.transitions) == 4)
        assert person.journey.transitions[3].after == "7d"
        await person.press("left", "c")
        await person.chooses("done")
        await person.sees(lambda: any("No further transition may leave quiz" in said for said in person.said))


async def test_ids_items_rules_groups_and_order(tmp_path: Path) -> None:
    async with sitting(tmp_path, FORK) as person:
        await person.press("right", "r")
        await person.asked("Enter")
        await person.press("ctrl+u")
        await person.types("done")
        await person.press("enter")
        assert "is taken" in person.screen()
        await person.types("r")
        await person.press("enter")
        await person.sees(lambda: "doner" in person.journey.steps)
        await person.press("t", "greater_than_sign")
        assert [transition.after for _, transition in person.journey.out("doner")] == ["7d", None]
        await person.press("less_than_sign")
        assert [transition.after for _, transition in person.journey.out("doner")] == [None, "7d"]
        await person.press("right")
        assert person.design.place == Place(step="both")
        await person.press("I")
        await person.sees(lambda: person.design.place == Place(step="both", item="item"))
        await person.sees(lambda: person.app.focused is not person.canvas)
        await person.press("escape", "d")
        await person.sees(lambda: person.design.place == Place(step="both"))
        await person.press("X")
        await person.sees(lambda: "do-read" in person.journey.steps)
        await person.press("x")
        await person.sees(lambda: person.design.place == Place(rule="exit-rule-1"))
        await person.sees(lambda: person.app.focused is not person.canvas)
        await person.press("escape", "d")
        await person.sees(lambda: person.journey.exit_rules == ())


async def test_steps_are_moved_and_put_back(tmp_path: Path) -> None:
    async with sitting(tmp_path, FORK) as person:
        await person.press("right", "alt+down")
        assert person.journey.layout is not None
        await person.press("0")
        assert person.journey.layout is None


async def test_nothing_chosen_is_said(tmp_path: Path) -> None:
    async with sitting(tmp_path, CHAIN) as person:
        await person.press("escape")
        assert person.design.place == JOURNEY
        for key in ("d", "c", "r", "I", "X", "less_than_sign", "u", "U"):
            assert await person.hears(key)
        assert person.journey == CHAIN


async def test_findings_are_live_and_lead_to_the_step(tmp_path: Path) -> None:
    async with sitting(tmp_path, CHAIN) as person:
        await person.press("right", "right", "t", "d")
        await person.asked("Ask")
        await person.press("y")
        await person.sees(lambda: person.design.findings == check(person.journey))
        await person.press("home", "n")
        await person.sees(lambda: person.design.place == Place(step="essay"))
        await person.sees(lambda: "✗" in person.picture())
        await person.press("u")
        await person.sees(lambda: all(found.severity == "note" for found in person.design.findings))
        await person.sees(lambda: "✗" not in person.picture())


async def test_an_answer_given_twice_closes_the_dialog_alone(tmp_path: Path) -> None:
    async with sitting(tmp_path, CHAIN) as person:
        await person.press(person.onward, "c")
        await person.asked("Choose")
        dialog = person.app.screen
        dialog.dismiss("done")
        dialog.dismiss("done")
        await person.sees(lambda: person.dialog != "Choose")
        assert person.dialog == "DesignScreen"


async def test_keys_that_come_all_at_once_act_on_what_the_ones_before_chose(tmp_path: Path) -> None:
    """As over a slow line, where several arrive together."""
    async with sitting(tmp_path, CHAIN) as person:
        for key in (person.onward, person.onward, "d"):
            person.app.post_message(events.Key(key, key))
        await person.sees(lambda: "essay" not in person.journey.steps)
        assert person.design.place == Place(step="quiz")
        await person.press("u", person.onward)
        assert person.design.place == Place(step="essay")
