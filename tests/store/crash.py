"""Kill a process with SIGKILL while it writes, many times, and see that the journal keeps its word.

``python tests/store/crash.py [--kills 200] [--seed N] [FOLDER]``. A child writes numbered transactions and says after
each that it was told "saved". At a random moment it is killed. Then the tables must be exactly those of all the
transactions it reported, or of one more: the one that was under way, whole.
"""

from __future__ import annotations

import argparse
import os
import select
import signal
import tempfile
import time
from pathlib import Path
from random import Random

from tinydb.table import Document

from store.table import Database

Content = dict[str, dict[int, dict[str, object]]]

COMPACT_AT = 20_000  # bytes: often enough for many kills to hit a compaction
TABLES = ("designs", "versions", "progress")


def actions(seed: int, number: int) -> list[tuple[str, str, int, str]]:
    """What transaction ``number`` does: (verb, table, document id, text), the same whenever it is asked."""
    random = Random(f"{seed} {number}")
    verbs = random.choices(["put", "remove", "drop"], weights=[90, 9, 1], k=random.choice([1, 1, 1, 2, 30]))
    return [
        (verb, random.choice(TABLES), random.randint(1, 60), "x" * random.choice([0, 20, 300, 9000]))
        for verb in verbs
    ]


def imagine(content: Content, seed: int, number: int) -> None:
    """Do transaction ``number`` to plain dicts."""
    for verb, table, doc_id, text in actions(seed, number):
        if verb == "put":
            content.setdefault(table, {})[doc_id] = {"by": number, "text": text}
        elif verb == "remove":
            content.get(table, {}).pop(doc_id, None)
        else:
            content.pop(table, None)
    content["count"] = {1: {"done": number}}


def write(database: Database, seed: int, number: int) -> None:
    """Do transaction ``number`` to the database."""
    with database.transaction():
        for verb, table, doc_id, text in actions(seed, number):
            if verb == "put":
                database.table(table).upsert(Document({"by": number, "text": text}, doc_id=doc_id))
            elif verb == "remove":
                database.table(table).remove(doc_ids=[doc_id])
            else:
                database.drop_table(table)
        database.table("count").upsert(Document({"done": number}, doc_id=1))


def done(database: Database) -> int:
    count = database.table("count").get(doc_id=1)
    return int(count["done"]) if count else 0


def content_of(database: Database) -> Content:
    tables = {name: {doc.doc_id: dict(doc) for doc in database.table(name)} for name in database.tables()}
    return {name: documents for name, documents in tables.items() if documents}


def write_for_ever(path: Path, seed: int, report: int) -> None:
    database = Database(path, compact_at=COMPACT_AT)
    number = done(database)
    while True:
        number += 1
        write(database, seed, number)
        os.write(report, b"%d\n" % number)
        if number % 50 == 0:
            database.compact()


def killed_child(path: Path, seed: int, random: Random) -> list[int]:
    """Let a child write, kill it at a moment of its opening or its writing; the numbers it reported."""
    reports, report = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            write_for_ever(path, seed, report)
        finally:
            os._exit(1)
    os.close(report)
    if random.random() < 0.8:
        select.select([reports], [], [])  # it has begun to write
    time.sleep(random.uniform(0, 0.03))
    os.kill(child, signal.SIGKILL)
    status = os.waitpid(child, 0)[1]
    assert os.WIFSIGNALED(status), "the child ended by itself: see its traceback above"
    with open(reports, "rb") as file:
        return [int(line) for line in file.read().split()]


def run(folder: Path, kills: int, seed: int) -> str:
    """Raises AssertionError if anything acknowledged is lost, or anything else is there. A line for people."""
    path, random = folder / "workspace.journal", Random(seed)
    expected: Content = {}
    number = under_way = compacting = 0
    for _ in range(kills):
        acknowledged = max([number, *killed_child(path, seed, random)])
        compacting += path.with_suffix(".new").exists()
        with Database(path) as database:
            found, content = done(database), content_of(database)
        assert found in (acknowledged, acknowledged + 1), f"told {acknowledged}, found {found}"
        under_way += found > acknowledged
        while number < found:
            number += 1
            imagine(expected, seed, number)
        assert content == {name: documents for name, documents in expected.items() if documents}
    return (
        f"{kills} kills, {compacting} of them during a compaction; {number} transactions, none lost, "
        f"{under_way} whole on disk before anyone was told"
    )


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
