"""From the screen to a server and back: documents, a plan, sending, pulling, going back, and a server that is down."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import stamina
from journey_server import KEY, SECRET, JourneyServer, LearningLockerServer, silent
from scenario import called, design, entry, exit_, first_match, statement, verb, waypoint
from sitting import Sitting, sitting

from designer.app.screens.publish import PublishScreen
from designer.editing.exports import TARGETS
from designer.simulation.evidence import attach
from engine.edit import ChangeStep, Delete
from store.targets import Target
from store.workspace import Workspace

pytestmark = pytest.mark.asyncio

ROW = design({"start": first_match(), "quiz": waypoint("passed"), "done": exit_()}, "start>quiz>done")
TRACKED = design(
    {
        "start": entry(called("Signed Up")),
        "bought": {"kind": "waypoint", "condition": called("Bought")},
        "done": exit_(),
    },
    "start>bought>done",
)


@pytest.fixture(autouse=True)
def secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WAYPOST_TARGET_LRS_KEY", KEY)
    monkeypatch.setenv("WAYPOST_TARGET_LRS_SECRET", SECRET)


async def publishing(person: Sitting, server: JourneyServer | None = None) -> PublishScreen:
    """The publish screen; a server is a target ``lrs`` then, and chosen."""
    if server is not None:
        person.workspace.targets.add(Target(name="lrs", kind="learninglocker", url=server.url))
    person.opened.show("publish")
    await person.asked("PublishScreen")
    screen = person.opened.screen("publish")
    assert isinstance(screen, PublishScreen)
    await person.sees(lambda: screen.destinations.known.written and screen.destinations.chosen)
    return screen


async def says(person: Sitting, text: str) -> None:
    await person.sees(lambda: any(text in said for said in person.said))


async def shows(person: Sitting, text: str) -> None:
    await person.sees(lambda: text in " ".join(person.screen().split()))


async def test_documents_and_findings_need_no_server(tmp_path: Path) -> None:
    async with sitting(tmp_path / "workspace", TRACKED, (140, 36)) as person:
        screen = await publishing(person)
        assert set(screen.destinations.known.written) == set(TARGETS)
        await shows(person, "learninglocker ✗ cannot hold it")
        await person.press("d")
        await shows(person, "It cannot be written: see its findings.")
        await person.press("p")
        await says(person, "Choose a server first")
        await person.press("down")
        await shows(person, '"definition"')
        await person.press("e")
        await person.asked("Enter")
        await person.press("ctrl+u")
        await person.enters(str(tmp_path / "tracked.json"))
        await person.sees((tmp_path / "tracked.json").exists)
        assert "definition" in json.loads((tmp_path / "tracked.json").read_text())


async def test_people_in_flight_are_looked_at_before_a_change_goes_out(tmp_path: Path) -> None:
    events = tmp_path / "events.ndjson"
    events.write_text("".join(json.dumps(statement(0, "failed", who)) + "\n" for who in ("anna", "ben")))
    began = design(
        {"start": entry(verb("failed")), "quiz": waypoint("passed"), "done": exit_()}, "start>quiz>done"
    )
    with Workspace.open(tmp_path / "workspace") as workspace:
        attach(workspace.settings, began.id, events)
    async with sitting(tmp_path / "workspace", began, (140, 36)) as person:
        await person.sees(lambda: person.opened.evidence is not None)
        person.design.editor.edit(Delete("quiz"))
        await publishing(person)
        await person.press("i")
        await person.asked("Read")
        await person.shows("Of 2 attempts in flight")
        await person.shows("skip forward: 2 completed at done")


async def test_a_design_goes_to_a_server_changes_and_goes_back(tmp_path: Path) -> None:
    with LearningLockerServer() as server:
        async with sitting(tmp_path, ROW, (140, 36)) as person:
            screen = await publishing(person, server)
            await person.press("a")
            await shows(person, "not there yet")
            await person.press("r")
            await shows(person, "Authorization: Basic •••")
            assert SECRET not in person.screen()
            await published(person, screen)
            assert server.labels[-1].startswith("GET")
            person.design.edit(ChangeStep("quiz", {"count": 3}))
            screen.follow_change()
            await person.press("p")
            await person.asked("Ask")
            assert "There are unsaved changes" in person.screen()
            await person.press("y")
            await person.asked("Ask")
            assert "the count of" in person.screen()
            await person.press("y")
            await says(person, "Version 2 is on lrs")
            await person.press("h")
            await shows(person, "test v2 published on lrs")
            await person.press("B")
            await person.chooses("version 1")
            await person.asked("Ask")
            await person.press("y")
            await says(person, "Version 1 is on lrs")
            await person.sees(lambda: stands(screen) == "ahead")


async def test_what_a_server_is_waited_for_can_be_stopped(tmp_path: Path) -> None:
    with LearningLockerServer() as server:
        async with sitting(tmp_path, ROW, (80, 24)) as person:
            await publishing(person, server)
            server.when("GET", ".*", silent)
            await person.press("a")
            await shows(person, "asking lrs … (Ctrl+K stops)")
            await person.sees(lambda: server.labels)
            assert "Stopped" in await person.hears("ctrl+k")
            await person.hides("asking lrs")
            await person.press("a")
            await shows(person, "not there yet")
            assert "Nothing is going on" in await person.hears("ctrl+k")


async def published(person: Sitting, screen: PublishScreen) -> None:
    """The first version is on the server."""
    await person.press("p")
    await person.asked("Ask")
    await shows(person, "Publish to lrs?")
    await person.press("y")
    await says(person, "Version 1 is on lrs")
    await person.sees(lambda: stands(screen) == "in step")


def stands(screen: PublishScreen) -> str:
    plan = screen.destinations.known.plans.get("lrs")
    return "" if plan is None or isinstance(plan, str) else plan.state


async def test_what_others_changed_is_shown_pulled_and_can_be_undone(tmp_path: Path) -> None:
    with LearningLockerServer() as server:
        async with sitting(tmp_path, ROW, (140, 36)) as person:
            screen = await publishing(person, server)
            await published(person, screen)
            theirs = next(iter(server.journeys.values()))
            theirs["waypoints"][0]["count"] = 7
            await person.press("a")
            await person.sees(lambda: stands(screen) == "behind")
            await shows(person, "no longer 1")
            await person.press("P")
            await says(person, "Pulled from lrs: 1 change")
            await person.sees(lambda: person.journey.steps["quiz"].count == 7)  # type: ignore[union-attr]
            await person.press("1", "u")
            await person.sees(lambda: person.journey.steps["quiz"].count == 1)  # type: ignore[union-attr]


@pytest.mark.parametrize(("offer", "count"), [("take theirs in", 7), ("overwrite theirs", 1)])
async def test_a_conflict_is_met_with_the_ways_out_of_it(tmp_path: Path, offer: str, count: int) -> None:
    with LearningLockerServer() as server:
        async with sitting(tmp_path, ROW, (140, 36)) as person:
            screen = await publishing(person, server)
            await published(person, screen)
            theirs = next(iter(server.journeys.values()))
            theirs["waypoints"][0]["count"] = 7
            await person.press("p")
            await shows(person, "lrs: the server is ahead of the design. What now?")
            await person.chooses(offer)
            if offer == "overwrite theirs":
                await person.asked("Ask")
                await person.press("y")
            await person.sees(lambda: stands(screen) == "in step" or person.journey.steps["quiz"].count == 7)  # type: ignore[union-attr]
            await person.sees(lambda: person.journey.steps["quiz"].count == count)  # type: ignore[union-attr]
            await person.sees(lambda: next(iter(server.journeys.values()))["waypoints"][0]["count"] == count)


async def test_a_look_at_a_conflict_changes_nothing(tmp_path: Path) -> None:
    with LearningLockerServer() as server:
        async with sitting(tmp_path, ROW, (80, 24)) as person:
            screen = await publishing(person, server)
            await published(person, screen)
            theirs = next(iter(server.journeys.values()))
            theirs["waypoints"][0]["count"] = 7
            await person.press("p")
            await person.chooses("look")
            await shows(person, "no longer 1")
            assert (stands(screen), person.journey.steps["quiz"].count) == ("behind", 1)  # type: ignore[union-attr]
            assert next(iter(server.journeys.values()))["waypoints"][0]["count"] == 7


@pytest.mark.parametrize(
    ("keys", "ours"),
    [(["enter"], ("Ours", 7)), (["down", "enter"], ("", 7)), (["escape"], ("Ours", 3))],
    ids=["both", "theirs", "leave"],
)
async def test_what_both_sides_changed_is_asked_about(
    tmp_path: Path, keys: list[str], ours: tuple[str, int]
) -> None:
    with LearningLockerServer() as server:
        async with sitting(tmp_path, ROW, (80, 24)) as person:
            screen = await publishing(person, server)
            await published(person, screen)
            next(iter(server.journeys.values()))["waypoints"][0]["count"] = 7
            person.design.edit(ChangeStep("quiz", {"name": "Ours", "count": 3}))
            screen.follow_change()
            await person.press("p")
            await person.asked("Ask")
            await person.press("y")
            await shows(person, "lrs: design and server were both changed. What now?")
            await person.chooses("take theirs in")
            await person.asked("Decision")
            await shows(person, "here 3, on the server 7")
            await person.press(*keys)
            await person.asked("PublishScreen")

            def quiz() -> tuple[object, object]:
                step = person.journey.steps["quiz"]
                return getattr(step, "name", None), getattr(step, "count", None)

            await person.sees(lambda: quiz() == ours)


async def test_a_journey_that_is_gone_from_the_server_can_be_made_again(tmp_path: Path) -> None:
    with LearningLockerServer() as server:
        async with sitting(tmp_path, ROW, (80, 24)) as person:
            screen = await publishing(person, server)
            await published(person, screen)
            server.journeys.clear()
            await person.press("p")
            await shows(person, "published, and not there any more. What now?")
            await person.chooses("make it again")
            await person.asked("Ask")
            await person.press("y")
            await person.sees(lambda: len(server.journeys) == 1 and stands(screen) == "in step")


async def test_a_server_that_is_down_is_said_and_the_screen_stays_usable(tmp_path: Path) -> None:
    with LearningLockerServer() as gone:
        pass
    async with sitting(tmp_path, ROW, (80, 24)) as person:
        screen = await publishing(person, gone)
        await person.press("a")
        await shows(person, "trying again")
        await person.press("d")
        await shows(person, '"description"')
        with stamina.set_testing(True, attempts=1):
            await person.press("a")
            await shows(person, "✗ cannot be asked")
        await person.press("c")
        await shows(person, "cannot be reached")
        await person.press("h", "1")
        await person.asked("DesignScreen")
        person.opened.show("publish")
        await person.asked("PublishScreen")
        assert screen.destinations.chosen is not None


async def test_a_journey_that_is_there_becomes_a_design(tmp_path: Path) -> None:
    with LearningLockerServer() as server:
        async with sitting(tmp_path / "one", ROW, (100, 30)) as person:
            await published(person, await publishing(person, server))
        async with sitting(tmp_path / "other", size=(100, 30)) as person:
            await person.press("f")
            await says(person, "There is no server yet")
            person.workspace.targets.add(Target(name="lrs", kind="learninglocker", url=server.url))
            await person.press("f")
            await person.chooses("lrs")
            await person.enters(next(iter(server.journeys)))
            await person.asked("Enter")
            await person.press("ctrl+u")
            await person.enters("theirs")
            await person.asked("DesignScreen")
            assert person.workspace.names() == ["theirs"]
            assert "passed" in str(person.journey.steps)


async def test_servers_are_added_and_taken_out(tmp_path: Path) -> None:
    with LearningLockerServer() as server:
        async with sitting(tmp_path, ROW, (100, 30)) as person:
            screen = await publishing(person)
            await person.press("n")
            await person.chooses("learninglocker")
            await person.enters("lrs")
            await person.asked("Enter")
            await person.press("ctrl+u")
            await person.types("ftp://example.org")
            await shows(person, "is no URL of a server")
            await person.press("ctrl+u")
            await person.enters(server.url)
            await person.asked("PublishScreen")
            await person.sees(
                lambda: screen.destinations.chosen and screen.destinations.chosen.key == "server lrs"
            )
            await person.press("delete")
            await person.asked("Ask")
            await person.press("y")
            await shows(person, "none yet: n adds one")
            assert person.workspace.targets.all() == []
