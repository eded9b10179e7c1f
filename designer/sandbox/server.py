"""The local journey API as a server: in this process on a thread, or for as long as a command runs."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from threading import Thread
from types import FrameType
from typing import Final

import uvicorn
from msgspec import Struct

from designer.delivery import GuardedTransport
from designer.errors import ExitCode, Refused
from designer.sandbox import FOLDER
from designer.sandbox import keys as keyring
from designer.sandbox.asgi import Background, application
from designer.sandbox.deliveries import deliveries
from designer.sandbox.file_diagnoses import SERVING
from designer.sandbox.keys import Keys
from designer.sandbox.learninglocker import journeys
from designer.sandbox.learninglocker.routes import ROUTES as LEARNING_LOCKER
from designer.sandbox.limits import RequestLimits
from designer.sandbox.pages import pages
from designer.sandbox.segment import journeys as containers
from designer.sandbox.segment.routes import ROUTES as SEGMENT
from designer.sandbox.state import ServerState
from designer.sandbox.xapi.routes import ROUTES as XAPI
from store import disk
from store.clock import Clock, now
from store.errors import WorkspaceLocked, outside
from store.lock import locked
from store.outbox import Outbox
from store.schema import DocumentSchema
from store.table import Database

JOURNAL: Final = "server.journal"
ROUTES: Final = (*LEARNING_LOCKER, *XAPI, *SEGMENT)
_SCHEMA: Final = DocumentSchema(needs="0.1.0")
_GRACE: Final = 5  # seconds for requests under way when the server is told to end


class ServerSettings(Struct, frozen=True, kw_only=True):
    """The address to listen on, and what to allow. Port 0: one that is free.

    ``deliver``: callbacks are sent; ``allow_private``: to private and local addresses, too. ``origins``: whose pages in
    a browser may ask, such as ``https://course.example.org``; ``*``: anybody's. ``join``: ``alias`` and ``identify``
    calls make one owner of two.
    """

    host: str = "127.0.0.1"
    port: int = 0
    limits: RequestLimits = RequestLimits()
    deliver: bool = False
    allow_private: bool = False
    origins: tuple[str, ...] = ()
    join: bool = True


class Server:
    """Takes connections from the moment it is made, and answers them while it runs."""

    def __init__(self, world: ServerState, listening: socket.socket, settings: ServerSettings) -> None:
        self.world = world
        self._socket = listening
        self.host, self.port = settings.host, listening.getsockname()[1]
        config = uvicorn.Config(
            application(
                world, ROUTES, pages(ROUTES), settings.limits, settings.origins, _calls(world, settings)
            ),
            log_config=None,
            access_log=False,
            lifespan="on",
            ws="none",
            proxy_headers=False,
            server_header=False,
            timeout_graceful_shutdown=_GRACE,
        )
        self._server = _Quiet(config)

    @property
    def url(self) -> str:
        host = "127.0.0.1" if self.host in ("0.0.0.0", "::", "") else self.host
        return f"http://[{host}]:{self.port}" if ":" in host else f"http://{host}:{self.port}"

    def run(self) -> None:
        """Serve until told to stop; on the main thread, until SIGINT or SIGTERM."""
        self._server.run(sockets=[self._socket])

    def stop(self) -> None:
        self._server.should_exit = True


def _calls(world: ServerState, settings: ServerSettings) -> Background | None:
    """Start what sends the callbacks of ``world``, if ``settings`` want it. Raises NoCertificates."""
    if not settings.deliver:
        return None
    transport = GuardedTransport(allow_private=settings.allow_private)
    return lambda: deliveries(world.outbox, lambda: world.calling.news, transport)


class _Quiet(uvicorn.Server):
    """Ends in order on SIGINT and SIGTERM, however often they come, and does not raise them again."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self.should_exit = True


class RunningServer(Struct, frozen=True):
    """A server on a thread of this process: its address, and keys that hold while it runs."""

    url: str
    keys: Keys


@contextmanager
def running(
    workspace: Path | str, settings: ServerSettings | None = None, *, clock: Clock = now
) -> Iterator[RunningServer]:
    """Serve a ``workspace`` on a thread with these ``settings`` and this ``clock``. Raises StoreError, Refused.

    The keys are made for this run, and nothing of them is kept: those that were shown at first start hold as well.
    """
    keys = keyring.make()
    with listen(Path(workspace), settings or ServerSettings(), keys, clock) as server:
        thread = Thread(target=server.run, name="waypost-sandbox", daemon=True)
        thread.start()
        try:
            yield RunningServer(server.url, keys)
        finally:
            server.stop()
            thread.join()


@contextmanager
def run_server(
    folder: Path, settings: ServerSettings, *, new_keys: bool
) -> Iterator[tuple[Server, Keys | None]]:
    """A server for the command on the workspace in ``folder`` with ``settings``, and its keys if they are new:
    nobody can be shown them again.

    The first start makes keys, and ``new_keys`` makes others, after which the old ones are worth nothing.
    """
    with listen(folder, settings) as server:
        known = any(True for _ in server.world.keys.values())
        yield server, _renew_keys(server.world) if new_keys or not known else None


@contextmanager
def listen(
    workspace: Path, settings: ServerSettings, visitors: Keys | None = None, clock: Clock = now
) -> Iterator[Server]:
    """A server that listens and does not run yet, with ``settings`` and a ``clock``; what it keeps is in a folder of
    the ``workspace``.

    ``visitors`` are the keys of this run alone. Raises StoreError, Refused.
    """
    folder = workspace / FOLDER
    with ExitStack() as stack:
        _alone(folder, stack)
        listening = stack.enter_context(closing(_listen(settings)))
        database = stack.enter_context(closing(Database(folder / JOURNAL, schema=_SCHEMA)))
        outbox = stack.enter_context(closing(Outbox(folder, clock)))
        world = ServerState(
            database,
            outbox,
            clock,
            (journeys.load, containers.load),
            keyring.server_keys(visitors) if visitors else (),
            join=settings.join,
        )
        stack.callback(world.close)
        yield Server(world, listening, settings)


def _renew_keys(world: ServerState) -> Keys:
    keys = keyring.make()
    with world.database.transaction():
        for number, key in enumerate(keyring.server_keys(keys), 1):
            world.keys.put(number, key)
    world.load()
    return keys


def _alone(folder: Path, stack: ExitStack) -> None:
    """Lock ``folder`` until ``stack`` is closed: what is in memory is only true while nobody else serves the same
    workspace.
    """
    with outside("create", folder):
        disk.make_folder(folder)
    try:
        stack.enter_context(locked(folder / SERVING, 0))
    except WorkspaceLocked as error:
        holder = str(error).partition(" by ")[2].partition(";")[0]
        raise Refused(
            f"the local journey API runs on {folder} already ({holder}); stop it, or name another --workspace",
            ExitCode.OUTSIDE,
        ) from None


def _listen(settings: ServerSettings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        listening = socket.create_server((settings.host, settings.port), family=family, backlog=512)
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or error
        raise Refused(
            f"cannot listen on {settings.host}, port {settings.port}: {reason}; "
            "choose another --port (0 takes one that is free) or --host",
            ExitCode.OUTSIDE,
        ) from None
    # Its connections inherit this. Without it, the head and the body of an answer are 40 ms apart (Nagle).
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listening
