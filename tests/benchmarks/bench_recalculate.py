"""Recalculating a log: against the engine event by event from the file, after an edit, and with two workers; one run.

``python -m tests.benchmarks.bench_recalculate [100000]``: how many statements are generated, a million unless told. Two
journeys of three waypoints: the conditions of the narrow one, a verb and an activity, match one statement in a
thousand; those of the broad one, a verb each, match every fourth. Times are medians. Workers are forked from a server
that stands from the first round on, as in a program that goes on; "from a cold start" it is started, too.
"""

from __future__ import annotations

import logging
import multiprocessing
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple, TypeVar

import orjson
from distributed import LocalCluster

from designer.cli.event_files import run
from engine.events import from_line
from engine.journey import Journey, from_document
from engine.plan import Plan
from engine.report import report
from engine.simulate import Simulation, SimulationResult
from store.log import import_files
from store.recalculate import RecalculationResult, recalculate
from store.sources.reader import lines
from store.workspace import Workspace
from tests.benchmarks.generate import VERB, activity, chosen_size, write

SIZE = 1_000_000
ROUNDS = 3
WAY = ("launched", "answered", "completed")

Answer = TypeVar("Answer")


class Bench(NamedTuple):
    """What is measured on: a file of statements, the log of it, and a folder for workspaces."""

    size: int
    source: Path
    log: Path
    folder: Path


def journey(kind: str, edited: bool = False) -> Journey:
    """Three waypoints in a row; edited: in another order, and the first one twice."""
    steps: dict[str, object] = {"start": {"kind": "entry", "trigger": {"on": "first_match"}}}
    for number, verb in enumerate(WAY):
        condition = {"statement.verb.id": VERB + verb}
        if kind == "narrow":
            condition["statement.object.id"] = activity(3, number)
        steps[verb] = {"kind": "waypoint", "condition": condition}
    if edited:
        steps["launched"] |= {"count": 2}  # type: ignore[operator]
    order = ("start", *(reversed(WAY) if edited else WAY), "done")
    steps["done"] = {"kind": "exit"}
    transitions = [{"from": one, "to": other} for one, other in pairwise(order)]
    return from_document(
        {"format": 1, "id": "bench", "name": "bench", "steps": steps, "transitions": transitions}
    )


def event_by_event(plan: Plan, source: Path) -> SimulationResult:
    simulation = Simulation(plan)
    for line in lines(str(source)):
        if line.raw is not None:
            simulation.add(from_line(line.raw, as_stored=simulation.as_stored))
    return simulation.result()


def simulate(plan: Plan, source: Path) -> SimulationResult:
    """As ``waypost simulate`` does: what cannot matter is only skimmed."""
    return run(plan, [str(source)], seed=0, until=None).simulated


def parse(source: Path) -> None:
    with source.open("rb") as file:
        for line in file:
            orjson.loads(line)


def parse_range(source: Path, start: int, end: int) -> None:
    """Parse the lines that begin between two bytes of a file."""
    with source.open("rb") as file:
        file.seek(max(start - 1, 0))
        if start:
            file.readline()
        while file.tell() < end:
            orjson.loads(file.readline())


def parse_halves(source: Path) -> None:
    """Parse a file by two processes, a half each."""
    size = source.stat().st_size
    with multiprocessing.Pool(2) as pool:
        pool.starmap(parse_range, [(source, 0, size // 2), (source, size // 2, size)])


def from_file(plan: Plan, source: Path) -> tuple[float, float]:
    """The median times to simulate a file and to do no more than parse it, in turns."""
    rounds = [
        (timed(lambda: simulate(plan, source))[0], timed(lambda: parse(source))[0]) for _ in range(ROUNDS)
    ]
    simulated, parsed = zip(*rounds, strict=True)
    return statistics.median(simulated), statistics.median(parsed)


def fresh(bench: Bench) -> Workspace:
    """A new workspace, and a log that was never asked."""
    shutil.rmtree(bench.folder, ignore_errors=True)
    shutil.rmtree(bench.log / "matches", ignore_errors=True)
    return Workspace.open(bench.folder)


def timed(work: Callable[[], Answer]) -> tuple[float, Answer]:
    start = time.perf_counter()
    answer = work()
    return time.perf_counter() - start, answer


def anew(bench: Bench, plan: Plan, **how: object) -> float:
    """The median time to recalculate from nothing."""
    times = []
    for _ in range(ROUNDS):
        workspace = fresh(bench)
        times.append(timed(lambda: recalculate(workspace, plan, bench.log, **how))[0])  # type: ignore[arg-type]  # noqa: B023
    return statistics.median(times)


def edited(bench: Bench, plan: Plan, kind: str) -> float:
    """The median time to recalculate after the graph was edited, to and fro."""
    workspace, plans = fresh(bench), [Plan(journey(kind, edited=True)), plan]
    recalculate(workspace, plan, bench.log)
    times = [timed(lambda: recalculate(workspace, plans[n % 2], bench.log))[0] for n in range(2 * ROUNDS)]  # noqa: B023
    return statistics.median(times)


def cold(bench: Bench, kind: str) -> float:
    """The time to recalculate with two workers in a program that has just begun."""
    return float(
        alone("print(bench.only_recalculate(*sys.argv[1:], workers=2))", bench.log, bench.folder, kind)
    )


def unchanged(bench: Bench, plan: Plan) -> tuple[float, RecalculationResult]:
    workspace = fresh(bench)
    recalculate(workspace, plan, bench.log)
    return timed(lambda: recalculate(workspace, plan, bench.log))


def measure(bench: Bench, kind: str, url: str) -> None:
    plan = Plan(journey(kind))
    by_event, expected = timed(lambda: event_by_event(plan, bench.source))
    skimmed, parsed = from_file(plan, bench.source)
    recalculate(fresh(bench), plan, bench.log)  # makes the columns that the log lacks
    one = anew(bench, plan)
    two, cluster = anew(bench, plan, workers=2), anew(bench, plan, dask=url)
    begun = cold(bench, kind)
    whole = timed(lambda: parse_range(bench.source, 0, bench.source.stat().st_size))[0]
    halves = timed(lambda: parse_halves(bench.source))[0]
    edit = edited(bench, plan, kind)
    again, done = unchanged(bench, plan)
    answer, simulated = timed(done.simulated)
    assert report(simulated, owners=True) == report(expected, owners=True)
    matched, owners = done.counts.matched, len(simulated.owners)
    print(f"{kind}: {matched:,} of {bench.size:,} statements match, {owners:,} owners have progress")
    print(f"  orjson, only parsing the file        {parsed:>8.2f} s")
    print(
        f"  simulate from the file               {skimmed:>8.2f} s  {skimmed / parsed:>6.2f} × parsing (reach 0.6)"
    )
    print(f"  engine, event by event from the file {by_event:>8.2f} s")
    print(
        f"  recalculate from the log             {one:>8.2f} s  {by_event / one:>6.1f} × as fast (reach 15)"
    )
    print(
        f"  after an edit of the graph           {edit:>8.2f} s  {one / edit:>6.1f} × again (reach 5), "
        f"{by_event / edit:.0f} × the engine"
    )
    print(f"  when nothing has changed             {again:>8.2f} s")
    print(f"  reading everybody's progress         {answer:>8.2f} s")
    print(f"  two processes                        {two:>8.2f} s  {one / two:>6.2f} × one (reach 1.8)")
    print(f"  two processes, from a cold start     {begun:>8.2f} s  {one / begun:>6.2f} × one")
    print(
        f"  a Dask cluster of two workers        {cluster:>8.2f} s  {one / cluster:>6.2f} × one (reach 1.7)"
    )
    print(f"  multiprocessing: parsing by halves   {halves:>8.2f} s  {whole / halves:>6.2f} × one process")


def peak(work: str, *arguments: object) -> str:
    """The peak memory of a process of its own, in MB."""
    told = "print(re.search(r'VmHWM:\\s+(\\d+)', open('/proc/self/status').read())[1])"
    return f"{int(alone(f'bench.{work}(*sys.argv[1:]); {told}', *arguments)) // 1024:>6,} MB"


def alone(code: str, *arguments: object) -> str:
    """What a process of its own prints, which knows this module as ``bench``."""
    code = f"import re, sys; from tests.benchmarks import bench_recalculate as bench; {code}"
    done = subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)], capture_output=True, text=True, check=True
    )
    return done.stdout


def only_simulate(source: str, kind: str) -> None:
    simulate(Plan(journey(kind)), Path(source))


def only_recalculate(log: str, folder: str, kind: str, **how: int) -> float:
    """Returns how long it took."""
    bench = Bench(0, Path(), Path(log), Path(folder))
    return timed(lambda: recalculate(fresh(bench), Plan(journey(kind)), bench.log, **how))[0]


def main(size: int = 0) -> None:
    size = size or chosen_size(SIZE)
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        bench = Bench(size, folder / "statements.ndjson", folder / "log", folder / "workspace")
        write(bench.source, size)
        import_files(bench.log, [str(bench.source)])
        with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
            for kind in ("narrow", "broad"):
                measure(bench, kind, cluster.scheduler_address)
        print("peak memory")
        print(f"  simulate, narrow and broad    {peak('only_simulate', bench.source, 'narrow')}", end="")
        print(f" {peak('only_simulate', bench.source, 'broad')} (reach 300)")
        print(
            f"  recalculate, narrow and broad {peak('only_recalculate', bench.log, bench.folder, 'narrow')}",
            end="",
        )
        print(f" {peak('only_recalculate', bench.log, bench.folder, 'broad')}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
