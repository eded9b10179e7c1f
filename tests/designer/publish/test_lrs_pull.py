"""Statements come from any LRS into a log: all of them, each once, whatever is killed and however it orders them."""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from cli import Terminal
from journey_server import SECRETS, Asked, JourneyServer, Reply, says
from practice import Practice, practice, statement
from relay import Relay

from designer.publish import connect
from designer.publish.follow import follow
from designer.publish.pull_query import PullQuery
from designer.publish.statement_pull import pull_statements
from engine.instant import parse
from store.log import ImportTotals, info
from store.targets import Target

processes = multiprocessing.get_context("forkserver")
processes.set_forkserver_preload(["designer.publish"])


@pytest.fixture
def api(tmp_path: Path) -> Iterator[Practice]:
    with practice(tmp_path / "server") as api:
        yield api


@pytest.fixture
def relay(api: Practice, monkeypatch: pytest.MonkeyPatch) -> Iterator[Relay]:
    for name, secret in keys(api).items():
        monkeypatch.setenv(name, secret)
    with Relay(api.server.url) as relay:
        yield relay


def keys(api: Practice) -> dict[str, str]:
    pair = api.server.keys.learninglocker
    return {"WAYPOST_TARGET_LRS_KEY": pair.key, "WAYPOST_TARGET_LRS_SECRET": pair.secret}


def target(url: str) -> Target:
    return Target(name="lrs", kind="lrs", url=f"{url}/data/xAPI")


def store(api: Practice, number: int, verb: str = "passed", **more: Any) -> list[str]:
    """So many statements more on the server; their ids."""
    said = [statement(verb, f"p{each}", **more) for each in range(number)]
    assert api.locker.post("/data/xAPI/statements", json=said).status_code == 200
    return [each["id"] for each in said]


def pulled(
    where: Target, log: Path, query: PullQuery | None = None, page: int = 3, batch: int = 4
) -> ImportTotals:
    async def look() -> ImportTotals:
        async with connect(where) as server:
            return await pull_statements(
                server, log, query or PullQuery(), lambda read: None, page=page, batch=batch
            )

    return asyncio.run(look())


def pages(server: JourneyServer) -> int:
    """How often statements were asked for."""
    return sum(asked.method == "GET" and asked.path.endswith("/statements") for asked in server.asked)


def test_every_page_comes_and_then_only_what_is_new(relay: Relay, api: Practice, tmp_path: Path) -> None:
    for _ in range(10):
        store(api, 1)
    assert pulled(target(relay.url), tmp_path / "log").added == 10
    assert pages(relay) >= 4
    store(api, 2)
    before = pages(relay)
    assert pulled(target(relay.url), tmp_path / "log").added == 2
    assert pages(relay) - before < 4
    assert pulled(target(relay.url), tmp_path / "log").added == 0
    assert info(tmp_path / "log").totals.ids == 12


def test_only_what_is_asked_for_comes(relay: Relay, api: Practice, tmp_path: Path) -> None:
    store(api, 3)
    store(api, 2, "failed", object={"id": "https://example.org/other"})
    found = api.locker.get("/data/xAPI/statements").json()["statements"]
    newest = max(parse(each["stored"]) for each in found)
    where = target(relay.url)
    asked = [
        (PullQuery(verb="http://adlnet.gov/expapi/verbs/failed"), 2),
        (PullQuery(activity="https://example.org/other"), 2),
        (PullQuery(agent={"mbox": "mailto:p0@example.org"}), 2),
        (PullQuery(since=newest), 2),
        (PullQuery(until=newest - 1), 3),
    ]
    for number, (query, expected) in enumerate(asked):
        assert pulled(where, tmp_path / f"log-{number}", query).added == expected, query


def test_the_version_is_the_newest_that_both_know(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, secret in SECRETS.items():
        monkeypatch.setenv(name, secret)
    for reply, version in (
        (says(200, {"version": ["1.0.3", "2.0.0"]}), "2.0.0"),
        (says(200, {"version": ["1.0.1", "1.0.3"]}), "1.0.3"),
        (says(404, {"detail": "Not Found"}), "1.0.3"),
        (says(200, {"version": "nonsense"}), "1.0.3"),
    ):
        with ByTimestamp() as server:
            server.when("GET", ".*/about", reply)
            pulled(target(server.url), tmp_path / "log")
            assert server.asked[-1].headers["x-experience-api-version"] == version


class ByTimestamp(JourneyServer):
    """An LRS that orders by timestamp and says of nothing that it is consistent, as Ralph on Elasticsearch does.

    ``token``: it wants this access token, and gives it to whoever asks.
    """

    def __init__(self, token: str = "") -> None:
        super().__init__()
        self.statements: list[dict[str, Any]] = []
        self.token = token

    def store(self, minute: int, stored: int) -> None:
        said = statement("passed", f"p{minute}")
        at = {"timestamp": f"2026-01-01T00:{minute:02}:00Z", "stored": f"2026-01-02T00:{stored:02}:00Z"}
        self.statements.append(said | at)

    def work(self, asked: Asked) -> Reply:
        if asked.path == "/token":
            return Reply(200, {"access_token": self.token})
        if self.token and asked.headers["authorization"] != f"Bearer {self.token}":
            return Reply(401, {"message": "no"})
        if not asked.path.endswith("/statements"):
            return Reply(404)
        start, limit = int(asked.query.get("start", 0)), int(asked.query["limit"])
        ordered = sorted(self.statements, key=lambda each: str(each["timestamp"]), reverse=True)
        more = f"{asked.path}?limit={limit}&start={start + limit}" if start + limit < len(ordered) else ""
        return Reply(200, {"statements": ordered[start : start + limit], "more": more})


def test_a_statement_that_comes_late_is_found_where_the_order_is_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, secret in SECRETS.items():
        monkeypatch.setenv(name, secret)
    with ByTimestamp() as server:
        for minute in range(10, 20):
            server.store(minute, minute)
        assert pulled(target(server.url), tmp_path).added == 10
        server.store(1, 30)
        assert pulled(target(server.url), tmp_path).added == 1


def test_client_credentials_become_a_token_that_is_fetched_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, secret in SECRETS.items():
        monkeypatch.setenv(name, secret)
    waypost = Terminal(tmp_path)
    with ByTimestamp(token="t0ken") as server:
        server.store(1, 1)
        waypost(
            *("target", "add", "lrs", "--kind", "lrs", "--url", f"{server.url}/xAPI"),
            *("--token-url", f"{server.url}/token", "--scope", "statements/read"),
        )
        assert waypost("log", "pull", "lrs", "--json").json["added"] == 1
        asked = [label for label in server.labels if "token" in label]
        assert asked == ["POST /token"]
        server.when("GET", ".*/statements", says(401))
        server.store(2, 2)
        assert waypost("log", "pull", "lrs", "--json").json["added"] == 1
        server.when("POST", "/token", says(400, {"error": "invalid_client"}))
        refused = waypost("log", "pull", "lrs")
        assert (refused.code, "gave no access token (400)" in refused.err) == (3, True)
        assert SECRETS["WAYPOST_TARGET_LRS_SECRET"] not in refused.err
        waypost("target", "remove", "lrs")
        nobody = ("--token-url", "http://127.0.0.1:9/token")
        waypost("target", "add", "lrs", "--kind", "lrs", "--url", f"{server.url}/xAPI", *nobody)
        refused = waypost("deliver", "--statements-to", "lrs")
        assert (refused.code, "127.0.0.1:9/token gave no access token: " in refused.err) == (3, True)


def victim(folder: Path, url: str, secrets: dict[str, str]) -> None:
    """A process that pulls until it is killed."""
    os.environ.update(secrets)
    pulled(target(url), folder)


@pytest.mark.parametrize("done", [False, True], ids=["before it is done", "after"])
def test_killed_at_any_request_while_statements_arrive_nothing_is_lost_and_nothing_twice(
    relay: Relay, api: Practice, tmp_path: Path, done: bool
) -> None:
    ids, log = store(api, 9), tmp_path / "log"
    for number in count(1):
        relay.kill_at = (len(relay.asked) + number, done)
        process = processes.Process(target=victim, args=(log, relay.url, keys(api)))
        process.start()
        assert process.pid is not None
        relay.victims.put(process.pid)
        process.join(60)
        relay.kill_at = None
        if process.exitcode != -signal.SIGKILL:
            break
        ids += store(api, 1)
    assert number > 3
    pulled(target(relay.url), log)
    totals = info(log).totals
    assert (totals.ids, totals.rows) == (len(ids), len(ids))


def followed(where: Target, log: Path, over: Callable[[], bool], say: Callable[[str], object]) -> None:
    """Follow until it is over."""

    async def run() -> None:
        async with connect(where) as server:
            task = asyncio.ensure_future(
                follow(server, log, PullQuery(), every=0.01, news=lambda done: None, say=say, page=3)
            )
            while not over() and not task.done():
                await asyncio.sleep(0.01)
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    asyncio.run(run())


def test_a_log_is_followed_through_failures_of_the_server(
    relay: Relay, api: Practice, tmp_path: Path
) -> None:
    ids, said = store(api, 4), list[str]()
    relay.when("GET", ".*/statements", says(400), says(200, b"half", content_type="application/json"))

    def over() -> bool:
        if len(ids) < 8:
            ids.extend(store(api, 1))
        return (tmp_path / "log" / "log.json").exists() and info(tmp_path / "log").totals.ids == 8

    with pytest.raises(Exception, match="400"):
        followed(target(relay.url), tmp_path / "log", lambda: False, said.append)
    followed(target(relay.url), tmp_path / "log", over, said.append)
    assert info(tmp_path / "log").totals.rows == 8


def test_what_an_lrs_cannot_do_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    waypost = Terminal(tmp_path)
    waypost("target", "add", "lrs", "--kind", "lrs", "--url", "https://lrs.example.org/xAPI")
    refused = waypost("log", "pull", "lrs", "--agent", "anna")
    assert (refused.code, "--agent is an address" in refused.err) == (2, True)
    refused = waypost("log", "pull", "lrs", "--filter", json.dumps({"a": 1}))
    assert (refused.code, "--filter is for targets of kind learninglocker" in refused.err) == (2, True)
    waypost("new", "Course", "--template", "seed")
    monkeypatch.delenv("WAYPOST_TARGET_LRS_KEY", raising=False)
    for words in (("publish", "course", "--to", "lrs"), ("pull", "course", "--from", "lrs")):
        assert "keeps no journeys" in waypost(*words).err  # and no secret is asked for
