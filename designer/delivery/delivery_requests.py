"""The requests that entries of the outbox become, by the type of their outcome."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib.metadata import version
from typing import Final, Literal, Protocol
from urllib.parse import quote

import msgspec
from msgspec import Struct

from store.outbox import OutboxEntry

JSON_TYPE: Final = "application/json"


class DeliveryRequest(Struct, frozen=True, kw_only=True):
    """A request to be made for an entry.

    ``authorization`` is the value of that header, if the recipient wants one; it is shown to nobody but its server.
    ``mask`` takes secrets out of a text. ``below`` is the first status that is no success any more.
    """

    method: Literal["POST", "PUT"]
    url: str
    headers: dict[str, str]
    body: bytes
    authorization: str = ""
    mask: Callable[[str], str] = str
    below: int = 400

    def __repr__(self) -> str:
        return f"DeliveryRequest({self.method} {self.url})"


class Recipient(Protocol):
    """The recipient of entries of one type. ``name``: what it is called in the outbox, empty for an entry's own URL."""

    name: str

    def requests(self, entry: OutboxEntry, body: bytes) -> list[DeliveryRequest]:
        """The requests that deliver an entry with this body, to be made one after the other."""
        ...


Recipients = Mapping[str, Recipient]
"""By the type of an outcome: ``callback``, ``statement``, ``destination``."""


def headers(effect: str) -> dict[str, str]:
    """The headers of the request for an effect (its id): by the key, whoever receives it twice can tell."""
    return {
        "Content-Type": JSON_TYPE,
        "Idempotency-Key": effect,
        "User-Agent": f"waypost/{version('waypost')}",
    }


class CallbackRecipient:
    """Each callback goes to the URL of its outcome by POST; 200 to 399 is a success, as Learning Locker has it."""

    name = ""

    def requests(self, entry: OutboxEntry, body: bytes) -> list[DeliveryRequest]:
        return [DeliveryRequest(method="POST", url=entry.url, headers=headers(entry.id), body=body)]


class _Server:
    """A configured server: where it is, and who we are there."""

    def __init__(self, name: str, endpoint: str, authorization: str, mask: Callable[[str], str]) -> None:
        self.name = name
        self.endpoint = endpoint.rstrip("/")
        self._authorization = authorization
        self._mask = mask

    def _request(
        self, method: Literal["POST", "PUT"], path: str, headers: dict[str, str], body: bytes
    ) -> DeliveryRequest:
        return DeliveryRequest(
            method=method,
            url=self.endpoint + path,
            headers=headers,
            body=body,
            authorization=self._authorization,
            mask=self._mask,
            below=300,
        )


class StatementRecipient(_Server):
    """An LRS, its xAPI endpoint: each statement is stored under its own id by PUT, which may be repeated."""

    def __init__(
        self, name: str, endpoint: str, authorization: str, mask: Callable[[str], str], xapi_version: str
    ) -> None:
        super().__init__(name, endpoint, authorization, mask)
        self._version = xapi_version

    def requests(self, entry: OutboxEntry, body: bytes) -> list[DeliveryRequest]:
        id: str = msgspec.json.decode(body)["id"]
        said = headers(entry.id) | {"X-Experience-API-Version": self._version}
        return [self._request("PUT", f"/statements?statementId={quote(id)}", said, body)]


class TrackRecipient(_Server):
    """A source of the track spec: each call by POST to ``/v1/track``, with its ``messageId``."""

    def requests(self, entry: OutboxEntry, body: bytes) -> list[DeliveryRequest]:
        calls: list[dict[str, object]] = msgspec.json.decode(body)
        return [self._call(call) for call in calls]

    def _call(self, call: dict[str, object]) -> DeliveryRequest:
        return self._request("POST", "/v1/track", headers(str(call["messageId"])), msgspec.json.encode(call))
