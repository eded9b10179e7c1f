"""The statement log: importing, and a simulation from it against one event by event from the file, in one run.

``python -m tests.benchmarks.bench_log [1000000]``: how many statements are generated, 100,000 unless told. The journey
has three waypoints, each on a verb and an activity.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import TypeVar

from engine.events import from_line
from engine.journey import Journey, from_document
from engine.plan import Plan
from engine.report import report
from engine.simulate import Simulation, SimulationResult
from store.log import import_files, info, simulate_log
from store.sources.reader import lines
from tests.benchmarks.generate import VERB, activity, chosen_size, write

SIZE = 100_000
ROUNDS = 3

Answer = TypeVar("Answer")


def waypoint(verb: str, number: int) -> dict[str, object]:
    condition = {"statement.verb.id": VERB + verb, "statement.object.id": activity(3, number)}
    return {"kind": "waypoint", "condition": condition}


def journey(exit: str = "done") -> Journey:
    """Launch one activity, answer in the next, complete a third."""
    path = ("start", "launched", "answered", "completed", exit)
    steps = {
        "start": {"kind": "entry", "trigger": {"on": "first_match"}},
        **{verb: waypoint(verb, number) for number, verb in enumerate(path[1:4])},
        exit: {"kind": "exit"},
    }
    transitions = [{"from": one, "to": other} for one, other in pairwise(path)]
    return from_document(
        {"format": 1, "id": "bench", "name": "bench", "steps": steps, "transitions": transitions}
    )


def event_by_event(plan: Plan, source: str) -> SimulationResult:
    simulation = Simulation(plan)
    for line in lines(source):
        if line.raw is not None:
            simulation.add(from_line(line.raw, as_stored=simulation.as_stored))
    return simulation.result()


def timed(work: Callable[[], Answer]) -> tuple[float, Answer]:
    start = time.perf_counter()
    answer = work()
    return time.perf_counter() - start, answer


def main(size: int = 0) -> None:
    size = size or chosen_size(SIZE)
    with tempfile.TemporaryDirectory() as folder:
        source, log = Path(folder) / "statements.ndjson", Path(folder) / "log"
        write(source, size)
        measure(source, log, size)


def measure(source: Path, log: Path, size: int) -> None:
    plan = Plan(journey())
    taken, _ = timed(lambda: import_files(log, [str(source)]))
    kept = sum(file.stat().st_size for file in log.rglob("*.parquet"))
    said, _ = timed(lambda: info(log))
    first, _ = timed(lambda: simulate_log(log, plan))
    rounds = [timed(lambda: simulate_log(log, plan)) for _ in range(ROUNDS)]
    by_event, expected = timed(lambda: event_by_event(plan, str(source)))
    assert report(rounds[0][1], owners=True) == report(expected, owners=True)
    by_log = statistics.median(seconds for seconds, _ in rounds)
    print(f"{size:,} statements ({source.stat().st_size / 1e6:,.0f} MB), a journey of 3 waypoints")
    print(
        f"  import into a log    {taken:>8.2f} s  {size / taken:>10,.0f} statements/s, {kept / 1e6:,.0f} MB kept"
    )
    print(f"  info                 {said:>8.2f} s")
    print(f"  event by event       {by_event:>8.2f} s  {size / by_event:>10,.0f} statements/s")
    print(f"  from the log, first  {first:>8.2f} s  (makes the columns it lacks)")
    print(f"  from the log         {by_log:>8.2f} s  {size / by_log:>10,.0f} statements/s")
    print(
        f"  {by_event / by_log:.1f} x as fast as event by event; {rounds[0][1].counts.matched:,} statements matched"
    )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
