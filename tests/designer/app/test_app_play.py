"""What is simulated is chosen: the attached events, others from a file, a scenario, made-up people."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from scenario import course, statement, verb
from sitting import Sitting, sitting

from designer.app.screens.simulate import SimulateScreen
from designer.simulation.evidence import attach
from engine.edit import Delete, Disconnect, Insert
from engine.steps import Waypoint
from store.workspace import Workspace

pytestmark = pytest.mark.asyncio

SIZE = (160, 40)
SMALL = (80, 24)
PASSED = verb("passed")["statement.verb.id"]
READ = verb("read")["statement.verb.id"]
COURSE = course(name="A course with a rather long name")
HAPPENS = [
    {"who": "anna", "event": [READ, PASSED]},
    {"who": "bob", "event": READ},
]
HOLDS = {"anna": {"path": "start>read>choose>tell>done", "sends": ["tell"]}, "bob": {"waits_at": "choose"}}
FAILS = {"anna": {"status": "running"}, "bob": {"path": "start>read>choose>late"}}


def scenario(folder: Path, expect: dict[str, Any], **fields: Any) -> Path:
    path = folder / "course.scenario.json"
    path.write_text(json.dumps({"name": "Two", "journey": "x", "events": HAPPENS, "expect": expect} | fields))
    return path


def log(folder: Path, name: str = "events.ndjson", *more: Any) -> Path:
    path = folder / name
    path.write_text("".join(f"{json.dumps(each)}\n" for each in (statement(0, "read", "dora"), *more)))
    return path


def stage(person: Sitting) -> SimulateScreen:
    screen = person.opened.screen("simulate")
    assert isinstance(screen, SimulateScreen)
    return screen


async def at_simulate(person: Sitting) -> SimulateScreen:
    await person.press("2")
    screen = stage(person)
    await person.sees(lambda: screen.run.played is not None and person.app.screen is screen)
    return screen


async def choose(person: Sitting, what: str, path: Path | None = None) -> None:
    """By keys; with a path, a file is named."""
    await person.press("c")
    await person.chooses(what)
    if path is not None:
        await person.asked("ChooseFile")
        await person.types(str(path))
        await person.press("enter")
    await person.sees(lambda: person.dialog == "SimulateScreen")


async def test_a_scenario_is_played_and_holds(tmp_path: Path) -> None:
    async with sitting(tmp_path / "workspace", COURSE, SIZE) as person:
        screen = await at_simulate(person)
        await choose(person, "a file", scenario(tmp_path, HOLDS))
        await person.shows("scenario Two", "1 running · 1 completed · @ 1", "Everybody: 2")
        await person.shows("✓ The scenario holds: 2 people stand as it expects.")
        await person.press("a", "full_stop")
        await person.shows("move 1 of 3", "2026-01-01 00:00:00", "1 in, 1 here")
        await person.press("z", "o")
        await person.shows("1 would have been sent", '"trackBy": "actor"')
        await person.press("escape", "e")
        await person.sees(lambda: any("Everything came" in each for each in person.said))
        assert screen.run.played is not None
        assert not (tmp_path / "workspace" / "log").exists()
        assert person.opened.evidence is None


async def test_what_does_not_hold_is_said_and_why_can_be_read(tmp_path: Path) -> None:
    async with sitting(tmp_path / "workspace", COURSE, SIZE) as person:
        await at_simulate(person)
        await choose(person, "a file", scenario(tmp_path, FAILS))
        await person.shows("✗ 2 expectations do not hold; e tells why.")
        await person.shows("anna, status: expected running, but it was completed")
        await person.shows("bob, path: expected start>read>choose>late, but it was start>read>choose")
        await person.press("e")
        await person.asked("Read")
        await person.shows("What the scenario expects: 2 did not come", "to move it on: the timeout after 1d")


async def test_a_scenario_follows_the_design_that_is_edited(tmp_path: Path) -> None:
    """What it expects of a step that is gone is a fault; it is played nevertheless, and holds again once undone."""
    async with sitting(tmp_path / "workspace", COURSE, SIZE) as person:
        screen = await at_simulate(person)
        await choose(person, "a file", scenario(tmp_path, HOLDS))
        await person.shows("The scenario holds")
        person.design.edit(Delete("tell"))
        screen.catch_up()
        await person.shows("$.expect.anna.path: the journey has no step 'tell'", "1 completed")
        await person.press("1", "u", "2")
        await person.shows("The scenario holds", "@ 1")


async def test_nothing_is_expected_of_a_run_with_an_event_more(tmp_path: Path) -> None:
    async with sitting(tmp_path / "workspace", COURSE, SIZE) as person:
        await at_simulate(person)
        await choose(person, "a file", scenario(tmp_path, HOLDS))
        await person.shows("The scenario holds")
        await person.press("x")
        await person.chooses("read")
        await person.asked("WriteEvent")
        await person.press("ctrl+s")
        await person.hides("The scenario holds")
        assert "R runs it without" in await person.hears("e")
        await person.press("R")
        await person.shows("The scenario holds")


async def test_a_bad_scenario_is_a_sentence_and_nothing_else_changes(tmp_path: Path) -> None:
    with Workspace.open(tmp_path / "workspace") as workspace:
        attach(workspace.settings, COURSE.id, log(tmp_path))
    async with sitting(tmp_path / "workspace", COURSE, SIZE) as person:
        await person.sees(lambda: person.opened.evidence is not None)
        await at_simulate(person)
        await choose(person, "a file", scenario(tmp_path, HOLDS, evnts=[]))
        await person.sees(
            lambda: any("$.evnts: the key 'evnts' is not known" in each for each in person.said)
        )
        await person.shows("1 event of events.ndjson", "1 running")
        await choose(person, "a file", scenario(tmp_path, HOLDS))
        await person.shows("scenario Two")
        await choose(person, "attached")
        await person.shows("1 event of events.ndjson")
        await person.hides("The scenario holds")


async def test_made_up_people_are_made_anew_for_every_design(tmp_path: Path) -> None:
    async with sitting(tmp_path / "workspace", COURSE, SIZE) as person:
        screen = await at_simulate(person)
        await choose(person, "made-up")
        await person.shows("2 made-up people", "1 completed · 1 gave up")
        person.design.edit(Insert("quiz", Waypoint(condition=verb("passed")), 0))
        screen.catch_up()
        await person.sees(lambda: screen.run.played is not None and "quiz" in screen.run.played.journey.steps)
        assert screen.run.played is not None
        assert screen.run.played.playback.frame(screen.timeline.index).steps["quiz"].entered == 2
        await person.shows("2 made-up people", "1 completed · 1 gave up")
        await person.press("x")
        await person.chooses("quiz")
        await person.asked("WriteEvent")
        await person.press("ctrl+s")
        await person.shows("1 running · 1 completed")
        await person.press("R")
        await person.hides("1 running")


async def test_a_design_that_cannot_run_plays_nothing_until_it_is_mended(tmp_path: Path) -> None:
    async with sitting(tmp_path / "workspace", COURSE, SIZE) as person:
        screen = await at_simulate(person)
        person.design.edit(Disconnect(1))
        screen.catch_up()
        await person.shows("This design cannot run yet")
        await choose(person, "a file", scenario(tmp_path, HOLDS))
        await person.shows("This design cannot run yet", "scenario Two")
        await person.hides("The scenario holds")
        await choose(person, "made-up")
        await person.shows("This design cannot run yet", "made-up people")
        await person.press("1", "u", "2")
        await person.shows("2 made-up people")
        await person.hides("This design cannot run yet")


async def test_events_of_a_file_are_played_without_being_attached(tmp_path: Path) -> None:
    async with sitting(tmp_path / "workspace", COURSE, SIZE) as person:
        await at_simulate(person)
        other = log(tmp_path, "other.ndjson", statement(1, "read", "emil"), {"no": "event"})
        await choose(person, "a file", other)
        await person.shows("2 events of other.ndjson", "2 running")
        await person.sees(lambda: any("other.ndjson, line 3" in each for each in person.said))
        assert person.opened.evidence is None
        await choose(person, "made-up")
        await person.shows("2 made-up people")
        await choose(person, "other")
        await person.shows("2 events of other.ndjson")
        await person.press("L")
        await person.asked("ChooseFile")
        await person.types(str(log(tmp_path)))
        await person.press("enter")
        await person.shows("1 event of events.ndjson")
        assert person.opened.evidence is not None


async def test_everything_is_chosen_by_mouse(tmp_path: Path) -> None:
    """No key is pressed but to type."""
    path = scenario(tmp_path, FAILS)
    async with sitting(tmp_path / "workspace", COURSE, SMALL) as person:
        await person.clicks("2 Sim")
        await person.shows("No events are attached")
        await person.clicks("Choose")
        await person.asked("Choose")
        await person.clicks("a file…")
        await person.asked("ChooseFile")
        await person.types(str(path))
        await person.clicks("OK")
        await person.shows("scenario Two", "2 expectations do not hold")
        await person.clicks("2 expectations")
        await person.asked("Read")
        await person.clicks("scenario Two")
        await person.clicks("«")
        await person.shows("before anybody")
        await person.clicks("Choose")
        await person.asked("Choose")
        await person.clicks("made-up people")
        await person.shows("2 made-up people")
        await person.hides("expectations")


async def test_the_smallest_terminal_shows_all_controls_the_time_and_what_is_played(tmp_path: Path) -> None:
    async with sitting(tmp_path / "workspace", COURSE, SMALL) as person:
        await at_simulate(person)
        await person.shows("c Choose", "? Help")
        await choose(person, "a file", scenario(tmp_path, HOLDS))
        await person.shows(" A course with", "…", "scenario Two")
        await person.shows("«  ‹  ▶  ›  »  −  +  2026-01-01 00:00:02  move 3 of 3  1 min/s")
        await person.shows("1 running · 1 completed · @ 1", "c Choose", "? Help")
