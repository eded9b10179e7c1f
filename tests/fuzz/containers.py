"""Odd files at the door: no traceback, and never exit code 0 with nothing understood.

``python -m tests.fuzz.containers [--files 2000] [--seed 1]`` makes files by chance (the same for the same seed): real
events in containers, compressed, encoded, cut, changed in a few bytes, mixed with what is no event; and reads each of
them with the command itself, in this process.
"""

from __future__ import annotations

import argparse
import bz2
import gzip
import io
import json
import lzma
import sys
import tarfile
import tempfile
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from random import Random
from typing import Any, Final

from msgspec import Struct

from designer.cli.main import main

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

DESIGN: Final = {
    "format": 1,
    "id": "done",
    "name": "Done",
    "steps": {
        "start": {"kind": "entry", "trigger": {"on": "first_match"}},
        "done": {"kind": "waypoint", "condition": {"statement.verb.id": "http://example.org/done"}},
        "end": {"kind": "exit"},
    },
    "transitions": [{"from": "start", "to": "done"}, {"from": "done", "to": "end"}],
}
FINE, FINDINGS, OUTSIDE = 0, 1, 3


class OddFile(Struct, frozen=True):
    """A file by chance: its name, its content, and how it was made, in words."""

    name: str
    content: bytes
    made: tuple[str, ...]


def statement(random: Random) -> dict[str, Any]:
    """An event of one kind or another."""
    number = random.randrange(50)
    if random.random() < 0.3:
        return {
            "type": "track",
            "userId": f"user {number}",
            "event": random.choice(["Done", "Ümlaut ☃", '{"[']),
            "timestamp": "2024-01-01T00:00:00Z",
            "properties": {"items": [{"n": 1}, {"n": [2]}], "price": 1.5},
        }
    return {
        "id": f"7e1d5c1a-0000-4000-8000-{number:012}",
        "actor": {"mbox": f"mailto:{number}@example.org"},
        "verb": {"id": "http://example.org/done"},
        "object": {"id": "http://example.org/x", "definition": {"name": {"en": '},{"a\\"😀'}}},
        "timestamp": "2024-01-01T00:00:00.5Z",
    }


NO_EVENTS: Final[tuple[object, ...]] = (
    3, None, "text", [], {}, {"verb": 3}, {"statements": 3}, {"type": "moon"}, [[[]]], {"data": {"data": []}}, 1e400,
    {"user_id": "a", "event": "b", "received_at": "2024-01-01"}, {"id": "m", "initial": "a", "states": {"a": {}}},
)  # fmt: skip
LINES: Final = (
    b"", b"{", b"}", b"[", b"]", b"[[[[", b'{"a":', b'"', b"\\", b"\0", b"\xff\xfe", b"a,b,c", b"1,2,3", b"NaN",
    b'{"statements":[', b'"more":""}', b"\xed\xa0\x80", b"<html>", b'{"a":[{"b":{', b",", b"null",
)  # fmt: skip


BEGINNINGS: Final = (
    b"PAR1", b"ARROW1\0\0", b"\xff\xff\xff\xff", b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b\x08", b"BZh9",
    b"\xfd7zXZ\0", b"\x28\xb5\x2f\xfd", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\0", b"%PDF", b"FEA1", b"<?xml ",
    b"\x16\0\0\0\x02a\0", b"SQLite format 3\0", b"Obj\x01", b"7z\xbc\xaf\x27\x1c",
)  # fmt: skip


def documents(random: Random) -> list[object]:
    """Some events, and sometimes what is none among them."""
    odd = random.choice([0.0, 0.0, 0.2, 1.0])
    count = random.choice([0, 1, 2, 5, 40])
    return [random.choice(NO_EVENTS) if random.random() < odd else statement(random) for _ in range(count)]


def lines(found: list[object], random: Random) -> str:
    return "".join(json.dumps(each) + random.choice(["\n", "\n", "\r\n", "\n\n"]) for each in found)


def table(found: list[object], random: Random) -> str:
    delimiter = random.choice(",;\t|")
    rows = [["user_id", "event", "ts", "id"]]
    rows += [[f"u{number}", "Done", "2024-01-01T00:00:00Z", str(number)] for number in range(len(found))]
    if random.random() < 0.3:
        rows.append(["cut", "short"])
    return "".join(delimiter.join(row) + "\n" for row in rows)


CONTAINERS: Final[dict[str, Callable[[list[object], Random], str]]] = {
    "lines": lines,
    "array": lambda found, random: json.dumps(found, indent=random.choice([None, 0, 2])),
    "values": lambda found, random: "".join(json.dumps(each, indent=2) + "\n" for each in found),
    "statements": lambda found, random: json.dumps(
        random.choice([{"more": "", "statements": found}, {"statements": found, "more": "/x"}]),
        indent=random.choice([None, 2]),
    ),
    "batch": lambda found, random: json.dumps({"batch": found, "context": {"ip": "::1"}}),
    "connection": lambda found, random: json.dumps({"edges": [{"node": each} for each in found]}),
    "pages": lambda found, random: "".join(json.dumps({"statements": [each]}) + "\n" for each in found),
    "table": table,
}


def by_line(content: bytes, random: Random) -> bytes:
    """The same with odd lines among the others."""
    rows = content.split(b"\n")
    for _ in range(random.randrange(1, 4)):
        rows.insert(random.randrange(len(rows) + 1), random.choice(LINES))
    return b"\n".join(rows)


def by_byte(content: bytes, random: Random) -> bytes:
    """The same with a few other bytes."""
    changed = bytearray(content or b"{")
    for _ in range(random.randrange(1, 5)):
        changed[random.randrange(len(changed))] = random.choice(b'{}[],:"\\\n\0 \xff1a')
    return bytes(changed)


def cut(content: bytes, random: Random) -> bytes:
    """The beginning of it."""
    return content[: random.randrange(len(content) + 1)]


FAULTS: Final[dict[str, Callable[[bytes, Random], bytes]]] = {
    "odd lines": by_line,
    "other bytes": by_byte,
    "cut": cut,
    "twice": lambda content, random: content + content,
    "another beginning": lambda content, random: random.choice(BEGINNINGS) + content,
    "something before": lambda content, random: random.choice(LINES) + b"\n" + content,
}


def in_tar(content: bytes) -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        member = tarfile.TarInfo("a/events")
        member.size = len(content)
        archive.addfile(member, io.BytesIO(content))
    return file.getvalue()


def in_zip(content: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a/events", content)
    return file.getvalue()


PACKINGS: Final[dict[str, Callable[[bytes], bytes]]] = {
    "gzip": gzip.compress,
    "bzip2": bz2.compress,
    "xz": lzma.compress,
    "Zstandard": zstd.compress,
    "tar": in_tar,
    "zip": in_zip,
}
ENCODINGS: Final = ("utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "latin-1")


def odd_files(count: int, seed: int) -> Iterator[OddFile]:
    """So many files, the same for the same seed."""
    for number in range(count):
        random = Random(f"{seed} {number}")
        container = random.choice(list(CONTAINERS))
        text = CONTAINERS[container](documents(random), random)
        made = [container]
        content = text.encode()
        if random.random() < 0.2:
            made.append(random.choice(ENCODINGS))
            content = text.encode(made[-1], "replace")
        if random.random() < 0.5:
            made.append(random.choice(list(FAULTS)))
            content = FAULTS[made[-1]](content, random)
        for _ in range(random.choice([0, 0, 1, 2])):
            made.append(random.choice(list(PACKINGS)))
            content = PACKINGS[made[-1]](content)
        if random.random() < 0.1:
            made.append(random.choice(["other bytes", "cut"]))
            content = FAULTS[made[-1]](content, random)
        yield OddFile(f"{number}{random.choice(['.json', '.csv', '', '.ndjson.gz'])}", content, tuple(made))


class Answer(Struct, frozen=True):
    """What a command answered: its exit code, or what it raised."""

    code: int
    out: str
    err: str
    raised: str = ""


def answer(words: list[str]) -> Answer:
    """Type a command in this process."""
    out, err, before = io.StringIO(), io.StringIO(), sys.argv
    sys.argv = ["waypost", *words]
    try:
        with redirect_stdout(out), redirect_stderr(err):
            main()
        code, raised = 0, ""
    except SystemExit as stop:
        code, raised = (stop.code if isinstance(stop.code, int) else 1), ""
    except Exception as error:  # noqa: BLE001  whatever it is, it is a finding
        code, raised = -1, f"{type(error).__name__}: {error}"
    finally:
        sys.argv = before
    return Answer(code, out.getvalue(), err.getvalue(), raised)


def fault_of(found: Answer) -> str:
    """What is wrong with an answer; empty if nothing is."""
    if found.raised or "Traceback" in found.err:
        return found.raised or "a traceback"
    if found.code not in (FINE, FINDINGS, OUTSIDE):
        return f"exit code {found.code}"
    if found.code == OUTSIDE:
        return "" if found.err.startswith("waypost: cannot read") else "no sentence"
    events = json.loads(found.out)["events"]
    if found.code == FINE and events["rejected"] and events["read"] == events["rejected"]:
        return "exit code 0 with nothing understood"
    if found.code == FINE and not events["read"] and not found.err:
        return "exit code 0 with nothing read and nothing said"
    if found.code == FINDINGS and not any(
        said in found.err for said in (" seems to be ", " is empty; ", " are empty; ")
    ):
        return "exit code 1 without a sentence on what the file seems to be"
    counted = sum(each["count"] for each in events["reasons"])
    return "" if counted == events["rejected"] else "the reasons do not add up"


def tried(file: OddFile, folder: Path) -> tuple[Answer, str]:
    """Read an odd file with ``simulate``; what it answered, and what is wrong with that."""
    path = folder / file.name
    path.write_bytes(file.content)
    design = folder / "design.json"
    design.write_text(json.dumps(DESIGN))
    found = answer(["--workspace", str(folder / "workspace"), "simulate", str(design), str(path), "--json"])
    path.unlink()
    return found, fault_of(found)


def run() -> None:
    """Try many files, keep those that something is wrong with, and tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    codes: Counter[int] = Counter()
    wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        for file in odd_files(arguments.files, arguments.seed):
            found, fault = tried(file, Path(folder))
            codes[found.code] += 1
            if fault:
                wrong += 1
                kept = Path(tempfile.gettempdir()) / f"odd-{arguments.seed}-{file.name}"
                kept.write_bytes(file.content)
                print(f"{kept}: {fault} ({', '.join(file.made)})")
    told = ", ".join(f"{count:,} with exit code {code}" for code, count in sorted(codes.items()))
    print(f"{arguments.files:,} files: {told}; {wrong:,} wrong")
    sys.exit(wrong > 0)


if __name__ == "__main__":
    run()
