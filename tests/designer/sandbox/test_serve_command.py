"""``waypost serve`` as a process: what it prints, how it ends, what it refuses, what a kill leaves."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import httpx
from cli import Terminal
from practice import PATIENCE, practice, statement, until

from designer.sandbox.limits import RequestLimits
from designer.sandbox.server import ServerSettings

STATEMENTS = "/data/xAPI/statements"


class Served:
    """A ``waypost serve`` under way: what it has printed on its first lines."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        assert process.stdout is not None
        self.url = re.findall(r"http://[^;]+", process.stdout.readline())[0]

    def keys(self) -> dict[str, list[str]]:
        """The keys that are shown at first start, by what they are for."""
        assert self.process.stdout is not None
        assert "once" in self.process.stdout.readline()
        lines = [self.process.stdout.readline() for _ in range(4)]
        return {line.strip().split("  ")[0]: re.findall(r"\S{40,}", line) for line in lines}

    def end(self, how: int) -> tuple[int, str, str]:
        """The exit code, and what else was printed."""
        self.process.send_signal(how)
        out, err = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, out, err


@contextmanager
def served(workspace: Path, *words: str) -> Iterator[Served]:
    command = [
        sys.executable,
        "-m",
        "designer",
        "--workspace",
        str(workspace),
        "serve",
        "--port",
        "0",
        *words,
    ]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        yield Served(process)
    finally:
        process.kill()
        process.communicate()


def client(found: Served, pair: list[str]) -> httpx.Client:
    headers = {"X-Experience-API-Version": "1.0.3"}
    return httpx.Client(
        base_url=found.url, auth=(pair[0], pair[1]), headers=headers, verify=False, timeout=PATIENCE
    )


def refusal(folder: Path, *words: str) -> str:
    """Why a server does not start, in a workspace of that folder."""
    said = Terminal(folder)("serve", *words)
    assert (said.code, said.out) == (3, "")
    return said.err


def test_it_prints_its_address_and_once_its_keys_and_ends_cleanly(tmp_path: Path) -> None:
    with served(tmp_path) as first:
        keys = first.keys()
        with client(first, keys["Learning Locker"]) as locker:
            assert locker.get("/api/v2/journey").json() == []
        code, out, err = first.end(signal.SIGINT)
        assert (code, out) == (0, "")
        assert "Traceback" not in err
    with served(tmp_path) as again:
        with client(again, keys["Learning Locker"]) as locker:
            assert locker.get("/api/v2/journey").json() == []
        code, out, err = again.end(signal.SIGTERM)
        assert (code, out) == (0, "")
        assert "--new-keys" in err
    with served(tmp_path, "--new-keys") as renewed:
        others = renewed.keys()
        with client(renewed, keys["Learning Locker"]) as locker:
            assert locker.get("/api/v2/journey").status_code == 401
        with client(renewed, others["Learning Locker"]) as locker:
            assert locker.get("/api/v2/journey").json() == []
    for pair in keys.values():
        for secret in pair:
            assert secret not in err
    keys = others
    kept = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert keys["Learning Locker"][0].encode() in kept  # the key's name; its secret is not
    hidden = [keys["Learning Locker"][1], keys["Learning Locker, reading"][1], *keys["Segment Public API"]]
    for secret in [*hidden, *keys["Segment source"]]:
        assert secret.encode() not in kept


def test_a_kill_loses_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    with served(tmp_path) as found:
        pair = found.keys()["Learning Locker"]
        acknowledged: list[str] = []

        def send(number: int) -> None:
            with client(found, pair) as locker:
                while True:
                    try:
                        answer = locker.post(STATEMENTS, json=statement("passed", f"learner-{number}"))
                    except httpx.TransportError:
                        return
                    acknowledged.extend(answer.json())

        with ThreadPoolExecutor(4) as pool:
            sending = [pool.submit(send, number) for number in range(4)]
            until(lambda: len(acknowledged) > 40)
            os.kill(found.process.pid, signal.SIGKILL)
            for each in sending:
                each.result()
    with practice(tmp_path) as api:
        page = api.locker.get("/api/connection/statement", params={"first": 100_000}).json()
    kept = {edge["node"]["statement"]["id"] for edge in page["edges"]}
    assert set(acknowledged) <= kept


def test_a_port_in_use_and_a_served_workspace_are_told_in_a_sentence(tmp_path: Path) -> None:
    with practice(tmp_path / "one" / "workspace") as api:
        port = api.server.url.rpartition(":")[2]
        assert f"port {port}" in refusal(tmp_path / "two", "--port", port)
        told = refusal(tmp_path / "one", "--port", "0")
        assert f"process {os.getpid()}" in told
        assert "--workspace" in told
    assert "--host" in refusal(tmp_path / "two", "--host", "203.0.113.7")


def test_damage_is_found_and_repaired_like_that_of_the_workspace(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path)
    with practice(terminal.folder / "workspace") as api:
        for name in ("commented", "passed", "read"):
            api.locker.post("/api/v2/journey", json={"description": name}).raise_for_status()
    (journal,) = tmp_path.rglob("server.journal")
    written = journal.read_bytes()
    journal.write_bytes(written.replace(b"commented", b"x0mmented", 1))
    told = refusal(tmp_path, "--port", "0")
    assert "waypost doctor --repair" in told
    assert terminal("doctor").code == 1
    assert terminal("doctor", "--repair").code == 0
    with practice(terminal.folder / "workspace") as api:
        assert api.locker.get("/api/v2/journey/count").json()["count"] < 3


def test_a_body_that_is_too_large_is_refused(tmp_path: Path) -> None:
    with practice(tmp_path, ServerSettings(limits=RequestLimits(body=2_000))) as api:
        large = statement("passed", note="x" * 3_000)
        assert api.locker.post(STATEMENTS, json=large).status_code == 413
        chunks = (b"[" + b" " * 900 for _ in range(3))
        headers = {"Content-Type": "application/json"}
        assert api.locker.post(STATEMENTS, content=chunks, headers=headers).status_code == 413
        assert api.segment.post("/spaces/a/journeys", json=large).status_code == 413
        assert api.locker.post(STATEMENTS, json=statement("passed")).status_code == 200


def test_too_many_requests_are_told_when_to_come_again(tmp_path: Path) -> None:
    with practice(tmp_path, ServerSettings(limits=RequestLimits(rate=0.01))) as api:
        assert api.locker.get("/api/v2/journey").status_code == 200
        refused = api.locker.get("/api/v2/journey")
        assert (refused.status_code, refused.json()["message"]) == (429, "too many requests")
        assert 1 <= int(refused.headers["Retry-After"]) <= 100
        assert api.segment.get("/spaces/a/journeys/b").status_code == 404  # each key has its own
        again = api.segment.get("/spaces/a/journeys/b")
        assert (again.status_code, again.json()["errors"][0]["type"]) == (429, "too-many-requests")
