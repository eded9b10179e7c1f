"""The statements resource. Source: xAPI 1.0.3 part three, 2.1."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from email.utils import format_datetime
from typing import Final

import msgspec
from msgspec import Struct

from designer.sandbox.body import json_of
from designer.sandbox.faults import Fault, Trouble
from designer.sandbox.keys import AccessKey
from designer.sandbox.operation import Content, OperationAnswer, OperationCall
from designer.sandbox.persistence import JSON
from designer.sandbox.state import ServerState
from designer.sandbox.xapi import multipart
from designer.sandbox.xapi.acceptance import StatementAcceptance, bare
from designer.sandbox.xapi.negotiation import XapiVersion, version_of
from designer.sandbox.xapi.scopes import READ, WRITE, demand
from designer.sandbox.xapi.statement_format import Show, as_version_1, canonical, ids, languages
from designer.sandbox.xapi.statement_query import StatementsQuery, check_uuid, demand_alone, page
from engine import instant

_HASH: Final = "x-experience-api-hash"


class StatementIdQuery(Struct, frozen=True, rename="camel"):
    """The id of the statement in the body."""

    statement_id: str


class StatementParcel(Struct, frozen=True):
    """The content of a request: JSON, and the data of attachments by their digests."""

    body: object
    data: Mapping[str, bytes]


def post(world: ServerState, asked: OperationCall[object]) -> OperationAnswer:
    """Keep the statements ``asked`` of ``world``, one or several; their ids. Journeys advance before the answer."""
    demand(asked.key, WRITE)
    sent = _read_parcel(asked.body)
    bodies = sent.body if isinstance(sent.body, list) else [sent.body]
    kept = _keep(world, asked.key, version_of(asked.headers), bodies, sent.data)
    return OperationAnswer(body=kept)


def put(world: ServerState, asked: OperationCall[StatementIdQuery]) -> OperationAnswer:
    """Keep one statement under an id, as ``asked`` of ``world``."""
    demand(asked.key, WRITE)
    version, id, sent = version_of(asked.headers), asked.query.statement_id, _read_parcel(asked.body)
    check_uuid(id, "statementId", version.rules)
    if not isinstance(sent.body, dict):
        raise Fault(400, "the body of a PUT is one statement")
    if sent.body.get("id", id) != id:
        raise Fault(400, Trouble("the id in the body is not the statementId", "$.id"))
    _keep(world, asked.key, version, [{"id": id} | sent.body], sent.data)
    return OperationAnswer(status=204)


def get(world: ServerState, asked: OperationCall[StatementsQuery]) -> OperationAnswer:
    """The statement ``asked`` for in ``world``, or a page of them."""
    demand(asked.key, READ)
    version, wanted = version_of(asked.headers), asked.query
    show = _choose_form(wanted, asked.headers, version)
    if wanted.statement_id or wanted.voided_statement_id:
        demand_alone(wanted)
        document = _single(world, wanted)
        stored = instant.to_datetime(instant.parse(document["stored"]))
        last_modified = {"Last-Modified": format_datetime(stored, usegmt=True)}
        return _answer(world, wanted, show(bare(document)), [document], last_modified)
    found = page(world, wanted, version.rules)
    statements = [show(bare(document)) for document in found.documents]
    return _answer(world, wanted, {"statements": statements, "more": found.more}, found.documents, {})


def _read_parcel(content: object) -> StatementParcel:
    """A body as it was sent. Raises Fault (400)."""
    assert isinstance(content, Content)
    media = multipart.media_of(content)
    try:
        if media == "application/json":
            return StatementParcel(json_of(content.data), {})
        if media == multipart.MIXED:
            first, *others = multipart.parts(content) or [multipart.BodyPart({}, b"")]
            return StatementParcel(_statements_of(first), dict(map(_data_of, others)))
    except ValueError as error:
        raise Fault(400, str(error)) from None
    raise Fault(400, f"the body must be application/json or multipart/mixed, not {media or 'without a type'}")


def _statements_of(part: multipart.BodyPart) -> object:
    media = part.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media != "application/json":
        raise ValueError("the first part is application/json: the statements")
    return json_of(part.data)


def _data_of(part: multipart.BodyPart) -> tuple[str, bytes]:
    sha2 = part.headers.get(_HASH, "")
    if not sha2:
        raise ValueError("the data of an attachment needs the header X-Experience-API-Hash")
    if part.headers.get("content-transfer-encoding", "").lower() != "binary":
        raise ValueError("the data of an attachment has the Content-Transfer-Encoding binary")
    return sha2, part.data


def _keep(
    world: ServerState, key: AccessKey, version: XapiVersion, bodies: list[object], data: Mapping[str, bytes]
) -> list[str]:
    found = StatementAcceptance(world, key, version, data).accept(bodies)
    for sha2, content in data.items():
        world.attachments.put(sha2, content)
    for each in found:
        if each.document is not None:
            world.take_in(each.document)
    return [each.id for each in found]


def _single(world: ServerState, wanted: StatementsQuery) -> JSON:
    voided = bool(wanted.voided_statement_id)
    id = wanted.voided_statement_id or wanted.statement_id
    document = world.arrived.find(id)
    if document is None or "statement" not in document or (document.get("voided") is True) != voided:
        raise Fault(404, f"no statement {id[:40]!r}")
    return document


def _choose_form(wanted: StatementsQuery, headers: Mapping[str, str], version: XapiVersion) -> Show:
    """Choose the form in which each statement ``wanted`` is answered, by ``headers`` and ``version``."""
    formats: Mapping[str, Show] = {"exact": lambda statement: statement, "ids": ids}
    form = formats.get(wanted.format) or canonical(languages(headers.get("accept-language", "")))
    return form if version.is_2 else lambda statement: as_version_1(form(statement))


def _answer(
    world: ServerState,
    wanted: StatementsQuery,
    body: JSON,
    documents: Iterable[JSON],
    headers: Mapping[str, str],
) -> OperationAnswer:
    """Answer ``body`` as JSON, or with the data of attachments of ``documents`` in ``world`` as multipart/mixed, if
    ``wanted``.

    ``headers`` go along.
    """
    if not wanted.attachments:
        return OperationAnswer(body=body, headers=headers)
    parts = [multipart.BodyPart({"Content-Type": "application/json"}, msgspec.json.encode(body))]
    content = multipart.mixed_body([*parts, *_data(world, documents)])
    return OperationAnswer(body=content.data, media=content.media, headers=headers)


def _data(world: ServerState, documents: Iterable[JSON]) -> Iterable[multipart.BodyPart]:
    """The data of the attachments of ``documents`` in ``world``, each once."""
    named = {
        attachment["sha2"]: attachment
        for document in documents
        for holder in (document["statement"], document["statement"]["object"])
        for attachment in holder.get("attachments", ())
    }
    for sha2, attachment in named.items():
        if (data := world.attachments.get(sha2)) is not None:
            headers = {
                "Content-Type": attachment["contentType"],
                "Content-Transfer-Encoding": "binary",
                "X-Experience-API-Hash": sha2,
            }
            yield multipart.BodyPart(headers, data)
