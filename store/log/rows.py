"""An event as a row of the log: what is known of it without looking at its document again.

The document itself is kept as text, in the shape it came in: as it was read, but for what Extended JSON wraps and a
call leaves out. Whoever reads a bare statement again reads it as a server stores it (``engine.events.from_line``);
one without an id or a timestamp is kept so.
"""

from __future__ import annotations

from functools import lru_cache
from hashlib import blake2b
from typing import Any, Final, Literal

import msgspec
from msgspec import Struct

from engine.events import Event, from_document, from_line, from_plain, owner_of
from engine.extended_json import MARK

Shape = Literal["statement", "document", "call", "odd"]
"""How a kept document is told: a bare statement, a document with a ``statement`` in it, or a track-spec call.

``odd`` are the few that a column cannot be trusted with, because JSON readers disagree on them: a key given twice, a
number beyond a double, half of a surrogate pair.
"""

DEEPEST: Final = 400
"""Brackets; a line with more is tried as conditions will see it before it is taken in."""


class LogRow(Struct, gc=False, kw_only=True):
    """All that is known of one event but for its document.

    ``row`` is its number within its part, ``digest`` that of its content.
    ``again``: its id was there before. ``stray``: and in another partition.
    """

    row: int = 0
    shape: Shape
    id: str
    ref: str | None = None
    time: int
    stored: int
    actor: str | None
    persona: str | None = None
    partition: int
    persona_partition: int | None = None
    voids: str | None
    voided: bool = False
    digest: str
    again: bool = False
    stray: bool = False


TYPES: Final = {
    "row": "INTEGER",
    "shape": "VARCHAR",
    "id": "VARCHAR",
    "ref": "VARCHAR",
    "time": "BIGINT",
    "stored": "BIGINT",
    "actor": "VARCHAR",
    "persona": "VARCHAR",
    "partition": "USMALLINT",
    "persona_partition": "USMALLINT",
    "voids": "VARCHAR",
    "voided": "BOOLEAN",
    "digest": "VARCHAR",
    "again": "BOOLEAN",
    "stray": "BOOLEAN",
}
"""The same as columns. ``ref`` is NULL where it is the id."""

_encode = msgspec.json.Encoder().encode


def row_of(raw: bytes, partitions: int) -> tuple[LogRow, bytes, Event]:
    """A line as a row of a log with so many partitions, the document that is kept of it, and the event. Raises
    RejectedEvent.
    """
    document, event = _read(raw)
    content = raw if document is None else _encode(document)
    shape, text = _stored_text(raw, content, document, event)
    actor, persona = owner_of(event, "actor"), owner_of(event, "persona")
    row = LogRow(
        shape=shape,
        id=event.id,
        ref=None if event.ref == event.id else event.ref,
        time=event.time,
        stored=event.stored,
        actor=actor,
        persona=persona,
        partition=partition_of(actor or persona or event.id, partitions),
        persona_partition=None if persona is None else partition_of(persona, partitions),
        voids=event.voids,
        voided=event.voided,
        digest=content_digest(content),
    )
    return row, text, event


def content_digest(content: bytes) -> str:
    """The digest of a document that was encoded."""
    return blake2b(content, digest_size=16).hexdigest()


@lru_cache(maxsize=65_536)
def partition_of(owner: str, partitions: int) -> int:
    """The partition of the events of ``owner``: the same in every process and on every machine."""
    return int.from_bytes(blake2b(owner.encode(), digest_size=8).digest()) % partitions


def _read(raw: bytes) -> tuple[Any, Event]:
    """The document as decoded (None if it is not as it was written, as with numbers beyond a double), and its event."""
    try:
        document = msgspec.json.decode(raw)
    except (msgspec.DecodeError, RecursionError, UnicodeError):
        return None, from_line(raw)  # which says why it is none, if it is none
    if MARK in raw or raw.count(b"{") + raw.count(b"[") > DEEPEST:
        return document, from_document(document)
    sent = isinstance(document, dict) and document.get("timestamp") is not None
    return document, from_plain(document, as_stored=not sent)


def _stored_text(raw: bytes, content: bytes, document: Any, event: Event) -> tuple[Shape, bytes]:
    """The shape of a ``document`` and the text kept of it for ``event``: its line ``raw`` or the ``content`` in it."""
    if document is None or not has_unique_keys(raw, content):
        return "odd", raw
    shape, made = _shape_of(document, event)
    if made is document:
        return shape, raw
    text = _encode(made)
    return (shape, text) if MARK not in raw or msgspec.json.decode(text) == made else ("odd", raw)


def _shape_of(document: Any, event: Event) -> tuple[Shape, Any]:
    """The shape in which a document came, and what was made of it. Source: ``engine.events.from_plain``."""
    made = event.document
    if "statement" not in made:
        return "call", made
    if isinstance(document.get("statement"), dict):
        return "document", made
    return "statement", made["statement"]


def has_unique_keys(raw: bytes, content: bytes) -> bool:
    """Tell whether nothing was lost in decoding ``content`` of ``raw``: every key has a colon, and so had each that
    was given twice.
    """
    if raw.strip() == content:
        return True
    if raw.count(b":") != content.count(b":"):
        return False
    return b"\\u003" not in raw or not (b"\\u003a" in raw or b"\\u003A" in raw)
