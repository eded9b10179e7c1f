"""How people stand, looked at by a person: every view, one person's way, two versions, a recalculated log."""

from __future__ import annotations

from pathlib import Path
from threading import Event
from time import sleep
from typing import Any

import crowd
import pytest
from scenario import design, exit_, first_match
from sitting import Sitting, sitting

from designer import examples
from designer.app.screens.progress import ProgressScreen, calculation
from designer.app.screens.progress.calculation import simulated
from designer.app.tabs import TABS
from designer.cli.event_files import run
from designer.editing.templates import from_template
from designer.reports.standing import Standing
from designer.simulation.evidence import Evidence, Stop
from engine.edit import ChangeStep
from engine.journey import Journey
from engine.plan import Plan
from engine.report import report
from store.log import import_files
from store.log_folders import OWN

pytestmark = pytest.mark.asyncio

LOG = examples.path(examples.VIDEO)


KEY = str([each.name for each in TABS].index("progress") + 1)


def seen(verb: str, count: int = 1) -> dict[str, Any]:
    condition = {"statement.verb.id": f"https://w3id.org/xapi/video/verbs/{verb}"}
    return {"kind": "waypoint", "condition": condition, "count": count}


COURSE = design(
    {"start": first_match(), "played": seen("played", 5), "paused": seen("paused"), "done": exit_()},
    "start>played>paused>done",
)


def progress(person: Sitting) -> ProgressScreen:
    screen = person.opened.screen("progress")
    assert isinstance(screen, ProgressScreen)
    return screen


async def attached(person: Sitting, events: Path = LOG) -> ProgressScreen:
    """The progress screen, with events attached: a week of a course."""
    person.opened.attach(events)
    await person.sees(lambda: person.opened.evidence)
    person.opened.show("progress")
    await person.asked("ProgressScreen")
    screen = progress(person)
    await person.sees(lambda: screen.calculation.standing and screen.report.sheet.chosen)
    return screen


async def sees_text(person: Sitting, *texts: str) -> None:
    for text in texts:
        await person.sees(lambda text=text: text in person.screen())


async def test_all_views_tell_what_a_simulation_tells(tmp_path: Path) -> None:
    told = report(run(Plan(COURSE), [str(LOG)], seed=0, until=None).simulated, owners=True)
    async with sitting(tmp_path, COURSE, (120, 36)) as person:
        screen = await attached(person)
        assert screen.calculation.standing is not None
        assert report(screen.calculation.standing.simulated, owners=True)["owners"] == told["owners"]
        totals = told["totals"]
        await sees_text(person, f"{totals['entered']} entered", f"{totals['completed']} completed")
        await person.press("down")
        waiting = told["steps"]["played"]["waiting"]
        await sees_text(person, f"{waiting}", "wait here")
        for key, text in {
            "f": "of previous",
            "t": "median",
            "w": "waits at",
            "c": "in 1 w",
            "p": f"{totals['owners']} people",
        }.items():
            await person.press(key)
            await sees_text(person, text)
        await person.press("right")
        await sees_text(person, "This is the only version")
        await person.press("left", "f", "a")
        await sees_text(person, "people that reached each step")


async def test_a_person_is_found_and_why_they_are_where_they_are(tmp_path: Path) -> None:
    async with sitting(tmp_path, COURSE, (120, 36)) as person:
        screen = await attached(person)
        assert screen.calculation.standing is not None
        somebody = screen.calculation.standing.stuck[0].owner
        name = screen.calculation.standing.person(somebody)
        await person.press("y")
        await person.sees(lambda: any("Choose a person first" in said for said in person.said))
        await person.press("slash")
        await person.enters(name[:18].upper())
        await person.sees(lambda: screen.report.sheet.chosen == somebody)
        await sees_text(person, "1 person with", "Attempt 1")
        await person.press("y")
        await person.asked("Read")
        assert "considered for played" in person.screen()
        await person.press("escape")
        await person.asked("ProgressScreen")
        await person.press("enter")
        await person.asked("Read")
        assert "Attempt 1: ▶ running" in person.screen()


async def test_an_edit_changes_how_people_stand_and_is_held_against_the_saved_version(tmp_path: Path) -> None:
    async with sitting(tmp_path, COURSE, (120, 36)) as person:
        screen = await attached(person)
        assert screen.calculation.standing is not None
        before = screen.calculation.standing.totals["completed"]
        await person.press("1")
        await person.asked("DesignScreen")
        person.design.edit(ChangeStep("played", {"count": 1}))
        await person.press(KEY, "v")
        await person.sees(lambda: screen.report.comparison.versus)
        assert screen.report.comparison.versus is not None
        assert (
            screen.report.comparison.versus.before.totals["completed"]
            == before
            < screen.calculation.standing.totals["completed"]
        )
        await sees_text(person, "version 1", "the count of played is 1, no longer 5")
        await person.press("b")
        await person.chooses("version 1")
        await person.sees(lambda: screen.report.sheet.rows.option_count)


async def test_without_events_it_says_what_to_do_and_a_log_can_be_recalculated(tmp_path: Path) -> None:
    import_files(tmp_path / OWN, [str(LOG)])
    async with sitting(tmp_path, COURSE, (80, 24)) as person:
        await person.press(KEY)
        await person.asked("ProgressScreen")
        await sees_text(person, "Attach events with L", "press R")
        await person.press("R")
        screen = progress(person)
        await person.sees(lambda: screen.calculation.standing)
        told = report(run(Plan(COURSE), [str(LOG)], seed=0, until=None).simulated)
        assert screen.calculation.standing is not None
        assert report(screen.calculation.standing.simulated)["steps"] == told["steps"]
        await person.press("p", "y")
        await person.sees(lambda: any("events themselves are needed" in said for said in person.said))


async def test_running_events_can_be_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begun = Event()

    def until_stopped(journey: Journey, evidence: Evidence, stop: Stop) -> Standing:
        begun.set()
        while not stop():
            sleep(0.01)
        return simulated(journey, evidence, stop)

    monkeypatch.setattr(calculation, "simulated", until_stopped)
    async with sitting(tmp_path, COURSE, (80, 24)) as person:
        person.opened.attach(LOG)
        await person.sees(lambda: person.opened.evidence)
        await person.press(KEY)
        await person.sees(begun.is_set)
        await sees_text(person, "Ctrl+K stops")
        await person.press("ctrl+k")
        await sees_text(person, "Stopped. L attaches events again")


async def test_a_design_with_errors_says_so_and_stays_usable(tmp_path: Path) -> None:
    broken = design({"start": first_match(), "played": seen("played"), "done": exit_()}, "start>played")
    async with sitting(tmp_path, broken, (80, 24)) as person:
        person.opened.attach(LOG)
        await person.sees(lambda: person.opened.evidence)
        await person.press(KEY)
        await person.sees(lambda: "played" in progress(person).calculation.why_not)
        await person.press("f", "1")
        await person.asked("DesignScreen")


async def test_the_totals_are_one_line_on_a_small_terminal(tmp_path: Path) -> None:
    onboarding = from_template("onboarding", id="onboarding")
    async with sitting(tmp_path, onboarding, (80, 24)) as person:
        screen = await attached(person, crowd.write(tmp_path / "onboarding.ndjson"))
        await person.shows("132 entered", "gave up", "132 people")
        assert screen.query_one("#totals").size.height == 1
