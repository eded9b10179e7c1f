"""SQLite looks things up in the server's files by an index, whatever is asked: it never reads a table, or sorts one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from server_folder import arrive, opened

from designer.sandbox.keys import AccessKey
from designer.sandbox.learninglocker import journeys, progress, routes
from designer.sandbox.learninglocker.models import CountQuery, ModelListing, PageQuery, counted, listed, paged
from designer.sandbox.operation import OperationCall
from designer.sandbox.state import ServerState
from designer.sandbox.xapi.statement_query import StatementsQuery, page
from engine.xapi.rule_sets import LEARNING_LOCKER
from store.sqlite_file import SqliteFile

EVENTS = 600
VERB = "http://example.org/passed"
AGENT = json.dumps({"mbox": "mailto:p7@example.org"})
KEY = AccessKey(id="a key", kind="learninglocker", digest="")
TABLES = ("event", "position", "reference", "standing")
INDEXES = ("statement_value", "progress_value", "statement_posting", "progress_posting")
BY_ID = "FROM event WHERE id IN"  # two rows at most, which are sorted

XAPI = [
    StatementsQuery(),
    StatementsQuery(ascending=True, verb=VERB),
    StatementsQuery(verb=VERB, since="2020-01-01T00:00:00Z", until="2999-01-01T00:00:00Z"),
    StatementsQuery(agent=AGENT, related_agents=True),
    StatementsQuery(activity="http://example.org/course", related_activities=True),
    StatementsQuery(registration="00000000-0000-4000-8000-000000000001"),
]
QUERIES = [
    {},
    {"statement.verb.id": VERB},
    {"statement.verb.id": {"$regex": "passed$"}, "timestamp": {"$lt": "2030-01-01T00:00:00Z"}},
    {"statement.id": {"$exists": True}, "journey": {"$ne": None}},
    {"isCompleted": True},
]
ORDERS = ["", "-timestamp", "statement.actor.mbox", "statement.verb.id -statement.id", "-updatedAt"]


@pytest.fixture
def world(tmp_path: Path) -> Iterator[ServerState]:
    with opened(tmp_path) as world:
        body = {"isSequential": True, "waypoints": [{"conditions": json.dumps({"statement.verb.id": VERB})}]}
        call = OperationCall(key=KEY, path={}, query=None, body=body, headers={})
        journeys.create(world, call)
        arrive(world, 0, EVENTS)
        yield world


def ask(world: ServerState) -> None:
    for wanted in XAPI:
        page(world, wanted, LEARNING_LOCKER)
    for models in (routes.statements, progress.models):
        for query in map(json.dumps, QUERIES):
            counted(models(world, KEY), CountQuery(query=query))
            for order in ORDERS:
                listed(models(world, KEY), ModelListing(query=query, sort=order, skip=200, limit=10))
        paged(models(world, KEY), PageQuery(first=10, sort='{"_id": -1}'))
    world.arrived.find("00000000-0000-4000-8000-000000000001")
    world.arrived.statement("000000000000000000000001")
    world.work()


def test_whatever_is_asked_is_looked_up(world: ServerState) -> None:
    with world.turn():
        pass
    files = (world.derived.file, world.arrived._file)
    said: list[tuple[SqliteFile, str]] = []
    for file in files:
        file.connection.set_trace_callback(lambda sql, file=file: said.append((file, sql)))
    with world.turn():
        ask(world)
    for file in files:
        file.connection.set_trace_callback(None)
    selects = {(file, sql) for file, sql in said if sql.startswith("SELECT") and BY_ID not in sql}
    assert len(selects) > 100
    wrong = {f"{sql[:200]}: {step}" for file, sql in selects for step in plan(file, sql) if is_slow(step)}
    assert not wrong, "\n".join(sorted(wrong))


def plan(file: SqliteFile, sql: str) -> list[str]:
    return [step for *_, step in file.connection.execute(f"EXPLAIN QUERY PLAN {sql}")]


def is_slow(step: str) -> bool:
    """Tell whether a step of a plan reads all of a large table, or sorts."""
    return step.startswith(tuple(f"SCAN {table}" for table in (*TABLES, *INDEXES))) or "TEMP B-TREE" in step
