"""The local journey API in a few words: a server on a thread, and clients that speak to it over real sockets."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx

from designer.sandbox.keys import KeyPair
from designer.sandbox.server import RunningServer, ServerSettings, running

JSON = dict[str, Any]

PATIENCE = 30.0
"""Seconds to wait for what must happen by itself."""


class Practice:
    """A served workspace and its clients: of two keys of Learning Locker, of Segment, of a source, of nobody."""

    def __init__(self, server: RunningServer) -> None:
        self.server = server
        self._clients: list[httpx.Client] = []

    @cached_property
    def locker(self) -> httpx.Client:
        return self._pair(self.server.keys.learninglocker)

    @cached_property
    def reader(self) -> httpx.Client:
        return self._pair(self.server.keys.reader)

    @cached_property
    def segment(self) -> httpx.Client:
        return self.client(headers={"Authorization": f"Bearer {self.server.keys.segment}"})

    @cached_property
    def source(self) -> httpx.Client:
        return self.client(auth=(self.server.keys.source, ""))

    @cached_property
    def stranger(self) -> httpx.Client:
        return self.client()

    def _pair(self, pair: KeyPair) -> httpx.Client:
        return self.client(auth=(pair.key, pair.secret), headers={"X-Experience-API-Version": "1.0.3"})

    def client(self, **more: Any) -> httpx.Client:
        # Nothing is encrypted here, and reading the system's certificates takes a while.
        client = httpx.Client(base_url=self.server.url, timeout=PATIENCE, verify=False, **more)
        self._clients.append(client)
        return client

    def close(self) -> None:
        for client in self._clients:
            client.close()


@contextmanager
def practice(folder: Path, settings: ServerSettings | None = None) -> Iterator[Practice]:
    with running(folder, settings) as server:
        found = Practice(server)
        try:
            yield found
        finally:
            found.close()


def statement(verb: str, who: str = "ada", /, **more: Any) -> JSON:
    """A bare statement of one of a few people, with an id of its own."""
    return {
        "id": str(uuid4()),
        "actor": {"objectType": "Agent", "mbox": f"mailto:{who}@example.org"},
        "verb": {"id": f"http://adlnet.gov/expapi/verbs/{verb}"},
        "object": {"id": "https://example.org/course"},
        **more,
    }


def waypoint(verb: str, count: int = 1) -> JSON:
    return {"description": verb, "conditions": verb_query(verb), "count": count}


def verb_query(verb: str) -> JSON:
    return {"statement.verb.id": f"http://adlnet.gov/expapi/verbs/{verb}"}


def until(holds: Callable[[], bool]) -> None:
    """Wait for what must become so."""
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline, "it never came about"
        time.sleep(0.01)
