"""The statements resource of xAPI 1.0.3, as far as journeys need it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Annotated, Any

from msgspec import Meta, Struct

from designer.sandbox.faults import Fault
from designer.sandbox.keys import AccessKey
from designer.sandbox.learninglocker.queries import at, document
from designer.sandbox.learninglocker.statements import arriving, bare, check_id
from designer.sandbox.operation import OperationAnswer, OperationCall
from designer.sandbox.persistence import JSON
from designer.sandbox.state import ServerState
from engine import instant
from engine.events import from_document, owner_of

VERSION = "X-Experience-API-Version"
WRITE = ("xapi/all", "statements/write")
READ = ("all/read", "xapi/all", "xapi/read", "statements/read")
PAGE = 100


class StatementIdQuery(Struct, frozen=True, rename="camel"):
    """The id of the statement in the body."""

    statement_id: str


class StatementsQuery(Struct, frozen=True, rename="camel"):
    """Which statements to read: one by its id, or those that satisfy all the others."""

    statement_id: str = ""
    voided_statement_id: str = ""
    agent: Annotated[str, Meta(description="An agent, as JSON.")] = ""
    verb: str = ""
    activity: str = ""
    since: str = ""
    until: str = ""
    limit: Annotated[int, Meta(ge=0, le=1_000)] = 0
    ascending: bool = False


def post(world: ServerState, asked: OperationCall[object]) -> OperationAnswer:
    """Keep one statement or several; their ids. Journeys advance before the answer."""
    _spoken(asked)
    _allowed(asked.key, WRITE)
    bodies = asked.body if isinstance(asked.body, list) else [asked.body]
    return OperationAnswer(body=_keep(world, asked.key, bodies), headers=_SPEAKS)


def put(world: ServerState, asked: OperationCall[StatementIdQuery]) -> OperationAnswer:
    _spoken(asked)
    _allowed(asked.key, WRITE)
    id = asked.query.statement_id
    check_id(id)
    given = asked.body.get("id", id) if isinstance(asked.body, dict) else id
    if given != id:
        raise Fault(400, "the id in the body is not the statementId")
    _keep(world, asked.key, [asked.body], id)
    return OperationAnswer(status=204, headers=_SPEAKS)


def get(world: ServerState, asked: OperationCall[StatementsQuery]) -> OperationAnswer:
    _spoken(asked)
    _allowed(asked.key, READ)
    wanted = asked.query
    if wanted.statement_id or wanted.voided_statement_id:
        return OperationAnswer(body=_single(world, wanted), headers=_SPEAKS)
    found = islice(_matching(world, wanted), wanted.limit or PAGE)
    return OperationAnswer(body={"statements": list(found), "more": ""}, headers=_SPEAKS)


_SPEAKS = {VERSION: "1.0.3"}


def _spoken(asked: OperationCall[Any]) -> None:
    version = asked.headers.get(VERSION.lower(), "")
    if not version.startswith("1.0"):
        raise Fault(400, f"the header {VERSION} must say 1.0.3", headers=_SPEAKS)


def _allowed(key: AccessKey, scopes: tuple[str, ...]) -> None:
    if not key.may(*scopes):
        raise Fault(403, f"the client lacks the scope {scopes[-1]}")


def _keep(world: ServerState, key: AccessKey, bodies: list[object], id: str = "") -> list[str]:
    found = arriving(world, key, bodies, id)
    for each in found:
        if each.document is not None:
            world.take_in(each.document)
    return [each.id for each in found]


def _single(world: ServerState, wanted: StatementsQuery) -> JSON:
    voided = bool(wanted.voided_statement_id)
    id = wanted.voided_statement_id or wanted.statement_id
    document = world.arrivals.find(id)
    if document is None or "statement" not in document or (document.get("voided") is True) != voided:
        raise Fault(404, f"no statement {id[:40]!r}")
    return bare(document)


def _matching(world: ServerState, wanted: StatementsQuery) -> Iterator[JSON]:
    """By the time they were stored, the newest first unless asked otherwise."""
    agent = _owner(wanted.agent) if wanted.agent else None
    span = [_instant(text) for text in (wanted.since, wanted.until)]
    for number in _numbers(world, wanted.ascending):
        found = world.arrivals.document(number)
        if "statement" not in found or found.get("voided") is True:
            continue
        event = from_document(found)
        early = span[0] is not None and event.stored <= span[0]
        late = span[1] is not None and event.stored > span[1]
        if not early and not late and _is_wanted(found, wanted, agent, owner_of(event, "actor")):
            yield bare(found)


def _numbers(world: ServerState, ascending: bool) -> range:
    numbers = range(world.arrivals.next)
    return numbers if ascending else numbers[::-1]


def _is_wanted(found: JSON, wanted: StatementsQuery, agent: str | None, whose: str | None) -> bool:
    return (
        (agent is None or agent == whose)
        and wanted.verb in ("", at(found, "statement.verb.id"))
        and wanted.activity in ("", at(found, "statement.object.id"))
    )


def _owner(agent: str) -> str:
    actor = document(agent, "the agent")
    whose = owner_of(from_document({"statement": {"actor": actor}, "timestamp": "2000-01-01"}), "actor")
    if whose is None:
        raise Fault(400, "the agent has no mbox, mbox_sha1sum, openid or account")
    return whose


def _instant(text: str) -> int | None:
    try:
        return instant.parse(text) if text else None
    except ValueError as error:
        raise Fault(400, str(error)) from None
