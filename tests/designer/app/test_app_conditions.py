"""Conditions in rows, by keyboard and by mouse: marked where they are wrong, text where rows cannot say them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from first_hour import IN_FORM, REAL
from scenario import called, checklist, design, exit_, first_match, verb, waypoint
from sitting import Sitting, sitting

from designer.app.widgets.condition_row import ConditionRow
from designer.editing.selection import Place
from engine.journey import Journey, dumps
from engine.steps import Condition, Waypoint

pytestmark = pytest.mark.asyncio

ID = "statement.verb.id"
SCORE = "statement.result.score.scaled"
PASSED = verb("passed")[ID]


def waiting(condition: Condition) -> Journey:
    steps = {"start": first_match(), "quiz": {**waypoint(""), "condition": condition}, "done": exit_()}
    return design(steps, "start>quiz>done")


QUIZ = waiting({ID: PASSED})


async def into(person: Sitting) -> ConditionRow:
    """The cursor in the condition of the quiz."""
    await person.press(person.onward, "enter")
    await person.shows(IN_FORM)
    await person.press("tab")
    row = await person.field("condition")
    assert isinstance(row, ConditionRow)
    return row


def offered(row: ConditionRow) -> list[str]:
    return [offer.text for offer in row.offers.offered.offers]


async def says(person: Sitting, condition: Condition) -> None:
    """Wait until the design has it."""
    await person.sees(lambda: person.journey.steps["quiz"] == Waypoint(condition=condition))


async def test_rows_are_filled_in_joined_and_removed_by_keyboard(tmp_path: Path) -> None:
    async with sitting(tmp_path, QUIZ) as person:
        row = await into(person)
        await person.press("tab")
        await person.shows("not equal to")
        await person.press("down", "enter")
        await says(person, {ID: {"$ne": PASSED}})
        await person.press("ctrl+o")
        await person.types(SCORE)
        await person.press("tab", "right", "right", "tab")
        await person.types("0.8")
        await person.shows(f"and {SCORE}")
        await says(person, {ID: {"$ne": PASSED}, SCORE: {"$gt": 0.8}})
        await person.press("f3")
        await person.shows(f"or  {SCORE}")
        await says(person, {"$or": [{ID: {"$ne": PASSED}}, {SCORE: {"$gt": 0.8}}]})
        await person.press("ctrl+r")
        await person.hides(SCORE)
        await says(person, {ID: {"$ne": PASSED}})
        await person.press("ctrl+r")
        await says(person, {})
        assert row.rows is not None
        assert len(row.rows.rows) == 1
        await person.press("ctrl+z")
        await says(person, {ID: PASSED})
        await person.shows(ID)


async def test_rows_are_filled_in_joined_and_removed_by_mouse(tmp_path: Path) -> None:
    log = shutil.copy(REAL, tmp_path / "log.ndjson.gz")
    async with sitting(tmp_path, QUIZ) as person:
        person.opened.attach(Path(log))
        await person.shows("3,331 events")
        row = await into(person)
        await person.clicks("+ row")
        await person.types("verb.id")
        await person.sees(lambda: offered(row) == [ID])
        await person.clicks(f"{ID}  string")
        await person.types("complet")
        await person.sees(lambda: offered(row) == ["http://adlnet.gov/expapi/verbs/completed"])
        await person.clicks("http://adlnet.gov/expapi/verbs/completed")
        completed = {ID: "http://adlnet.gov/expapi/verbs/completed"}
        await says(person, {"$and": [{ID: PASSED}, completed]})
        await person.clicks("any of them")
        await says(person, {"$or": [{ID: PASSED}, completed]})
        await person.shows("77 of 3,331 events match")
        await person.clicks("×")
        await says(person, completed)
        await person.clicks("=      ▼")
        await person.clicks("not equal to")
        await says(person, {ID: {"$ne": completed[ID]}})
        await person.shows("3,254 of 3,331 events match", "not verb.id ≠ completed")
        await person.clicks("as text")
        await person.shows('"$ne":')
        await person.clicks("in rows")
        await person.shows("≠      ▼")


async def test_an_older_answer_of_the_design_takes_back_no_key(tmp_path: Path) -> None:
    async with sitting(tmp_path, QUIZ) as person:
        row = await into(person)
        editor, form = person.design.editor, person.design.panels.form
        assert row.rows is not None
        value = row.rows.rows[0].value
        value.value = "pass"
        first = form.pending()
        value.value = "passed"
        second = form.pending()  # on a slow machine: before the design has the first
        for changed in (*first, *second):
            editor.fill(changed)
            await person.design.panels.show_form()
            assert value.value == "passed"
        assert person.journey.steps["quiz"] == Waypoint(condition={ID: "passed"})


async def test_whoever_is_quicker_than_the_offers_gets_the_one_that_is_meant(tmp_path: Path) -> None:
    log = shutil.copy(REAL, tmp_path / "log.ndjson.gz")
    async with sitting(tmp_path, waiting({})) as person:
        person.opened.attach(Path(log))
        await person.shows("3,331 events")
        await into(person)
        await person.shows("such as")
        path = person.app.focused
        await person.types("verb.id")
        await person.press("tab")
        await person.sees(lambda: person.app.focused is not path)
        await person.types("complet")
        await person.press("tab")
        await says(person, {ID: "http://adlnet.gov/expapi/verbs/completed"})
        await person.shows("77 of 3,331 events match")


async def test_values_keep_their_type(tmp_path: Path) -> None:
    async with sitting(tmp_path, QUIZ) as person:
        await into(person)
        await person.press("tab", "tab")
        for typed in ("80", '"80"', "1", "true", "1.0"):
            await person.press("home", "ctrl+k")
            await person.types(typed)
            await person.sees(lambda typed=typed: f'"{ID}": {typed}' in dumps(person.journey))


async def test_what_is_wrong_is_said_in_its_row_and_until_then_nothing_is_taken(tmp_path: Path) -> None:
    async with sitting(tmp_path, QUIZ) as person:
        row = await into(person)
        await person.press("tab", "tab")
        await person.types('"urn:pass')
        await person.shows("✗ this begins as JSON")
        await person.types('ed"')
        await person.hides("✗")
        await says(person, {ID: "urn:passed"})
        await person.press("ctrl+o")
        await person.types(SCORE)
        assert "✗ which value?" not in person.screen()
        await person.press("shift+tab")
        await person.shows("✗ which value?")
        await says(person, {ID: "urn:passed"})
        await person.press("tab", "tab", "left")
        await person.shows(f"and {SCORE}")
        assert row.typed.condition is None


async def test_a_row_with_a_mistake_is_marked_alone(tmp_path: Path) -> None:
    async with sitting(tmp_path, waiting({ID: PASSED, "tags": {"$size": 2}})) as person:
        await into(person)
        await person.press(*["tab"] * 5)
        await person.types("-1")
        await person.shows("✗ a whole number from 0 up is needed")
        await says(person, {ID: PASSED, "tags": {"$size": -1}})
        await person.shows("1 error")
        assert person.screen().count("✗ a whole number") == 1


async def test_an_unfinished_row_stays_when_something_else_is_chosen(tmp_path: Path) -> None:
    async with sitting(tmp_path, QUIZ) as person:
        await into(person)
        await person.press("ctrl+o")
        await person.types(SCORE)
        await person.press("escape")
        await person.shows("✗ which value?", f"and {SCORE}")
        await person.press(person.onward)
        await person.sees(lambda: person.design.panels.form.place == Place(step="done"))
        await person.shows("the condition of quiz is unfinished")
        await person.press("left" if person.onward == "right" else "up")
        await person.shows(ID, f"and {SCORE}", "✗ which value?")
        assert person.journey == QUIZ


@pytest.mark.parametrize(
    ("condition", "what"),
    [
        ({"a": {"$elemMatch": {"b": 1}}}, "$elemMatch"),
        (called("Order Completed"), "Segment's language"),
    ],
)
async def test_what_rows_cannot_say_stays_text_and_says_why(
    tmp_path: Path, condition: Condition, what: str
) -> None:
    async with sitting(tmp_path, waiting(condition)) as person:
        row = await into(person)
        await person.shows(f"text: rows cannot say {what}")
        await person.press("f2")
        await person.sees(lambda: f"Rows cannot say {what}." in person.said)
        assert row.rows is None
        await person.press("ctrl+o")
        await person.sees(lambda: any("shown as text" in said for said in person.said))
        assert person.journey == waiting(condition)


async def test_looking_changes_nothing_and_text_stays_text_for_whoever_wants_it(tmp_path: Path) -> None:
    odd = waiting({"$and": [{ID: {"$eq": PASSED}}, {SCORE: {"$gte": 0.5, "$lt": 1}}]})
    async with sitting(tmp_path, odd) as person:
        row = await into(person)
        await person.press("f2")
        await person.shows('"$and": [')
        await person.press("escape", person.onward)
        await person.sees(lambda: person.design.panels.form.place == Place(step="done"))
        await person.press("left" if person.onward == "right" else "up")
        row = await person.field("condition")  # type: ignore[assignment]
        await person.shows('"$and": [')
        row.edit()
        await person.press("f2")
        await person.shows(f"and {SCORE}", "==     ▼", "≥      ▼", "<      ▼")
        await person.press("tab", "tab", "tab", "tab", "escape", "escape")
        assert person.app.focused is person.canvas
        assert person.journey == odd
        assert not person.design.desk.undoable


async def test_a_condition_is_needed(tmp_path: Path) -> None:
    async with sitting(tmp_path, QUIZ) as person:
        for key in ("ctrl+o", "ctrl+r", "f2", "f3"):
            assert "Choose something with a condition first" in await person.hears(key)


async def test_attached_events_say_what_is_in_none_of_them(tmp_path: Path) -> None:
    log = shutil.copy(REAL, tmp_path / "log.ndjson.gz")
    slip = {ID: "https://w3id.org/xapi/video/verbs/play"}
    async with sitting(tmp_path, waiting(slip)) as person:
        screen = person.design
        person.opened.attach(Path(log))
        await person.sees(lambda: "never-seen" in {finding.code for finding in screen.findings})
        (finding,) = [each for each in screen.findings if each.code == "never-seen"]
        assert "verbs/played" in finding.hint
        assert 0 in screen.checker.event_counts.values()
        await person.sees(lambda: "0 matched" in person.picture())
        person.opened.attach(None)
        await person.sees(lambda: "never-seen" not in {finding.code for finding in screen.findings})
        await person.sees(lambda: "matched" not in person.picture())


async def test_boxes_say_how_many_of_the_attached_events_match(tmp_path: Path) -> None:
    steps = {"start": first_match(), "both": checklist("played", "paused"), "done": exit_()}
    played = {"actor": {"mbox": "mailto:anna@example.org"}, "timestamp": "2026-01-01T12:00:00Z"}
    log = tmp_path / "log.ndjson"
    log.write_text(
        "".join(
            json.dumps(played | {"verb": {"id": verb("played")[ID]}, "id": str(number)}) + "\n"
            for number in range(3)
        )
    )
    async with sitting(tmp_path, design(steps, "start>both>done")) as person:
        person.opened.attach(log)
        await person.sees(lambda: "3 · 0 matched" in person.picture())
        assert person.picture().count("matched") == 1
        await person.press("minus")
        await person.sees(lambda: "matched" not in person.picture())
