"""Dispatch of a request to an act's turn, and of its answer to a response: who asks, how much, how often, in what
shape.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Final, TypeAlias

import msgspec
from msgspec import Struct
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from designer.sandbox.body import bounded, json_of, unpacked
from designer.sandbox.faults import Fault, Trouble
from designer.sandbox.group_commit import GroupCommit
from designer.sandbox.keys import ANYBODY, AccessKey
from designer.sandbox.limits import Rate, RequestLimits
from designer.sandbox.operation import Content, OperationAnswer, OperationCall, OperationRoute
from designer.sandbox.protocols import PROTOCOLS, SEGMENT_MEDIA, Protocol
from designer.sandbox.state import ServerState
from store.errors import StoreError

Endpoint: TypeAlias = Callable[[Request], Awaitable[Response]]

_log: Final = logging.getLogger(__name__)


class Dispatcher:
    """The door that every request passes on its way in and out.

    Requests that only take events in wait for ``intake``, all others for ``turns``.
    """

    def __init__(
        self, world: ServerState, turns: GroupCommit, intake: GroupCommit, limits: RequestLimits
    ) -> None:
        self._world = world
        self._turns = turns
        self._intake = intake
        self._limits = limits
        self._rate = Rate(limits.rate)

    def endpoint(self, routes: Mapping[str, OperationRoute]) -> Endpoint:
        """Return what serves the operations of one path, by method."""
        protocol = PROTOCOLS[next(iter(routes.values())).kind]

        async def serve(request: Request) -> Response:
            route = routes["GET" if request.method == "HEAD" else request.method]
            try:
                answer = await self._answer(route, protocol, request)
                return _response(protocol, answer, request)
            except Fault as fault:
                return refusal(protocol, fault)
            except StoreError as error:
                return refusal(protocol, Fault(503, str(error)))
            except ClientDisconnect:
                return Response(status_code=400)
            except Exception:  # noqa: BLE001  # the log has it, and whoever asks is told
                _log.exception("%s %s failed", request.method, request.url.path)
                return refusal(protocol, Fault(500, "this is a fault of the server; its log has more"))

        return serve

    async def _answer(self, route: OperationRoute, protocol: Protocol, request: Request) -> OperationAnswer:
        key = ANYBODY if route.public else self._key(protocol, request)
        query = _query(route, protocol, request)
        body = await self._body(route, protocol, request)
        asked = OperationCall(
            key=key, path=request.path_params, query=query, body=body, headers=request.headers
        )
        queue = self._intake if route.intake else self._turns
        return await queue.take(lambda world: route.act(world, asked))

    def _key(self, protocol: Protocol, request: Request) -> AccessKey:
        """Return whose request it is. Raises Fault (401, 429)."""
        host = request.client.host if request.client else ""
        credential = protocol.credential(request.headers.get("authorization", ""))
        key = self._world.ring.find(protocol.kind, credential) if credential else None
        self._rate.take(key.id if key else host)
        if key is None:
            told = "the credentials are missing or wrong"
            raise Fault(401, told, headers={"WWW-Authenticate": protocol.challenge})
        return key

    async def _body(self, route: OperationRoute, protocol: Protocol, request: Request) -> object:
        """Read what ``route`` takes of ``request``: nothing, JSON, or the content as it is. Raises Fault of
        ``protocol`` as ``_json`` does.
        """
        if route.raw:
            return Content(request.headers.get("content-type", ""), await self._read(request))
        return None if route.body is None else await self._json(protocol, request)

    async def _json(self, protocol: Protocol, request: Request) -> object:
        """The body as JSON. Raises Fault (413, 415, or what the protocol says to a body that is no JSON)."""
        media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if media not in protocol.media:
            raise Fault(415, f"the body must be {protocol.media[0]}, not {media or 'without a type'}")
        try:
            return json_of(await self._read(request))
        except ValueError as error:
            raise Fault(protocol.invalid, str(error)) from None

    async def _read(self, request: Request) -> bytes:
        """The body, unpacked. Raises Fault: 408 if it is late, 413 if it is too large, 415 if it is packed oddly."""
        length = request.headers.get("content-length", "")
        if length.isdecimal() and int(length) > self._limits.body:
            raise self._limits.too_large()
        try:
            async with asyncio.timeout(self._limits.patience):
                raw = await bounded(request.stream(), self._limits)
        except TimeoutError:
            raise Fault(408, f"the body did not come within {self._limits.patience:g} seconds") from None
        return unpacked(raw, request.headers.get("content-encoding", ""), self._limits)


def _query(route: OperationRoute, protocol: Protocol, request: Request) -> Struct:
    """The parameters of ``request`` to ``route``. Raises Fault of ``protocol`` for one that the operation does not
    have, or twice.
    """
    given = [name for name, _ in request.query_params.multi_items()]
    known = [field.encode_name for field in msgspec.structs.fields(route.query)]
    if unknown := next((name for name in given if name not in known), None):
        told = f"it has {', '.join(known)}" if known else "it has none"
        raise Fault(
            protocol.invalid, Trouble(f"{route.id} has no parameter {unknown[:40]!r}; {told}", unknown[:40])
        )
    if twice := next((name for name in known if given.count(name) > 1), None):
        raise Fault(protocol.invalid, Trouble(f"the parameter {twice} is given twice", twice))
    try:
        return msgspec.convert(dict(request.query_params), route.query, strict=False)
    except msgspec.ValidationError as error:
        message, _, path = str(error).partition(" - at `$.")
        raise Fault(protocol.invalid, Trouble(message, path.rstrip("`"))) from None


def _response(protocol: Protocol, answer: OperationAnswer, request: Request) -> Response:
    headers = dict(answer.headers)
    if answer.status == 204:
        return Response(status_code=204, headers=headers)
    if answer.media:
        return Response(answer.body, answer.status, headers, answer.media)
    return Response(
        msgspec.json.encode(answer.body),
        answer.status,
        headers,
        SEGMENT_MEDIA
        if SEGMENT_MEDIA in protocol.media and _prefers_segment(request)
        else "application/json",
    )


def _prefers_segment(request: Request) -> bool:
    return SEGMENT_MEDIA in request.headers.get("accept", "")


def refusal(protocol: Protocol, fault: Fault) -> Response:
    """A fault in the protocol's words."""
    body = msgspec.json.encode(protocol.failure(fault))
    return Response(body, fault.status, fault.headers, "application/json")
