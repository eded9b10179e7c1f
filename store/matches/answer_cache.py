"""The files of answers: ``matches/FRAME/QUESTION/PART`` in the log's folder, and beside them whole logs (``woven``).

Each has a checksum before its content. They are only there to save work: one that is damaged counts as missing, and
what was not used for long is dropped.
"""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Container, Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final
from zlib import crc32

import msgspec
from msgspec import Struct

from store import disk
from store.errors import outside

FOLDER: Final = "matches"

FORMAT: Final = 5
"""Of the files; those of another one are not looked for."""

WOVEN: Final = ".logs"
"""How the names of folders end that have a file for each partition, not for each part."""

MOST: Final = 100
"""Folders of answers that are kept; those that were used last."""


class ExtraFacts(Struct, array_like=True, frozen=True, gc=False):
    """The facts that a plan was told of an event beside, as ``engine.progress.MatchedEvent`` has them."""

    key: str | None = None
    traits: dict[str, Any] | None = None
    audience: dict[str, bool] | None = None
    document: dict[str, Any] | None = None


class Events(Struct, frozen=True):
    """Events in columns, in no order: whose, when, when stored, ids, places (part and row in one number).

    ``refs`` are None where they are the id.
    """

    owners: list[str]
    times: list[int]
    stored: list[int]
    ids: list[str]
    places: list[int]
    refs: list[str | None]


class Answers(Struct, array_like=True, frozen=True):
    """Events of the owners in one partition that answer a question; what else was told of them, by place.

    ``events`` are JSON: so DuckDB tells a hundred thousand at once.
    """

    partition: int
    events: str
    told: dict[int, ExtraFacts] = {}

    def read(self) -> Events:
        return _events.decode(self.events)


def as_events(events: Events) -> str:
    """The ``events`` as ``Answers`` have them."""
    return msgspec.json.encode(events).decode()


_events: Final = msgspec.json.Decoder(Events)
_encode: Final = msgspec.msgpack.Encoder().encode
_answers: Final = msgspec.msgpack.Decoder(list[Answers])


def encode(answers: Sequence[Answers]) -> bytes:
    return _encode(answers)


def decode(answers: bytes) -> list[Answers]:
    return _answers.decode(answers)


def path(folder: Path, frame: str, question: str, part: int) -> Path:
    return folder / FOLDER / frame / question / f"{part:06d}"


def identity(folder: Path) -> str:
    """A name for the log in a folder, given when it is asked first, and gone with the folder."""
    path = folder / FOLDER / "id"
    with outside("write", path):
        if not path.exists():
            path.parent.mkdir(exist_ok=True)
            half = path.with_name(f"{secrets.token_hex(8)}.new")
            half.write_text(secrets.token_hex(12))
            with suppress(FileExistsError):  # another process was first
                os.link(half, path)
            half.unlink()
        return path.read_text()


def used(folder: Path, frame: str, questions: Iterable[str]) -> None:
    """Note that ``questions`` of ``frame`` in ``folder`` are in use, and drop what was not for longest. Whoever
    needs that asks again.
    """
    with outside("write", folder / FOLDER):
        for question in questions:
            with suppress(FileNotFoundError):
                os.utime(folder / FOLDER / frame / question)
        known = sorted((folder / FOLDER).glob("*/*/"), key=lambda path: path.stat().st_mtime_ns, reverse=True)
        for path in known[MOST:]:
            shutil.rmtree(path, ignore_errors=True)


def forget(folder: Path, parts: Container[int]) -> None:
    """Remove the answers about parts that the log has no more."""
    with outside("remove", folder / FOLDER):
        for path in (folder / FOLDER).glob("*/*/*"):
            if path.parent.suffix != WOVEN and path.suffix != ".new" and not _is_of(path, parts):
                path.unlink(missing_ok=True)


def _is_of(path: Path, parts: Container[int]) -> bool:
    return path.name.isdigit() and int(path.name) in parts


def read(path: Path) -> bytes | None:
    """Return what is in a file; None if there is none, or not as it was written."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return None
    answers = content[4:]
    return answers if content[:4] == crc32(answers).to_bytes(4) else None


def write(path: Path, answers: bytes) -> None:
    """Write ``answers`` to ``path``, whole or not at all. Not flushed: what a power cut takes is matched again."""
    with outside("write", path):
        path.parent.mkdir(parents=True, exist_ok=True)
        disk.replace_file(path, [crc32(answers).to_bytes(4), answers], durable=False)
