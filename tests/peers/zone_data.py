"""tzdata: a log recalculated by one edition of the zone data and then by a newer one, each as its package has it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from tests.peers.installation import packages_in_folder
from tests.peers.outcome import PeerOutcome, counted

NAME: Final = "tzdata"
OLD, NEW = "2026.1", "2026.6"
VERSION: Final = f"{OLD}, {NEW}"

Design = dict[str, Any]

ZONES: Final[dict[str, object]] = {
    "vancouver": "America/Vancouver",  # from November 2026 on, it keeps the time of summer
    "lisbon": "Europe/Lisbon",
    "anywhere": {"path": "traits.timezone", "else": "America/Vancouver"},
    "plain": None,
}
CHANGED: Final = ("vancouver", "anywhere")


def design(name: str, zone: object) -> Design:
    """A journey that waits for Monday nine o'clock, or, without a zone, for a day."""
    monday: Design = {"kind": "delay", "until": {"weekday": "mon", "at": "09:00"}, "zone": zone}
    steps: Design = {
        "start": {"kind": "entry", "trigger": {"on": "event", "condition": "event('Began').count() = 1"}},
        "wait": monday if zone else {"kind": "delay", "duration": "1d"},
        "done": {"kind": "exit"},
    }
    transitions = [{"from": "start", "to": "wait"}, {"from": "wait", "to": "done"}]
    return {"format": 1, "id": name, "name": name, "steps": steps, "transitions": transitions}


def run() -> PeerOutcome:
    """Each design by the old edition, again by the old, then by the new: only what depends on it is folded again."""
    editions = {version: packages_in_folder(f"tzdata=={version}") for version in (OLD, NEW)}
    with TemporaryDirectory() as folder:
        return counted(_tried(Path(folder), editions))


def _tried(folder: Path, editions: dict[str, Path]) -> Iterator[tuple[str, str]]:
    events = folder / "events.ndjson"
    events.write_text("".join(json.dumps(each) + "\n" for each in _events()))
    for name, zone in ZONES.items():
        (folder / f"{name}.journey.json").write_text(json.dumps(design(name, zone)))

    def waypost(edition: str, *arguments: str) -> tuple[dict[str, Any], bool]:
        """The answer, and whether anybody was folded for it."""
        environment = {**os.environ, "PYTHONPATH": str(editions[edition])}
        command = [
            sys.executable,
            "-m",
            "designer",
            "--workspace",
            str(folder / "workspace"),
            *arguments,
            "--json",
        ]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        answer: dict[str, Any] = json.loads(done.stdout)
        return answer, re.search(
            r"^[1-9][\d,]* owners? (?:was|were) computed anew", done.stderr, re.M
        ) is not None

    waypost(OLD, "log", "import", str(events))
    for name in ZONES:
        file = str(folder / f"{name}.journey.json")
        again = ["recalculate", file, "--owners", "--until", "2026-12-31T00:00:00Z"]
        old, first = waypost(OLD, *again)
        yield f"{name}: nothing new", _unless(first and not waypost(OLD, *again)[1])
        new, folded = waypost(NEW, *again)
        changed = name in CHANGED
        yield f"{name}: folded again or not", _unless(folded is changed)
        full, _ = waypost(NEW, "simulate", file, str(events), "--owners", "--until", "2026-12-31T00:00:00Z")
        yield f"{name}: as a full run", _unless(new["owners"] == full["owners"])
        yield f"{name}: another answer or not", _unless((old["owners"] != new["owners"]) is changed)


def _unless(is_so: bool, wrong: str = "not so") -> str:
    return "" if is_so else wrong


def _events() -> Iterator[dict[str, Any]]:
    for day in range(1, 29):
        call = {"type": "track", "event": "Began", "userId": f"u{day}", "messageId": f"m{day}"}
        yield call | {"timestamp": f"2026-11-{day:02d}T12:00:00Z", "properties": {}}
