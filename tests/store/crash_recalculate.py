"""Kill a recalculation with SIGKILL, many times, and see that it goes on where it was and comes to the right end.

``python tests/store/crash_recalculate.py [--kills 200] [--seed N] [FOLDER]``. Before each kill the design is edited or
the log grows. The killed process tells after each partition how many events are left. Whoever asks afterwards must be
told that nobody is at work; what was told to be done must not be done again; and the answer must be, byte for byte,
that of a simulation of all statements.
"""

from __future__ import annotations

import argparse
import json
import os
import select
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from random import Random

import msgspec

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent.parent))

from scenario import delay, design, exit_, first_match, statement, waypoint

from engine.events import from_line
from engine.journey import Journey
from engine.plan import Plan
from engine.report import report
from engine.simulate import SimulationResult, simulate
from store.log import import_files
from store.recalculate import recalculate, todo
from store.workspace import Workspace

PEOPLE, EVENTS = 300, 2_000
PORTION = 300  # events in a transaction: often enough for many kills to come in between


def journey(number: int) -> Journey:
    """One of several designs of a journey: another graph, and now and then another condition."""
    verbs = ("seen", "passed", "left")
    first, second = verbs[number % 3], verbs[(number // 3) % 3]
    steps = {
        "start": first_match(),
        "one": waypoint(first, count=1 + number % 4),
        "pause": delay("2h"),
        "two": waypoint(second),
        "done": exit_(),
    }
    return design(steps, "start>one>pause>two>done")


def told(random: Random, count: int) -> list[bytes]:
    """Statements of a few people over a day."""
    return [
        json.dumps(
            statement(
                random.randint(0, 1440),
                random.choice(("seen", "passed", "left")),
                f"p{random.randrange(PEOPLE)}",
            )
        ).encode()
        for _ in range(count)
    ]


def canonical(simulated: SimulationResult) -> bytes:
    return msgspec.json.encode(report(simulated, owners=True), order="sorted")


def add(folder: Path, lines: list[bytes]) -> None:
    """Let the file grow, and the log with it."""
    with (folder / "events.ndjson").open("ab") as file:
        file.writelines(line + b"\n" for line in lines)
    in_child(lambda: bool(import_files(folder / "log", [str(folder / "events.ndjson")])))


def killed(folder: Path, number: int, random: Random) -> int | None:
    """Start a recalculation, kill it at a moment of its work; how many events it said were left, if it said so."""
    reports, report = os.pipe()
    child = forked(lambda: telling(folder, number, report))
    os.close(report)
    if random.random() < 0.9:
        select.select([reports], [], [])  # it has begun
    time.sleep(random.uniform(0, 0.25))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    with open(reports, "rb") as file:
        lines = file.read().split()
    return int(lines[-1]) if lines else None


def telling(folder: Path, number: int, report: int) -> bool:
    todo.PORTION = PORTION  # type: ignore[misc]
    recalculate(
        Workspace.open(folder / "workspace"),
        Plan(journey(number)),
        folder / "log",
        watch=lambda status: os.write(report, b"%d\n" % status.remaining_count),
    )
    return True


def goes_on(folder: Path, number: int, left: int | None) -> bool:
    """Whether a second run does only what was left and comes to the right end."""
    workspace = Workspace.open(folder / "workspace")
    assert not workspace.runs.status("test").in_progress
    plan = Plan(journey(number))
    done = recalculate(workspace, plan, folder / "log")
    if left is not None:
        assert done.status.total_count - done.status.skipped_count <= left, (done.status, left)
    lines = (folder / "events.ndjson").read_bytes().splitlines()
    expected = canonical(simulate(plan, map(from_line, lines)))
    assert canonical(done.simulated()) == expected
    assert canonical(recalculate(workspace, plan, folder / "log").simulated()) == expected
    return True


def forked(work: Callable[[], bool]) -> int:
    """A child that does the work: nothing of it stays in this process, which forks again and again."""
    child = os.fork()
    if child == 0:
        failed = 1
        try:
            failed = not work()
        finally:
            os._exit(failed)
    return child


def in_child(work: Callable[[], bool]) -> None:
    assert os.waitpid(forked(work), 0)[1] == 0, "see the traceback above"


def run(folder: Path, kills: int, seed: int) -> str:
    """Raises AssertionError if a recalculation does not keep its word. A line for people."""
    random, half_way = Random(seed), 0
    add(folder, told(random, EVENTS))
    for number in range(kills):
        if number % 2:
            add(folder, told(random, random.choice([1, 10, 200])))
        left = killed(folder, number // 2, random)
        half_way += bool(left)
        in_child(lambda number=number, left=left: goes_on(folder, number // 2, left))
    return f"{kills} kills of a recalculation, {half_way} of them half-way; every one went on and came to the right end"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--kills", type=int, default=200)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("folder", type=Path, nargs="?")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        print(run(chosen.folder or Path(temporary), chosen.kills, chosen.seed))


if __name__ == "__main__":
    main()
