"""Several steps at once, events that come while one looks, and what was said."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from scenario import design, exit_, first_match, waypoint
from sitting import Sitting, sitting

from designer.editing.selection import Place

pytestmark = pytest.mark.asyncio

ROW = design(
    {"start": first_match(), "quiz": waypoint("passed"), "essay": waypoint("written"), "done": exit_()},
    "start>quiz>essay>done",
)


async def marks(person: Sitting, *steps: str) -> None:
    for step in steps:
        person.design.choose(Place(step=step))
        await person.press("space")


async def test_marked_steps_are_moved_turned_off_copied_and_deleted_at_once(tmp_path: Path) -> None:
    async with sitting(tmp_path, ROW) as person:
        await marks(person, "quiz", "essay")
        await person.press("alt+down")
        assert person.journey.layout is not None
        assert person.journey.layout.position.keys() == {"quiz", "essay"}
        await person.press("0")
        assert person.journey.layout is None
        await person.press("A")
        assert [step.active for step in person.journey.steps.values()] == [True, False, False, True]
        await person.press("A")
        assert all(step.active for step in person.journey.steps.values())
        await person.press("ctrl+d")
        assert {"quiz-2", "essay-2"} <= person.journey.steps.keys()
        assert "Undone" in await person.hears("u")
        await marks(person, "quiz", "essay")
        await person.press("escape")
        assert person.canvas.paints.marked == frozenset()
        await marks(person, "quiz", "essay")
        await person.press("d")
        assert set(person.journey.steps) == {"start", "done"}
        assert await person.hears("u") == "Undone: delete 2 steps"


async def test_a_file_that_grows_is_read_again_and_what_was_said_can_be_looked_up(tmp_path: Path) -> None:
    events = tmp_path / "events.ndjson"
    events.write_text(event(1), encoding="utf-8")
    async with sitting(tmp_path / "workspace", ROW) as person:
        person.opened.attach(events)
        await person.sees(lambda: person.opened.evidence and len(person.opened.evidence) == 1)
        with events.open("a", encoding="utf-8") as file:
            file.write(event(2) + event(3))
        await person.sees(lambda: person.opened.evidence and len(person.opened.evidence) == 3)
        await person.hears("d")
        await person.press("ctrl+n")
        await person.shows("What was said")


def event(number: int) -> str:
    """A line of events."""
    statement = {
        "id": f"a1b2c3d4-0000-4000-8000-00000000000{number}",
        "actor": {"mbox": "mailto:anna@example.org"},
        "verb": {"id": "http://example.org/verbs/passed"},
        "object": {"id": "http://example.org/quiz"},
        "timestamp": f"2026-01-01T00:00:0{number}Z",
    }
    return json.dumps(statement) + "\n"
