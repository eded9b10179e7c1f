"""Ralph, an LRS: statements are pulled from it, followed, and delivered to it by Waypost's own commands."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import httpx
from practice import statement
from scenario import design, exit_, first_match, waypoint

from engine.emission import statement_id
from engine.journey import to_document
from tests.peers.installation import python_with
from tests.peers.outcome import Exclusion, PeerOutcome, counted
from tests.peers.subject import PROGRAMS, Results

NAME: Final = "ralph-malph (files)"
VERSION: Final = "5.1.0"
USER, PASSWORD = "waypost", "a-pass-word"
PATIENCE: Final = 60.0

EXCLUDED: Final = (
    Exclusion("the backend for Elasticsearch", "it needs a server that no registry of Python or Node has"),
)
EARNED: Final = {
    "verb": {"id": "http://adlnet.gov/expapi/verbs/earned"},
    "object": {"id": "http://example.org/certificate"},
}
COURSE: Final = design(
    {
        "start": first_match(),
        "quiz": waypoint("passed", condition={"statement.verb.id": "http://adlnet.gov/expapi/verbs/passed"}),
        "tell": {"kind": "outcome", "type": "statement", "statement": EARNED},
        "done": exit_(),
    },
    "start>quiz>tell>done",
    id="course",
)


def run() -> PeerOutcome:
    """What Waypost does with it, each with what went wrong."""
    python = python_with(f"ralph-malph[backend-fs,lrs,cli]=={VERSION}", "requests")
    with tempfile.TemporaryDirectory() as folder, ralph(python, Path(folder)) as url:
        return counted(_results(url, Path(folder)), EXCLUDED)


@contextmanager
def ralph(python: Path, folder: Path) -> Iterator[str]:
    """A server on a fresh folder; its xAPI endpoint."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command, settings = ralph_command(folder, port, python)
    server = subprocess.Popen(command, env=os.environ | settings, cwd=folder, stderr=subprocess.DEVNULL)
    try:
        _wait(lambda: _answers(f"http://127.0.0.1:{port}/__heartbeat__"))
        yield f"http://127.0.0.1:{port}/xAPI"
    finally:
        server.terminate()
        server.wait()


def ralph_command(folder: Path, port: int, python: Path | None = None) -> tuple[list[str], dict[str, str]]:
    """The command of a server on a fresh folder, and its settings as environment."""
    python = python or python_with(f"ralph-malph[backend-fs,lrs,cli]=={VERSION}", "requests")
    settings = {
        "RALPH_APP_DIR": str(folder),
        "RALPH_AUTH_FILE": str(folder / "auth.json"),
        "RALPH_BACKENDS__LRS__FS__DEFAULT_DIRECTORY_PATH": str(folder / "statements"),
        "RALPH_RUNSERVER_BACKEND": "fs",
        "RALPH_RUNSERVER_AUTH_BACKENDS": "basic",
    }
    (folder / "statements").mkdir()
    auth = [str(python.with_name("ralph")), "auth", "-u", USER, "-p", PASSWORD, "-s", "all"]
    agent = ["-M", "mailto:ralph@example.org", "-w"]
    subprocess.run([*auth, *agent], env=os.environ | settings, cwd=folder, check=True, capture_output=True)
    return [str(python), str(PROGRAMS / "ralph_server.py"), str(port)], settings


def _results(url: str, folder: Path) -> Results:
    waypost = _Waypost(folder / "workspace")
    course = folder / "course.journey.json"
    course.write_text(json.dumps(to_document(COURSE)))
    waypost("import", str(course), "--name", "course")
    waypost("target", "add", "ralph", "--kind", "lrs", "--url", url)
    ids = [_store(url, 1)[0] for _ in range(3)] + _store(url, 250)
    return [
        ("target test", _wrong(waypost("target", "test", "ralph"), "may read statements")),
        ("log pull", _differs(waypost.json("log", "pull", "ralph").get("added"), len(ids))),
        ("log pull again", _differs(waypost.json("log", "pull", "ralph").get("added"), 0)),
        ("log pull of what comes late", _late(waypost, url)),
        ("log follow, with who moved", _follow(waypost, url)),
        ("deliver statements", _deliver(waypost, url)),
        ("deliver them again", _wrong(waypost("deliver", "--allow-private"), "nothing to deliver")),
    ]


class _Waypost:
    """The command line on a workspace, as a process."""

    def __init__(self, workspace: Path) -> None:
        self.command = [sys.executable, "-m", "designer", "--workspace", str(workspace)]
        self.secrets = os.environ | {
            "WAYPOST_TARGET_RALPH_KEY": USER,
            "WAYPOST_TARGET_RALPH_SECRET": PASSWORD,
        }

    def __call__(self, *words: str) -> str:
        done = subprocess.run(
            [*self.command, *words], env=self.secrets, capture_output=True, text=True, check=False
        )
        return done.stdout + done.stderr

    def json(self, *words: str) -> Any:
        done = subprocess.run(
            [*self.command, *words, "--json"], env=self.secrets, capture_output=True, text=True, check=False
        )
        return json.loads(done.stdout) if done.stdout else {"error": done.stderr}


def _late(waypost: _Waypost, url: str) -> str:
    """A statement whose timestamp is long past: Ralph orders and selects by timestamps."""
    _store(url, 1, timestamp="2020-01-01T00:00:00Z")
    return _differs(waypost.json("log", "pull", "ralph").get("added"), 1)


def _follow(waypost: _Waypost, url: str) -> str:
    command = [*waypost.command, "log", "follow", "ralph", "--design", "course", "--every", "0.5", "--json"]
    with subprocess.Popen(
        command, env=waypost.secrets, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as follow:
        assert follow.stdout is not None
        try:
            before = [json.loads(follow.stdout.readline()) for _ in range(250)]
            _store(url, 1, actor={"mbox": "mailto:newcomer@example.org"})
            moved = json.loads(follow.stdout.readline())
        finally:
            follow.terminate()
    owners = {row["owner"]["mbox"] for row in before}
    return (
        "" if len(owners) == 250 and moved["owner"]["mbox"] == "mailto:newcomer@example.org" else str(moved)
    )


def _deliver(waypost: _Waypost, url: str) -> str:
    waypost("deliver", "--allow-private")
    ids = {statement_id(row["id"]) for row in waypost.json("outbox")}
    found = {id for id in ids if _ask(url, {"statementId": id}).status_code == 200}
    return _differs(len(found), len(ids)) if ids else "nothing was called for"


def _store(url: str, number: int, **more: Any) -> list[str]:
    said = [statement("passed", f"p{each}", **more) for each in range(number)]
    answer = httpx.post(f"{url}/statements", json=said, auth=(USER, PASSWORD), timeout=PATIENCE)
    answer.raise_for_status()
    return [each["id"] for each in said]


def _ask(url: str, query: dict[str, str]) -> httpx.Response:
    return httpx.get(f"{url}/statements", params=query, auth=(USER, PASSWORD), timeout=PATIENCE)


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=PATIENCE).status_code == 200
    except httpx.TransportError:
        return False


def _wait(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not holds():
        if time.monotonic() > deadline:
            raise TimeoutError("Ralph does not answer")
        time.sleep(0.1)


def _wrong(said: str, expected: str) -> str:
    return "" if expected in said else said.strip()[-300:]


def _differs(found: object, expected: object) -> str:
    return "" if found == expected else f"{found}, and not {expected}"
