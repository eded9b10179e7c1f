"""Statements of outcomes, delivered to Ralph by a ``deliver`` that is killed again and again: each is there once.

``deliver`` is killed 20 times at random moments (the seed is fixed), then runs to its end. What Ralph has then must
pass Learning Locker's own validator.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any, Final

import httpx

from engine.emission import statement_id
from engine.journey import to_document
from tests.peers.installation import node_modules, python_with
from tests.peers.killable import SEED, until
from tests.peers.outcome import PeerOutcome, counted
from tests.peers.ralph import COURSE, PASSWORD, USER, ralph
from tests.peers.subject import PROGRAMS, Results

NAME: Final = "deliver, killed: Ralph"
VERSION: Final = "5.1.0"
LEARNERS: Final = 200
KILLS: Final = 20
VALIDATOR: Final = "@learninglocker/xapi-validation@3.0.0"


def run() -> PeerOutcome:
    """What Ralph has in the end."""
    python = python_with(f"ralph-malph[backend-fs,lrs,cli]=={VERSION}", "requests")
    with tempfile.TemporaryDirectory() as folder, ralph(python, Path(folder)) as url:
        return counted(_results(url, Path(folder)))


def _results(url: str, folder: Path) -> Results:
    waypost = [sys.executable, "-m", "designer", "--workspace", str(folder / "workspace")]
    secrets = {"WAYPOST_TARGET_RALPH_KEY": USER, "WAYPOST_TARGET_RALPH_SECRET": PASSWORD}
    settings = os.environ | secrets
    (folder / "course.journey.json").write_text(json.dumps(to_document(COURSE)))
    events = folder / "events.ndjson"
    events.write_text("".join(json.dumps(_passed(number)) + "\n" for number in range(LEARNERS)))

    def call(*words: str) -> str:
        done = subprocess.run([*waypost, *words], env=settings, capture_output=True, text=True, check=False)
        return done.stdout or done.stderr

    call("import", str(folder / "course.journey.json"), "--name", "course")
    call("target", "add", "ralph", "--kind", "lrs", "--url", url)
    call("log", "import", str(events), "--into", str(folder / "log"))
    call("recalculate", "course", str(folder / "log"))
    expected = {statement_id(row["id"]) for row in json.loads(call("outbox", "--json"))}
    deliver = [*waypost, "deliver", "--allow-private"]
    kills = _killed(deliver, settings)
    said = ""

    def is_done() -> bool:
        nonlocal said
        said = call("deliver", "--allow-private")
        return "nothing to deliver" in said

    until(is_done)  # what Ralph was too slow for is put off, and tried again
    found = _earned(url)
    times = Counter(each["id"] for each in found)
    return [
        (f"{len(expected)} statements after {kills} kills", _differs(set(times), expected)),
        ("an outcome of each learner", "" if len(expected) == LEARNERS else f"{len(expected)} of {LEARNERS}"),
        ("each is there once", _differs({id for id, count in times.items() if count > 1}, set())),
        ("each passes the validator", _invalid(found)),
        ("nothing is left", "" if "nothing to deliver" in said else said[-300:]),
    ]


def _killed(deliver: list[str], settings: dict[str, str]) -> int:
    """Start ``deliver`` and kill it, again and again: at random moments once it has loaded. How often it was killed."""
    chance = random.Random(SEED)
    kills = 0
    for _ in range(KILLS):
        process = subprocess.Popen(
            deliver, env=settings, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL
        )
        time.sleep(chance.uniform(0.5, 4))
        kills += process.poll() is None
        process.kill()
        process.wait()
    return kills


def _passed(number: int) -> dict[str, Any]:
    return {
        "id": f"00000000-0000-4000-8000-{number:012x}",
        "actor": {"mbox": f"mailto:p{number}@example.org", "name": f"Learner {number}"},
        "verb": {"id": "http://adlnet.gov/expapi/verbs/passed"},
        "object": {"id": "http://example.org/quiz"},
        "timestamp": "2026-01-01T00:00:00Z",
    }


def _earned(url: str) -> list[dict[str, Any]]:
    """All statements that an outcome made, from all of Ralph's pages."""
    found: list[dict[str, Any]] = []
    more = f"{url}/statements?limit=100"
    with httpx.Client(auth=(USER, PASSWORD), timeout=60) as client:
        while more:
            page = client.get(httpx.URL(url).join(more)).raise_for_status().json()
            found += page["statements"]
            more = page.get("more", "")
    return [each for each in found if each["verb"]["id"].endswith("/earned")]


def _invalid(statements: list[dict[str, Any]]) -> str:
    """What the validator has against the first that it does not take."""
    modules = node_modules(VALIDATOR)
    lines = "".join(json.dumps(each) + "\n" for each in statements)
    command = ["node", str(PROGRAMS / "validate.cjs"), str(modules)]
    done = subprocess.run(command, input=lines, capture_output=True, text=True, check=True)
    wrong = [line for line in done.stdout.splitlines() if line != "[]"]
    return wrong[0][:300] if wrong else "" if statements else "there are none"


def _differs(found: set[str], expected: set[str]) -> str:
    return "" if found == expected else f"{len(found - expected)} too many, {len(expected - found)} missing"
