"""Servers of others that are pulled from and followed while statements keep arriving and both sides are killed.

Nothing is lost, and nothing is there twice: 10,000 statements, 20 kills of the server and of ``log follow`` in turn,
for each server; then ``log pull`` into another log finds as many.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

import httpx

from store.log import info
from tests.peers.installation import node_modules
from tests.peers.killable import BATCH, Killable, send, send_and_kill, until
from tests.peers.outcome import PeerOutcome, counted
from tests.peers.ralph import PASSWORD, USER, ralph_command
from tests.peers.subject import PROGRAMS, Results

NAME: Final = "log follow: Ralph; xapi-statements"
VERSION: Final = "5.1.0; 5.0.1"
STATEMENTS: Final = int(os.environ.get("WAYPOST_PEER_STATEMENTS", "10000"))
KILLS: Final = int(os.environ.get("WAYPOST_PEER_KILLS", "20"))
VALIDATION: Final = "@learninglocker/xapi-validation@3.0.0"

Start = Callable[[Path, int], Killable]
"""Starts a server with a folder of its own on a port."""


def run() -> PeerOutcome:
    """What is in the logs afterwards."""
    return counted([*_followed("Ralph", _ralph), *_followed("xapi-statements", _learning_locker)])


def _ralph(folder: Path, port: int) -> Killable:
    command, settings = ralph_command(folder, port)
    return Killable(command, folder / "out", settings, folder)


def _learning_locker(folder: Path, port: int) -> Killable:
    modules = node_modules("xapi-statements@5.0.1", VALIDATION)
    program = str(PROGRAMS / "statements_server.cjs")
    return Killable(
        ["node", program, str(modules), str(port), str(folder / "kept")], folder / "out", {}, folder
    )


def _followed(name: str, start: Start) -> Results:
    with tempfile.TemporaryDirectory() as folder:
        return [(f"{told} {name}", wrong) for told, wrong in _follow(Path(folder), start)]


def _follow(folder: Path, start: Start) -> Results:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    (folder / "server").mkdir()
    url, log, pulled = f"http://127.0.0.1:{port}/xAPI", folder / "log", folder / "pulled"
    server = start(folder / "server", port)
    secrets = {"WAYPOST_TARGET_LRS_KEY": USER, "WAYPOST_TARGET_LRS_SECRET": PASSWORD}
    waypost = [sys.executable, "-m", "designer", "--workspace", str(folder / "workspace")]
    subprocess.run(
        [*waypost, "target", "add", "lrs", "--kind", "lrs", "--url", url], check=True, capture_output=True
    )
    until(partial(_answers, url))
    words = ["log", "follow", "lrs", "--into", str(log), "--every", "0.2"]
    follower = Killable([*waypost, *words], folder / "said", secrets, folder)
    try:
        send_and_kill(partial(_send, url), [server, follower], STATEMENTS // BATCH, KILLS)
        until(lambda: _ids(log) >= STATEMENTS)
        follower.end()
        pull = [*waypost, "log", "pull", "lrs", "--into", str(pulled)]
        done = subprocess.run(pull, env=os.environ | secrets, capture_output=True, text=True, check=False)
    finally:
        server.end()
        follower.end()
    return [
        ("log follow", _wrong(log)),
        ("log pull", _wrong(pulled) and f"{_wrong(pulled)} {done.stderr[-300:]}"),
    ]


def _send(url: str, number: int) -> None:
    send(url, (USER, PASSWORD), [_statement(number * BATCH + each) for each in range(BATCH)])


def _statement(number: int) -> dict[str, Any]:
    return {
        "id": str(uuid5(NAMESPACE_URL, f"http://example.org/followed/{number}")),
        "actor": {"objectType": "Agent", "mbox": f"mailto:p{number % 100}@example.org"},
        "verb": {"id": "http://adlnet.gov/expapi/verbs/passed"},
        "object": {"objectType": "Activity", "id": "http://example.org/quiz"},
        "timestamp": f"2026-01-01T{number // 3600 % 24:02}:{number // 60 % 60:02}:{number % 60:02}.000Z",
    }


def _answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/about", timeout=5).status_code < 500
    except httpx.TransportError:
        return False


def _ids(log: Path) -> int:
    return info(log).totals.ids if (log / "log.json").exists() else 0


def _wrong(log: Path) -> str:
    if not (log / "log.json").exists():
        return "there is no log"
    totals = info(log).totals
    found = (totals.ids, totals.rows)
    return "" if found == (STATEMENTS, STATEMENTS) else f"{found} ids and rows, and not {STATEMENTS}"


if __name__ == "__main__":
    print(json.dumps([run().failures]))
