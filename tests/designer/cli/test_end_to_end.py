"""The command line and the local journey API, over real sockets: publish, somebody else's change, pull, rollback."""

from __future__ import annotations

import json
import logging
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from cli import Terminal
from listener import Listener
from locker import statement_lines, stored_journey
from practice import Practice, practice, until

from designer.sandbox.server import ServerSettings

DATA = Path(__file__).parents[2] / "data"


class Bench(Terminal):
    """Somebody with a workspace and the local journey API in another one."""

    def __init__(self, folder: Path, api: Practice) -> None:
        super().__init__(folder)
        self.api = api
        url, keys = api.server.url, api.server.keys
        self("target", "add", "lrs", "--kind", "learninglocker", "--url", url)
        self("target", "add", "cdp", "--kind", "segment", "--url", url, "--space", "spa")
        self.secrets = {
            "WAYPOST_TARGET_LRS_KEY": keys.learninglocker.key,
            "WAYPOST_TARGET_LRS_SECRET": keys.learninglocker.secret,
            "WAYPOST_TARGET_CDP_TOKEN": keys.segment,
        }

    def state(self, design: str) -> str:
        (standing,) = self("status", design, "--json").json
        return str(standing["state"])

    def hows(self, design: str) -> list[str]:
        return [row["how"] for row in self("history", design, "--json").json]


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    settings = ServerSettings(deliver=True, allow_private=True)
    with practice(tmp_path / "server", settings) as api:
        bench = Bench(tmp_path, api)
        for name, secret in bench.secrets.items():
            monkeypatch.setenv(name, secret)
        yield bench


def test_somebody_changes_a_journey_on_learning_locker(bench: Bench) -> None:
    document = stored_journey()
    at = f"/api/v2/journey/{document['_id']}"
    bench("import", bench.write("course.json", document), "--name", "course")

    def counts() -> list[int]:
        return [point["count"] for point in bench.api.locker.get(at).json()["waypoints"]]

    assert bench("publish", "course", "--to", "lrs").code == 0
    theirs = bench.api.locker.get(at).json()["waypoints"]
    theirs[0]["count"] = 9
    assert bench.api.locker.patch(at, json={"waypoints": theirs}).status_code == 200
    assert bench.state("course") == "behind"

    refused = bench("publish", "course")
    assert refused.code == 1
    assert "the count of 5 comments" in refused.out
    assert counts() == [9, 1], "nothing of theirs is overwritten"

    assert bench("pull", "course").code == 0
    assert [row["versions"] for row in bench("list", "--json").json] == [2]
    assert bench("show", "course", "--json").json["steps"]["59c237bebdf9ac67b2ab5eea"]["count"] == 9
    assert bench.state("course") == "in step"

    back = bench("rollback", "course", "1", "--json").json
    assert back["publication"]["read_back"] is True
    assert counts() == [5, 1]
    assert bench.hows("course") == ["published", "pulled", "rolled back"]


def test_somebody_changes_a_journey_on_segment(bench: Bench) -> None:
    bench("import", DATA / "segment-create-journey.json", "--name", "card")
    remote = bench("publish", "card", "--to", "cdp", "--json").json["publication"]["remote"]
    at = f"/spaces/spa/journeys/{remote}"

    def states() -> set[str]:
        found = bench.api.segment.get(at).json()["data"]["journey"]["version"]["definition"]["states"]
        return {state["key"]["id"] for state in found}

    theirs = json.loads((DATA / "segment-replace-steps-for-journey.json").read_text())
    assert bench.api.segment.put(f"{at}/steps", json=theirs).status_code == 200
    assert len(states()) > 2
    assert bench.state("card") == "behind"

    refused = bench("publish", "card")
    assert refused.code == 1
    assert "changed on the server" in refused.out
    assert len(states()) > 2, "nothing of theirs is overwritten"

    assert bench("pull", "card").code == 0
    assert bench.state("card") == "in step"
    assert states() <= set(bench("show", "card", "--json").json["steps"])

    back = bench("rollback", "card", "1", "--json").json
    assert back["publication"]["read_back"] is True
    assert states() == {"entry_12345", "exit_12345"}
    assert bench.hows("card") == ["published", "pulled", "rolled back"]


def test_a_journey_that_was_published_calls_back_and_is_pulled_elsewhere(bench: Bench) -> None:
    with Listener() as listener:
        outcomes = [each | {"callback": listener.url} for each in stored_journey()["outcomes"]]
        document = stored_journey(outcomes=outcomes)
        bench("import", bench.write("course.json", document), "--name", "course")
        bench("publish", "course", "--to", "lrs")
        sent = [json.loads(line) for line in statement_lines()]
        assert bench.api.locker.post("/data/xAPI/statements", json=sent).status_code == 200
        until(lambda: len(listener.asked) == 2)
    pulled = bench("pull", "again", "--from", "lrs", "--id", document["_id"])
    assert pulled.code == 0
    assert bench("diff", "course", "again").code == 0
    assert bench("log", "pull", "lrs").code == 0
    assert bench("log", "info", "--json").json["events"]["kept"] == 6
    totals = bench("recalculate", "again", "--json").json["totals"]
    assert totals["completed"] == 1, "our own engine comes to what the server came to"


def test_no_secret_is_in_a_file_a_log_or_a_traceback(
    bench: Bench, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither in our workspace nor in the server's, which only keeps what secrets are recognised by."""
    caplog.set_level(logging.DEBUG)
    bench("import", bench.write("course.json", stored_journey()), "--name", "course")
    bench("import", DATA / "segment-create-journey.json", "--name", "card")
    said = [bench("target", "list", "--json")]
    for design, target in (("course", "lrs"), ("card", "cdp")):
        transitions: tuple[tuple[str, ...], ...] = (("--dry-run",), ("--dry-run", "--json"), (), ("--json",))
        said += [bench("publish", design, "--to", target, *transition) for transition in transitions]
        said += [bench("target", "test", target), bench("status", design), bench("history", design, "--json")]
    said += [bench("log", "pull", "lrs"), bench("outbox", "--json"), bench("deliver", "--dry-run", "--json")]
    keys = bench.api.server.keys
    shown = "".join(each.out + each.err for each in said) + caplog.text + _traceback(bench, monkeypatch)
    shown += repr(keys) + str(bench.api.server)
    kept = [path.read_bytes() for path in bench.folder.rglob("*") if path.is_file()]
    pair = keys.learninglocker
    for secret in (*bench.secrets.values(), keys.source, keys.reader.secret, _basic(pair.key, pair.secret)):
        assert secret not in shown
        if secret != pair.key:  # the server says whose a journey is by the name of the key
            assert not any(secret.encode() in content for content in kept)


def _basic(key: str, secret: str) -> str:
    return b64encode(f"{key}:{secret}".encode()).decode()


def _traceback(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> str:
    """What somebody would see if there were a bug in the middle of a request."""

    async def broken(*arguments: Any, **more: Any) -> httpx.Response:
        raise ZeroDivisionError("a bug")

    monkeypatch.setattr("httpx.AsyncClient.send", broken)
    with pytest.raises(ZeroDivisionError) as raised:
        bench("publish", "course", "--force")
    return str(raised.getrepr(style="native"))
