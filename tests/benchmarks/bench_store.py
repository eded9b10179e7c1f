"""A durable update of one document among many: ours against TinyDB's default storage, in one run.

Both flush to the disk before they answer; what the disk alone takes for that is measured beside them.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter

from tinydb import TinyDB

from store.table import Database

PEER_REPEATS = {1_000: 20, 10_000: 5, 100_000: 2}
"""How often TinyDB's storage is asked among so many documents; it takes seconds among 100,000."""


def progress(number: int) -> dict[str, object]:
    """A progress document of the usual size, about 400 bytes."""
    return {
        "journey": "59c23527bdf9ac67b2ab5ee6",
        "owner": {"account": {"homePage": "https://example.org/users", "name": f"learner-{number}"}},
        "attempts": [
            {
                "number": 0,
                "status": "running",
                "at": "course",
                "path": "start>comments>course",
                "started_at": "2017-09-20T09:55:50.310000Z",
                "waypoints": {
                    "comments": {"completed_at": "2017-09-20T09:56:01.000000Z", "events": [str(number)] * 5}
                },
            }
        ],
    }


def updates(database: TinyDB, documents: int, repeats: int) -> float:
    """The median of one update, each of another document, in milliseconds."""
    table = database.table("progress")

    def update(turn: int) -> None:
        table.update({"seen": turn}, doc_ids=[1 + turn * 7919 % documents])

    return median(milliseconds(update, turn) for turn in range(repeats))


def disk_alone(folder: Path, repeats: int) -> float:
    """The median of appending as many bytes and flushing them, in milliseconds: what no store can undercut."""
    with (folder / "alone").open("ab", buffering=0) as file:

        def append() -> None:
            file.write(b"x" * 500)
            os.fsync(file.fileno())

        return median(milliseconds(append) for _ in range(repeats))


def batch(database: Database, documents: int, writes: int) -> None:
    with database.transaction():
        updates(database, documents, writes)


def fill(database: TinyDB, documents: int) -> None:
    database.table("progress").insert_multiple(map(progress, range(documents)))


def count(path: Path) -> int:
    """Open a database and read it."""
    return len(Database(path).table("progress"))


def milliseconds(work: Callable[..., object], *arguments: object) -> float:
    start = perf_counter()
    work(*arguments)
    return 1000 * (perf_counter() - start)


def row(documents: int, repeats: int, folder: Path) -> str:
    path = folder / "workspace.journal"
    ours, theirs = Database(path), TinyDB(folder / "peer.json")
    fill(ours, documents)
    fill(theirs, documents)
    here, there = updates(ours, documents, 500), updates(theirs, documents, repeats)
    alone = disk_alone(folder, 500)
    grouped = milliseconds(batch, ours, documents, 1000) / 1000
    opening = milliseconds(count, path)
    return (
        f"{documents:>10,}  {here:>7.2f} ms  {alone:>7.2f} ms  {there:>8,.0f} ms  {there / here:>8,.0f}×"
        f"  {grouped:>7.3f} ms  {opening:>6,.0f} ms"
    )


def main() -> None:
    print("one durable update among so many documents (median)")
    print(f"{'documents':>10}  {'waypost':>10}  {'disk alone':>10}  {'TinyDB':>11}  {'ratio':>9}", end="")
    print(f"  {'in a batch':>10}  {'opening':>9}")
    for documents, repeats in PEER_REPEATS.items():
        with tempfile.TemporaryDirectory() as folder:
            print(row(documents, repeats, Path(folder)))


if __name__ == "__main__":
    main()
