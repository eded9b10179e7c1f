"""A listener on this machine that takes callbacks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import Empty, Queue
from threading import Thread
from typing import Any, Final

import msgspec
from msgspec import Struct

from designer.errors import ExitCode, Refused

PATIENCE: Final = 60.0
"""Seconds to wait for a callback; it takes a fraction of one."""


class ReceivedCallback(Struct, frozen=True):
    """A callback as it arrived."""

    path: str
    key: str
    body: dict[str, Any]


class Receiver:
    """The URLs to which callbacks are sent, and those that arrived."""

    def __init__(self, url: str, arrived: Queue[ReceivedCallback]) -> None:
        self.url = url
        self._arrived = arrived

    def take(self, number: int) -> list[ReceivedCallback]:
        """Wait for so many; one that arrives twice is one. Raises Refused if they do not arrive."""
        found: dict[str, ReceivedCallback] = {}
        while len(found) < number:
            try:
                received = self._arrived.get(timeout=PATIENCE)
            except Empty:
                told = f"{len(found)} of {number} callbacks arrived in {PATIENCE:g} seconds"
                raise Refused(told, ExitCode.OUTSIDE) from None
            found[received.key] = received
        return list(found.values())


@contextmanager
def listen() -> Iterator[Receiver]:
    """Listen at a free port of this machine."""
    arrived: Queue[ReceivedCallback] = Queue()

    class Taking(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            content = self.rfile.read(int(self.headers["Content-Length"]))
            key = self.headers["Idempotency-Key"]
            arrived.put(ReceivedCallback(self.path, key, msgspec.json.decode(content, type=dict[str, Any])))
            self.send_response(204)
            self.end_headers()

        def log_message(self, format: str, *arguments: object) -> None:
            """Say nothing: stderr is for people."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Taking) as server:
        thread = Thread(target=server.serve_forever, name="waypost-demo-receiver")
        thread.start()
        try:
            yield Receiver(f"http://127.0.0.1:{server.server_port}/callback", arrived)
        finally:
            server.shutdown()
            thread.join()
