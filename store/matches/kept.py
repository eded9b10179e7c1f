"""The files of answers: ``matches/FRAME/QUESTION/PART`` in the log's folder.

Each has a checksum before its rows. They are only there to save work: one that is damaged counts as missing.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Container, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final
from zlib import crc32

import msgspec
from msgspec import Raw, Struct

from store.errors import outside

FOLDER: Final = "matches"


class Kept(Struct, array_like=True, frozen=True, gc=False):
    """An event that answers a question, as ``engine.progress.Matched`` has it; ``row`` is its number in its part.

    ``ref`` is empty where it is the id.
    """

    row: int
    time: int
    stored: int
    id: str
    ref: str = ""
    key: str | None = None
    traits: dict[str, Any] | None = None
    audience: dict[str, bool] | None = None
    document: dict[str, Any] | None = None


Owners = dict[str, list[Kept]]

_encode: Final = msgspec.msgpack.Encoder().encode
_partitions: Final = msgspec.msgpack.Decoder(dict[int, Raw])
_owners: Final = msgspec.msgpack.Decoder(Owners)


def encode(answers: Mapping[int, Mapping[str, list[Kept]]]) -> bytes:
    """Rows by the partition of their owner and by owner."""
    return _encode(answers)


def decode(answers: bytes, partition: int) -> Owners:
    """The rows of the owners of one partition."""
    found = _partitions.decode(answers).get(partition)
    return {} if found is None else _owners.decode(found)


def decode_all(answers: bytes) -> list[Owners]:
    """The rows of the owners of each partition."""
    return [_owners.decode(found) for found in _partitions.decode(answers).values()]


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


def forget(folder: Path, parts: Container[int]) -> None:
    """Remove the answers about parts that the log has no more."""
    with outside("remove", folder / FOLDER):
        for path in (folder / FOLDER).glob("*/*/*"):
            if not (path.name.isdigit() and int(path.name) in parts) and path.suffix != ".new":
                path.unlink(missing_ok=True)


def read(path: Path) -> bytes | None:
    """The answers in a file; None if there is none, or not as it was written."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return None
    answers = content[4:]
    return answers if content[:4] == crc32(answers).to_bytes(4) else None


def write(path: Path, answers: bytes) -> None:
    """Whole or not at all. Not flushed: what a power cut takes is matched again."""
    half = path.with_name(f"{path.name}.{secrets.token_hex(4)}.new")
    with outside("write", path):
        path.parent.mkdir(parents=True, exist_ok=True)
        half.write_bytes(crc32(answers).to_bytes(4) + answers)
        half.replace(path)
