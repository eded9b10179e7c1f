"""Simulating: by mouse alone, an event injected, people searched, and what can go wrong on the way."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from scenario import callback, course, design, exit_, first_match, statement, waypoint
from sitting import Sitting, sitting

from designer.app.screens.simulate import SimulateScreen, timeline
from designer.app.screens.simulate.tokens import along
from designer.app.widgets.scrubber import Scrubber, bars
from designer.simulation.evidence import attach
from designer.simulation.scenarios.runner import run_scenario
from engine.edit import Disconnect
from engine.journey import Journey
from store.workspace import Workspace

pytestmark = pytest.mark.asyncio

SIZE = (160, 40)
COURSE = design(
    {"start": first_match(), "quiz": waypoint("passed"), "tell": callback(), "done": exit_()},
    "start>quiz>tell>done",
)
TWICE = course()
STORY = [
    statement(0, "read", "anna"),
    statement(10, "read", "bob"),
    statement(20, "passed", "anna"),
    statement(30, "read", "cleo"),
    statement(3000, "sang", "anna"),
]


def story(folder: Path, *lines: str) -> Path:
    """A file of events: those of three people, and whatever else."""
    path = folder / "events.ndjson"
    path.write_text("".join(f"{line}\n" for line in (*map(json.dumps, STORY), *lines)))
    return path


def attached(folder: Path, journey: Journey, source: Path) -> Path:
    """A workspace in which the design is looked at with these events."""
    with Workspace.open(folder / "workspace") as workspace:
        attach(workspace.settings, journey.id, source)
    return folder / "workspace"


def stage(person: Sitting) -> SimulateScreen:
    screen = person.opened.screen("simulate")
    assert isinstance(screen, SimulateScreen)
    return screen


async def simulated(person: Sitting) -> SimulateScreen:
    """Wait for the events, and go to where they are simulated."""
    await person.sees(lambda: person.opened.evidence is not None)
    await person.press("2")
    screen = stage(person)
    await person.sees(lambda: screen.run.played is not None and person.app.screen is screen)
    return screen


async def click(person: Sitting, text: str, number: int = 0) -> None:
    """Click on a text on the screen, the first that is there unless told."""
    await person.shows(text)
    found = [(line.index(text), y) for y, line in enumerate(person.screen().splitlines()) if text in line]
    await person.pilot.click(offset=found[number])
    await person.pilot.pause()


async def test_travelling_forth_and_back_by_keys(tmp_path: Path) -> None:
    async with sitting(attached(tmp_path, TWICE, story(tmp_path)), TWICE, SIZE) as person:
        screen = await simulated(person)
        await person.shows("✗", "2 gave up", "1 completed", "@ 1")
        await person.press("a")
        await person.shows("before anybody", "move 0 of 6")
        await person.press("full_stop", "full_stop")
        assert screen.timeline.index == 2
        await person.shows("2 in, 2 here")
        await person.press("comma")
        assert screen.timeline.index == 1
        await person.press("right_square_bracket")
        faster = screen.timeline.speed
        await person.press("left_square_bracket", "left_square_bracket")
        assert screen.timeline.speed != faster
        await person.press("z")
        assert screen.timeline.index == 6


async def test_playing_comes_to_an_end_and_can_be_paused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        timeline, "IDLE", 10_000
    )  # nothing is leapt over: it does not end on a slow machine, either
    async with sitting(attached(tmp_path, TWICE, story(tmp_path)), TWICE, SIZE) as person:
        screen = await simulated(person)
        screen.timeline.speed = "1 min"
        await person.press("space")
        assert screen.timeline.is_playing
        await person.sees(lambda: screen.timeline.index > 0)
        await person.press("space")
        assert not screen.timeline.is_playing
        screen.timeline.speed = "30 d"
        await person.press("space")
        await person.sees(lambda: not screen.timeline.is_playing and screen.timeline.index == 6)
        await person.sees(lambda: not screen.view.canvas.paints.tokens)


@pytest.mark.parametrize(
    ("asked", "index"), [("2026-01-01 00:15", 2), ("+2d", 6), ("-26h", 4), ("59d", None), ("nonsense", None)]
)
async def test_going_to_a_date_or_an_event(tmp_path: Path, asked: str, index: int | None) -> None:
    async with sitting(attached(tmp_path, TWICE, story(tmp_path)), TWICE, SIZE) as person:
        screen = await simulated(person)
        before = screen.timeline.index
        await person.press("g")
        await person.asked("Enter")
        await person.types(asked)
        if index is None:
            await person.shows("neither a time nor an event")
            await person.press("escape")
        else:
            await person.press("enter")
            await person.sees(lambda: person.app.screen is screen)
        await person.sees(lambda: screen.timeline.index == (before if index is None else index))


async def test_a_person_is_saved_as_a_scenario(tmp_path: Path) -> None:
    saved = tmp_path / "anna.scenario.json"
    async with sitting(attached(tmp_path, TWICE, story(tmp_path)), TWICE, SIZE) as person:
        screen = await simulated(person)
        await person.press("F")
        await person.types("anna")
        await person.press("enter")
        await person.sees(lambda: screen.people.listing.owner)
        await person.press("W")
        await person.asked("Enter")
        await person.enters(str(saved))
        await person.sees(saved.exists)
    with Workspace.open(tmp_path / "workspace") as workspace:
        assert run_scenario(saved, workspace).result == "passed"


async def test_everything_by_mouse(tmp_path: Path) -> None:
    """Tabs, buttons, the bar of time, a step, a person, the outbox: no key is pressed but to type."""
    async with sitting(attached(tmp_path, TWICE, story(tmp_path)), TWICE, SIZE) as person:
        await person.sees(lambda: person.opened.evidence is not None)
        await click(person, "2 Simulate")
        screen = stage(person)
        await person.sees(lambda: screen.run.played is not None)
        await click(person, "«")
        await person.shows("move 0 of 6")
        await click(person, "›")
        await person.shows("move 1 of 6")
        await click(person, "on event")
        await person.shows("At choose: 1")
        await click(person, "anna@example.org")
        await person.shows("it waits at choose")
        await person.pilot.click(offset=(0, 0))
        await person.sees(lambda: person.app.screen is screen)
        await person.pilot.click(Scrubber, offset=(SIZE[0] - 1, 0))
        await person.shows("move 6 of 6")
        await click(person, "Outbox")
        await person.shows("1 would have been sent", '"trackBy": "actor"', "mailto:anna@example.org")
        await person.pilot.click(offset=(0, 0))
        await person.sees(lambda: person.app.screen is screen)
        await click(person, "1 Design")
        await person.sees(lambda: person.app.screen is person.design)


async def test_people_are_found_by_name_and_told_about(tmp_path: Path) -> None:
    async with sitting(attached(tmp_path, TWICE, story(tmp_path)), TWICE, SIZE) as person:
        await simulated(person)
        await person.press("F")
        await person.types("ann")
        await person.shows("Everybody: 1", "it completed on", "anna@example.org            ✓ done")
        await person.press("enter", "enter")
        await person.asked("Read")
        await person.shows("anna@example.org", "starts attempt 1")
        await person.press("escape", "escape")
        await person.press("a")
        await person.shows("Everybody: 0")


async def test_an_event_is_injected_for_somebody_and_can_be_changed_before(tmp_path: Path) -> None:
    async with sitting(tmp_path, COURSE, SIZE) as person:
        await person.press("2")
        screen = stage(person)
        await person.sees(lambda: screen.run.played is not None)
        await person.shows("No events are attached")
        await person.press("x")
        await person.chooses("quiz")
        await person.asked("WriteEvent")
        await person.shows("somebody@example.org", "verbs/passed")
        await person.press("ctrl+s")
        await person.sees(lambda: screen.timeline.index == 1)
        await person.shows("1 completed", "@ 1", "somebody@example")
        await person.press("x")
        await person.chooses("another")
        await person.asked("WriteEvent")
        await person.types("oh")
        await person.press("ctrl+s")
        await person.shows("This is not JSON")
        await person.press("escape")
        assert screen.timeline.index == 1


async def test_a_design_that_cannot_run_says_why_and_runs_once_it_is_mended(tmp_path: Path) -> None:
    async with sitting(attached(tmp_path, COURSE, story(tmp_path)), COURSE, SIZE) as person:
        person.design.edit(Disconnect(1))
        await person.sees(lambda: person.opened.evidence is not None)
        await person.press("2")
        await person.shows("This design cannot run yet", "quiz")
        await person.press("1")
        await person.sees(lambda: person.app.screen is person.design)
        await person.press("u", "2")
        await person.sees(lambda: stage(person).run.played is not None)
        await person.shows("1 completed")


async def test_rejected_lines_and_a_source_that_is_gone_are_told_in_a_sentence(tmp_path: Path) -> None:
    source = story(tmp_path, "{", '{"type": "song"}')
    async with sitting(attached(tmp_path, COURSE, source), COURSE, SIZE) as person:
        await person.sees(
            lambda: any(
                "2 lines are no events; the first: events.ndjson, line 6" in each for each in person.said
            )
        )
        await person.shows("5 events of events.ndjson")
    source.unlink()
    async with sitting(tmp_path / "workspace", COURSE, SIZE) as person:
        await person.sees(
            lambda: any("cannot be attached" in each and "no file" in each for each in person.said)
        )
        await person.press("2")
        await person.shows("No events are attached")


async def test_a_container_is_told_and_what_holds_no_event_is_named(tmp_path: Path) -> None:
    source = tmp_path / "dump.json"
    source.write_text(json.dumps({"statements": STORY, "more": "/xAPI/statements?more=x"}))
    async with sitting(attached(tmp_path, COURSE, source), COURSE, SIZE) as person:
        await person.shows("5 events of dump.json")
        said = "a list of statements (StatementResult); `more` says that there are others"
        await person.sees(lambda: any(said in each for each in person.said))
        source.write_text("<!doctype html><p>Sign in</p>")
        person.opened.attach(source)
        await person.sees(lambda: any("seems to be an HTML page" in each for each in person.said))


async def test_a_workspace_that_another_process_writes_to_is_told_and_nothing_is_lost(tmp_path: Path) -> None:
    source = story(tmp_path)
    async with sitting(tmp_path / "workspace", COURSE, SIZE, patience=0.2) as person:
        with Workspace.open(tmp_path / "workspace") as other, other.transaction():
            other.settings.set("busy", True)
            person.opened.attach(source)
            await person.sees(lambda: any("is being written by" in each for each in person.said))
        person.opened.attach(source)
        await person.shows("5 events of events.ndjson")


async def test_what_is_done_in_another_tab_is_seen_here(tmp_path: Path) -> None:
    async with sitting(attached(tmp_path, COURSE, story(tmp_path)), COURSE, SIZE) as person:
        screen = await simulated(person)
        await person.shows("1 completed")
        await person.press("1", "right", "d")
        await person.sees(lambda: "quiz" not in person.journey.steps)
        await person.press("2")
        await person.sees(
            lambda: screen.run.played is not None and "quiz" not in screen.run.played.journey.steps
        )


async def test_bars_and_tokens() -> None:
    assert bars([0, 1, 7, 0]) == "▁▂█▁"
    assert bars([]) == ""
    assert list(along([(0, 0), (2, 0), (2, 1)])) == [(0, 0), (1, 0), (2, 0), (2, 1)]
