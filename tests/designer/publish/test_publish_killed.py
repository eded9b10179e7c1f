"""Killed at any request, the next publish ends in one correct journey on the server."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from cli import Terminal
from journey_server import SECRETS, JourneyServer, LearningLockerServer, SegmentServer

from store.workspace import Workspace

DATA = Path(__file__).parents[2] / "data"
Words = tuple[str, ...]

processes = multiprocessing.get_context("forkserver")
processes.set_forkserver_preload(["designer.cli", "designer.publish"])


def typed(folder: Path, words: Words) -> None:
    """What the victim does, in a process of its own."""
    os.environ.update(SECRETS)
    raise SystemExit(Terminal(folder)(*words).code)


def killed(server: JourneyServer, folder: Path, words: Words, number: int, *, done: bool) -> bool:
    """Publish, and die at the request of this number, done or not; False if there was none."""
    server.kill_at = (len(server.asked) + number, done)
    victim = processes.Process(target=typed, args=(folder, words))
    victim.start()
    assert victim.pid is not None
    server.victims.put(victim.pid)
    victim.join(60)
    server.kill_at = None
    if victim.exitcode != -signal.SIGKILL:
        assert victim.exitcode == 0
        return False
    return True


@pytest.fixture
def terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    for name, secret in SECRETS.items():
        monkeypatch.setenv(name, secret)
    return Terminal(tmp_path)


def on_locker(terminal: Terminal, server: JourneyServer) -> Words:
    terminal("target", "add", "lrs", "--kind", "learninglocker", "--url", server.url)
    terminal("new", "Course", "--template", "seed")
    return ("publish", "course", "--to", "lrs")


def on_segment(terminal: Terminal, server: JourneyServer) -> Words:
    terminal("target", "add", "cdp", "--kind", "segment", "--url", server.url, "--space", "spa")
    terminal("import", DATA / "segment-create-journey.json", "--name", "card")
    return ("publish", "card", "--to", "cdp", "--publish")


def edited(terminal: Terminal, name: str) -> None:
    """A change that publishing has to bring over."""
    document: Any = terminal("show", name, "--json").json
    if name == "course":
        document["steps"]["comments"]["count"] = 6
    else:
        document["steps"]["entry_12345"]["trigger"]["condition"] = "event('Card Asked For').count() = 1"
    terminal("import", terminal.write("edited.journey.json", document), "--name", name)


Server = Callable[[], Any]
SERVERS: dict[str, Server] = {
    "locker": LearningLockerServer,
    "locker with ids of its own": lambda: LearningLockerServer(own_ids=True),
    "segment": lambda: SegmentServer(lists=True),
}
everywhere = pytest.mark.parametrize("server", SERVERS.values(), ids=SERVERS)
at_any_moment = pytest.mark.parametrize("done", [False, True], ids=["before it is done", "after"])


def moments(tmp_path: Path) -> Iterator[tuple[int, Terminal]]:
    """A fresh workspace for each request there is."""
    for number in count(1):
        folder = tmp_path / str(number)
        folder.mkdir()
        yield number, Terminal(folder)


@everywhere
@at_any_moment
@pytest.mark.usefixtures("terminal")
def test_a_first_publish(tmp_path: Path, server: Server, done: bool) -> None:
    for number, terminal in moments(tmp_path):
        with server() as running:
            words = (on_segment if isinstance(running, SegmentServer) else on_locker)(terminal, running)
            if not killed(running, terminal.folder, words, number, done=done):
                break
            again = terminal(*words)
            assert again.code == 0, again.err
            assert len(running.journeys) == 1
            check_all_is_well(terminal, words, publications=1)
    assert number > 4


@everywhere
@at_any_moment
@pytest.mark.usefixtures("terminal")
def test_a_change(tmp_path: Path, server: Server, done: bool) -> None:
    for number, terminal in moments(tmp_path):
        with server() as running:
            words = (on_segment if isinstance(running, SegmentServer) else on_locker)(terminal, running)
            terminal(*words)
            edited(terminal, words[1])
            if not killed(running, terminal.folder, words, number, done=done):
                break
            again = terminal(*words)
            assert again.code == 0, again.err
            assert len(running.journeys) == 1
            check_all_is_well(terminal, words, publications=2)
    assert number > 4


def check_all_is_well(terminal: Terminal, words: Words, publications: int) -> None:
    """In step, on the record, published where that was asked for, and nothing left under way."""
    design, target = words[1], words[3]
    (standing,) = terminal("status", design, "--json").json
    assert standing["state"] == "in step", standing
    assert len(terminal("history", design, "--json").json) == publications
    with Workspace.open(terminal.folder / "workspace") as workspace:
        id = next(row.id for row in workspace.designs() if row.name == design)
        assert workspace.publications.sending(id, target) is None
        last = workspace.publications.last(id, target)
        assert last is not None
        assert last.found is not None
        assert last.found.get("status", "PUBLISHED") == "PUBLISHED"


def test_where_nobody_can_look_the_person_is_asked(terminal: Terminal) -> None:
    with SegmentServer() as server:
        words = on_segment(terminal, server)
        post = 3
        assert killed(server, terminal.folder, words, post, done=True)
        refused = terminal(*words)
        assert refused.code == 3
        assert "--adopt ID" in refused.err
        assert len(server.journeys) == 1
        assert terminal(*words, "--adopt", "jcon_1").code == 0
        assert len(server.journeys) == 1
        check_all_is_well(terminal, words, publications=1)


def test_where_nobody_can_look_and_nothing_was_made(terminal: Terminal) -> None:
    with SegmentServer() as server:
        words = on_segment(terminal, server)
        assert killed(server, terminal.folder, words, 3, done=False)
        assert terminal(*words).code == 3
        assert terminal(*words, "--anew").code == 0
        check_all_is_well(terminal, words, publications=1)
        assert len(server.journeys) == 1
