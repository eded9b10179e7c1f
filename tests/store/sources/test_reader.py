"""Whatever container, compression and encoding events come in, they are the same events."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import sys
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from engine.events import Event
from store.errors import StoreError
from store.sources.file_names import NoFile
from store.sources.json_text import NOT_CLOSED
from store.sources.reader import Reader

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

STATEMENTS = [
    {
        "id": f"7e1d5c1a-0000-4000-8000-00000000000{number}",
        "actor": {"mbox": "mailto:zoë@example.org"},
        "verb": {"id": "http://adlnet.gov/expapi/verbs/completed"},
        "object": {"id": f"http://example.org/{number}", "definition": {"name": {"en": '{["😀\\'}}},
        "timestamp": f"2024-01-0{number + 1}T00:00:00Z",
    }
    for number in range(4)
]
IDS = [str(statement["id"]) for statement in STATEMENTS]
NDJSON = "".join(json.dumps(each, ensure_ascii=False) + "\n" for each in STATEMENTS)


def indented(value: object) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


CONTAINERS = {
    "lines": NDJSON,
    "lines with CRLF": NDJSON.replace("\n", "\r\n"),
    "array": json.dumps(STATEMENTS),
    "array over several lines": indented(STATEMENTS),
    "one value after the other": "".join(map(indented, STATEMENTS)),
    "StatementResult": json.dumps({"statements": STATEMENTS, "more": "/xAPI/statements?more=x"}),
    "StatementResult over several lines": indented({"more": "", "statements": STATEMENTS}),
    "a StatementResult a line": "".join(
        json.dumps({"statements": [each], "more": ""}) + "\n" for each in STATEMENTS
    ),
    "batch": json.dumps({"batch": STATEMENTS, "sentAt": "2024-01-01T00:00:00Z"}),
    "connection": json.dumps(
        {
            "edges": [{"cursor": "x", "node": each} for each in STATEMENTS],
            "pageInfo": {"hasNextPage": True, "endCursor": "x"},
        }
    ),
    "answer of a server": indented({"data": {"statements": STATEMENTS}}),
    "array without an end": "[\n" + NDJSON,
}


def tar(*contents: bytes, mode: str = "w") -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode=mode) as archive:  # type: ignore[call-overload]
        for number, content in enumerate(contents):
            member = tarfile.TarInfo(f"statements/{number}")
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return file.getvalue()


def zipped(content: bytes, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        archive.writestr("statements/", b"")
        archive.writestr("__MACOSX/statements/._a", b"\0\0")
        archive.writestr("statements/a", content)
    return file.getvalue()


COMPRESSIONS: dict[str, Callable[[bytes], bytes]] = {
    "plain": bytes,
    "gzip": gzip.compress,
    "gzip in pieces": lambda content: gzip.compress(content[:1]) + gzip.compress(content[1:]),
    "bzip2": bz2.compress,
    "xz": lzma.compress,
    "Zstandard": zstd.compress,
    "zip": zipped,
    "zip without compression": lambda content: zipped(content, zipfile.ZIP_STORED),
    "gzip in a zip": lambda content: zipped(gzip.compress(content)),
    "zip in gzip": lambda content: gzip.compress(zipped(content)),
    "zip in a tar": lambda content: tar(zipped(content)),
}
ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]


def read(*names: str | Path) -> tuple[list[str], Reader, list[str]]:
    told: list[str] = []
    reader = Reader(map(str, names), tell=told.append)
    return [each.id for each in reader.events() if isinstance(each, Event)], reader, told


def put(path: Path, content: bytes | str) -> Path:
    path.parent.mkdir(exist_ok=True, parents=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@pytest.mark.parametrize("compression", COMPRESSIONS)
@pytest.mark.parametrize("container", CONTAINERS)
def test_every_container_in_every_compression(tmp_path: Path, container: str, compression: str) -> None:
    file = put(tmp_path / "events", COMPRESSIONS[compression](CONTAINERS[container].encode()))
    ids, reader, _ = read(file)
    assert ids == IDS
    assert [each.reason for each in reader.rejections.all()] == (
        [NOT_CLOSED] if container == "array without an end" else []
    )


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("container", ["lines", "array over several lines", "StatementResult"])
def test_every_container_in_every_encoding(tmp_path: Path, container: str, encoding: str) -> None:
    assert read(put(tmp_path / "events", CONTAINERS[container].encode(encoding)))[0] == IDS


@pytest.mark.parametrize("mode", ["w", "w:gz", "w:bz2", "w:xz"])
def test_all_files_of_a_tar_are_read_and_named(tmp_path: Path, mode: str) -> None:
    lines = NDJSON.encode().splitlines(keepends=True)
    file = put(tmp_path / "events", tar(lines[0], b"", b"".join(lines[1:]) + b"nonsense\n", mode=mode))
    ids, reader, _ = read(file)
    assert ids == IDS
    assert [each.first for each in reader.rejections.all()] == [f"{file}/statements/2, line 4"]


def test_a_folder_a_pattern_and_several_files(tmp_path: Path) -> None:
    for number, statement in enumerate(STATEMENTS):
        folder = tmp_path / "in" / str(number % 2)
        put(folder / f"{number}.json.gz", gzip.compress(indented(statement).encode()))
    put(tmp_path / "in" / ".hidden", "nonsense")
    every = [IDS[0], IDS[2], IDS[1], IDS[3]]
    assert read(tmp_path / "in")[0] == every
    assert read(f"{tmp_path}/in/*")[0] == every
    assert read(f"{tmp_path}/**/*.gz")[0] == every
    assert read(tmp_path / "in" / "0", tmp_path / "in")[0] == every
    for missing in ("nowhere", "*.csv"):
        with pytest.raises(NoFile, match="there is no file"):
            read(tmp_path / missing)


@pytest.mark.parametrize(
    ("container", "told"),
    [
        ("lines", []),
        ("array", []),
        ("StatementResult", ["a list of statements (StatementResult); `more` says that there are others"]),
        ("StatementResult over several lines", ["a list of statements (StatementResult)"]),
        ("a StatementResult a line", ["4 times a list of statements (StatementResult)"]),
        ("connection", ["a connection (edges and nodes); `hasNextPage` says that there are others"]),
    ],
)
def test_a_container_is_told_once(tmp_path: Path, container: str, told: list[str]) -> None:
    file = put(tmp_path / "events", CONTAINERS[container])
    assert read(file)[2] == [f"{file}: {each}" for each in told]


def test_an_empty_list_is_understood(tmp_path: Path) -> None:
    ids, reader, _ = read(put(tmp_path / "events", '{"statements": [], "more": ""}'))
    assert (ids, reader.rejections.count) == ([], 0)


@pytest.mark.parametrize(
    "damaged",
    [
        gzip.compress(NDJSON.encode())[:-9],
        bz2.compress(NDJSON.encode())[:-9],
        lzma.compress(NDJSON.encode())[:-9],
        zstd.compress(NDJSON.encode())[:-9],
        zstd.compress(NDJSON.encode())[:20] + b"x" * 30,
        zipped(NDJSON.encode())[:-30],
        tar(NDJSON.encode())[:700],
    ],
)
def test_what_is_damaged_is_an_error_in_a_sentence(tmp_path: Path, damaged: bytes) -> None:
    with pytest.raises(StoreError, match=r"cannot read .*damaged or cut short"):
        read(put(tmp_path / "events", damaged))


@pytest.mark.parametrize(
    ("content", "impression"),
    [
        (b"<!DOCTYPE html><html></html>", "an HTML page"),
        (b"<?xml version='1.0'?><a/>", "XML"),
        (b"%PDF-1.7 \0", "a PDF document"),
        (b"SQLite format 3\0", "an SQLite database"),
        (b"\x89PNG\r\n", "a PNG picture"),
        (b"\x16\0\0\0\x02a\0\x06\0\0\0hello\0\0", "a BSON file"),
        (b'{"id": "m", "initial": "a", "states": {"a": {"on": {"X": "b"}}, "b": {}}}', "an XState machine"),
        (b'{"format": 1, "id": "x", "steps": {}}', "a journey document"),
        (b'{"user_id": "a", "event": "x", "received_at": "2024-01-01"}', "rows of a warehouse"),
        (b'{"who": "a", "what": "b"}', "rows of a table, as JSON objects with the keys who, what"),
        (b"[3, 4]", "JSON, but 3 is no event"),
        (b'{"verb": {', "JSON that is damaged"),
        (b"\0\1\2\3", "a binary file"),
        (b"Dear all,\n", "a text of a kind"),
    ],
)
def test_where_nothing_is_understood_the_file_is_named(
    tmp_path: Path, content: bytes, impression: str
) -> None:
    ids, reader, _ = read(put(tmp_path / "events", content))
    assert not ids
    assert impression in reader.impression(0)


@pytest.mark.parametrize(
    "batch",
    [
        '{"context": {"app": 1, "os": 1}, "sentAt": "2024-01-01T00:00:09Z", "batch": [%s]}',
        '{"batch": [%s], "context": {"app": 1, "os": 1}, "sentAt": "2024-01-01T00:00:09Z"}',
        '{"batch":\n[\n%s\n],\n"context": {"app": 1, "os": 1}, "sentAt": "2024-01-01T00:00:09Z"}',
    ],
)
def test_what_a_batch_says_is_said_of_its_calls(tmp_path: Path, batch: str) -> None:
    calls = (
        '{"type": "track", "event": "E", "userId": "u", "context": {"os": 2}, '
        '"originalTimestamp": "2024-01-01T00:00:00Z", "receivedAt": "2024-01-01T00:00:10Z"}',
        '{"type": "track", "event": "E", "userId": "u", "timestamp": "2024-01-01T00:00:00Z"}',
    )
    file = tmp_path / "batch.json"
    file.write_text(batch % ",\n".join(calls))
    events = [each for each in Reader([str(file)]).events() if isinstance(each, Event)]
    assert [each.document["context"] for each in events] == [{"app": 1, "os": 2}, {"app": 1, "os": 1}]
    assert [each.document["timestamp"] for each in events] == [
        "2024-01-01T00:00:01.000000Z",
        "2024-01-01T00:00:00Z",
    ]
