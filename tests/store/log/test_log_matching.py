"""MatchCount and simulating from a log: columns made once, answers as from the file, a description for designers."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from designer import examples
from engine import instant
from engine.events import from_line
from engine.journey import from_document
from engine.plan import Plan
from engine.report import report
from engine.simulate import simulate
from store.errors import StoreError
from store.log import import_files, info, match_log, prepare, read_manifest, simulate_log
from store.sources.reader import lines

MOOC = examples.path(examples.VIDEO)
VIDEO = "https://w3id.org/xapi/video"
CATEGORY = {"statement.context.contextActivities.category.id": VIDEO}
PROGRESS = "statement.result.extensions.https://w3id&46;org/xapi/video/extensions/progress"

Condition = dict[str, Any]


def journey(first: Condition, second: Condition, **fields: object) -> Plan:
    steps = {
        "start": {"kind": "entry", "trigger": {"on": "first_match"}},
        "first": {"kind": "waypoint", "condition": first},
        "second": {"kind": "waypoint", "condition": second},
        "done": {"kind": "exit"},
    }
    names = list(steps)
    transitions = [{"from": names[n], "to": names[n + 1]} for n in range(3)]
    document = {"format": 1, "id": "j", "name": "j", "steps": steps, "transitions": transitions}
    return Plan(from_document(document | fields))


PLAYED = {"statement.verb.id": f"{VIDEO}/verbs/played"}
JOURNEYS = {
    "verbs": journey(PLAYED, {"statement.verb.id": "http://adlnet.gov/expapi/verbs/completed"}),
    "arrays": journey(CATEGORY | PLAYED, {**CATEGORY, "statement.verb.id": {"$regex": "paused$"}}),
    "numbers": journey(PLAYED, PLAYED | {PROGRESS: {"$gte": 0.5}}),
    "times": journey(PLAYED, {"statement.timestamp": {"$gte": {"$date": "2021-12-05T00:00:00Z"}}}),
    "everything": journey({}, {"statement": {"$exists": True}}),
    "keys": journey(
        PLAYED,
        {"statement.verb.id": {"$ne": f"{VIDEO}/verbs/played"}},
        entry_rule="multiple",
        concurrency_key="statement.object.id",
    ),
}


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("mooc") / "log"
    import_files(folder, [str(MOOC)], partitions=2, batch=2000)
    return folder


@pytest.mark.parametrize("name", JOURNEYS)
def test_a_simulation_from_the_log_is_that_from_the_file(log: Path, name: str) -> None:
    plan = JOURNEYS[name]
    events = [from_line(line.raw) for line in lines(str(MOOC)) if line.raw]
    expected = report(simulate(plan, events, seed=3), owners=True)
    assert expected["totals"]["entered"] > 0
    assert report(simulate_log(log, plan, seed=3), owners=True) == expected


def test_the_clock_may_stand_before_the_last_event(log: Path) -> None:
    until = instant.parse("2021-11-29T00:00:00Z")
    events = [from_line(line.raw) for line in lines(str(MOOC)) if line.raw]
    expected = report(simulate(JOURNEYS["verbs"], events, until=until), owners=True)
    assert report(simulate_log(log, JOURNEYS["verbs"], until=until), owners=True) == expected


def test_documents_come_along_when_asked_for(log: Path) -> None:
    found = match_log(log, JOURNEYS["verbs"], keep_documents=True)
    bare = match_log(log, JOURNEYS["verbs"])
    assert found.keys() == bare.keys()
    documents = [event.document for events in found.values() for event in events]
    assert documents
    assert all(document and "statement" in document for document in documents)


def told(**more: object) -> str:
    call = {"type": "track", "userId": "ann", "event": "Bought", "timestamp": "2026-03-01T10:00:00Z"}
    return json.dumps(call | more)


def test_columns_are_made_once_and_new_parts_come_with_them(tmp_path: Path) -> None:
    log, file, more = tmp_path / "log", tmp_path / "file.ndjson", tmp_path / "more.ndjson"
    file.write_text(told(messageId="a", properties={"sku": "x"}))
    more.write_text(told(messageId="b", properties={"sku": "x"}))
    plan = journey({"event": "Bought"}, {"properties.sku": "x"})
    import_files(log, [str(file)])
    prepare(log, plan)
    made = columns_written(log)
    assert prepare(log, plan) == read_manifest(log)
    assert columns_written(log) == made
    import_files(log, [str(more)])
    made = columns_written(log)
    assert simulate_log(log, plan).counts.matched == 2
    assert columns_written(log) == made


def columns_written(log: Path) -> dict[Path, int]:
    return {path: path.stat().st_mtime_ns for path in log.glob("parts/*/*.columns.parquet")}


def test_a_kill_between_the_columns_and_the_manifest_costs_only_time(tmp_path: Path) -> None:
    log, file = tmp_path / "log", tmp_path / "file.ndjson"
    file.write_text(told(messageId="a", properties={"sku": "x"}))
    import_files(log, [str(file)])
    before = (log / "log.json").read_bytes()
    plan = journey({"properties.sku": "x"}, {"properties.sku": "y"})
    prepare(log, plan)
    (log / "log.json").write_bytes(before)
    assert simulate_log(log, plan).counts.matched == 1


def test_a_log_without_events_answers_too(tmp_path: Path) -> None:
    (tmp_path / "empty.ndjson").write_text("{}\n")
    import_files(tmp_path / "log", [str(tmp_path / "empty.ndjson")])
    simulated = simulate_log(tmp_path / "log", JOURNEYS["verbs"])
    assert (simulated.until, simulated.owners, simulated.counts.rejected) == (None, (), 1)
    assert info(tmp_path / "log").paths == ()


def test_a_damaged_part_is_named(tmp_path: Path) -> None:
    log, file = tmp_path / "log", tmp_path / "file.ndjson"
    file.write_text(told(messageId="a"))
    import_files(log, [str(file)])
    (part,) = log.glob("parts/*/*.columns.parquet")
    part.write_bytes(part.read_bytes()[:-10])
    with pytest.raises(StoreError, match=part.name):
        info(log)
    part.unlink()
    with pytest.raises(StoreError, match=part.name):
        simulate_log(log, JOURNEYS["verbs"])


def test_a_description_counts_verbs_and_shows_paths_with_examples(log: Path) -> None:
    found = info(log)
    statements = [json.loads(line) for line in gzip.decompress(MOOC.read_bytes()).splitlines()]
    assert found.totals.rows == len(statements) == 3331
    assert found.owners == 197
    assert found.newest is not None
    assert instant.text(found.newest) == max(map(time_of, statements))
    played = sum(statement["verb"]["id"] == PLAYED["statement.verb.id"] for statement in statements)
    assert found.verbs[PLAYED["statement.verb.id"]] == played
    paths = {at.path: at for at in found.paths}
    assert paths["statement.verb.id"].types == ("string",)
    assert set(paths["statement.verb.id"].examples) <= set(found.verbs)
    assert paths["statement.context.contextActivities.category"].types == ("array", "object")
    assert paths["statement.context.contextActivities.category.id"].examples == (VIDEO,)
    assert paths[PROGRESS].types == ("number",)


def time_of(statement: dict[str, Any]) -> str:
    return instant.text(instant.parse(statement["timestamp"]))


def test_a_description_names_the_events_of_calls(tmp_path: Path) -> None:
    file = tmp_path / "file.ndjson"
    calls = [told(messageId=str(n), properties={"sku": n, "gift": None}) for n in range(3)]
    calls.append(told(messageId="x", event="Left"))
    file.write_text("\n".join([*calls, json.dumps({**json.loads(told(messageId="y")), "type": "identify"})]))
    import_files(tmp_path / "log", [str(file)])
    found = info(tmp_path / "log")
    assert found.events == {"Bought": 4, "Left": 1}
    (gift,) = (at for at in found.paths if at.path == "properties.gift")
    assert (gift.types, gift.examples, gift.documents) == (("null",), (), 3)
