"""Values as bytes whose order is MongoDB's order of values (``engine.conditions.mongo.values.compare``).

The first byte is the kind. Lists and long text end in a digest: lists have no order here.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from hashlib import blake2b
from typing import Any, Final

import msgspec

from engine import instant
from engine.conditions.mongo.values import ARRAY, BOOL, DATE, NULL, NUMBER, OBJECT, TEXT

JSON = Mapping[str, Any]

NOTHING: Final = bytes([NULL])
_TEXTS: Final = bytes([TEXT])
LISTS: Final = bytes([ARRAY])
OBJECTS: Final = bytes([OBJECT])
LONGEST: Final = 200
"""Bytes of a text that its key begins with."""

_DOT: Final = "\0"
"""In place of a dot in a name: no path of a condition leads there."""


def leaves(document: JSON) -> dict[str, object]:
    """Every value in ``document`` that is no object with something in it, by its path. A list is one value."""
    found: dict[str, object] = {}
    _collect(document, "", found)
    return found


def _collect(document: JSON, path: str, found: dict[str, object]) -> None:
    for name, value in document.items():
        at = path + (name.replace(".", _DOT) if "." in name else name)
        if value.__class__ is dict and value:
            _collect(value, at + ".", found)
        else:
            found[at] = value


def nested(path: Sequence[str], value: object) -> JSON:
    """The smallest document with ``value`` at ``path``."""
    for name in reversed(path):
        value = {name: value}
    assert isinstance(value, dict)
    return value


def value_at(document: object, path: str) -> object:
    """The value at a path of names joined with dots; None if there is nothing."""
    for name in path.split("."):
        document = document.get(name) if isinstance(document, dict) else None
    return document


def key_of(value: object, *, dated: bool = False) -> bytes:
    """The key of a value. ``dated``: a text that is a date counts as that."""
    match value:
        case str():
            if dated and instant.is_instant(value):
                return date_key(instant.parse(value))
            return _text(value)
        case None:
            return NOTHING
        case bool():
            return bytes([BOOL, value])
        case int() | float():
            return _number(value)
        case list():
            return LISTS + _digest(msgspec.json.encode(value))
        case _:
            return OBJECTS + (_digest(msgspec.json.encode(value)) if value else b"")


def date_key(at: int) -> bytes:
    """The key of an instant, in microseconds."""
    return bytes([DATE]) + struct.pack(">Q", at + (1 << 63))


def same_rank(key: bytes) -> bytes:
    """The part of ``key`` that tells its place in the order: 1 and 1.0 have two keys and one place."""
    return key[:_OF_NUMBER] if key[0] == NUMBER else key


def span_of_rank(rank: bytes) -> tuple[bytes, bytes]:
    """The first and the last key that may have a ``rank`` (``same_rank``)."""
    return (rank, rank + b"\xff") if rank[0] == NUMBER else (rank, rank)


def key_before(key: bytes) -> bytes:
    """A key behind all that come before ``key``, and before it."""
    return key[:-1] + bytes([key[-1] - 1]) + b"\xff" * 300 if key[-1] else key[:-1]


_OF_NUMBER: Final = 17


def _number(value: float) -> bytes:
    nearest = _nearest(value)
    bits = int(struct.unpack(">Q", struct.pack(">d", nearest + 0.0))[0])
    ordered = bits ^ ((1 << 64) - 1 if bits >> 63 else 1 << 63)
    rest = int(value) - int(nearest) if isinstance(value, int) and abs(nearest) < float("inf") else 0
    rest = max(min(rest, (1 << 63) - 1), -(1 << 63))
    return bytes([NUMBER]) + struct.pack(">QQ", ordered, rest + (1 << 63)) + bytes([isinstance(value, float)])


def _nearest(value: float) -> float:
    try:
        return float(value)
    except OverflowError:
        return float("inf") if value > 0 else float("-inf")


def _text(value: str) -> bytes:
    encoded = value.encode("utf-8", "surrogatepass")
    return _TEXTS + (encoded if len(encoded) <= LONGEST else encoded[:LONGEST] + _digest(encoded))


def _digest(content: bytes) -> bytes:
    return blake2b(content, digest_size=16).digest()


def json_of(key: bytes, value: object) -> bytes | None:
    """The text that must be kept beside ``key`` to know its ``value`` again."""
    is_short = key[0] == TEXT and len(key) <= LONGEST + 1
    return None if is_short or key[0] in (NULL, BOOL, DATE) else msgspec.json.encode(value)


def value_of(key: bytes, json: bytes | None) -> object:
    """The value that ``key`` and ``json`` stand for; of a date, its text."""
    if json is not None:
        return msgspec.json.decode(json)
    match key[0]:
        case kind if kind == TEXT:
            return key[1:].decode(errors="surrogatepass")
        case kind if kind == DATE:
            return instant.text(struct.unpack(">Q", key[1:])[0] - (1 << 63))
        case kind if kind == BOOL:
            return bool(key[1])
        case kind if kind == OBJECT:
            return {}
        case _:
            return None
