"""Killed at any request, the next publish ends in one correct journey on the server."""

from __future__ import annotations

import asyncio
import copy
import multiprocessing
import os
import shutil
import signal
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from cli import Terminal
from journey_server import SECRETS, JourneyServer, LearningLockerServer, SegmentServer
from msgspec import Struct

from designer import publish
from designer.errors import ExitCode, Refused
from store.workspace import Workspace

DATA = Path(__file__).parents[2] / "data"

processes = multiprocessing.get_context("forkserver")
processes.set_forkserver_preload(["designer.publish"])


class Doing(Struct, frozen=True):
    """What is published where, from the workspace in a folder."""

    folder: Path
    design: str
    target: str
    action: publish.Action | None

    def publish(self, *, adopt: str = "", anew: bool = False) -> None:
        with Workspace.open(self.folder / "workspace") as workspace:
            wish = publish.PublishOptions(action=self.action, adopt=adopt, anew=anew)
            plan = asyncio.run(publish.plan(workspace, self.design, self.target, wish))
            asyncio.run(publish.send(workspace, plan))

    def is_well(self, publications: int) -> None:
        """In step, on the record, published where that was asked for, and nothing left under way."""
        with Workspace.open(self.folder / "workspace") as workspace:
            (standing,) = asyncio.run(publish.status(workspace, self.design, [self.target]))
            assert standing.state == "in step", standing
            history = publish.history(workspace, self.design)
            assert workspace.publications.sending(history[-1].journey, self.target) is None
        assert len(history) == publications
        assert history[-1].found is not None
        assert history[-1].found.get("status", "PUBLISHED") == "PUBLISHED"


def victim(doing: Doing, anew: bool) -> None:
    """A process that publishes until it is killed."""
    os.environ.update(SECRETS)
    doing.publish(anew=anew)


def killed(server: JourneyServer, doing: Doing, number: int, *, done: bool, anew: bool = False) -> bool:
    """Publish, and die at the request of this number, done or not; False if there was none."""
    server.kill_at = (len(server.asked) + number, done)
    process = processes.Process(target=victim, args=(doing, anew))
    process.start()
    assert process.pid is not None
    server.victims.put(process.pid)
    process.join(60)
    server.kill_at = None
    if process.exitcode == -signal.SIGKILL:
        return True
    assert process.exitcode == 0
    return False


@pytest.fixture
def waypost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    for name, secret in SECRETS.items():
        monkeypatch.setenv(name, secret)
    folder = tmp_path / "start"
    folder.mkdir()
    return Terminal(folder)


def beginning(waypost: Terminal, server: JourneyServer) -> Doing:
    """A design that fits the server, and the server as a target."""
    if isinstance(server, SegmentServer):
        waypost("target", "add", "cdp", "--kind", "segment", "--url", server.url, "--space", "spa")
        waypost("import", DATA / "segment-create-journey.json", "--name", "card")
        return Doing(waypost.folder, "card", "cdp", "PUBLISH")
    waypost("target", "add", "lrs", "--kind", "learninglocker", "--url", server.url)
    waypost("new", "Course", "--template", "seed")
    return Doing(waypost.folder, "course", "lrs", None)


def edited(waypost: Terminal, name: str) -> None:
    """A change that publishing has to bring over."""
    document: Any = waypost("show", name, "--json").json
    if name == "course":
        document["steps"]["comments"]["count"] = 6
    else:
        document["steps"]["entry_12345"]["trigger"]["condition"] = "event('Card Asked For').count() = 1"
    waypost("import", waypost.write("edited.journey.json", document), "--name", name)


def moments(server: Any, start: Doing) -> Iterator[tuple[int, Doing]]:
    """The same beginning again and again, here and on the server: once for each request there may be."""
    there = copy.deepcopy(server.journeys)
    for number in count(1):
        server.journeys = copy.deepcopy(there)
        folder = start.folder.with_name(f"moment-{number}")
        shutil.copytree(start.folder, folder)
        yield number, Doing(folder, start.design, start.target, start.action)


def check_every_moment(server: Any, start: Doing, *, done: bool, publications: int) -> None:
    for number, doing in moments(server, start):
        if not killed(server, doing, number, done=done):
            break
        doing.publish()
        assert len(server.journeys) == 1
        doing.is_well(publications)
    assert number > 4


SERVERS: dict[str, Callable[[], Any]] = {
    "locker": LearningLockerServer,
    "locker with ids of its own": lambda: LearningLockerServer(own_ids=True),
    "segment": lambda: SegmentServer(lists=True),
}
at_any_moment = pytest.mark.parametrize("done", [False, True], ids=["before it is done", "after"])


@pytest.mark.parametrize("server", SERVERS.values(), ids=SERVERS)
@at_any_moment
def test_a_first_publish(waypost: Terminal, server: Callable[[], Any], done: bool) -> None:
    with server() as running:
        check_every_moment(running, beginning(waypost, running), done=done, publications=1)


@pytest.mark.parametrize("server", [SERVERS["locker"], SERVERS["segment"]], ids=["locker", "segment"])
@at_any_moment
def test_a_change(waypost: Terminal, server: Callable[[], Any], done: bool) -> None:
    with server() as running:
        start = beginning(waypost, running)
        start.publish()
        edited(waypost, start.design)
        check_every_moment(running, start, done=done, publications=2)


def test_where_nobody_can_look_the_person_is_asked(waypost: Terminal) -> None:
    with SegmentServer() as server:
        doing = beginning(waypost, server)
        assert killed(server, doing, 3, done=True)
        for _ in range(2):
            with pytest.raises(Refused, match="--adopt ID") as caught:
                doing.publish()
            assert caught.value.code == ExitCode.OUTSIDE
        doing.publish(adopt="jcon_1")
        assert len(server.journeys) == 1
        doing.is_well(publications=1)


def test_where_nobody_can_look_and_nothing_was_made(waypost: Terminal) -> None:
    with SegmentServer() as server:
        doing = beginning(waypost, server)
        assert killed(server, doing, 3, done=False)
        with pytest.raises(Refused, match="with --anew"):
            doing.publish()
        doing.publish(anew=True)
        assert len(server.journeys) == 1
        doing.is_well(publications=1)


@at_any_moment
def test_another_journey_anew_is_made_once(waypost: Terminal, done: bool) -> None:
    with SegmentServer(lists=True) as server:
        doing = beginning(waypost, server)
        doing.publish()
        assert killed(server, doing, 2, done=done, anew=True)
        doing.publish(anew=True)
        assert len(server.journeys) == 2
        doing.is_well(publications=2)
