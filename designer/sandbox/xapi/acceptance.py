"""Acceptance of statements, and the documents that Learning Locker keeps of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from hashlib import blake2b
from typing import Final
from uuid import uuid4

from msgspec import Struct

from designer.sandbox.attachment_files import fits
from designer.sandbox.faults import Fault, Trouble
from designer.sandbox.keys import AccessKey
from designer.sandbox.persistence import JSON
from designer.sandbox.state import ServerState
from designer.sandbox.xapi.negotiation import XapiVersion
from designer.sandbox.xapi.signatures import signed_statement
from engine import instant
from engine.events import RejectedEvent, digest, from_document, identifier
from engine.owners import name
from engine.xapi.shapes import Violation
from engine.xapi.storage import as_stored, escaped, unescaped
from engine.xapi.validation import SIGNATURE, violations
from engine.xapi.verbs import VOIDED

_COMPARED: Final = ("actor", "verb", "object", "context", "result", "attachments", "timestamp")
"""What counts when two statements are compared; the server says the rest. Source: ``xapi-statements`` 5.0.1."""

_AUTHORITY: Final = {"objectType": "Agent", "name": "Waypost", "mbox": "mailto:hello@example.org"}
_FINER: Final = re.compile(r"([.]\d\d)\d+(?=S$)")
_MOST: Final = 20
"""Violations that are told of one request."""

Data = Mapping[str, bytes]
"""The data that came with a request, by their SHA-2 digests."""


class AcceptedStatement(Struct, frozen=True):
    """A statement that may be kept: its id, and its document if it is new."""

    id: str
    document: JSON | None


class StatementAcceptance:
    """Acceptance of one request with statements, by a key, in a version, with data of attachments."""

    def __init__(self, world: ServerState, key: AccessKey, version: XapiVersion, data: Data) -> None:
        self._world = world
        self._key = key
        self._version = version
        self._data = data

    def accept(self, bodies: list[object]) -> list[AcceptedStatement]:
        """Statements to be kept, all or none. Raises Fault: 400 with what is wrong, 409 for an id that is taken.

        A document with its statement inside, as logs are exported, is taken as it is.
        """
        self._demand_valid(bodies)
        self._stored = self._world.stamp(len(bodies))
        found = [self._accept(body, index) for index, body in enumerate(bodies)]
        seen: set[str] = set()
        for each in found:
            if each.id in seen:
                raise Fault(400, f"the id {each.id} is used twice in one request")
            seen.add(each.id)
        self._demand_attachments([body for body in bodies if not _is_document(body)])
        return found

    def _demand_valid(self, bodies: list[object]) -> None:
        wrong = [
            Trouble(each.message, each.place)
            for index, body in enumerate(bodies)
            if not _is_document(body)
            for each in (
                *violations(body, self._version.rules, f"$[{index}]"),
                *_impossible_dates(body, f"$[{index}]"),
            )
        ]
        if wrong:
            raise Fault(400, *wrong[:_MOST])

    def _accept(self, body: object, index: int) -> AcceptedStatement:
        assert isinstance(body, dict)
        place = f"$[{index}]"
        if _is_document(body):
            return self._document(body, place)
        statement = {"id": str(uuid4())} | body
        id = statement["id"]
        self._demand_no_void_of_a_void(statement, place)
        same = fingerprint(statement)
        return AcceptedStatement(
            id, None if _is_stored(self._world, id, same) else self._as_document(statement, same, index)
        )

    def _document(self, body: JSON, place: str) -> AcceptedStatement:
        """The statement document ``body`` at ``place`` as it is exported."""
        document: JSON = body if "_id" in body else {"_id": self._world.new_id()} | body
        try:
            event = from_document(document)
        except RejectedEvent as error:
            raise Fault(400, Trouble(str(error), place)) from None
        document = event.document
        if _is_stored(self._world, event.id, fingerprint(bare(document))):
            return AcceptedStatement(event.id, None)
        if self._world.arrivals.statement(event.ref) is not None:
            raise Fault(409, Trouble(f"there is a statement document {event.ref} already", place))
        return AcceptedStatement(event.id, document)

    def _demand_no_void_of_a_void(self, statement: JSON, place: str) -> None:
        target = self._world.arrivals.find(statement["object"]["id"]) if _voids(statement) else None
        if target is not None and "statement" in target and _voids(target["statement"]):
            raise Fault(400, Trouble("a voiding statement cannot be voided", f"{place}.object.id"))

    def _as_document(self, statement: JSON, same: str, index: int) -> JSON:
        """The document of a bare statement: as it is stored, times as dates, whose it is.

        The statements of one request are stored at one millisecond; microseconds keep their order.
        """
        now = instant.milliseconds_text(self._stored)
        kept = as_stored(
            {"version": self._version.unnamed} | statement | {"stored": now, "authority": _AUTHORITY}
        )
        instant.parse(kept["timestamp"]) // 1000 * 1000
        document = {
            "statement": escaped(kept),
            "_id": self._world.new_id(),
            "organisation": self._world.organisation,
            "client": self._key.owner,
            "active": True,
            "voided": False,
            "timestamp": _date(
                instant.parse(kept["timestamp"]) // 1000 * 1000 + (0 if "timestamp" in statement else index)
            ),
            "stored": _date(self._stored + index),
            "hash": same,
            "refs": [],
        }
        return document | _personal(document)

    # Attachments

    def _demand_attachments(self, statements: Iterable[object]) -> None:
        """Refuse (400) an attachment that has neither an address nor its data here, and data that nobody names."""
        named: set[str] = set()
        for statement in statements:
            for attachment in _attachments(statement):
                named.add(attachment["sha2"])
                if attachment["sha2"] not in self._data and "fileUrl" not in attachment:
                    raise Fault(400, f"the data of the attachment {attachment['sha2'][:80]!r} is not there")
                if attachment["usageType"] == SIGNATURE and attachment["sha2"] in self._data:
                    _check_signature(statement, self._data[attachment["sha2"]])
        if strangers := self._data.keys() - named:
            raise Fault(400, f"no statement has an attachment with the digest {min(strangers)[:80]!r}")
        if wrong := next((sha2 for sha2, data in self._data.items() if not fits(data, sha2)), None):
            raise Fault(400, f"{wrong[:80]!r} is not the SHA-2 digest of the data that came with it")


def _check_signature(statement: object, signature: bytes) -> None:
    assert isinstance(statement, dict)
    others = [each for each in _attachments(statement) if each["usageType"] != SIGNATURE]
    unsigned = {key: part for key, part in statement.items() if key != "attachments"}
    try:
        inside = signed_statement(signature)
    except ValueError as error:
        raise Fault(400, str(error)) from None
    outside = unsigned | ({"attachments": others} if others else {})
    if fingerprint(_rounded(inside)) != fingerprint(_rounded(outside)):
        raise Fault(400, "the statement in the signature is another than the one that it is attached to")


def _rounded(statement: JSON) -> JSON:
    """Cut a duration to the hundredth of a second: what is finer does not count when two are compared."""
    result = statement.get("result")
    if not isinstance(result, dict) or not isinstance(result.get("duration"), str):
        return statement
    duration = _FINER.sub(r"\1", result["duration"])
    return statement | {"result": result | {"duration": duration}}


def _attachments(statement: object) -> Iterable[JSON]:
    """Those of a valid statement, and of a sub-statement in it."""
    assert isinstance(statement, dict)
    yield from statement.get("attachments", ())
    if statement["object"].get("objectType") == "SubStatement":
        yield from statement["object"].get("attachments", ())


# Statements and documents


def _is_document(body: object) -> bool:
    return isinstance(body, dict) and isinstance(body.get("statement"), dict)


def _date(at: int) -> str:
    """A date as the service keeps it, in milliseconds; with microseconds where there are any."""
    return instant.text(at) if at % 1000 else instant.milliseconds_text(at)


def _voids(statement: JSON) -> bool:
    return bool(statement["verb"]["id"] == VOIDED and statement["object"].get("objectType") == "StatementRef")


def _impossible_dates(body: object, place: str) -> Iterable[Violation]:
    """The timestamps below ``place`` in ``body`` that have the right format, on a day that there is not."""
    timestamp = body.get("timestamp") if isinstance(body, dict) else None
    if isinstance(timestamp, str):
        try:
            instant.parse(timestamp)
        except ValueError as error:
            yield Violation(f"{place}.timestamp", str(error))


def _is_stored(world: ServerState, id: str, same: str) -> bool:
    """Tell whether the very statement ``id``, the ``same`` to the letter, is in ``world``. Raises Fault (409) if
    another one has the id.
    """
    there = world.arrivals.find(id)
    if there is None:
        return False
    if "statement" not in there or same not in (there.get("hash"), fingerprint(bare(there))):
        raise Fault(409, f"there is another statement {id} already")
    return True


def fingerprint(statement: JSON) -> str:
    """Equal for statements that say the same, with or without what the server would add to them."""
    kept = as_stored(statement)
    return digest({key: kept[key] for key in _COMPARED if key in kept and key in statement})


def _personal(document: JSON) -> JSON:
    """The persona of whoever the statement is about: one for each actor."""
    whose = identifier(document["statement"]["actor"])
    if whose is None:
        return {}
    persona = blake2b(whose.encode(), digest_size=12, person=b"waypost person").hexdigest()
    return {"personaIdentifier": persona, "person": {"_id": persona, "display": name(whose)}}


def bare(document: JSON) -> JSON:
    """The statement of a document as it was sent, with the dots in its keys."""
    return unescaped(document["statement"])
