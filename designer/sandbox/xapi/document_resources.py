"""Documents that clients keep: the state of an activity, profiles of activities and of agents.

Source: xAPI 1.0.3 part three, 2.2 to 2.7, and 3.1 (concurrency).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from email.utils import format_datetime
from hashlib import sha1
from typing import Annotated, Any, Final

import msgspec
from msgspec import Meta, Struct

from designer.sandbox.faults import Fault, Trouble
from designer.sandbox.operation import Content, OperationAnswer, OperationCall
from designer.sandbox.persistence import KeptDocument
from designer.sandbox.state import ServerState
from designer.sandbox.xapi.multipart import media_of
from designer.sandbox.xapi.negotiation import version_of
from designer.sandbox.xapi.scopes import PROFILE, READ_DOCUMENTS, STATE, demand
from designer.sandbox.xapi.statement_query import agent, check_iri, check_uuid
from engine import instant
from engine.events import identifier
from engine.xapi.rule_sets import Rules

Id = Annotated[str, Meta(min_length=1)]
_JSON: Final = "application/json"
_BINARY: Final = "application/octet-stream"


class StateQuery(Struct, frozen=True, rename="camel"):
    """One document of the state of an agent in an activity."""

    activity_id: Id
    agent: Id
    state_id: Id
    registration: str = ""


class StatesQuery(Struct, frozen=True, rename="camel"):
    """One document of the state, or the ids of those that changed after a time."""

    activity_id: Id
    agent: Id
    state_id: str = ""
    registration: str = ""
    since: str = ""


class StateRemoval(Struct, frozen=True, rename="camel"):
    """One document of the state, or all."""

    activity_id: Id
    agent: Id
    state_id: str = ""
    registration: str = ""


class ActivityProfileQuery(Struct, frozen=True, rename="camel"):
    """One document of the profile of an activity."""

    activity_id: Id
    profile_id: Id


class ActivityProfilesQuery(Struct, frozen=True, rename="camel"):
    """One document of the profile of an activity, or the ids of those that changed after a time."""

    activity_id: Id
    profile_id: str = ""
    since: str = ""


class AgentProfileQuery(Struct, frozen=True, rename="camel"):
    """One document of the profile of an agent."""

    agent: Id
    profile_id: Id


class AgentProfilesQuery(Struct, frozen=True, rename="camel"):
    """One document of the profile of an agent, or the ids of those that changed after a time."""

    agent: Id
    profile_id: str = ""
    since: str = ""


class DocumentPlace(Struct, frozen=True):
    """The place of a document: what it belongs to, and its id there (empty: all of them)."""

    owner: tuple[str, ...]
    id: str
    registration: str = ""
    since: str = ""

    @property
    def is_state(self) -> bool:
        return self.owner[0] == "state"


def _place(query: Struct, rules: Rules) -> DocumentPlace:
    """Read the place in a query. Raises Fault (400)."""
    asked: dict[str, Any] = msgspec.to_builtins(query)
    kind = "state" if "stateId" in asked else "activity" if "activityId" in asked else "agent"
    owner = [kind]
    if "activityId" in asked:
        owner.append(check_iri(asked["activityId"], "activityId", rules))
    if "agent" in asked:
        found = agent(asked["agent"], rules)
        owner.append(identifier(found) or json.dumps(found, sort_keys=True))
    if registration := asked.get("registration", ""):
        check_uuid(registration, "registration", rules)
    id = asked.get("stateId", "") or asked.get("profileId", "")
    return DocumentPlace(tuple(owner), id, registration.lower(), asked.get("since", ""))


def _open_place(asked: OperationCall[Any], reads: bool = False) -> DocumentPlace:
    """The place that is asked about, if the key may. Raises Fault (400, 403)."""
    place = _place(asked.query, version_of(asked.headers).rules)
    scopes = STATE if place.is_state else PROFILE
    demand(asked.key, (*READ_DOCUMENTS, *scopes) if reads else scopes)
    return place


# Reading


def get(world: ServerState, asked: OperationCall[Any]) -> OperationAnswer:
    """The document ``asked`` for in ``world``, or the ids of those that are there."""
    place = _open_place(asked, reads=True)
    if place.id:
        document = world.documents.get(place.owner, place.registration, place.id)
        if document is None:
            raise Fault(404, f"no document {place.id[:40]!r}")
        return OperationAnswer(body=document.content, media=document.media, headers=_headers(document))
    since = _instant(place.since) if place.since else 0
    found = [each for each in world.documents.all(place.owner, place.registration) if each.updated > since]
    last = max((each.updated for each in found), default=0)
    return OperationAnswer(
        body=sorted({each.id for each in found}), headers={"Last-Modified": _http_date(last)} if found else {}
    )


def _instant(text: str) -> int:
    try:
        return instant.parse(text)
    except ValueError as error:
        raise Fault(400, Trouble(str(error), "since")) from None


def _headers(document: KeptDocument) -> Mapping[str, str]:
    return {"ETag": etag(document.content), "Last-Modified": _http_date(document.updated)}


def etag(content: bytes) -> str:
    """The entity tag of a content: its SHA-1, in quotes."""
    return f'"{sha1(content, usedforsecurity=False).hexdigest()}"'


def _http_date(at: int) -> str:
    return format_datetime(instant.to_datetime(at), usegmt=True)


# Writing


def put(world: ServerState, asked: OperationCall[Any]) -> OperationAnswer:
    """Keep the document ``asked`` of ``world`` in the place of the one that is there."""
    place = _open_place(asked)
    before = world.documents.get(place.owner, place.registration, place.id)
    _demand_match(before, asked.headers)
    guarded = "if-match" in asked.headers or "if-none-match" in asked.headers
    if before is not None and not guarded and (not place.is_state or version_of(asked.headers).is_2):
        told = "there is a document already: read it, and send its ETag as If-Match, or If-None-Match: *"
        raise Fault(409, told)
    return _keep(world, place, _content(asked.body))


def post(world: ServerState, asked: OperationCall[Any]) -> OperationAnswer:
    """Keep the document ``asked`` of ``world``, or change the given members of the JSON object that is there."""
    place, content = _open_place(asked), _content(asked.body)
    before = world.documents.get(place.owner, place.registration, place.id)
    _demand_match(before, asked.headers)
    if before is None:
        if media_of(content) == _JSON:
            _object(content, "the document that is sent")
        return _keep(world, place, content)
    there = _object(Content(before.media, before.content), "the document that is there")
    merged = msgspec.json.encode(there | _object(content, "the document that is sent"))
    return _keep(world, place, Content(before.media, merged))


def delete(world: ServerState, asked: OperationCall[Any]) -> OperationAnswer:
    """Remove the document ``asked`` for from ``world``; nothing happens if there is none."""
    place = _open_place(asked)
    if not place.id:
        for each in list(world.documents.all(place.owner, place.registration)):
            world.documents.remove(each)
        return OperationAnswer(status=204)
    before = world.documents.get(place.owner, place.registration, place.id)
    _demand_match(before, asked.headers)
    if before is not None:
        world.documents.remove(before)
    return OperationAnswer(status=204)


def _content(body: object) -> Content:
    """Check what is sent. Raises Fault (400) for JSON that is none."""
    assert isinstance(body, Content)
    if media_of(body) == _JSON:
        try:
            msgspec.json.decode(body.data)
        except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
            raise Fault(400, f"the document is no JSON: {error}") from None
    return body


def _object(content: Content, what: str) -> dict[str, Any]:
    if media_of(content) != _JSON:
        raise Fault(400, f"{what} is {media_of(content) or 'without a type'}, not JSON: it cannot be merged")
    try:
        return msgspec.json.decode(content.data, type=dict[str, Any])
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        raise Fault(400, f"{what} is not a JSON object") from None


def _keep(world: ServerState, place: DocumentPlace, content: Content) -> OperationAnswer:
    document = KeptDocument(
        owner=place.owner,
        registration=place.registration,
        id=place.id,
        media=content.media or _BINARY,
        content=content.data,
        updated=world.clock() // 1000 * 1000,
    )
    world.documents.put(document)
    return OperationAnswer(status=204, headers=_headers(document))


def _demand_match(before: KeptDocument | None, headers: Mapping[str, str]) -> None:
    """Refuse (412) where If-Match or If-None-Match in ``headers`` say that ``before`` is not as the client knows it."""
    wanted, unwanted = _tags(headers.get("if-match", "")), _tags(headers.get("if-none-match", ""))
    there = set() if before is None else {"*", etag(before.content)}
    if (wanted and not wanted & there) or unwanted & there:
        raise Fault(412, "the document is not the one that If-Match or If-None-Match want")


def _tags(header: str) -> set[str]:
    """Entity tags; weak ones count as strong, and those without quotes as if they had them."""
    found = (each.strip().removeprefix("W/") for each in header.split(","))
    return {each if each == "*" or each.startswith('"') else f'"{each}"' for each in found if each}
