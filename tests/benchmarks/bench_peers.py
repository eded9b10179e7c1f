"""Waypost beside what else does its jobs, and beside an older commit of itself: processor seconds and peak memory.

``make bench SIZE=1000000 AGAINST=v0.1.0``: how many statements are generated (100,000 unless told), and the commit that
is checked out beside, to be run by the same Python. Every job is a process of its own, with one thread unless it says
otherwise; those of a table run in turns, and the median of what each took is printed. Ratios are those of a table.
"""

from __future__ import annotations

import compileall
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Final, NamedTuple

from tests.benchmarks import peers
from tests.benchmarks.generate import VERB, activity, chosen_size, write

ROOT = Path(__file__).parent.parent.parent
ROUNDS = 3
SIZE = 100_000
TENFOLD = 10

IMPORT = """
import shutil, sys
from pathlib import Path
from store.log import import_files
shutil.rmtree(sys.argv[1], True)
import_files(Path(sys.argv[1]), sys.argv[2:])
"""

WARM = """
import shutil, sys, time
from pathlib import Path
from engine.journey import decode
from engine.plan import Plan
from store.recalculate import recalculate
from store.workspace import Workspace
log, *designs = map(Path, sys.argv[1:])
folder = log.with_suffix(".workspace")
shutil.rmtree(folder, True)
shutil.rmtree(log / "matches", True)
workspace = Workspace.open(folder)
plans = [Plan(decode(design.read_bytes())) for design in designs]
recalculate(workspace, plans[0], log)
begun = time.process_time()
recalculate(workspace, plans[-1], log)
print(time.process_time() - begun)
"""
"""A recalculation in a process that has done another one before."""

OPEN = """
import sys, time
from pathlib import Path
from store.workspace import Workspace
import store.progress
begun = time.process_time()
workspace = Workspace.open(Path(sys.argv[1]))
"""
OPENING = f"{OPEN}print(workspace.names(), time.process_time() - begun)"
FIRST_QUESTION = f"{OPEN}print(workspace.progress.count('bench'), time.process_time() - begun)"

FILL = """
import sys
from pathlib import Path
from engine.progress import Attempt
from store.progress import OwnerProgress
from store.workspace import Workspace
attempt = Attempt(number=0, started_at=0, at="a", since=0, seen=0, path=("start", "a"), entered=(0, 0))
records = [OwnerProgress(owner=str(number), attempts=(attempt,)) for number in range(99_999)]
Workspace.open(Path(sys.argv[1])).progress.put_many("bench", records)
"""


class Cost(NamedTuple):
    """Seconds of a process: of the processor, of that those of the job (all, if it does not tell), by the clock; and
    its peak memory in MB.
    """

    whole: float
    job: float
    elapsed: float
    peak: float


class Job(NamedTuple):
    """A job as the arguments of Python, run in a folder (a checkout); ``first`` are those of what it goes on from."""

    name: str
    arguments: tuple[object, ...]
    folder: Path = ROOT
    alone: bool = False
    first: tuple[object, ...] = ()


def cost(job: Job) -> Cost:
    if job.first:
        cost(Job(job.name, job.first, job.folder))
    environment = {**os.environ, "PYTHONPATH": str(job.folder), "POLARS_MAX_THREADS": "1"}
    command = [sys.executable, *map(str, job.arguments)]
    begun = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=job.folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    assert process.stdout is not None
    told = process.stdout.read().split()
    _, status, used = os.wait4(process.pid, 0)
    elapsed = time.perf_counter() - begun
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{job.name} failed: {command}")
    whole = used.ru_utime + used.ru_stime
    return Cost(whole, float(told[-1]) if job.alone else whole, elapsed, used.ru_maxrss / 1024)


def compare(title: str, jobs: Sequence[Job], reach: str = "") -> None:
    """Print what ``jobs`` cost that do the same; ``reach`` is what the first may take."""
    rounds = [[cost(job) for job in jobs] for _ in range(ROUNDS)]
    print(f"{title}{f' (reach: {reach})' if reach else ''}")
    first, first_elapsed = _medians(costs[0] for costs in rounds)
    for at, job in enumerate(jobs):
        seconds, elapsed = _medians(costs[at] for costs in rounds)
        line = f"  {job.name:<34}{seconds:>9.2f} s {max(costs[at].peak for costs in rounds):>7,.0f} MB"
        line += "" if job.alone else f" {elapsed:>9.2f} s elapsed"
        line += f"  Waypost takes {first / seconds:.2f} x" if at else ""
        print(
            line + (f", elapsed {first_elapsed / elapsed:.2f} x" if at and not job.alone else ""), flush=True
        )


def _medians(costs: Iterable[Cost]) -> tuple[float, float]:
    """The medians of what a job took: processor seconds, and by the clock."""
    jobs, elapsed = zip(*((cost.job, cost.elapsed) for cost in costs), strict=True)
    return statistics.median(jobs), statistics.median(elapsed)


@contextmanager
def checkout(commit: str | None, folder: Path) -> Iterator[Path | None]:
    """The tree of a commit, beside this one."""
    if not commit:
        yield None
        return
    git = ["git", "-C", str(ROOT), "worktree"]
    subprocess.run([*git, "add", "--detach", str(folder), commit], check=True, stdout=subprocess.DEVNULL)
    try:
        compile_packages(folder)
        yield folder
    finally:
        subprocess.run([*git, "remove", "--force", str(folder)], check=True)


def compile_packages(tree: Path) -> None:
    """Make the bytecode of a ``tree``, as installing it does."""
    for package in ("designer", "engine", "store"):
        compileall.compile_dir(tree / package, quiet=2)


class Files:
    """Statements, designs and where things are put, in a folder."""

    def __init__(self, folder: Path, size: int) -> None:
        self.folder, self.size = folder, size
        folder.mkdir(exist_ok=True)
        self.source = folder / f"{size}.ndjson"
        write(self.source, size)
        self.broad = self._design("broad", {})
        self.narrow = self._design("narrow", {verb: activity(3, at) for at, verb in enumerate(peers.WAY)})
        self.edited = self._design("edited", {}, peers.WAY[::-1])

    def _design(self, name: str, objects: Mapping[str, str], way: Sequence[str] = peers.WAY) -> Path:
        steps: dict[str, object] = {"start": {"kind": "entry", "trigger": {"on": "first_match"}}}
        for verb in way:
            condition = {"statement.verb.id": VERB + verb}
            condition |= {"statement.object.id": objects[verb]} if verb in objects else {}
            steps[verb] = {"kind": "waypoint", "condition": condition}
        return self.journey(name, steps | {"done": {"kind": "exit"}})

    def journey(self, name: str, steps: Mapping[str, object]) -> Path:
        """A design of steps in a row."""
        ids = list(steps)
        transitions = [{"from": one, "to": other} for one, other in pairwise(ids)]
        path = self.folder / f"{name}.journey.json"
        document = {"format": 1, "id": "bench", "name": "bench", "steps": steps, "transitions": transitions}
        path.write_text(json.dumps(document))
        return path

    def chain(self, length: int) -> Path:
        steps: dict[str, object] = {"start": {"kind": "entry", "trigger": {"on": "first_match"}}}
        for number in range(length):
            condition = {"statement.verb.id": f"{VERB}{number}"}
            steps[f"w{number}"] = {"kind": "waypoint", "condition": condition}
        return self.journey(f"chain-{length}", steps | {"done": {"kind": "exit"}})


def waypost(*arguments: object, older: Path | None = None) -> Job:
    """A command of Waypost, or of the older one."""
    name = "Waypost before" if older else "Waypost"
    return Job(name, ("-m", "designer", *arguments), older or ROOT)


def both(older: Path | None, *arguments: object) -> list[Job]:
    """A command of Waypost, and of the older one if there is one."""
    return [waypost(*arguments, older=tree) for tree in ([None, older] if older else [None])]


def peer(name: str, job: str, *arguments: object, alone: bool = False) -> Job:
    return Job(name, ("-m", "tests.benchmarks.peers", job, *arguments), alone=alone)


def cold(files: Files, older: Path | None) -> None:
    def jobs(design: Path, *others: Job) -> list[Job]:
        mine = both(older, "simulate", design, files.source, "--json")
        return [mine[0], *others, *mine[1:]]

    peers_of = (
        peer("DuckDB, typed query", "duckdb_funnel", files.source),
        peer("DuckDB, two threads", "duckdb_funnel", files.source, 2),
        peer("Polars", "polars_funnel", files.source),
    )
    compare("a file, every fourth statement matches", jobs(files.broad, *peers_of), "1.7 x DuckDB")
    parsing = peer("orjson, only parsing", "orjson_parse", files.source)
    compare("a file, one statement in a thousand matches", jobs(files.narrow, parsing), "0.4 x orjson")


def logs(files: Files, older: Path | None) -> None:
    copied = files.folder / "copy.parquet"
    trees = {files.folder / "log": ROOT} | ({files.folder / "log-before": older} if older else {})

    def jobs(script: str, *arguments: object, alone: bool) -> list[Job]:
        names = ("Waypost", "Waypost before")
        return [
            Job(name, ("-c", script, log, *arguments), tree, alone)
            for name, (log, tree) in zip(names, trees.items(), strict=False)
        ]

    mine = jobs(IMPORT, files.source, alone=False)
    copy = peer("DuckDB, COPY of documents", "duckdb_copy", files.source, copied)
    compare("import into a log", [mine[0], copy, *mine[1:]], "1.2 x DuckDB, 300 MB")
    parquet = peer("DuckDB, from Parquet", "duckdb_parquet", copied, alone=True)
    mine = jobs(WARM, files.narrow, files.broad, alone=True)
    compare("from the log, in process", [mine[0], parquet, *mine[1:]], "1.5 x DuckDB")
    mine = jobs(WARM, files.broad, files.edited, alone=True)
    compare("after an edit of the graph, in process", mine, "0.25 x before")
    commands = [_refold(files, log, tree) for log, tree in trees.items()]
    compare("after an edit of the graph, as a command", commands, "0.4 x before")


def _refold(files: Files, log: Path, tree: Path) -> Job:
    """The recalculation of a ``log`` by a command of a ``tree`` after one of the design before the edit."""
    first, then = (
        ("-m", "designer", "--workspace", log.with_suffix(".command"), "recalculate", design, log)
        for design in (files.broad, files.edited)
    )
    return Job("Waypost" if tree == ROOT else "Waypost before", then, tree, first=first)


def starts(files: Files, older: Path | None) -> None:
    nothing = Job("python -c pass", ("-c", "pass"))
    listing = both(older, "--workspace", files.folder / "none", "list")
    compare("starting: list", [listing[0], nothing, *listing[1:]], "20 x python -c pass")
    one = files.folder / "one.ndjson"
    write(one, 1)
    simulating = both(older, "simulate", files.broad, one, "--json")
    compare("starting: simulate one statement", [simulating[0], nothing, *simulating[1:]])


def memory(files: Files, older: Path | None) -> None:
    for length in (100, 1_000, 5_000):
        compare(
            f"paths of a chain of {length:,} steps",
            both(older, "paths", files.chain(length), "--json"),
            "200 MB",
        )
    trees = {files.folder / "progress": ROOT} | ({files.folder / "progress-before": older} if older else {})
    for workspace, tree in trees.items():
        cost(Job("fill", ("-c", FILL, workspace), tree))
    cost(peer("fill", "tinydb_fill", files.folder / "tinydb.json"))
    theirs = peer("TinyDB", "tinydb_count", files.folder / "tinydb.json", alone=True)
    for title, script, peers_of, reach in (
        ("opening a workspace with the progress of 100,000 owners", OPENING, [], "0.1 s"),
        ("the first question about it: of how many there is progress", FIRST_QUESTION, [theirs], ""),
    ):
        mine = [
            Job("Waypost" if tree == ROOT else "Waypost before", ("-c", script, workspace), tree, True)
            for workspace, tree in trees.items()
        ]
        compare(title, [mine[0], *peers_of, *mine[1:]], reach)


def growth(folder: Path, size: int) -> None:
    """Print what each job costs for a hundredth of ``size`` statements, a tenth, and all; and for each between two."""
    sizes = [max(size // tenths, 1) for tenths in (TENFOLD**2, TENFOLD, 1)]
    of_size = [Files(folder / str(each), each) for each in sizes]
    print(f"growth, one run: {', '.join(f'{each:,}' for each in sizes)} statements (reach: linear, 350 MB)")
    for name, job in _GROWING.items():
        costs = [cost(job(files)) for files in of_size]
        each = [
            (more.job - less.job) / (large - small) * 1e6
            for (less, more), (small, large) in zip(pairwise(costs), pairwise(sizes), strict=True)
        ]
        told = "".join(f"{found.job:>9.2f} s {found.peak:>6,.0f} MB" for found in costs)
        print(f"  {name:<34}{told}  {each[0]:>6.1f}, then {each[1]:.1f} microseconds each", flush=True)


def _job(script: str, *arguments: object) -> Job:
    return Job("growth", ("-c", script, *arguments), alone=script == WARM)


_GROWING: Final[Mapping[str, Callable[[Files], Job]]] = {
    "a file, every fourth matches": lambda of: waypost("simulate", of.broad, of.source, "--json"),
    "a file, one in a thousand matches": lambda of: waypost("simulate", of.narrow, of.source, "--json"),
    "import into a log": lambda of: _job(IMPORT, of.folder / "log", of.source),
    "from the log, in process": lambda of: _job(WARM, of.folder / "log", of.narrow, of.broad),
    "after an edit, in process": lambda of: _job(WARM, of.folder / "log", of.broad, of.edited),
}


def main(size: int = 0, against: str | None = None) -> None:
    size = size or chosen_size(SIZE)
    compile_packages(ROOT)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        files = Files(folder, size)
        megabytes = files.source.stat().st_size / 1e6
        print(f"{size:,} statements, {megabytes:,.0f} MB; processor seconds of one thread, peak memory")
        with checkout(against or os.environ.get("AGAINST"), folder / "before") as older:
            cold(files, older)
            logs(files, older)
            starts(files, older)
            memory(files, older)
        growth(folder, size)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
