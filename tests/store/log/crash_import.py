"""Kill an import with SIGKILL, many times, and see that going on ends as if nothing had happened.

``python tests/store/log/crash_import.py [--kills 200] [--seed N]``. A child imports files in small batches; at a random
moment it is killed and another goes on. When one comes to its end, the log must hold the rows, the counts and the
rejected lines of an import that nobody disturbed; then a new log is begun.
"""

from __future__ import annotations

import argparse
import gzip
import os
import signal
import tempfile
import time
from pathlib import Path
from random import Random

import msgspec

from store.log import import_files, read_manifest, read_rejects
from store.log.parts import columns_of, documents_of
from store.log.query import open_query

BATCH = 80  # so that there are crumbs to merge at the end
PARTITIONS = 3


def statement(random: Random, number: int) -> dict[str, object]:
    return {
        "id": f"{number:032x}",
        "actor": {"mbox": f"mailto:{random.randrange(30)}@example.org"},
        "verb": {"id": f"http://example.org/verbs/{random.randrange(4)}"},
        "object": {
            "id": "http://example.org/quiz",
            "definition": {"name": {"en": "x" * random.randrange(300)}},
        },
        "timestamp": f"2026-03-{random.randrange(1, 29):02d}T10:00:00Z",
    }


def written(folder: Path, random: Random) -> list[str]:
    """Two files, one of them compressed, with duplicates, the same ids with other contents, and bad lines."""
    lines = [msgspec.json.encode(statement(random, number)) for number in range(700)]
    lines += [random.choice(lines) for _ in range(60)]
    lines += [msgspec.json.encode(statement(random, random.randrange(700))) for _ in range(60)]
    lines += [b'{"no": "event"}', b"{", b"[]"] * 5
    random.shuffle(lines)
    half = len(lines) // 2
    plain, packed = folder / "one.ndjson", folder / "two.ndjson.gz"
    plain.write_bytes(b"\n".join(lines[:half]) + b"\n")
    packed.write_bytes(gzip.compress(b"\n".join(lines[half:]) + b"\n"))
    return [str(plain), str(packed)]


def take(log: Path, sources: list[str]) -> None:
    import_files(log, sources, partitions=PARTITIONS, batch=BATCH)


def content(log: Path) -> object:
    """All that a log says, but for how it is divided into parts."""
    found = read_manifest(log)
    documents = f"(SELECT part, row, document FROM {documents_of(log, found.parts)})"
    rows = f"{columns_of(log, found.parts)} JOIN {documents} USING (part, row)"
    with open_query(log) as connection:
        kept = connection.execute(f"SELECT * EXCLUDE (part, row) FROM {rows} ORDER BY ALL")
        return kept.fetchall(), found.totals, found.oldest, found.newest, list(read_rejects(log))


def killed(log: Path, sources: list[str], pause: float) -> bool:
    """Let a child import and kill it after so many seconds; False if it had come to its end by then."""
    child = os.fork()
    if child == 0:
        try:
            take(log, sources)
            os._exit(0)
        finally:
            os._exit(1)
    time.sleep(pause)
    os.kill(child, signal.SIGKILL)
    status = os.waitpid(child, 0)[1]
    assert os.WIFSIGNALED(status) or status == 0, "the child failed by itself: see its traceback above"
    return os.WIFSIGNALED(status)


def run(folder: Path, kills: int, seed: int) -> str:
    """Raises AssertionError if a log that was killed differs from one that was not. A line for people."""
    random = Random(seed)
    sources = written(folder, random)
    start = time.monotonic()
    take(folder / "undisturbed", sources)
    longest = time.monotonic() - start
    expected = content(folder / "undisturbed")
    done = logs = resumed = 0
    while done < kills:
        log = folder / f"log-{logs}"
        while done < kills and killed(log, sources, random.uniform(0, longest / 2)):
            done += 1
            resumed += (log / "log.json").exists() and read_manifest(log).totals.read > 0
        take(log, sources)
        assert content(log) == expected, f"log {logs} differs after {done} kills with seed {seed}"
        logs += 1
    return (
        f"{done} kills in {logs} imports, {resumed} of them went on where the last commit was; all logs equal"
    )


def main() -> None:
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("--kills", type=int, default=200)
    options.add_argument("--seed", type=int, default=1)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        print(run(Path(temporary), chosen.kills, chosen.seed))


if __name__ == "__main__":
    main()
