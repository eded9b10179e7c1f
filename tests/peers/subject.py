"""What peers are tried against: the local server, and programs in other languages that speak to it."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from designer.sandbox.server import RunningServer, ServerSettings, running
from tests.peers.installation import node_modules, python_with

Results = list[tuple[str, str]]
"""Operations, each with what went wrong (empty: nothing did)."""

PROGRAMS = Path(__file__).parent / "programs"
PATIENCE = 300
"""Seconds that a program may take."""


@contextmanager
def served(settings: ServerSettings | None = None) -> Iterator[RunningServer]:
    """The local server on a fresh workspace."""
    with tempfile.TemporaryDirectory() as folder, running(Path(folder), settings) as server:
        yield server


def told_by(command: list[str], server: RunningServer, more: Mapping[str, str] | None = None) -> Results:
    """What a program says of its operations: a line of JSON each, ``{"operation": …, "wrong": …}``.

    It is told of the server by ``ENDPOINT``, ``KEY``, ``SECRET``, ``URL`` and ``WRITE_KEY`` in its environment.
    """
    pair = server.keys.learninglocker
    told = {"ENDPOINT": f"{server.url}/data/xAPI/", "KEY": pair.key, "SECRET": pair.secret}
    told |= {"URL": server.url, "WRITE_KEY": server.keys.source} | dict(more or {})
    done = subprocess.run(
        command, env=os.environ | told, capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    lines = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    results = [(str(each["operation"]), str(each.get("wrong") or "")) for each in lines]
    if done.returncode:
        results.append(("runs to its end", (done.stderr.strip() or "no message")[-300:]))
    return results


def python_program(name: str, packages: list[str], server: RunningServer) -> Results:
    """What a program in ``programs`` tells, run by a Python that has these packages and not Waypost."""
    return told_by([str(python_with(*packages)), str(PROGRAMS / f"{name}.py")], server)


def node_program(
    name: str, packages: list[str], server: RunningServer, more: Mapping[str, str] | None = None
) -> Results:
    """What a program in ``programs`` tells, run by Node.js with these packages."""
    folder = node_modules(*packages)
    return told_by(["node", str(PROGRAMS / f"{name}.cjs")], server, {"MODULES": str(folder), **(more or {})})
