"""As little of an HTTP client as a benchmark needs: a connection that is kept, and JSON both ways."""

from __future__ import annotations

import asyncio
import base64
import json
from typing import Any, Self
from urllib.parse import urlencode, urlsplit

Pair = tuple[str, str]


class Connection:
    """One client's connection to a server of this machine. An answer that is no success raises RuntimeError."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, head: str) -> None:
        self._reader = reader
        self._writer = writer
        self._head = head

    @classmethod
    async def open(cls, url: str, pair: Pair) -> Self:
        there = urlsplit(url)
        reader, writer = await asyncio.open_connection(there.hostname, there.port, limit=1 << 26)
        credentials = base64.b64encode(":".join(pair).encode()).decode()
        head = f"Host: {there.netloc}\r\nAuthorization: Basic {credentials}\r\nX-Experience-API-Version: 1.0.3\r\n"
        return cls(reader, writer, head)

    async def ask(self, method: str, path: str, body: object = None, **query: Any) -> Any:
        """The answer's JSON."""
        sent = b"" if body is None else json.dumps(body).encode()
        target = f"{path}?{urlencode(query)}" if query else path
        typed = "Content-Type: application/json\r\n" if sent else ""
        head = f"{method} {target} HTTP/1.1\r\n{self._head}{typed}Content-Length: {len(sent)}\r\n\r\n"
        self._writer.write(head.encode() + sent)
        status, length = await self._read_head()
        answer = await self._reader.readexactly(length)
        if not 200 <= status < 300:
            raise RuntimeError(f"{method} {path} answered {status}: {answer.decode()}")
        return json.loads(answer)

    async def _read_head(self) -> tuple[int, int]:
        """The status, and how long the body is."""
        first, *lines = (await self._reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        headers = dict(line.lower().split(": ", 1) for line in lines if line)
        return int(first.split()[1]), int(headers["content-length"])

    async def close(self) -> None:
        self._writer.close()
        await self._writer.wait_closed()
