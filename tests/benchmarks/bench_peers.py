"""Waypost beside what else does its jobs, and beside an older commit of itself: processor seconds and peak memory.

``make bench SIZE=1000000 AGAINST=v0.1.0``: how many statements are generated (100,000 unless told), and the commit that
is checked out beside, to be run by the same Python. Every job is a process of its own with one thread; those of a row
run in turns, and the median of what each took is printed. Ratios are those of a row.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
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
begun = time.process_time()
Workspace.open(Path(sys.argv[1])).progress.count("bench")
print(time.process_time() - begun)
"""

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
    """Processor seconds of a process and of the job that it did (those of the process, if it does not tell), and its
    peak memory in MB.
    """

    whole: float
    job: float
    peak: float


class Job(NamedTuple):
    """A job as the arguments of Python, run in a folder (a checkout)."""

    name: str
    arguments: tuple[object, ...]
    folder: Path = ROOT
    alone: bool = False


def cost(job: Job) -> Cost:
    environment = {**os.environ, "PYTHONPATH": str(job.folder), "POLARS_MAX_THREADS": "1"}
    command = [sys.executable, *map(str, job.arguments)]
    process = subprocess.Popen(
        command, cwd=job.folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    assert process.stdout is not None
    told = process.stdout.read().split()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{job.name} failed: {command}")
    whole = used.ru_utime + used.ru_stime
    return Cost(whole, float(told[-1]) if job.alone else whole, used.ru_maxrss / 1024)


def compare(title: str, jobs: Sequence[Job], reach: str = "") -> None:
    """Print what ``jobs`` cost that do the same; ``reach`` is what the first may take."""
    rounds = [[cost(job) for job in jobs] for _ in range(ROUNDS)]
    print(f"{title}{f' (reach: {reach})' if reach else ''}")
    first = statistics.median(costs[0].job for costs in rounds)
    for at, job in enumerate(jobs):
        seconds = statistics.median(costs[at].job for costs in rounds)
        peak = max(costs[at].peak for costs in rounds)
        ratio = "" if at == 0 else f"  Waypost takes {first / seconds:.2f} x"
        print(f"  {job.name:<34}{seconds:>9.2f} s {peak:>7,.0f} MB{ratio}")


@contextmanager
def checkout(commit: str | None, folder: Path) -> Iterator[Path | None]:
    """The tree of a commit, beside this one."""
    if not commit:
        yield None
        return
    git = ["git", "-C", str(ROOT), "worktree"]
    subprocess.run([*git, "add", "--detach", str(folder), commit], check=True, stdout=subprocess.DEVNULL)
    try:
        yield folder
    finally:
        subprocess.run([*git, "remove", "--force", str(folder)], check=True)


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


def peer(name: str, job: str, *paths: Path, alone: bool = False) -> Job:
    return Job(name, ("-m", "tests.benchmarks.peers", job, *paths), alone=alone)


def cold(files: Files, older: Path | None) -> None:
    def jobs(design: Path, *others: Job) -> list[Job]:
        trees = [None, older] if older else [None]
        mine = [waypost("simulate", design, files.source, "--json", older=tree) for tree in trees]
        return [mine[0], *others, *mine[1:]]

    peers_of = (
        peer("DuckDB, typed query", "duckdb_funnel", files.source),
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


def memory(files: Files, older: Path | None) -> None:
    for length in (100, 1_000, 5_000):
        compare(
            f"paths of a chain of {length:,} steps",
            [waypost("paths", files.chain(length), "--json")],
            "200 MB",
        )
    workspace = files.folder / "progress"
    cost(Job("fill", ("-c", FILL, workspace)))
    compare(
        "opening a workspace with the progress of 100,000",
        [Job("Waypost", ("-c", OPEN, workspace), alone=True)],
        "0.1 s",
    )


def growth(folder: Path, size: int) -> None:
    """Print what each job costs for a tenth of ``size`` statements, for all, and for each beyond the tenth."""
    print("growth, one run")
    small, large = (Files(folder / str(each), each) for each in (max(size // TENFOLD, 1), size))
    for name, job in _GROWING.items():
        few, many = cost(job(small)), cost(job(large))
        each = (many.job - few.job) / (large.size - small.size) * 1e6
        print(f"  {name:<34}{few.job:>9.2f} s {few.peak:>7,.0f} MB", end="")
        print(f"{many.job:>9.2f} s {many.peak:>7,.0f} MB  {each:>6.1f} microseconds each")


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
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        files = Files(folder, size)
        megabytes = files.source.stat().st_size / 1e6
        print(f"{size:,} statements, {megabytes:,.0f} MB; processor seconds of one thread, peak memory")
        with checkout(against or os.environ.get("AGAINST"), folder / "before") as older:
            cold(files, older)
            logs(files, older)
            memory(files, older)
        growth(folder, size)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
