"""Odd sources of events in every command that takes some: no traceback, and no success with nothing understood.

``python -m tests.fuzz.sources [--sources 1000] [--seed 1]`` makes what is more than a file of text: tables cut short,
archives in archives with folders and empty members, odd heads of CSV, encodings mixed in one file, folders with hidden
files, broken links and loops, pipes, files that grow or shrink while they are read, logs as files and files as logs.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import shutil
import sys
import tarfile
import tempfile
import threading
import zipfile
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path
from random import Random
from typing import Final, Literal

import duckdb
import pyarrow as pa

from .containers import (
    CONTAINERS,
    DESIGN,
    ENCODINGS,
    FAULTS,
    FINE,
    OUTSIDE,
    PACKINGS,
    Answer,
    answer,
    documents,
    fault_of,
    statement,
)

ROWS: Final = [
    {"user_id": f"u{number}", "event": "Done", "ts": "2024-01-01T00:00:00Z"} for number in range(50)
]


def text(random: Random) -> bytes:
    """Events in some container, at times with a fault."""
    content = random.choice(list(CONTAINERS.values()))(documents(random), random).encode()
    return random.choice(list(FAULTS.values()))(content, random) if random.random() < 0.3 else content


# Files


def parquet(rows: list[dict[str, str]]) -> bytes:
    """A Parquet file of ``rows``."""
    found = pa.Table.from_pylist(rows)
    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as connection:
        path = Path(folder) / "rows"
        connection.register("found", found).execute(f"COPY found TO '{path}' (FORMAT parquet)")
        return path.read_bytes()


def arrow(rows: list[dict[str, str]], form: Literal["file", "stream"]) -> bytes:
    """An Arrow file or stream of ``rows``."""
    file, found = io.BytesIO(), pa.Table.from_pylist(rows)
    with getattr(pa.ipc, f"new_{form}")(file, found.schema) as writer:
        writer.write_table(found)
    return file.getvalue()


TABLES: Final[dict[str, Callable[[list[dict[str, str]]], bytes]]] = {
    "Parquet": parquet,
    "Arrow, a file": partial(arrow, form="file"),
    "Arrow, a stream": partial(arrow, form="stream"),
}


def table(random: Random) -> bytes:
    """A Parquet or Arrow file, at times cut or changed."""
    content = random.choice(list(TABLES.values()))(ROWS)
    fault = random.choice([None, "cut", "cut", "other bytes", "twice", "another beginning"])
    return FAULTS[fault](content, random) if fault else content


def archive(random: Random) -> bytes:
    """A zip or tar with several members: events, folders, nothing, notes, archives."""
    members = [
        (random.choice(["a/b/events", "events.ndjson", "__MACOSX/._x", ".DS_Store", "../up", "/abs", "ü☃", "a/"]),
         random.choice([text(random), b"", b"read me\n", nested(random) if random.random() < 0.3 else b""]))
        for _ in range(random.randrange(5))
    ]  # fmt: skip
    file = io.BytesIO()
    if random.random() < 0.5:
        with zipfile.ZipFile(file, "w", random.choice([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])) as packed:
            for name, content in members:
                packed.writestr(name, b"" if name.endswith("/") else content)
    else:
        with tarfile.open(fileobj=file, mode="w") as packed_too:
            for name, content in members:
                member = tarfile.TarInfo(name.rstrip("/"))
                member.type = random.choice(
                    [tarfile.REGTYPE] * 4 + [tarfile.DIRTYPE, tarfile.SYMTYPE, tarfile.FIFOTYPE]
                )
                member.linkname, member.size = "events", len(content) if member.isreg() else 0
                packed_too.addfile(member, io.BytesIO(content))
    return file.getvalue()


def nested(random: Random) -> bytes:
    """Packed several times over, at times cut."""
    content = random.choice([text, archive, table])(random)
    for _ in range(random.randrange(1, 5)):
        content = random.choice(list(PACKINGS.values()))(content)
    return FAULTS["cut"](content, random) if random.random() < 0.3 else content


def encodings(random: Random) -> bytes:
    """Lines each in an encoding of its own."""
    lines = [json.dumps(statement(random), ensure_ascii=False) + "\n" for _ in range(6)]
    return b"".join(line.encode(random.choice(["utf-8", "utf-8", *ENCODINGS]), "replace") for line in lines)


HEADS: Final = (
    "user_id,user_id,event,ts", ",,,", "user_id;event;ts", '"user_id,event,ts', "\ufeffuser_id,event,ts", "event",
    " user_id , event , ts ", "USER_ID,EVENT,TS", "u0,Done,2024-01-01T00:00:00Z", "user_id\tevent\tts", "user_id,event",
    "id,name,when", "user_id|event|ts", "",
)  # fmt: skip


def head(random: Random) -> bytes:
    """A CSV file whose head is none, or odd."""
    names = random.choice(HEADS)
    delimiter = random.choice(",;\t|")
    rows = "".join(f"{delimiter.join(row.values())}\n" for row in ROWS[: random.randrange(4)])
    end = random.choice(["", "\n", "\r\n", "\r"])
    return f"{names}{end}{rows}".encode()


FILES: Final[dict[str, Callable[[Random], bytes]]] = {
    "a table": table,
    "an archive": archive,
    "packed several times": nested,
    "mixed encodings": encodings,
    "an odd head": head,
}


# Whatever is no file


def folder(path: Path, random: Random) -> None:
    """A folder with what folders have."""
    path.mkdir()
    for number in range(random.randrange(4)):
        (path / random.choice([".hidden", "events", f"{number}.gz", "a b", "readme.md"])).write_bytes(
            text(random)
        )
    if random.random() < 0.5:
        (path / "broken").symlink_to(path / "nowhere")
    if random.random() < 0.3:
        (path / "loop").symlink_to(path)
    if random.random() < 0.3:
        (path / "below").mkdir()
        (path / "below" / "empty").touch()


def log(path: Path, random: Random) -> None:
    """A log, whole or damaged."""
    events = path.with_suffix(".made")
    events.write_text("".join(json.dumps(statement(random)) + "\n" for _ in range(3)))
    answer(["log", "import", str(events), "--into", str(path)])
    inside = [each for each in path.rglob("*") if each.is_file()]
    if inside and random.random() < 0.6:
        damaged = random.choice(inside)
        random.choice(
            [lambda: damaged.write_bytes(FAULTS["cut"](damaged.read_bytes(), random)), damaged.unlink]
        )()


def pipe(path: Path, random: Random) -> None:
    """A pipe into which somebody writes."""
    os.mkfifo(path)
    content = text(random)

    def write() -> None:
        with path.open("wb") as file:
            file.write(content)

    threading.Thread(target=write, daemon=True).start()


def changing(path: Path, random: Random) -> None:
    """A file that grows, shrinks or goes while it is read."""
    path.write_bytes(text(random) * 50)

    def change() -> None:
        for _ in range(20):
            with path.open("ab") as file:
                file.write(b'{"a":1}\n')
            os.truncate(path, random.randrange(path.stat().st_size))

    threading.Thread(target=change, daemon=True).start()


OTHERS: Final[dict[str, Callable[[Path, Random], None]]] = {
    "a folder": folder, "a log": log, "a pipe": pipe, "a changing file": changing,
}  # fmt: skip
ONCE: Final = ("a pipe", "a changing file")
"""What is another thing when it is read again."""


# Commands


def commands(design: Path, source: Path, log: Path) -> dict[str, list[str]]:
    """The words of each command that takes a source of events."""
    at, plan = str(source), str(design)
    return {
        "explain": ["explain", plan, at, "--owner", "1@example.org"],
        "log import": ["log", "import", at, "--into", str(log), "--json"],
        "log info": ["log", "info", at, "--json"],
        "check": ["check", plan, "--events", at, "--json"],
        "who": ["who", plan, at, "--json"],
        "people": ["people", plan, "--like", at, "--n", "2"],
        "recalculate": ["recalculate", plan, at, "--json"],
        "import": ["import", at],
    }


def tried(made: str, source: Path, home: Path, random: Random) -> tuple[str, Answer, str]:
    """Give a source to ``simulate`` and to another command; the last one's name and answer, and what is wrong."""
    design, workspace = home / "design.json", ["--workspace", str(home / "workspace")]
    design.write_text(json.dumps(DESIGN))
    others = commands(design, source, home / "into")
    name = random.choice(list(others))
    nothing = False
    if made not in ONCE or random.random() < 0.5:
        found = answer([*workspace, "simulate", str(design), str(source), "--json"])
        fault = "" if found.code == OUTSIDE and found.err.startswith("waypost: ") else fault_of(found)
        if made in ONCE or fault:
            return "simulate", found, fault
        nothing = found.code != FINE and made != "a log"
    found = answer([*workspace, *others[name]])
    return name, found, fault_of_any(found, name, nothing)


def fault_of_any(found: Answer, name: str, nothing: bool) -> str:
    """What is wrong with an answer of the command ``name``; ``nothing``: the source has no event in it."""
    if found.raised or "Traceback" in found.err:
        return found.raised or "a traceback"
    if found.code not in (0, 1, 2, 3):
        return f"exit code {found.code}"
    if found.code and not found.err and not found.out:
        return "no sentence"
    return "success with nothing understood" if nothing and found.code == FINE and name != "import" else ""


def run() -> None:
    """Try many sources, keep those that something is wrong with, and tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sources", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    codes: Counter[int] = Counter()
    wrong = 0
    kinds = [*FILES, *OTHERS]
    for number in range(arguments.sources):
        random = Random(f"{arguments.seed} {number}")
        made = random.choice(kinds)
        home = Path(tempfile.mkdtemp(prefix=f"odd-{arguments.seed}-{number}-"))
        source = home / f"events{random.choice(['', '.json', '.csv', '.parquet', '.zip'])}"
        if made in FILES:
            source.write_bytes(FILES[made](random))
        else:
            OTHERS[made](source, random)
        name, found, fault = tried(made, source, home, random)
        codes[found.code] += 1
        if fault:
            wrong += 1
            print(f"{source}: {name}: {fault} ({made})", flush=True)
        else:
            shutil.rmtree(home, ignore_errors=True)
    told = ", ".join(f"{count:,} with exit code {code}" for code, count in sorted(codes.items()))
    print(f"{arguments.sources:,} sources: {told}; {wrong:,} wrong")
    sys.exit(wrong > 0)


if __name__ == "__main__":
    run()
