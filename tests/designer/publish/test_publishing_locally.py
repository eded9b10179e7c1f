"""Publishing to the local journey API, as everybody can practise it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from cli import Terminal
from locker import statement_lines
from msgspec import Struct

from designer.sandbox.server import RunningServer, running

DATA = Path(__file__).parents[2] / "data"


class Local(Struct, frozen=True):
    """A workspace with targets on a local server: ``lrs``, ``reader`` with the keys that only read, ``cdp``."""

    terminal: Terminal
    server: RunningServer

    def somebody(self) -> httpx.Client:
        """Who works on the server without Waypost."""
        key = self.server.keys.learninglocker
        return httpx.Client(
            base_url=self.server.url, auth=(key.key, key.secret), trust_env=False, verify=False
        )


@pytest.fixture
def local(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Local]:
    terminal = Terminal(tmp_path)
    with running(tmp_path / "server") as server:
        for name, client in (("lrs", server.keys.learninglocker), ("reader", server.keys.reader)):
            monkeypatch.setenv(f"WAYPOST_TARGET_{name.upper()}_KEY", client.key)
            monkeypatch.setenv(f"WAYPOST_TARGET_{name.upper()}_SECRET", client.secret)
            terminal("target", "add", name, "--kind", "learninglocker", "--url", server.url)
        monkeypatch.setenv("WAYPOST_TARGET_CDP_TOKEN", server.keys.segment)
        terminal("target", "add", "cdp", "--kind", "segment", "--url", server.url, "--space", "spa")
        yield Local(terminal, server)


def test_who_we_are_and_what_we_may(local: Local, monkeypatch: pytest.MonkeyPatch) -> None:
    waypost = local.terminal
    assert waypost("target", "test", "lrs").code == 0
    assert waypost("target", "test", "cdp").code == 0
    reader = waypost("target", "test", "reader", "--json")
    assert reader.code == 1
    allowed = {right["what"]: right["allowed"] for right in reader.json["rights"]}
    assert (allowed["read journeys"], allowed["change journeys"]) == (True, False)
    with local.somebody() as somebody:
        assert somebody.get("/api/v2/journey").json() == []
    monkeypatch.setenv("WAYPOST_TARGET_LRS_SECRET", "wrong")
    stranger = waypost("target", "test", "lrs")
    assert stranger.code == 3
    assert "credentials" in stranger.err


def test_changed_behind_our_back_pulled_and_rolled_back(local: Local) -> None:
    waypost = local.terminal
    waypost("new", "Course", "--template", "seed")
    remote = waypost("publish", "course", "--to", "lrs", "--json").json["publication"]["remote"]
    with local.somebody() as somebody:
        somebody.patch(f"/api/v2/journey/{remote}", json={"description": "Theirs"}).raise_for_status()
        refused = waypost("publish", "course", "--to", "lrs")
        assert (refused.code, "Theirs" in refused.out) == (1, True)
        assert waypost("pull", "course", "--from", "lrs").code == 0
        assert waypost("show", "course", "--json").json["name"] == "Theirs"
        assert waypost("rollback", "course", "1", "--to", "lrs").code == 0
        assert somebody.get(f"/api/v2/journey/{remote}").json()["description"] == "Course"


def test_what_both_sides_changed_is_told_and_then_taken(local: Local, tmp_path: Path) -> None:
    waypost, file = local.terminal, tmp_path / "ours.json"
    waypost("new", "Course", "--template", "seed")
    assert waypost("publish", "course", "--to", "lrs").code == 0
    assert waypost("pull", "course", "--from", "lrs").code == 0  # with what the server keeps beside it
    ours = waypost("export", "course").json
    ours["steps"]["comments"]["count"] = 9  # type: ignore[index]
    del ours["extras"]
    file.write_text(json.dumps(ours))
    assert waypost("import", str(file), "--name", "course", "--overwrite").code == 0
    with local.somebody() as somebody:
        theirs = somebody.get("/api/v2/journey").json()[0]
        theirs |= {
            "isPublic": False,
            "waypoints": [{**theirs["waypoints"][0], "count": 7}, theirs["waypoints"][1]],
        }
        somebody.put(f"/api/v2/journey/{theirs['_id']}", json=theirs).raise_for_status()
    said = waypost("pull", "course", "--from", "lrs")
    assert said.code == 1
    assert said.err.count("here 9, on the server 7") == said.err.count(": here ") == 1
    assert waypost("export", "course").json["steps"]["comments"]["count"] == 9
    assert waypost("pull", "course", "--from", "lrs", "--merge").code == 0
    assert waypost("export", "course").json["steps"]["comments"]["count"] == 7


def test_statements_that_were_there_count_after_a_recalculation(local: Local) -> None:
    waypost = local.terminal
    statements = [json.loads(line)["statement"] for line in statement_lines()]
    with local.somebody() as somebody:
        version = {"X-Experience-API-Version": "1.0.3"}
        somebody.post("/data/xAPI/statements", json=statements, headers=version).raise_for_status()
        waypost("new", "Course", "--template", "seed")
        assert waypost("publish", "course", "--to", "lrs", "--recalculate").code == 0
        (progress,) = somebody.get("/api/v2/journeyprogress").json()
    assert progress["duration"] == 12133
    assert waypost("log", "pull", "lrs", "--json").json["added"] == 6


def test_segment_both_ways(local: Local) -> None:
    waypost = local.terminal
    waypost("import", DATA / "segment-create-journey.json", "--name", "card")
    published = waypost("publish", "card", "--to", "cdp", "--publish", "--json").json
    assert published["publication"]["read_back"] is True
    remote = published["publication"]["remote"]
    assert waypost("pull", "copy", "--from", "cdp", "--id", remote).code == 0
    document = waypost("export", "copy", "--to", "segment").out
    assert json.loads(document) == json.loads((DATA / "segment-create-journey.json").read_text())
