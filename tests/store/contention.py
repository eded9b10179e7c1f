"""Two processes write one journal as fast as they can while a third reads it.

``python tests/store/contention.py [--seconds 10] [FOLDER]``. The writers move points between 100 accounts and count
what they do, in a shared counter and in one of their own. No update may be lost (the counters agree), and the reader
must at every moment see the same sum.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from random import Random

from tinydb.operations import add, increment, subtract
from tinydb.table import Document

from store.table import Database

ACCOUNTS, POINTS = 100, 1000
COMPACT_AT = 200_000  # bytes: several compactions a second
SHARED = 1


def write(path: Path, process: int, until: float) -> None:
    database = Database(path, compact_at=COMPACT_AT)
    accounts, counts = database.table("accounts"), database.table("counts")
    random = Random(process)
    while time.monotonic() < until:
        giver, taker = random.sample(range(1, ACCOUNTS + 1), 2)
        with database.transaction():
            accounts.update(subtract("points", 1), doc_ids=[giver])
            accounts.update(add("points", 1), doc_ids=[taker])
            counts.update(increment("count"), doc_ids=[SHARED, process])
        database.insert({"by": process})


def read(path: Path, until: float) -> None:
    database = Database(path)
    while time.monotonic() < until:
        points = [account["points"] for account in database.table("accounts")]
        assert (len(points), sum(points)) == (ACCOUNTS, ACCOUNTS * POINTS)


def forked(work: Callable[[], None]) -> int:
    child = os.fork()
    if child == 0:
        failed = 1
        try:
            work()
            failed = 0
        finally:
            os._exit(failed)
    return child


def run(folder: Path, seconds: float) -> str:
    """Raises AssertionError if an update is lost or a state seen that never was. A line for people."""
    path = folder / "workspace.journal"
    with Database(path) as database:
        database.table("accounts").insert_multiple({"points": POINTS} for _ in range(ACCOUNTS))
        database.table("counts").insert_multiple(Document({"count": 0}, doc_id=n) for n in (SHARED, 2, 3))
    until = time.monotonic() + seconds
    children = [
        forked(lambda: write(path, 2, until)),
        forked(lambda: write(path, 3, until)),
        forked(lambda: read(path, until)),
    ]
    assert [os.waitpid(child, 0)[1] for child in children] == [0, 0, 0], "see the traceback above"
    with Database(path) as database:
        shared, one, other = (row["count"] for row in database.table("counts"))
        inserted = len(database)
        generation = database.storage.journal.header.generation
    assert shared == one + other == inserted, (shared, one, other, inserted)
    return f"{one} + {other} transactions and as many inserts in {seconds:g} s, {generation} compactions, none lost"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--seconds", type=float, default=10)
    options.add_argument("folder", type=Path, nargs="?")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        print(run(chosen.folder or Path(temporary), chosen.seconds))


if __name__ == "__main__":
    main()
