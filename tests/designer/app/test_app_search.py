"""Finding anything: by words in the palette, by letters on the boxes, by counts and keys one after the other."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from scenario import checklist, design, exit_, first_match, waypoint
from sitting import sitting

from designer.app.widgets import key_prefix
from designer.editing.search import matching, places
from designer.editing.selection import JOURNEY, Place
from engine.journey import to_document

WORDS = design(
    {
        "start": first_match(),
        "quiz": {**waypoint("passed"), "name": "Final quiz"},
        "both": checklist("read", "played"),
        "done": exit_(),
    },
    "start>quiz>both>done",
)


def found(words: str) -> list[Place]:
    return [hit.place for hit in matching(list(places(WORDS)), words)]


def test_names_come_before_what_conditions_say() -> None:
    assert found("quiz") == [Place(step="quiz")]
    assert found("verbs/played") == [Place(step="both", item="do-played")]
    assert found("PASSED verb") == [Place(step="quiz")]
    assert found("nobody") == []
    assert next(hit.title for hit in matching(list(places(WORDS)), "")) == "start"


@pytest.mark.driving
@pytest.mark.asyncio
async def test_the_slash_finds_steps_conditions_findings_people_designs_and_actions(tmp_path: Path) -> None:
    events = tmp_path / "events.ndjson"
    events.write_text(json.dumps(statement("anna@example.org", "passed")) + "\n", encoding="utf-8")
    async with sitting(tmp_path / "workspace", WORDS) as person:
        person.workspace.save("other", {**to_document(WORDS), "id": "other", "name": "Spring course"})
        person.opened.attach(events)
        await person.sees(lambda: person.opened.evidence is not None)
        for words, place in (
            ("final", Place(step="quiz")),
            ("verbs/read", Place(step="both", item="do-read")),
        ):
            await person.press("slash")
            await person.finds(words)
            assert person.design.place == place
        await person.press("slash")
        await person.finds("anna")
        await person.asked("SimulateScreen")
        await person.shows("Everybody: 1")
        await person.press("slash")
        await person.finds("spring")
        await person.sees(lambda: person.opened.desk.name == "other")
        await person.asked("DesignScreen")
        await person.press("ctrl+p")
        await person.finds("choose a theme")
        await person.asked("Choose")


@pytest.mark.driving
@pytest.mark.asyncio
async def test_letters_counts_and_two_keys_lead_through_the_picture(tmp_path: Path) -> None:
    async with sitting(tmp_path, WORDS, size=(120, 40)) as person:
        steps = [*WORDS.steps]
        await person.press("w")
        labels = person.canvas.paints.labels
        assert list(labels) == steps
        await person.types(labels["both"])
        assert person.design.place == Place(step="both")
        await person.press("g", "g")
        assert person.design.place == Place(step="start")
        down = person.onward == "down"
        await person.types("3j" if down else "3l")
        assert person.design.place == Place(step="done")
        await person.types("2k" if down else "2h")
        assert person.design.place == Place(step="quiz")
        await person.press("G")
        assert person.design.place == Place(step="done")
        await person.press("w", "escape", "escape")
        assert (person.canvas.paints.labels, person.design.place) == ({}, JOURNEY)


@pytest.mark.driving
@pytest.mark.asyncio
async def test_a_count_is_one_however_slow_the_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(key_prefix, "PAUSE", 0.001)  # over before the next key is given out
    async with sitting(tmp_path, WORDS, size=(120, 40)) as person:
        await person.press("G")
        await person.types("2k" if person.onward == "down" else "2h")
        assert (person.dialog, person.design.place) == ("DesignScreen", Place(step="quiz"))


@pytest.mark.driving
@pytest.mark.asyncio
async def test_a_digit_by_itself_leads_to_a_screen_and_what_follows_goes_there(tmp_path: Path) -> None:
    async with sitting(tmp_path, WORDS) as person:
        await person.press("3")
        await person.asked("ProgressScreen")
        await person.press("1")
        await person.asked("DesignScreen")
        await person.types("4nsegment")
        assert person.dialog == "Choose"
        await person.shows("What does the server speak?", "segment-xstate")


@pytest.mark.driving
@pytest.mark.asyncio
async def test_the_whole_picture_is_shown_by_one_key(tmp_path: Path) -> None:
    async with sitting(tmp_path, WORDS, size=(80, 24)) as person:
        await person.press("f")
        layout = person.canvas.chart.layout  # type: ignore[union-attr]
        assert layout.width <= person.canvas.size.width
        assert layout.height <= person.canvas.size.height


def statement(learner: str, verb: str) -> dict[str, object]:
    return {
        "id": "a1b2c3d4-0000-4000-8000-000000000001",
        "actor": {"mbox": f"mailto:{learner}"},
        "verb": {"id": f"http://example.org/verbs/{verb}"},
        "object": {"id": "http://example.org/quiz"},
        "timestamp": "2026-01-01T00:00:00Z",
    }
