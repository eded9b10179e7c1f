"""Events: JSON documents with an id, an owner and a time, in the three shapes of semantics §2.

A bare xAPI statement is read as Learning Locker stores it (``engine.xapi.storage``) and wrapped as it wraps it, so that
one condition means the same on all of them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from hashlib import blake2b
from typing import Any, Final, Literal

import msgspec
from msgspec import Struct

from engine import calls, extended_json, instant, surrogates
from engine.xapi import storage
from engine.xapi.verbs import VOIDED as VOIDED

CALLS: Final = frozenset({"track", "identify", "page", "screen", "group", "alias"})
"""The calls of the track spec."""

Document = dict[str, Any]
TrackBy = Literal["actor", "persona"]


class RejectedEvent(ValueError):
    """A document that is no event; the text says why."""


class Event(Struct, frozen=True, kw_only=True, gc=False):
    """One event. ``document`` is what conditions look at.

    ``id`` makes two events one; ``ref`` is what progress refers to. ``time`` and ``stored`` are instants in
    microseconds; without ``stored``, the time stands for it. ``voids`` is the id of the statement it takes back.
    """

    id: str
    ref: str
    time: int
    stored: int
    document: Document
    voids: str | None = None
    voided: bool = False


def from_line(line: bytes | str, *, as_stored: bool = True) -> Event:
    """One line of JSON as an event. Raises RejectedEvent.

    ``as_stored`` is as in ``from_document``.
    """
    return from_plain(decode(line), as_stored=as_stored)


def decode(line: bytes | str) -> object:
    """A line of JSON as plain values, without Extended JSON's wrappers. Raises RejectedEvent.

    A number beyond the range of a double is infinite, as in JavaScript and MongoDB. Half of a surrogate pair becomes
    U+FFFD, as in what Node.js writes and MongoDB keeps.
    """
    value = _decode(line)
    has_wrappers = extended_json.MARK in line if isinstance(line, bytes) else "$" in line
    return _plain(value) if has_wrappers else value


def _decode(line: bytes | str) -> object:
    try:
        return msgspec.json.decode(line)
    except msgspec.ValidationError:  # the one thing that may be wrong with plain JSON is such a number
        return _decode_vast(line)
    except (msgspec.DecodeError, RecursionError, UnicodeError) as error:
        if (mended := surrogates.in_json(line)) != line:
            return _decode(mended)
        raise RejectedEvent(f"not JSON: {error}") from None


def _plain(value: object) -> object:
    try:
        return extended_json.plain(value)
    except RecursionError:
        raise RejectedEvent("nested too deeply") from None


def _whole_texts(value: object) -> object:
    try:
        return surrogates.in_values(value)
    except RecursionError:
        raise RejectedEvent("nested too deeply") from None


def _decode_vast(line: bytes | str) -> object:
    try:
        text = line.decode() if isinstance(line, bytes) else line
        return json.loads(surrogates.in_json(text), parse_int=_whole, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise RejectedEvent(f"not JSON: {error}") from None


def _whole(digits: str) -> int | float:
    return int(digits) if len(digits) < 20 else float(digits)


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no JSON number")


def from_document(document: object, *, as_stored: bool = True) -> Event:
    """JSON values as an event. Raises RejectedEvent.

    ``as_stored=False`` leaves a bare statement as it was sent: cheaper, for whoever knows that no condition looks at
    what a server adds to it.
    """
    return from_plain(_whole_texts(_plain(document)), as_stored=as_stored)


def from_plain(document: object, *, as_stored: bool = True) -> Event:
    """The event of ``document``, values that were decoded (``decode``), read ``as_stored`` by the server or as it
    stands.
    """
    if not isinstance(document, dict):
        raise RejectedEvent(f"an event is a JSON object, not {type(document).__name__}")
    if isinstance(document.get("statement"), dict):
        return _from_learning_locker(document)
    if isinstance(document.get("verb"), dict):
        return _from_statement(document, as_stored)
    if isinstance(document.get("type"), str):
        return _from_call(document)
    raise RejectedEvent("neither an xAPI statement, nor a statement document, nor a track-spec call")


def _from_learning_locker(document: Document) -> Event:
    statement = document["statement"]
    time, stored = _times(document, statement)
    ref = document.get("_id")
    return Event(
        id=_text(statement.get("id")) or _text(ref) or digest(document),
        ref=_text(ref) or _text(statement.get("id")) or digest(document),
        time=time,
        stored=stored,
        document=document,
        voids=voids_of(statement),
        voided=document.get("voided") is True,
    )


def _from_statement(sent: Document, as_stored: bool) -> Event:
    time, stored = _times({}, sent)
    id = _text(sent.get("id"))
    statement = sent if id and not as_stored else _stored(sent)
    id = id or digest(statement)
    document = {"statement": statement, "timestamp": _either(sent.get("timestamp"), sent.get("stored"))}
    if "stored" in sent:
        document["stored"] = sent["stored"]
    return Event(id=id, ref=id, time=time, stored=stored, document=document, voids=voids_of(sent))


def _stored(statement: Document) -> Document:
    try:
        return storage.escaped(storage.as_stored(statement))
    except RecursionError:
        raise RejectedEvent("nested too deeply") from None


def _from_call(call: Document) -> Event:
    if call["type"] not in CALLS:
        raise RejectedEvent(f"the type {call['type'][:40]!r} is no call of the track spec")
    if call["type"] == "track" and not isinstance(call.get("event"), str):
        raise RejectedEvent("a track call without the name of its event")
    try:
        call = calls.completed(call)
    except ValueError as error:
        raise RejectedEvent(str(error)) from None
    time, stored = _times(call, {})
    id = _text(call.get("_id")) or _text(call.get("messageId")) or digest(call)
    return Event(id=_text(call.get("messageId")) or id, ref=id, time=time, stored=stored, document=call)


def _text(value: object) -> str:
    """An id: a text; anything else is none."""
    return value if isinstance(value, str) else ""


def digest(document: Mapping[str, Any]) -> str:
    """The id of a document that has none: a hash of its canonical JSON."""
    text = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return blake2b(text.encode(), digest_size=16).hexdigest()


def _times(wrapper: Mapping[str, Any], statement: Mapping[str, Any]) -> tuple[int, int]:
    """The time and the time of storing, from the wrapper if it has them, else from the statement."""
    timestamp = _either(wrapper.get("timestamp"), statement.get("timestamp"))
    stored = _either(wrapper.get("stored"), statement.get("stored"))
    if timestamp is None and stored is None:
        raise RejectedEvent("no time: neither timestamp nor stored")
    time = _instant(stored if timestamp is None else timestamp)
    return time, time if stored is None else _instant(stored)


def _either(first: object, second: object) -> object:
    return second if first is None else first


def _instant(value: object) -> int:
    if not isinstance(value, str):
        raise RejectedEvent(f"a time is a text such as 2017-09-20T09:55:50.310Z, not {type(value).__name__}")
    try:
        return instant.parse(value)
    except ValueError as error:
        raise RejectedEvent(str(error)) from None


def voids_of(statement: Mapping[str, Any]) -> str | None:
    """Return the id of the statement that a bare ``statement`` takes back."""
    verb = statement.get("verb")
    if not isinstance(verb, dict) or verb.get("id") != VOIDED:
        return None
    target = statement.get("object")
    if isinstance(target, dict) and target.get("objectType") == "StatementRef":
        return _text(target.get("id")) or None
    return None


def owner_of(event: Event, track_by: TrackBy) -> str | None:
    """Return whose event it is: canonical JSON of what identifies the owner and nothing else, or None.

    ``{"userId": …}`` for a call, ``{"persona": …}``, or an xAPI inverse functional identifier.
    """
    document = event.document
    statement = document.get("statement")
    if not isinstance(statement, dict):
        return call_owner(document)
    if track_by == "persona":
        return _persona(document)
    actor = statement.get("actor")
    return identifier(actor) if isinstance(actor, dict) else None


def call_owner(call: Mapping[str, Any]) -> str | None:
    """Return whose call of the track spec it is, by itself; ``engine.identity`` says who else that is."""
    return _first_text(call, ("userId", "anonymousId"))


def identifier(actor: Mapping[str, Any]) -> str | None:
    """Canonical JSON of an actor's inverse functional identifier."""
    found = None if _IDENTIFIERS.isdisjoint(actor) else _first_text(actor, ("mbox", "mbox_sha1sum", "openid"))
    account = actor.get("account")
    if found is not None or not isinstance(account, dict):
        return found
    home, name = account.get("homePage"), account.get("name")
    return _account(home, name) if isinstance(home, str) and isinstance(name, str) else None


_IDENTIFIERS: Final = frozenset({"mbox", "mbox_sha1sum", "openid"})


@lru_cache(maxsize=65_536)
def _account(home: str, name: str) -> str:
    return _canonical({"account": {"homePage": home, "name": name}})


def _persona(document: Document) -> str | None:
    person = document.get("person")
    persona = _text(document.get("personaIdentifier")) or _text(
        person.get("_id") if isinstance(person, dict) else None
    )
    return named_owner("persona", persona) if persona else None


def _first_text(holder: Mapping[str, Any], keys: tuple[str, ...]) -> str | None:
    for key in keys:
        value = holder.get(key)
        if isinstance(value, str) and value:
            return named_owner(key, value)
    return None


@lru_cache(maxsize=65_536)
def named_owner(key: str, value: str) -> str:
    """The canonical JSON of an owner that is known by one text, ``value`` under ``key``."""
    return _canonical({key: value})


def _canonical(owner: Document) -> str:
    return msgspec.json.encode(owner).decode()
