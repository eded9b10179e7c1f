"""Statements and track calls of outcomes arrive at the servers that are configured: once, whatever happens."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from cli import Said, Terminal
from journey_server import done_but_says, lost, says
from practice import Practice, practice
from relay import Relay
from scenario import design, entry, exit_, first_match, identify, statement, track, waypoint

from engine.emission import statement_id
from engine.journey import to_document
from store.workspace import Workspace

processes = multiprocessing.get_context("forkserver")
processes.set_forkserver_preload(["designer.publish"])

EARNED = {
    "verb": {"id": "http://adlnet.gov/expapi/verbs/earned"},
    "object": {"id": "http://example.org/certificate"},
}
TELL = {"kind": "outcome", "type": "statement", "statement": EARNED}
COURSE = design(
    {"start": first_match(), "quiz": waypoint("passed"), "tell": TELL, "done": exit_()},
    "start>quiz>tell>done",
    id="course",
)
SEND = {
    "kind": "outcome",
    "type": "destination",
    "destinations": [
        {
            "destinationId": "dest",
            "activations": [
                {"eventName": "Order Done", "propertySelections": {"profile": ["email"]}},
                {"eventName": "Order Counted"},
            ],
        }
    ],
}
ORDERS = design(
    {"start": entry("event('Ordered').count() = 1"), "send": SEND, "done": exit_()},
    "start>send>done",
    id="orders",
)
OWNERS = ("anna", "dave", "eve")


@pytest.fixture
def api(tmp_path: Path) -> Iterator[Practice]:
    with practice(tmp_path / "server") as api:
        yield api


@pytest.fixture
def relay(api: Practice) -> Iterator[Relay]:
    with Relay(api.server.url) as relay:
        yield relay


@pytest.fixture
def waypost(tmp_path: Path, api: Practice, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """Somebody whose course has three people who passed the quiz, and who knows the server's keys."""
    for name, secret in secrets(api).items():
        monkeypatch.setenv(name, secret)
    waypost = Terminal(tmp_path)
    waypost("import", waypost.write("course.journey.json", to_document(COURSE)), "--name", "course")
    waypost("import", waypost.write("orders.journey.json", to_document(ORDERS)), "--name", "orders")
    return waypost


def secrets(api: Practice) -> dict[str, str]:
    keys = api.server.keys
    return {
        "WAYPOST_TARGET_LRS_KEY": keys.learninglocker.key,
        "WAYPOST_TARGET_LRS_SECRET": keys.learninglocker.secret,
        "WAYPOST_TARGET_CRM_WRITE_KEY": keys.source,
    }


def passes(waypost: Terminal) -> list[str]:
    """Three people pass the quiz; the ids of the statements that are to be emitted."""
    told = [statement(minute, "passed", owner) for minute, owner in enumerate(OWNERS)]
    assert waypost("recalculate", "course", waypost.write("passed.ndjson", told)).code == 0
    with Workspace.open(waypost.folder / "workspace") as workspace:
        return sorted(statement_id(entry.id) for entry in workspace.outbox.entries())


def orders(waypost: Terminal) -> None:
    told = [identify(1, "anna", email="anna@example.org"), track(2, "Ordered", "anna", total=12)]
    assert waypost("recalculate", "orders", waypost.write("orders.ndjson", told)).code == 0


def lrs(waypost: Terminal, relay: Relay) -> None:
    assert waypost("target", "add", "lrs", "--kind", "lrs", "--url", f"{relay.url}/data/xAPI").code == 0


def deliver(waypost: Terminal, *more: str) -> Said:
    return waypost("deliver", "--allow-private", *more)


def stored(api: Practice) -> list[dict[str, Any]]:
    found = api.locker.get("/data/xAPI/statements", params={"verb": EARNED["verb"]["id"]}).json()
    return list(found["statements"])


def states(waypost: Terminal) -> list[str]:
    return [row["state"] for row in waypost("outbox", "--json").json]


def test_each_statement_is_in_the_lrs_once_with_what_the_attempt_fills_in(
    waypost: Terminal, relay: Relay, api: Practice
) -> None:
    ids = passes(waypost)
    lrs(waypost, relay)
    said = deliver(waypost)
    assert (said.code, said.out.strip()) == (0, "3 delivered")
    found = stored(api)
    assert sorted(each["id"] for each in found) == ids
    assert {each["actor"]["mbox"] for each in found} == {f"mailto:{owner}@example.org" for owner in OWNERS}
    assert all(each["context"]["registration"] for each in found)
    assert deliver(waypost).code == 0
    assert len(relay.writes()) == 3, "what was delivered is not sent again"
    rows = waypost("outbox", "--json").json
    assert {(row["type"], row["target"], row["url"]) for row in rows} == {("statement", "lrs", None)}


def test_a_lost_answer_is_repeated_and_does_no_harm(waypost: Terminal, relay: Relay, api: Practice) -> None:
    ids = passes(waypost)
    lrs(waypost, relay)
    relay.when("PUT", ".*", lost, done_but_says(500))
    assert deliver(waypost).code == 0
    assert len(relay.writes()) == 5
    assert sorted(each["id"] for each in stored(api)) == ids


def test_another_statement_of_that_id_stays_and_is_told(
    waypost: Terminal, relay: Relay, api: Practice
) -> None:
    id, *_ = passes(waypost)
    lrs(waypost, relay)
    other = {**statement(1, "left"), "id": id, "object": EARNED["object"]}
    assert api.locker.put("/data/xAPI/statements", params={"statementId": id}, json=other).status_code == 204
    said = deliver(waypost)
    assert said.code == 3
    assert "answered 409: it has another statement of this id already, which stays" in said.err
    assert sorted(states(waypost)) == ["delivered", "delivered", "failed"]
    kept = api.locker.get("/data/xAPI/statements", params={"statementId": id}).json()
    assert kept["verb"] == other["verb"]


def test_without_an_lrs_nothing_is_sent_and_nothing_is_lost(waypost: Terminal, relay: Relay) -> None:
    passes(waypost)
    said = deliver(waypost)
    assert said.code == 3
    assert "3 statements left: add an LRS with `waypost target add" in said.err
    assert states(waypost) == ["pending"] * 3
    lrs(waypost, relay)
    waypost("target", "add", "other", "--kind", "lrs", "--url", f"{relay.url}/data/xAPI")
    assert "which target? name one of lrs, other with --statements-to" in deliver(waypost).err
    assert "of kind track" in deliver(waypost, "--statements-to", "lrs", "--calls-to", "lrs").err
    assert deliver(waypost, "--statements-to", "lrs").code == 0


def test_an_lrs_on_this_machine_is_guarded_like_any_address(waypost: Terminal, relay: Relay) -> None:
    passes(waypost)
    lrs(waypost, relay)
    said = waypost("deliver")
    assert (said.code, "this machine; --allow-private" in said.err) == (3, True)
    assert relay.writes() == []


def test_a_dry_run_shows_the_requests_without_secrets_and_asks_nobody(
    waypost: Terminal, relay: Relay, api: Practice
) -> None:
    (id, *_) = passes(waypost)
    orders(waypost)
    lrs(waypost, relay)
    waypost("target", "add", "crm", "--kind", "track", "--url", relay.url)
    said = deliver(waypost, "--dry-run")
    assert f"/data/xAPI/statements?statementId={id}" in said.out
    assert "Authorization: Basic •••" in said.out
    assert not any(secret in said.out + said.err for secret in secrets(api).values())
    methods = [row["method"] for row in deliver(waypost, "--dry-run", "--json").json]
    assert sorted(methods) == ["POST"] * 2 + ["PUT"] * 3
    assert relay.asked == []


def test_a_destination_becomes_track_calls(waypost: Terminal, relay: Relay, api: Practice) -> None:
    orders(waypost)
    assert "1 destination left: add a source" in deliver(waypost).err
    waypost("target", "add", "crm", "--kind", "track", "--url", relay.url)
    relay.when("POST", "/v1/track", lost)
    assert deliver(waypost).code == 0
    first, again, second = (asked.body for asked in relay.asked)
    assert first == again
    assert (first["event"], second["event"]) == ("Order Done", "Order Counted")
    assert first["properties"]["email"] == "anna@example.org"
    assert "email" not in second["properties"]


def test_a_design_that_is_corrected_emits_what_it_says_by_then(
    waypost: Terminal, relay: Relay, api: Practice
) -> None:
    passes(waypost)
    lrs(waypost, relay)
    relay.when("PUT", ".*", *[says(400, {"message": "no such verb"})] * 3)
    said = deliver(waypost)
    assert (said.code, "no such verb" in said.err) == (3, True)
    document = to_document(COURSE)
    document["steps"]["tell"]["statement"]["object"]["id"] = "http://example.org/diploma"
    waypost("import", waypost.write("course.journey.json", document), "--name", "course")
    passes(waypost)
    assert deliver(waypost).code == 0
    assert {each["object"]["id"] for each in stored(api)} == {"http://example.org/diploma"}


def victim(folder: Path, secrets: dict[str, str]) -> None:
    """A process that delivers until it is killed."""
    os.environ.update(secrets)
    deliver(Terminal(folder))


@pytest.mark.parametrize("done", [False, True], ids=["before it is done", "after"])
def test_killed_at_any_request_each_statement_is_there_once(
    waypost: Terminal, relay: Relay, api: Practice, done: bool
) -> None:
    ids = passes(waypost)
    lrs(waypost, relay)
    for number in count(1):
        relay.kill_at = (len(relay.asked) + number, done)
        process = processes.Process(target=victim, args=(waypost.folder, secrets(api)))
        process.start()
        assert process.pid is not None
        relay.victims.put(process.pid)
        process.join(60)
        relay.kill_at = None
        if process.exitcode != -signal.SIGKILL:
            break
        found = [each["id"] for each in stored(api)]
        assert len(found) == len(set(found))
    assert number > 1
    assert deliver(waypost).code == 0
    assert sorted(each["id"] for each in stored(api)) == ids
    assert states(waypost) == ["delivered"] * 3
