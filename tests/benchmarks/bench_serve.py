"""The local journey API under load: clients that send statements, change one journey together, and read.

The server is a process of its own. Afterwards everything that was acknowledged must be there: every statement in the
log and in somebody's progress, every change in the journey. A server with 200,000 statements and 20 journeys is shown
beside an empty one; then how soon it answers again after kill -9, its memory, and the processor time of single pages.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter
from typing import Any, NamedTuple

from keepalive import Connection, Pair
from practice import statement, waypoint

from designer.sandbox import FOLDER
from designer.sandbox.arrivals import Arrivals
from designer.sandbox.server import JOURNAL
from engine.xapi.storage import escaped
from store.table import Database

from . import generate

CLIENTS, SECONDS = 50, 30.0
STATEMENTS, JOURNEYS = generate.chosen_size(200_000), 20
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


class Served(NamedTuple):
    """A server in a process of its own: its address, a key and its secret, its process."""

    url: str
    pair: Pair
    process: int

    def cpu(self) -> float:
        """Seconds of the processor that it has had."""
        fields = Path(f"/proc/{self.process}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def memory(self) -> float:
        """The most memory that it has had, in MB."""
        status = Path(f"/proc/{self.process}/status").read_text()
        return int(re.findall(r"VmHWM:\s+(\d+)", status)[0]) / 1024


def load(clients: int, seconds: float) -> Load:
    """So many clients for so long against a fresh server."""
    with tempfile.TemporaryDirectory() as folder, served(Path(folder)) as server:
        return asyncio.run(_load(server.url, server.pair, clients, seconds))


@contextmanager
def served(workspace: Path) -> Iterator[Served]:
    """A server on ``workspace``, with new keys. It is killed at the end."""
    command = [
        sys.executable,
        "-m",
        "designer",
        "--workspace",
        str(workspace),
        "serve",
        "--port",
        "0",
        "--new-keys",
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout is not None
        try:
            told = "".join(process.stdout.readline() for _ in range(3))
            key, secret = re.findall(r"(?:key|secret) ([0-9a-f]+)", told)
            yield Served(re.findall(r"http://[^;]+", told)[0], (key, secret), process.pid)
        finally:
            process.kill()


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
        lost_progress=len(crowd.sent) - await _counted(connection, journey["_id"]),
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


async def _counted(connection: Connection, journey: str) -> int:
    """How many statements somebody's progress in ``journey`` refers to."""
    rows = await connection.ask(
        "GET", "/api/v2/journeyprogress", select="completions", query=json.dumps({"journey": journey})
    )
    return sum(
        len(begun["statements"])
        for row in rows
        for attempt in row["completions"]
        for begun in attempt["waypoints"].values()
    )


def fill(workspace: Path, statements: int, journeys: int) -> None:
    """Fill a server's folder as if so much had arrived: journeys of three steps, and ten statements a learner."""
    with served(workspace) as server:
        asyncio.run(_make_journeys(server, journeys))
    folder = workspace / FOLDER
    database = Database(folder / JOURNAL)
    arrivals = Arrivals(folder, database)
    with arrivals.transaction():
        for number, line in enumerate(generate.statements(statements, owners=max(statements // 10, 1))):
            arrivals.add(_document(number, json.loads(line)))
    arrivals.close()
    database.close()
    with served(workspace) as server:  # which takes them in
        asyncio.run(_ask(server, "/api/v2/statement/count"))


def _document(number: int, statement: Asked) -> Asked:
    """A statement as the server keeps it."""
    return {
        "_id": f"{number:024x}",
        "statement": escaped(statement),
        "organisation": "0" * 24,
        "active": True,
        "voided": False,
        "timestamp": statement["timestamp"],
        "stored": statement["stored"],
        "refs": [],
    }


async def _make_journeys(server: Served, journeys: int) -> None:
    connection = await Connection.open(server.url, server.pair)
    for number in range(journeys):
        waypoints = [
            {"description": verb, "conditions": json.dumps(_passed(number, verb))}
            for verb in generate.VERBS[:3]
        ]
        body = {"description": f"Course {number}", "isSequential": True, "waypoints": waypoints}
        await connection.ask("POST", "/api/v2/journey", body)
    await connection.close()


def _passed(course: int, verb: str) -> Asked:
    return {
        "statement.verb.id": generate.VERB + verb,
        "statement.context.contextActivities.parent.id": f"{generate.HOME}/courses/{course}",
    }


async def _ask(server: Served, path: str, **query: str) -> Any:
    connection = await Connection.open(server.url, server.pair)
    answer = await connection.ask("GET", path, **query)
    await connection.close()
    return answer


VERB_QUERY = json.dumps({"statement.verb.id": generate.VERB + "passed"})
PAGES: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("count of statements", "/api/v2/statement/count", {}),
    ("count by a verb", "/api/v2/statement/count", {"query": VERB_QUERY}),
    (
        "count by a score",
        "/api/v2/statement/count",
        {"query": '{"statement.result.score.scaled": {"$gte": 0.5}}'},
    ),
    (
        "count by a date",
        "/api/v2/statement/count",
        {"query": '{"timestamp": {"$gte": "2026-06-01T00:00:00Z"}}'},
    ),
    (
        "count by a pattern of names",
        "/api/v2/statement/count",
        {"query": '{"person.display": {"$regex": "99$"}}'},
    ),
    ("page, newest first", "/api/v2/statement", {"sort": "-timestamp", "limit": "100"}),
    (
        "page by verb, in the middle",
        "/api/v2/statement",
        {"sort": "statement.verb.id", "skip": "100000", "limit": "100"},
    ),
    (
        "page by score, of a verb",
        "/api/v2/statement",
        {"sort": "-statement.result.score.scaled", "query": VERB_QUERY, "limit": "100"},
    ),
    ("page by id, in the middle", "/api/v2/statement", {"skip": "100000", "limit": "100"}),
    ("xAPI, of a verb", "/data/xAPI/statements", {"verb": generate.VERB + "passed"}),
    (
        "xAPI, of an agent",
        "/data/xAPI/statements",
        {"agent": json.dumps({"account": {"homePage": generate.HOME, "name": "learner-000007"}})},
    ),
    ("count of progress", "/api/v2/journeyprogress/count", {}),
    ("count of those completed", "/api/v2/journeyprogress/count", {"query": '{"isCompleted": true}'}),
    ("progress, one", "/api/v2/journeyprogress", {"limit": "1"}),
    ("progress, last changed first", "/api/v2/journeyprogress", {"sort": "-updatedAt", "limit": "100"}),
)
TIMES = 5


def _show_pages(server: Served) -> None:
    for name, path, query in PAGES:
        before = server.cpu()
        for _ in range(TIMES):
            asyncio.run(_ask(server, path, **query))
        print(f"{1000 * (server.cpu() - before) / TIMES:>8,.0f} ms {name}")


def main() -> None:
    print(f"{CLIENTS} clients for {SECONDS:.0f} s against waypost serve, all on this machine")
    print(f"{'empty':>34} {f'{STATEMENTS:,} statements, {JOURNEYS} journeys':>36}")
    with tempfile.TemporaryDirectory() as empty, tempfile.TemporaryDirectory() as full:
        fill(Path(full), STATEMENTS, JOURNEYS)
        for folder in (empty, full):  # what is read for the first time is read from the disk
            with served(Path(folder)) as server:
                asyncio.run(_ask(server, "/api/v2/statement/count"))
        done, memory = [], []
        for folder in (empty, full):
            with served(Path(folder)) as server:
                done.append(asyncio.run(_load(server.url, server.pair, CLIENTS, SECONDS)))
                memory.append(server.memory())
        for told, figure in _FIGURES:
            print(
                f"{told:<18}"
                + "".join(f"{figure(each):>{width},.1f}" for each, width in zip(done, (16, 37), strict=True))
            )
        print(
            f"{'memory, MB':<18}"
            + "".join(f"{each:>{width},.0f}" for each, width in zip(memory, (16, 37), strict=True))
        )
        start = perf_counter()
        with served(Path(full)) as server:
            asyncio.run(_ask(server, "/api/v2/journeyprogress", limit="1"))
            print(
                f"{perf_counter() - start:.1f} s until it answers again after kill -9; processor time of an answer:"
            )
            _show_pages(server)


_FIGURES: tuple[tuple[str, Callable[[Load], float]], ...] = (
    ("requests/s", lambda done: len(done.times) / done.seconds),
    ("median, ms", lambda done: 1000 * median(done.times)),
    ("p99, ms", lambda done: 1000 * quantiles(done.times, n=100)[-1]),
    ("acknowledged", lambda done: done.statements + done.changes),
    ("lost", lambda done: done.lost),
)


if __name__ == "__main__":
    main()
