"""A query pasted into a row is the condition, all of it; anything else is refused in a sentence."""

from __future__ import annotations

from pathlib import Path

import pytest
from scenario import design, exit_, first_match, waypoint
from sitting import Sitting, sitting
from textual import events

from designer.app.widgets.clause_row import ClauseInput

QUIZ = design({"start": first_match(), "quiz": waypoint("passed"), "done": exit_()}, "start>quiz>done")
QUERY = """{
  "$and": [
    {"statement.verb.id": "http://adlnet.gov/expapi/verbs/passed"},
    {"statement.result.score.raw": {"$gte": 50}}
  ]
}
"""
pytestmark = pytest.mark.asyncio


async def pastes(person: Sitting, text: str) -> None:
    await person.press(person.onward, "enter")
    await person.field("condition")
    await person.press("tab")
    await person.sees(lambda: isinstance(person.app.focused, ClauseInput))
    assert person.app.focused is not None
    person.app.focused.post_message(events.Paste(text))
    await person.pilot.pause()


async def test_a_query_of_six_lines_becomes_rows(tmp_path: Path) -> None:
    async with sitting(tmp_path, QUIZ) as person:
        await pastes(person, QUERY)
        await person.sees(lambda: "score.raw" in str(person.journey.steps["quiz"]))
        assert "expapi/verbs/passed" in str(person.journey.steps["quiz"])


async def test_a_bad_paste_is_said_and_kept_as_text(tmp_path: Path) -> None:
    async with sitting(tmp_path, QUIZ) as person:
        await pastes(person, QUERY.replace("50", "fifty"))
        await person.sees(lambda: any("stands as text" in said for said in person.said))
        await person.sees(lambda: person.opened.desk.typed)
        assert "fifty" in str(person.opened.desk.typed.documents())
        assert person.journey == QUIZ


async def test_lines_that_are_no_query_are_refused(tmp_path: Path) -> None:
    async with sitting(tmp_path, QUIZ) as person:
        await pastes(person, "passed\nfailed\n")
        await person.sees(lambda: any("A row takes one line" in said for said in person.said))
        assert person.journey == QUIZ
