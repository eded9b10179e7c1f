"""The OpenAPI document: made of the routes and of the types that they take and answer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from importlib.metadata import version
from typing import Any, Final, TypeAlias

import msgspec

from designer.sandbox.learninglocker import wire as locker
from designer.sandbox.operation import OperationRoute
from designer.sandbox.protocols import PROTOCOLS
from designer.sandbox.segment import wire as segment

JSON: TypeAlias = dict[str, Any]

_REFERENCE: Final = "#/components/schemas/{name}"
_TAGS: Final = {
    "learninglocker": "Learning Locker",
    "xapi": "xAPI",
    "segment": "Segment Public API",
    "source": "Segment source",
}
_SECURITY: Final[JSON] = {
    "learninglocker": {"type": "http", "scheme": "basic", "description": "A client's key and secret."},
    "xapi": {
        "type": "http",
        "scheme": "basic",
        "description": "A client's key and secret of Learning Locker.",
    },
    "segment": {"type": "http", "scheme": "bearer", "description": "A token of the Public API."},
    "source": {"type": "http", "scheme": "basic", "description": "The write key as the user; no password."},
}
_FAILURES: Final = {
    "learninglocker": locker.Failure,
    "xapi": locker.Failure,
    "segment": segment.Errors,
    "source": segment.Errors,
}
_STATUS_TEXTS: Final = {
    400: "The request means nothing",
    401: "No key, or one that is not known",
    403: "The key lacks a scope",
    404: "There is none",
    408: "The body did not come in time",
    409: "There is one already, or one is running",
    412: "It does not match If-Match or If-None-Match",
    413: "The body is too large",
    415: "The body is of another type",
    422: "The request means nothing",
    429: "Too many requests; Retry-After says when to come again",
    503: "The disk is full, or another process writes",
}


def document(routes: Iterable[OperationRoute], url: str) -> JSON:
    """The document of a server with ``routes`` at the address ``url``."""
    routes = list(routes)
    types = [each for route in routes for each in _types(route)]
    schemas, components = msgspec.json.schema_components(types, ref_template=_REFERENCE)
    known = dict(zip(map(_name, types), schemas, strict=True))
    paths: JSON = {}
    for route in routes:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route, known)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Waypost's local journey API",
            "version": version("waypost"),
            "description": "Journeys as Learning Locker and Segment serve them, to practise on.",
        },
        "servers": [{"url": url}],
        "tags": [{"name": name} for name in _TAGS.values()],
        "paths": paths,
        "components": {"schemas": components, "securitySchemes": _SECURITY},
    }


def _types(route: OperationRoute) -> Iterator[Any]:
    yield from (each for each in (route.body, *route.answers.values()) if each is not None)
    yield _FAILURES[route.kind]


def _name(kind: Any) -> str:
    """Types are told apart by how they are written: unions and generics are made anew each time."""
    return repr(kind)


def _operation(route: OperationRoute, known: Mapping[str, JSON]) -> JSON:
    operation: JSON = {
        "operationId": route.id,
        "summary": route.tells,
        "tags": [_TAGS[route.kind]],
        "security": [] if route.public else [{route.kind: []}],
        "parameters": [*_in_path(route), *_in_query(route), *_in_headers(route)],
        "responses": {str(status): _answer(route, status, known) for status in _statuses(route)},
    }
    if route.body is not None:
        media = PROTOCOLS[route.kind].media[0]  # of several, generated clients send the last, or nothing
        content = {media: {"schema": known[_name(route.body)]}}
        operation["requestBody"] = {"required": True, "content": content}
    return operation


def _statuses(route: OperationRoute) -> list[int]:
    invalid = PROTOCOLS[route.kind].invalid
    of_body = {400, 408, 413, 415} if route.body is not None or route.raw else set()
    of_scopes = {403, 409} if route.kind in ("learninglocker", "xapi") else set()
    of_matching = {412} if route.kind == "xapi" else set()
    return sorted({*route.answers, invalid, 401, 404, 429, 503, *of_body, *of_scopes, *of_matching})


def _answer(route: OperationRoute, status: int, known: Mapping[str, JSON]) -> JSON:
    if status not in route.answers:
        return {
            "description": _STATUS_TEXTS[status],
            "content": {"application/json": {"schema": known[_name(_FAILURES[route.kind])]}},
        }
    kind = route.answers[status]
    if kind is None:
        return {"description": "Done"}
    media = dict.fromkeys(["application/json", PROTOCOLS[route.kind].media[0]])
    content: JSON = {each: {"schema": known[_name(kind)]} for each in media}
    if route.media:
        content[route.media] = {"schema": {}}
    return {"description": route.tells, "content": content}


def _in_path(route: OperationRoute) -> Iterator[JSON]:
    for name in re.findall(r"{(\w+)}", route.path):
        yield {"name": name, "in": "path", "required": True, "schema": {"type": "string", "minLength": 1}}


def _in_query(route: OperationRoute) -> Iterator[JSON]:
    for field in msgspec.structs.fields(route.query):
        schema, _ = msgspec.json.schema_components([field.type])
        yield {
            "name": field.encode_name,
            "in": "query",
            "required": field.required,
            "schema": _of_one_type(schema[0]),
        }


def _of_one_type(schema: JSON) -> JSON:
    """The ``schema`` without null: in a query string what is null is not there."""
    options = [each for each in schema.get("anyOf", []) if each.get("type") != "null"]
    return options[0] if len(options) == 1 else schema


def _in_headers(route: OperationRoute) -> Iterator[JSON]:
    for name in route.headers:
        yield {
            "name": name,
            "in": "header",
            "required": True,
            "schema": {"type": "string", "enum": ["1.0.3", "2.0.0"]},
        }
