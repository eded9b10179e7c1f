"""The local journey API under load: clients that send statements, change one journey together, and read.

The server is a process of its own. Afterwards everything that was acknowledged must be there: every statement in the
log and in somebody's progress, every change in the journey.
"""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter
from typing import Any, NamedTuple

from keepalive import Connection, Pair
from practice import statement, waypoint

CLIENTS, SECONDS = 50, 30.0
OWNERS = 500
"""Learners whom the statements are of."""

Asked = dict[str, Any]


class Load(NamedTuple):
    """What came of it: how long it took and each request took (seconds), what was acknowledged, what is not there."""

    seconds: float
    times: list[float]
    statements: int
    changes: int
    lost_statements: int
    lost_progress: int
    lost_changes: int

    @property
    def lost(self) -> int:
        return self.lost_statements + self.lost_progress + self.lost_changes


def load(clients: int, seconds: float) -> Load:
    """So many clients for so long against a fresh server."""
    with tempfile.TemporaryDirectory() as folder, served(Path(folder)) as (url, pair):
        return asyncio.run(_load(url, pair, clients, seconds))


@contextmanager
def served(workspace: Path) -> Iterator[tuple[str, Pair]]:
    """A server in a process of its own: its address, and a key and its secret."""
    command = [sys.executable, "-m", "designer", "--workspace", str(workspace), "serve", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout is not None
        try:
            told = "".join(process.stdout.readline() for _ in range(3))
            key, secret = re.findall(r"(?:key|secret) ([0-9a-f]+)", told)
            yield re.findall(r"http://[^;]+", told)[0], (key, secret)
        finally:
            process.terminate()


async def _load(url: str, pair: Pair, clients: int, seconds: float) -> Load:
    connections = [await Connection.open(url, pair) for _ in range(clients)]
    body = {"isSequential": True, "waypoints": [waypoint("commented", 1_000_000)]}  # completed by nobody
    journey = str((await connections[0].ask("POST", "/api/v2/journey", body))["_id"])
    crowd = Crowd(f"/api/v2/journey/{journey}")
    start = perf_counter()
    await asyncio.gather(*(crowd.busy(each, start + seconds) for each in enumerate(connections)))
    took = perf_counter() - start
    done = await _compared(connections[0], crowd, took)
    for connection in connections:
        await connection.close()
    return done


class Crowd:
    """Clients that note together what was acknowledged. Of ten requests eight send, one changes, one reads."""

    def __init__(self, journey: str) -> None:
        self.journey = journey
        self.sent: list[str] = []
        self.times: list[float] = []
        self.changed: dict[str, int] = {}
        self.changes = 0

    async def busy(self, client: tuple[int, Connection], end: float) -> None:
        number, connection = client
        for turn in count(number):
            start = perf_counter()
            if start >= end:
                return
            await self._ask(connection, number, turn)
            self.times.append(perf_counter() - start)

    async def _ask(self, connection: Connection, number: int, turn: int) -> None:
        if turn % 10 == 0:
            await connection.ask("PATCH", self.journey, {f"client-{number}": turn})
            self.changed[f"client-{number}"] = turn
            self.changes += 1
        elif turn % 10 == 5:
            await connection.ask("GET", "/api/v2/journey/count")
        else:
            body = statement("commented", f"learner-{(number * 31 + turn) % OWNERS}")
            self.sent += await connection.ask("POST", "/data/xAPI/statements", body)


async def _compared(connection: Connection, crowd: Crowd, took: float) -> Load:
    """What was acknowledged against what is there."""
    journey = await connection.ask("GET", crowd.journey)
    outdated = sum(journey.get(field) != turn for field, turn in crowd.changed.items())
    return Load(
        took,
        crowd.times,
        len(crowd.sent),
        crowd.changes,
        lost_statements=len(set(crowd.sent) - await _kept(connection)),
        lost_progress=len(crowd.sent) - await _counted(connection),
        lost_changes=crowd.changes - journey["__v"] + outdated,
    )


async def _kept(connection: Connection) -> set[str]:
    """The ids of all statements, page by page."""
    found: set[str] = set()
    asked: Asked = {"first": 1_000, "project": '{"statement": 1}'}
    while True:
        page = await connection.ask("GET", "/api/connection/statement", **asked)
        found |= {edge["node"]["statement"]["id"] for edge in page["edges"]}
        if not page["pageInfo"]["hasNextPage"]:
            return found
        asked["after"] = page["pageInfo"]["endCursor"]


async def _counted(connection: Connection) -> int:
    """How many statements somebody's progress refers to."""
    rows = await connection.ask("GET", "/api/v2/journeyprogress", select="completions")
    return sum(
        len(begun["statements"])
        for row in rows
        for attempt in row["completions"]
        for begun in attempt["waypoints"].values()
    )


def main() -> None:
    done = load(CLIENTS, SECONDS)
    print(f"{CLIENTS} clients for {done.seconds:.0f} s against waypost serve, all on this machine")
    print(f"{len(done.times) / done.seconds:>8,.0f} requests a second")
    print(
        f"{1000 * median(done.times):>8,.1f} ms median, {1000 * quantiles(done.times, n=100)[-1]:,.1f} ms p99"
    )
    print(
        f"{done.statements:>8,} statements acknowledged: "
        f"{done.lost_statements} lost, {done.lost_progress} missing in progress"
    )
    print(f"{done.changes:>8,} changes of one journey acknowledged: {done.lost_changes} lost")


if __name__ == "__main__":
    main()
