"""Statements of a Learning Locker into a log: page by page, from where the last pull ended.

The cursor lies beside the log and is moved once its statements are committed. Killed in between, the next pull asks
for the same page again, and what the log has to the letter adds nothing.
"""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Callable, Mapping, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct

from designer.errors import Refused
from designer.publish.clients.answer_shapes import Document
from designer.publish.clients.learninglocker import LearningLocker
from designer.publish.connection import TargetConnection
from engine import instant
from store import disk
from store.errors import outside
from store.log import ImportTotals, import_files
from store.targets import Target

PAGE: Final = 500
BATCH: Final = 20_000
"""Statements that are committed at once: what a kill costs."""

FOLDER: Final = "pulls"


class PullQuery(Struct, frozen=True):
    """Which statements: those stored at ``since`` (an instant) or later, that a mongo query matches."""

    since: int | None = None
    filter: Mapping[str, object] = {}

    def query(self) -> Document:
        if self.since is None:
            return dict(self.filter)
        stored = {"stored": {"$gte": {"$dte": instant.milliseconds_text(self.since)}}}
        return {"$and": [stored, dict(self.filter)]} if self.filter else stored


class PullCursor(Struct, frozen=True):
    """How far a pull has come: the cursor behind the last statement, and how many there were."""

    cursor: str | None = None
    statements: int = 0


Watch = Callable[[int], object]
"""Told how many statements have been read."""


async def pull_statements(
    server: TargetConnection,
    log: Path,
    question: PullQuery,
    watch: Watch,
    *,
    page: int = PAGE,
    batch: int = BATCH,
) -> ImportTotals:
    """Take what is new on the server into a log, which is made if there is none. Raises ServerFailure, StoreError."""
    if server.target.kind != "learninglocker":
        raise Refused(f"{server.target.name} has no statements: only targets of kind learninglocker do")
    with outside("create", log):
        disk.make_folder(log / FOLDER)
    at = log / FOLDER / f"{_named(server.target, question)}.json"
    mark, total, nodes = _read(at), ImportTotals(), list[Document]()
    client = LearningLocker(server)
    async for found in client.pages("statement", filter=question.query(), first=page, after=mark.cursor):
        nodes += found.nodes
        watch(total.read + len(nodes))
        if nodes and (len(nodes) >= batch or not found.more):
            total = _sum(total, await asyncio.to_thread(_taken_in, log, at.with_suffix(".ndjson"), nodes))
            mark = PullCursor(found.cursor or mark.cursor, mark.statements + len(nodes))
            _write(at, mark)
            nodes = []
    return total


def _named(target: Target, question: PullQuery) -> str:
    """The name of a pull: another question, or another server of that name, begins anew."""
    asked = json.dumps([target.url, question.query()], sort_keys=True)
    return f"{target.name}-{blake2b(asked.encode(), digest_size=6).hexdigest()}"


def _taken_in(log: Path, file: Path, nodes: Sequence[Document]) -> ImportTotals:
    with outside("write", file):
        file.write_text("".join(json.dumps(node, ensure_ascii=False) + "\n" for node in nodes), "utf-8")
    try:
        return import_files(log, [str(file)])
    finally:
        file.unlink(missing_ok=True)


def _sum(one: ImportTotals, other: ImportTotals) -> ImportTotals:
    return ImportTotals(
        read=one.read + other.read,
        added=one.added + other.added,
        duplicates=one.duplicates + other.duplicates,
        conflicting=one.conflicting + other.conflicting,
        rejected=one.rejected + other.rejected,
        skipped=one.skipped + other.skipped,
    )


def _read(path: Path) -> PullCursor:
    with outside("read", path):
        return msgspec.json.decode(path.read_bytes(), type=PullCursor) if path.exists() else PullCursor()


def _write(path: Path, mark: PullCursor) -> None:
    half = path.with_suffix(".new")
    with outside("write", path):
        with half.open("wb") as file:
            file.write(msgspec.json.encode(mark))
            file.flush()
            os.fsync(file.fileno())
        half.replace(path)
        disk.sync_folder(path.parent)
