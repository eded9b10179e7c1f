"""The ASGI application: each path with its operations, and what goes on between requests."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable
from contextlib import asynccontextmanager, suppress
from typing import Final, TypeAlias

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route as Path
from starlette.types import ASGIApp, Receive, Scope, Send

from designer.sandbox.dispatcher import Dispatcher, refusal
from designer.sandbox.faults import Fault
from designer.sandbox.group_commit import GroupCommit
from designer.sandbox.limits import RequestLimits
from designer.sandbox.operation import OperationRoute
from designer.sandbox.protocols import protocol_of
from designer.sandbox.state import ServerState
from designer.sandbox.xapi.alternate_syntax import with_alternate_syntax
from designer.sandbox.xapi.negotiation import CONSISTENT_THROUGH, with_version
from designer.sandbox.xapi.negotiation import HEADER as VERSION
from store.errors import StoreError

Background: TypeAlias = Callable[[], Coroutine[None, None, None]]
"""Something that goes on until it is cancelled."""

IDLE: Final = 0.2
"""Seconds between two looks at the timers."""


def application(
    world: ServerState,
    routes: Iterable[OperationRoute],
    pages: Iterable[Path],
    limits: RequestLimits,
    origins: Iterable[str] = (),
    beside: Background | None = None,
) -> ASGIApp:
    """The app of a ``world`` with ``routes`` within ``limits``. ``pages`` need no key. ``beside`` runs as long as
    the app does.

    ``origins``: whose pages in a browser may ask; ``*``: anybody's.
    """
    turns, intake = GroupCommit.of_all(world), GroupCommit.of_events(world)
    door = Dispatcher(world, turns, intake, limits)
    paths = [Path(path, door.endpoint(served), methods=list(served)) for path, served in _by_path(routes)]
    app = Starlette(
        routes=[*paths, *pages],
        lifespan=lambda app: _life(turns, intake, beside),
        exception_handlers={HTTPException: _nowhere},
    )
    return _for_browsers(
        _documented_paths(with_alternate_syntax(with_version(app, world.consistent_through), limits)), origins
    )


def _for_browsers(app: ASGIApp, origins: Iterable[str]) -> ASGIApp:
    """Let pages of these origins ask (CORS). Keys travel in a header, and no cookies."""
    allowed = list(origins)
    if not allowed:
        return app
    return CORSMiddleware(
        app,
        allow_origins=allowed,
        allow_methods=["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"],
        allow_headers=["*"],
        expose_headers=["ETag", "Last-Modified", "Retry-After", VERSION, CONSISTENT_THROUGH],
    )


def _by_path(routes: Iterable[OperationRoute]) -> list[tuple[str, dict[str, OperationRoute]]]:
    """Each path once, with its operations by method."""
    found: dict[str, dict[str, OperationRoute]] = {}
    for route in routes:
        found.setdefault(route.path, {})[route.method] = route
    return list(found.items())


def _documented_paths(app: ASGIApp) -> ASGIApp:
    """Learning Locker's pages write journeyProgress as well as journeyprogress, and collections with a slash."""

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            path = scope["path"].replace("/journeyProgress", "/journeyprogress", 1)
            scope = {**scope, "path": path.removesuffix("/") or "/"}
        await app(scope, receive, send)

    return serve


async def _nowhere(request: Request, error: Exception) -> Response:
    """The answer to a ``request`` for no such address, or not with this method, as ``error`` says."""
    assert isinstance(error, HTTPException)
    if error.status_code == 405:
        told = f"{request.url.path} does not know {request.method}"
    else:
        told = f"there is nothing at {request.url.path[:200]}"
    fault = Fault(error.status_code, told, headers=error.headers)
    return refusal(protocol_of(request.url.path), fault)


@asynccontextmanager
async def _life(turns: GroupCommit, intake: GroupCommit, beside: Background | None) -> AsyncIterator[None]:
    work = [intake.work(), turns.work(), _work_between_requests(turns), *([beside()] if beside else [])]
    tasks = [asyncio.create_task(each) for each in work]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        intake.close()
        turns.close()


async def _work_between_requests(turns: GroupCommit) -> None:
    """Timers and jobs, between requests."""
    while True:
        more = False
        with suppress(StoreError):  # requests are told; this is tried again
            more = await turns.take(lambda world: world.work())
        await asyncio.sleep(0 if more else IDLE)
