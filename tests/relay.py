"""A relay to a real server: every request passes through it, and may be lost, answered otherwise, or be the last."""

from __future__ import annotations

import httpx
from journey_server import Asked, JourneyServer, Reply

_OF_THE_WAY = ("host", "content-length", "connection", "accept-encoding")
_TOLD = ("Content-Type", "X-Experience-API-Consistent-Through", "X-Experience-API-Version", "Retry-After")


class Relay(JourneyServer):
    """Answers what the server at a URL answers."""

    def __init__(self, to: str) -> None:
        super().__init__()
        self.to = to
        self._client = httpx.Client(timeout=30, verify=False)  # plain http on this machine

    def work(self, asked: Asked) -> Reply:
        headers = {name: value for name, value in asked.headers.items() if name not in _OF_THE_WAY}
        content = None if asked.body is None else Reply(0, asked.body).bytes()
        answer = self._client.request(
            asked.method, self.to + asked.path, params=asked.query, headers=headers, content=content
        )
        told = {name: answer.headers[name] for name in _TOLD if name in answer.headers}
        return Reply(answer.status_code, answer.content, told)

    def __exit__(self, *error: object) -> None:
        super().__exit__(*error)
        self._client.close()
