"""Follow a log while statements keep arriving and both sides are killed: nothing is lost, nothing is there twice.

``python tests/designer/publish/crash_follow.py --statements 10000 --kills 20``. The local server is a process of its
own, as is ``log follow``; they are killed in turn, at random moments with SIGKILL, and started again.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import httpx

from store.log import info

SEED = 20261201
BATCH = 50
PATIENCE = 120.0

KEYS = re.compile(r"Learning Locker +key (\S+) +secret (\S+)")


class Killable:
    """A ``waypost`` command that is killed and started again."""

    def __init__(self, folder: Path, *words: str, secrets: dict[str, str] | None = None) -> None:
        self._command = [sys.executable, "-m", "designer", "--workspace", str(folder / "workspace"), *words]
        self._env = os.environ | (secrets or {})
        self._out = folder / "out"
        self.process = self._start()

    def _start(self) -> subprocess.Popen[bytes]:
        with self._out.open("ab") as out:
            return subprocess.Popen(self._command, env=self._env, stdout=out, stderr=out)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()
        self.process = self._start()

    def end(self) -> None:
        self.process.kill()
        self.process.wait()

    def said(self) -> str:
        return self._out.read_text()


def store(client: httpx.Client, statements: list[dict[str, object]]) -> None:
    """Store statements, again and again until the server has acknowledged them; their ids make it harmless."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            if client.post("/data/xAPI/statements", json=statements).status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    raise TimeoutError("the server takes no statements")


def statement(number: int) -> dict[str, object]:
    return {
        "id": str(uuid4()),
        "actor": {"mbox": f"mailto:p{number % 100}@example.org"},
        "verb": {"id": "http://adlnet.gov/expapi/verbs/passed"},
        "object": {"id": "http://example.org/quiz"},
    }


def until(holds: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not holds():
        if time.monotonic() > deadline:
            raise TimeoutError("it never came about")
        time.sleep(0.2)


def run(folder: Path, statements: int, kills: int) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    (folder / "server").mkdir()
    (folder / "follower").mkdir()
    server = Killable(folder / "server", "serve", "--port", str(port), "--rate", "100000")
    until(lambda: KEYS.search(server.said()))
    found = KEYS.search(server.said())
    assert found is not None
    secrets = {"WAYPOST_TARGET_LRS_KEY": found[1], "WAYPOST_TARGET_LRS_SECRET": found[2]}
    url, log = f"http://127.0.0.1:{port}", folder / "log"
    base = [sys.executable, "-m", "designer", "--workspace", str(folder / "follower" / "workspace")]
    subprocess.run([*base, "target", "add", "lrs", "--kind", "lrs", "--url", f"{url}/data/xAPI"], check=True)
    words = ("log", "follow", "lrs", "--into", str(log), "--every", "0.2")
    follower = Killable(folder / "follower", *words, secrets=secrets)
    chance, sides = random.Random(SEED), [server, follower]
    due = sorted(chance.sample(range(1, statements // BATCH), kills))
    headers = {"X-Experience-API-Version": "1.0.3"}
    try:
        with httpx.Client(base_url=url, auth=(found[1], found[2]), headers=headers, timeout=30) as client:
            for number in range(statements // BATCH):
                store(client, [statement(number * BATCH + each) for each in range(BATCH)])
                time.sleep(chance.uniform(0, 0.05))
                if number in due:
                    sides[due.index(number) % len(sides)].kill()
                    time.sleep(chance.uniform(0, 3))
            until(lambda: (log / "log.json").exists() and info(log).totals.ids >= statements)
    finally:
        for side in sides:
            side.end()
    totals = info(log).totals
    print(f"{statements:,} statements, {kills} kills: {totals.ids:,} in the log, {totals.rows:,} rows")
    assert (totals.ids, totals.rows) == (statements, statements)


if __name__ == "__main__":
    asked = argparse.ArgumentParser()
    asked.add_argument("--statements", type=int, default=10_000)
    asked.add_argument("--kills", type=int, default=20)
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        run(Path(folder), given.statements, given.kills)
