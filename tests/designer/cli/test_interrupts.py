"""Stopped in the middle, by Ctrl-C or by the system: a sentence about what was kept, an exit code, no traceback."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from cli import Terminal
from journey_server import SECRETS, SegmentServer, silent
from scenario import statement

DATA = Path(__file__).parents[2] / "data"
MORE_THAN_A_PIPE_HOLDS = 4_000
WAYPOST = [sys.executable, "-m", "designer"]
HOW = pytest.mark.parametrize(
    ("how", "code", "told"),
    [(signal.SIGINT, 130, "interrupted"), (signal.SIGTERM, 143, "terminated")],
    ids=["Ctrl-C", "SIGTERM"],
)

pytestmark = pytest.mark.usefixtures("heeding_ctrl_c")

Started = Callable[..., "subprocess.Popen[bytes]"]


@pytest.fixture
def waypost(tmp_path: Path) -> Terminal:
    return Terminal(tmp_path)


@pytest.fixture
def started(waypost: Terminal) -> Started:
    def start(*words: str, program: list[str] = WAYPOST) -> subprocess.Popen[bytes]:
        command = [*program, "--workspace", str(waypost.folder / "workspace"), *words]
        return subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )

    return start


def stopped(process: subprocess.Popen[bytes], how: signal.Signals) -> str:
    process.send_signal(how)
    _, said = process.communicate(timeout=60)
    return said.decode()


@HOW
@pytest.mark.parametrize(
    ("words", "kept"),
    [
        (("simulate", "course", "-"), "start it again"),
        (("log", "import", "-"), "the same command goes on from there"),
    ],
)
def test_reading_is_stopped(
    waypost: Terminal, started: Started, words: tuple[str, ...], kept: str, how: signal.Signals, code: int, told: str
) -> None:  # fmt: skip
    waypost("new", "Course", "--template", "seed")
    process = started(*words)
    assert process.stdin is not None
    for minute in range(MORE_THAN_A_PIPE_HOLDS):  # so when all is written, it reads
        process.stdin.write(json.dumps(statement(minute, "seen", "ann")).encode() + b"\n")
    process.stdin.flush()
    said = stopped(process, how)
    assert (process.returncode, said.count("\n")) == (code, 1)
    assert said.startswith(f"waypost: {told}; ")
    assert kept in said


def test_publishing_is_stopped_and_goes_on(
    waypost: Terminal, started: Started, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, secret in SECRETS.items():
        monkeypatch.setenv(name, secret)
    with SegmentServer(lists=True) as server:
        waypost("target", "add", "cdp", "--kind", "segment", "--url", server.url, "--space", "spa")
        waypost("import", DATA / "segment-create-journey.json", "--name", "card")
        server.when("POST", ".*", lambda exchange: (process.send_signal(signal.SIGINT), silent(exchange))[1])
        process = started("publish", "card", "--to", "cdp")
        _, said = process.communicate(timeout=60)
        assert process.returncode == 130
        assert "what was sent is noted" in said.decode()
        assert "Traceback" not in said.decode()
        assert waypost("publish", "card").code == 0
        assert len(server.journeys) == 1


@HOW
def test_stopped_while_it_loads(started: Started, how: signal.Signals, code: int, told: str) -> None:
    process = started("list", program=[sys.executable, "-X", "importtime", "-m", "designer"])
    assert process.stderr is not None
    for line in process.stderr:
        if b"msgspec" in line:  # one of the first things that the commands need
            break
    said = stopped(process, how)
    assert process.returncode == code
    assert said.splitlines()[-1].startswith(f"waypost: {told}; ")
    assert "Traceback" not in said


LOSING = """
import os, sys, time, weakref
from designer.cli.interrupts import Interrupted, heed_sigterm, explain_interrupt

class Thing: pass

def gone(reference):
    os.kill(os.getpid(), int(sys.argv[1]))
    "the signal is handled before this function returns"

try:
    with heed_sigterm(), explain_interrupt("nothing is lost"):
        thing = Thing()
        reference = weakref.ref(thing, gone)
        del thing
        time.sleep(60)
except Interrupted as stop:
    print(stop)
    sys.exit(stop.code)
"""


@HOW
def test_stopped_where_python_lets_go_of_what_is_raised(how: signal.Signals, code: int, told: str) -> None:
    command = [sys.executable, "-c", LOSING, str(int(how))]
    done = subprocess.run(command, capture_output=True, timeout=60, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (code, f"{told}; nothing is lost\n".encode(), b"")


@pytest.mark.parametrize("asked", [["list"], ["--help"], ["list", "--help"]], ids=" ".join)
def test_nobody_reads_the_answer(waypost: Terminal, asked: list[str]) -> None:
    waypost("new", "Course", "--template", "seed")
    reading, writing = os.pipe()
    os.close(reading)
    command = [*WAYPOST, "--workspace", str(waypost.folder / "workspace"), *asked]
    done = subprocess.run(command, stdout=writing, stderr=subprocess.PIPE, timeout=60, check=False)
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, b"")
