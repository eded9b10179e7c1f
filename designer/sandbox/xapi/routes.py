"""The operations of the xAPI interface."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from msgspec import Struct

from designer.sandbox.operation import Act, NoParameters, OperationRoute
from designer.sandbox.xapi import about, activities, agents, statements, wire
from designer.sandbox.xapi import document_resources as resources
from designer.sandbox.xapi.multipart import MIXED
from designer.sandbox.xapi.negotiation import HEADER, ROOT
from designer.sandbox.xapi.statement_query import StatementsQuery

_DONE: Final[Mapping[int, Any]] = {204: None}


def _route(
    id: str, method: str, path: str, act: Act, tells: str, answers: Mapping[int, Any], **more: Any
) -> OperationRoute:
    return OperationRoute(
        id=id,
        method=method,
        path=ROOT + path,
        act=act,
        tells=tells,
        kind="xapi",
        answers=answers,
        **{"headers": (HEADER,)} | more,
    )


def _statements() -> Iterator[OperationRoute]:
    at, sent = "/statements", wire.Statement | list[wire.Statement]
    one, page = {200: list[str]}, {200: wire.StatementPage}
    named = {"query": statements.StatementIdQuery, "body": wire.Statement, "raw": True, "intake": True}
    yield _route(
        "postStatements", "POST", at, statements.post, "Send some", one, body=sent, raw=True, intake=True
    )
    yield _route("putStatement", "PUT", at, statements.put, "Send one", _DONE, **named)
    yield _route("getStatements", "GET", at, statements.get, "Read", page, query=StatementsQuery, media=MIXED)


def _documents(
    name: str, path: str, one: type[Struct], some: type[Struct], gone: type[Struct]
) -> Iterator[OperationRoute]:
    at, told = path, f"of the {'state of an activity' if name == 'State' else path[1:-8] + ' profile'}"
    sent = {"query": one, "body": Any, "raw": True}
    yield _route(
        f"get{name}",
        "GET",
        at,
        resources.get,
        f"A document {told}, or ids",
        {200: Any},
        query=some,
        media="*/*",
    )
    yield _route(f"put{name}", "PUT", at, resources.put, f"Keep a document {told}", _DONE, **sent)
    yield _route(f"post{name}", "POST", at, resources.post, f"Merge into a document {told}", _DONE, **sent)
    yield _route(
        f"delete{name}",
        "DELETE",
        at,
        resources.delete,
        f"Remove a document {told}",
        _DONE,
        query=gone,
    )


def _single(
    id: str, path: str, act: Act, tells: str, answer: Any, query: type[Struct] = NoParameters, **more: Any
) -> OperationRoute:
    return _route(id, "GET", path, act, tells, {200: answer}, query=query, **more)


ROUTES: Final[tuple[OperationRoute, ...]] = (
    *_statements(),
    *_documents(
        "State",
        "/activities/state",
        resources.StateQuery,
        resources.StatesQuery,
        resources.StateRemoval,
    ),
    *_documents(
        "ActivityProfile",
        "/activities/profile",
        resources.ActivityProfileQuery,
        resources.ActivityProfilesQuery,
        resources.ActivityProfileQuery,
    ),
    *_documents(
        "AgentProfile",
        "/agents/profile",
        resources.AgentProfileQuery,
        resources.AgentProfilesQuery,
        resources.AgentProfileQuery,
    ),
    _single("getPerson", "/agents", agents.get, "A person", wire.PersonRecord, agents.AgentQuery),
    _single(
        "getActivity", "/activities", activities.get, "An activity", wire.Activity, activities.ActivityQuery
    ),
    _single("getAbout", "/about", about.get, "The versions", wire.About, headers=(), public=True),
)
