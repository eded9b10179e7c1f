"""A server on this machine that answers as it is told, over real sockets, and remembers what it was asked."""

from __future__ import annotations

import json
import socket
import ssl
import threading
from contextlib import suppress
from itertools import chain, repeat
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from msgspec import Struct

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
NOTHING = b""
HALF = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf"
NEVER = None
"""It takes the request and hangs up without an answer, but not before ``let_go``."""


def answer(status: int, *headers: str, body: bytes = b"") -> bytes:
    lines = [f"HTTP/1.1 {status} So", f"Content-Length: {len(body)}", *headers]
    return "\r\n".join([*lines, "", ""]).encode() + body


class Asked(Struct, frozen=True):
    """A request: its first line, its headers by their names in lower case, its body."""

    line: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Listener:
    """Listens in a ``with`` block. The answers are given in their order, the last one for ever.

    ``tls``: speaks https with the key and the certificate in this file.
    """

    def __init__(self, *answers: bytes | None, tls: Path | None = None) -> None:
        self.asked: list[Asked] = []
        self.arrived = threading.Semaphore(0)
        self._answers = chain(answers, repeat(answers[-1])) if answers else repeat(OK)
        self._over = threading.Event()
        self._tls = _context(tls) if tls else None
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._lock = threading.Lock()
        self._threads: list[threading.Thread] = []
        self.port: int = self._socket.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        self._start(self._listen)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.let_go()
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        for thread in self._threads:
            thread.join()

    def let_go(self) -> None:
        self._over.set()

    def keys(self) -> list[str]:
        """The idempotency keys that arrived."""
        return [each.headers["idempotency-key"] for each in self.asked]

    def _start(self, work: Any, *arguments: Any) -> None:
        thread = threading.Thread(target=work, args=arguments)
        self._threads.append(thread)
        thread.start()

    def _listen(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._socket.accept()
                self._start(self._serve, connection)

    def _secured(self, connection: socket.socket) -> socket.socket:
        return self._tls.wrap_socket(connection, server_side=True) if self._tls else connection

    def _serve(self, connection: socket.socket) -> None:
        with suppress(OSError), self._secured(connection) as connection:
            if (asked := _read(connection)) is None:
                return
            with self._lock:
                self.asked.append(asked)
                reply = next(self._answers)
            self.arrived.release()
            if reply is None:
                self._over.wait()
            else:
                connection.sendall(reply)


def _context(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


def _read(connection: socket.socket) -> Asked | None:
    """The one request of a connection; None if whoever sends it goes away before its end."""
    received = b""
    while (asked := _asked(received)) is None:
        if not (chunk := connection.recv(65536)):
            return None
        received += chunk
    return asked


def _asked(received: bytes) -> Asked | None:
    """None if the end is yet to come."""
    head, end, body = received.partition(b"\r\n\r\n")
    line, *rest = head.decode().split("\r\n")
    headers = dict(map(_header, rest)) if end else {}
    whole = end and len(body) == int(headers.get("content-length", 0))
    return Asked(line, headers, body) if whole else None


def _header(line: str) -> tuple[str, str]:
    name, _, value = line.partition(":")
    return name.lower(), value.strip()
