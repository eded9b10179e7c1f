"""Callbacks of journeys that the server runs: put into its outbox, and sent where that was asked for."""

from __future__ import annotations

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from locker import example, statement_lines, stored_journey
from practice import Practice, practice, statement, until, waypoint

from designer.delivery.trust import NoCertificates
from designer.sandbox import FOLDER
from designer.sandbox.server import ServerSettings
from store.clock import now
from store.outbox import MAX_TRIP_COUNT, Outbox, OutboxEntry

DELIVERING = ServerSettings(deliver=True, allow_private=True)


class Listener:
    """Somebody who takes callbacks."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.bodies: list[Any] = []
        self.keys: list[str] = []


@pytest.fixture
def listener() -> Iterator[Listener]:
    class Takes(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            found.bodies.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            found.keys.append(self.headers["Idempotency-Key"])
            self.send_response(204)
            self.end_headers()

        def log_message(self, format: str, *arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Takes)
    found = Listener(f"http://127.0.0.1:{server.server_port}/done")
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield found
    server.shutdown()
    thread.join()
    server.server_close()


def journey(api: Practice, url: str, **more: Any) -> str:
    outcome = {"type": "callback", "callback": url}
    body = {"isSequential": True, "waypoints": [waypoint("passed")], "outcomes": [outcome], **more}
    answer = api.locker.post("/api/v2/journey", json=body)
    assert answer.status_code == 201
    return str(answer.json()["_id"])


def passed(api: Practice, who: str = "ada") -> str:
    (id,) = api.locker.post("/data/xAPI/statements", json=statement("passed", who)).json()
    return str(id)


def outbox(workspace: Path) -> list[OutboxEntry]:
    found = Outbox(workspace / FOLDER, now)
    entries = found.entries()
    found.close()
    return entries


def test_the_documented_callback_arrives(tmp_path: Path, listener: Listener) -> None:
    document = stored_journey()
    document["outcomes"] = [document["outcomes"][0] | {"callback": listener.url}]
    with practice(tmp_path, DELIVERING) as api:
        api.locker.put(f"/api/v2/journey/{document['_id']}", json=document)
        api.locker.post("/data/xAPI/statements", json=[json.loads(line) for line in statement_lines()])
        until(lambda: bool(listener.bodies))
    (body,) = listener.bodies
    expected = example("callback") | {"journey": document}
    expected["owner"]["ident"]["account"]["name"] = "Dave20"  # the example's own slip
    assert by_id(body) == by_id(expected)


def by_id(body: Any) -> Any:
    """The order of the waypoints in the example follows from nothing in it."""
    waypoints = sorted(body["attempt"]["waypoints"], key=lambda each: str(each["waypoint"]))
    return body | {"attempt": body["attempt"] | {"waypoints": waypoints}}


def test_each_completion_calls_once_and_only_once(tmp_path: Path, listener: Listener) -> None:
    with practice(tmp_path, DELIVERING) as api:
        journey(api, listener.url, isRepeatable=True)
        passed(api)
        passed(api)
        passed(api, "eve")
        until(lambda: len(listener.bodies) == 3)
    with practice(tmp_path, DELIVERING) as api:
        passed(api, "bob")
        until(lambda: len(listener.bodies) == 4)
    assert len(set(listener.keys)) == 4


def test_nothing_is_sent_unless_asked_for(tmp_path: Path, listener: Listener) -> None:
    with practice(tmp_path) as api:
        journey(api, listener.url)
        passed(api)
        until(lambda: bool(outbox(tmp_path)))
    assert [entry.state for entry in outbox(tmp_path)] == ["pending"]
    with practice(tmp_path, DELIVERING):
        until(lambda: bool(listener.bodies))


def test_private_addresses_are_refused_unless_allowed(tmp_path: Path, listener: Listener) -> None:
    with practice(tmp_path, ServerSettings(deliver=True)) as api:
        journey(api, listener.url)
        passed(api)
        until(lambda: any(entry.tries for entry in outbox(tmp_path)))
    assert listener.bodies == []


def test_a_server_that_delivers_does_not_start_without_the_certificates_that_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ours.pem"))
    with pytest.raises(NoCertificates, match=r"ours\.pem"), practice(tmp_path, DELIVERING):
        pass


def test_recalculating_calls_nobody_and_voiding_calls_off(tmp_path: Path) -> None:
    with practice(tmp_path) as api:
        passed(api)
        id = journey(api, "https://example.org/done")
        api.locker.post("/api/recalculatejourney", params={"journeyId": id})
        until(lambda: api.locker.get("/api/v2/journeyprogress/count").json() == {"count": 1})
        eves = passed(api, "eve")
        until(lambda: [entry.state for entry in outbox(tmp_path)] == ["pending"])
        voided = statement("voided", object={"objectType": "StatementRef", "id": eves})
        api.locker.post("/data/xAPI/statements", json=voided)
        until(lambda: [entry.state for entry in outbox(tmp_path)] == ["superseded"])


def test_an_outcome_that_fails_is_counted_and_can_be_called_again(tmp_path: Path) -> None:
    with practice(tmp_path, DELIVERING) as api:
        id = journey(api, "http://127.0.0.1:1/nobody")
        passed(api)

        def outcome() -> Any:
            (found,) = api.locker.get(f"/api/v2/journey/{id}").json()["outcomes"]
            return found

        until(lambda: outcome()["tripCount"] == 1)
    box = Outbox(tmp_path / FOLDER, now)
    (entry,) = box.entries()
    for _ in range(MAX_TRIP_COUNT):
        box.begin(entry.id)
        box.fail(entry.id, 500, "answered 500", 3600)
    box.close()
    with practice(tmp_path) as api:
        assert outcome()["deactivatedAt"] is not None
        api.locker.patch(f"/api/v2/journey/{id}", json={"description": "renamed"})
        assert outcome()["deactivatedAt"] is not None
        again = outcome() | {"deactivatedAt": None, "tripCount": 0}
        api.locker.patch(f"/api/v2/journey/{id}", json={"outcomes": [again]})
        assert (outcome()["tripCount"], outcome()["deactivatedAt"]) == (0, None)
