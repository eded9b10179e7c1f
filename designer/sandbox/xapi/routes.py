"""The operations of the xAPI interface."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from msgspec import Struct

from designer.sandbox.operation import Act, Nothing, OperationRoute
from designer.sandbox.xapi import about, activities, agents, documents, statements, wire
from designer.sandbox.xapi.selection import StatementsQuery
from designer.sandbox.xapi.versions import HEADER, ROOT

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
    named = {"query": statements.StatementIdQuery, "body": wire.Statement, "raw": True}
    yield _route("postStatements", "POST", at, statements.post, "Send some", one, body=sent, raw=True)
    yield _route("putStatement", "PUT", at, statements.put, "Send one", _DONE, **named)
    yield _route("getStatements", "GET", at, statements.get, "Read", page, query=StatementsQuery)


def _documents(
    name: str, path: str, one: type[Struct], some: type[Struct], gone: type[Struct]
) -> Iterator[OperationRoute]:
    at, told = path, f"of the {'state of an activity' if name == 'State' else path[1:-8] + ' profile'}"
    sent = {"query": one, "body": Any, "raw": True}
    yield _route(f"get{name}", "GET", at, documents.get, f"A document {told}, or ids", {200: Any}, query=some)
    yield _route(f"put{name}", "PUT", at, documents.put, f"Keep a document {told}", _DONE, **sent)
    yield _route(f"post{name}", "POST", at, documents.post, f"Merge into a document {told}", _DONE, **sent)
    yield _route(
        f"delete{name}", "DELETE", at, documents.delete, f"Remove a document {told}", _DONE, query=gone
    )


def _single(
    id: str, path: str, act: Act, tells: str, answer: Any, query: type[Struct] = Nothing, **more: Any
) -> OperationRoute:
    return _route(id, "GET", path, act, tells, {200: answer}, query=query, **more)


ROUTES: Final[tuple[OperationRoute, ...]] = (
    *_statements(),
    *_documents(
        "State", "/activities/state", documents.StateQuery, documents.StatesQuery, documents.StateRemoval
    ),
    *_documents(
        "ActivityProfile",
        "/activities/profile",
        documents.ActivityProfileQuery,
        documents.ActivityProfilesQuery,
        documents.ActivityProfileQuery,
    ),
    *_documents(
        "AgentProfile",
        "/agents/profile",
        documents.AgentProfileQuery,
        documents.AgentProfilesQuery,
        documents.AgentProfileQuery,
    ),
    _single("getPerson", "/agents", agents.get, "A person", wire.Person, agents.AgentQuery),
    _single(
        "getActivity", "/activities", activities.get, "An activity", wire.Activity, activities.ActivityQuery
    ),
    _single("getAbout", "/about", about.get, "The versions", wire.About, headers=(), public=True),
)
