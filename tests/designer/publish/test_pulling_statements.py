"""Statements come from a server into a log: all of them, each once, from where the last pull ended."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
from cli import Terminal
from journey_server import KEY, SECRET, SECRETS, LearningLockerServer, half, says
from locker import statement_lines

from designer.publish.connection import TargetConnection
from designer.publish.credentials import Credentials
from designer.publish.pull_query import PullQuery
from designer.publish.retries import RetryPolicy
from designer.publish.server_failures import RequestRejected
from designer.publish.statement_pull import pull_statements
from store.log import ImportTotals, info
from store.targets import Target


@pytest.fixture
def terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    for name, secret in SECRETS.items():
        monkeypatch.setenv(name, secret)
    return Terminal(tmp_path)


def pulled(server: LearningLockerServer, log: Path, page: int = 2, batch: int = 3) -> ImportTotals:
    target = Target(name="lrs", kind="learninglocker", url=server.url)
    credentials = Credentials({"key": KEY, "secret": SECRET})

    async def all_of_it() -> ImportTotals:
        async with TargetConnection(
            target, credentials, RetryPolicy(attempts=2, first=0.001, jitter=0.001)
        ) as reached:
            return await pull_statements(reached, log, PullQuery(), lambda read: None, page=page, batch=batch)

    return asyncio.run(all_of_it())


def test_pull_again_and_only_what_is_new_is_asked_for(terminal: Terminal) -> None:
    statements = [json.loads(line) for line in statement_lines()]
    with LearningLockerServer() as server:
        terminal("target", "add", "lrs", "--kind", "learninglocker", "--url", server.url)
        server.statements = statements[:4]
        assert terminal("log", "pull", "lrs", "--json").json["added"] == 4
        server.statements = statements
        again = terminal("log", "pull", "lrs", "--json").json
        assert (again["read"], again["added"]) == (2, 2)
        assert server.asked[-1].query["after"] == "4"
    assert terminal("log", "info", "--json").json["events"]["kept"] == 6
    document = terminal("recalculate", terminal("new").out.strip(), "--json").json
    assert document["totals"]["completed"] == 1


def test_a_pull_that_broke_goes_on_behind_what_was_committed(tmp_path: Path) -> None:
    with LearningLockerServer() as server:
        server.statements = [json.loads(line) for line in statement_lines()]
        where = "/api/connection/statement"
        server.when("GET", where, lambda exchange: exchange.reply(exchange.work()))
        server.when("GET", where, half)
        server.when("GET", where, lambda exchange: exchange.reply(exchange.work()))
        server.when("GET", where, says(403, {"message": "no more"}))
        with pytest.raises(RequestRejected):
            pulled(server, tmp_path)
        assert info(tmp_path).totals.ids == 4
        assert pulled(server, tmp_path).added == 2
    assert info(tmp_path).totals.ids == 6


def test_a_page_that_was_committed_before_a_kill_adds_nothing(tmp_path: Path) -> None:
    with LearningLockerServer() as server:
        server.statements = [json.loads(line) for line in statement_lines()]
        pulled(server, tmp_path)
        for mark in (tmp_path / "pulls").glob("*.json"):
            mark.unlink()  # as if it had been killed before it moved on
        assert pulled(server, tmp_path).added == 0
    assert info(tmp_path).totals.ids == 6


def test_what_is_asked_for_goes_to_the_server(terminal: Terminal) -> None:
    with LearningLockerServer() as server:
        terminal("target", "add", "lrs", "--kind", "learninglocker", "--url", server.url)
        verb = '{"statement.verb.id": "http://a/b"}'
        assert terminal("log", "pull", "lrs", "--since", "2026-01-02", "--filter", verb).code == 0
        assert json.loads(server.asked[0].query["filter"]) == {
            "$and": [{"stored": {"$gte": {"$dte": "2026-01-02T00:00:00.000Z"}}}, json.loads(verb)]
        }
        assert terminal("log", "pull", "lrs", "--filter", "[]").code == 2
        assert terminal("log", "pull", "lrs", "--filter", "{").code == 2
