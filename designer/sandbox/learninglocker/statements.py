"""xAPI statements: how they are checked, and the documents that Learning Locker makes of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from hashlib import blake2b
from typing import Any, Final
from uuid import uuid4

import msgspec
from msgspec import Struct

from designer.sandbox.faults import Fault, Trouble
from designer.sandbox.keys import AccessKey
from designer.sandbox.persistence import JSON
from designer.sandbox.state import ServerState
from engine import instant
from engine.events import RejectedEvent, digest, from_document, owner_of
from engine.owners import name

_UUID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE | re.ASCII)
_SET_BY_SERVER: Final = ("stored", "authority", "version")
_AUTHORITY: Final = {"objectType": "Agent", "name": "Waypost", "mbox": "mailto:hello@example.org"}
"""What the server says itself, so that it does not count when two statements are compared."""


class Verb(Struct, frozen=True):
    """What was done; an IRI."""

    id: str


class Statement(Struct, frozen=True, kw_only=True):
    """As much of an xAPI statement as is checked; the rest is kept as it is."""

    actor: dict[str, Any]
    verb: Verb
    object: dict[str, Any]
    id: str | None = None
    timestamp: str | None = None


class Arriving(Struct, frozen=True):
    """A statement that is well-formed: its id, and its document if it is new."""

    id: str
    document: JSON | None


def arriving(world: ServerState, key: AccessKey, bodies: list[object], id: str = "") -> list[Arriving]:
    """Statements to be kept, all or none. Raises Fault: 400 with every fault, 409 for an id that is taken.

    A document with its statement inside, as logs are exported, is taken as it is.
    """
    found = [_arriving(world, key, body, f"$[{index}]", id) for index, body in enumerate(bodies)]
    ids = [each.id for each in found]
    if twice := next((each for each in ids if ids.count(each) > 1), None):
        raise Fault(400, f"the id {twice} is used twice in one request")
    return found


def _arriving(world: ServerState, key: AccessKey, body: object, place: str, id: str) -> Arriving:
    if isinstance(body, dict) and isinstance(body.get("statement"), dict):
        return _document(world, body, place)
    statement = _checked(body, place) | ({"id": id} if id else {})
    statement.setdefault("id", str(uuid4()))
    same = fingerprint(statement)
    if _is_known(world, statement["id"], same):
        return Arriving(statement["id"], None)
    return Arriving(statement["id"], _wrapped(world, key, statement, same))


def _document(world: ServerState, body: JSON, place: str) -> Arriving:
    """A statement document as it is exported."""
    document: JSON = body if "_id" in body else {"_id": world.new_id()} | body
    try:
        event = from_document(document)
    except RejectedEvent as error:
        raise Fault(400, Trouble(str(error), place)) from None
    if _is_known(world, event.id, fingerprint(document["statement"])):
        return Arriving(event.id, None)
    if world.arrivals.statement(event.ref) is not None:
        raise Fault(409, Trouble(f"there is a statement document {event.ref} already", place))
    return Arriving(event.id, document)


def _checked(body: object, place: str) -> JSON:
    try:
        read = msgspec.convert(body, Statement)
    except msgspec.ValidationError as error:
        message, _, path = str(error).partition(" - at `$")
        raise Fault(400, Trouble(message, place + path.rstrip("`"))) from None
    assert isinstance(body, dict)
    if read.id is not None:
        check_id(read.id, f"{place}.id")
    if ":" not in read.verb.id:
        raise Fault(400, Trouble(f"the verb {read.verb.id[:40]!r} is no IRI", f"{place}.verb.id"))
    if not _is_actor(read.actor):
        message = "an actor is known by one of mbox, mbox_sha1sum, openid and account, a group by its members"
        raise Fault(400, Trouble(message, f"{place}.actor"))
    if read.timestamp is not None:
        _timed(read.timestamp, f"{place}.timestamp")
    return dict(body)


def check_id(id: str, place: str = "") -> None:
    """Raises Fault for what cannot be the id of a statement."""
    if not _UUID.fullmatch(id):
        raise Fault(400, Trouble(f"{id[:40]!r} is no UUID", place))


def _is_actor(actor: Mapping[str, object]) -> bool:
    known = owner_of(from_document({"statement": {"actor": actor}, "timestamp": "2000-01-01"}), "actor")
    return known is not None or isinstance(actor.get("member"), list)


def _timed(text: str, place: str) -> None:
    try:
        instant.parse(text)
    except ValueError as error:
        raise Fault(400, Trouble(str(error), place)) from None


def _is_known(world: ServerState, id: str, same: str) -> bool:
    """Whether the very statement is there already. Raises Fault (409) if another one has the id."""
    there = world.arrivals.find(id)
    if there is None:
        return False
    if "statement" not in there or same not in (there.get("hash"), fingerprint(there["statement"])):
        raise Fault(409, f"there is another statement {id} already")
    return True


def fingerprint(statement: JSON) -> str:
    """Equal for statements that say the same, whatever a server has added to them."""
    return digest({key: part for key, part in statement.items() if key not in _SET_BY_SERVER})


def _wrapped(world: ServerState, key: AccessKey, statement: JSON, same: str) -> JSON:
    """The document of a bare statement: dots in keys escaped, times as dates, whose it is."""
    now, stored = world.clock(), world.stamp()
    statement = {
        "authority": _AUTHORITY,
        "version": "1.0.0",
        "timestamp": instant.text(now),
        **statement,
        "stored": instant.text(stored),
    }
    document = from_document(statement).document | {
        "_id": world.new_id(),
        "organisation": world.organisation,
        "client": key.owner,
        "active": True,
        "voided": False,
        "timestamp": instant.milliseconds_text(instant.parse(statement["timestamp"])),
        "stored": instant.milliseconds_text(stored),
        "hash": same,
        "refs": [],
    }
    return document | _personal(document)


def _personal(document: JSON) -> JSON:
    """The persona of whoever the statement is about: one for each actor."""
    whose = owner_of(from_document(document), "actor")
    if whose is None:
        return {}
    digest = blake2b(whose.encode(), digest_size=12, person=b"waypost person").hexdigest()
    return {"personaIdentifier": digest, "person": {"_id": digest, "display": name(whose)}}


def bare(document: JSON) -> JSON:
    """The statement of a document as it was sent, with the dots in its keys."""
    plain: JSON = _unescaped(document["statement"])
    return plain


def _unescaped(value: Any) -> Any:
    if isinstance(value, dict):
        return {key.replace("&46;", "."): _unescaped(part) for key, part in value.items()}
    return [_unescaped(part) for part in value] if isinstance(value, list) else value
