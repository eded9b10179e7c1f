"""One request of a delivery: the redirects it meets, and what became of it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

import httpx
from msgspec import Struct
from msgspec.structs import replace

from designer.delivery.delivery_requests import DeliveryRequest
from designer.delivery.transport import AddressRefused

TIMEOUT: Final = 5.0
"""Seconds for one request, from the name's resolution to the end of the answer, redirects included."""

LONGEST_ANSWER: Final = 64 * 1024
"""Bytes that are read of an answer."""

REDIRECTS: Final = 5
_REDIRECTS: Final = (301, 302, 307, 308)  # a callback stays a POST; 303 says that it was taken
_SOON: Final = (408, 425, 429)  # like 5xx: the answer may be another one in a moment
_LONGEST_QUOTE: Final = 200
"""Characters that are passed on of what a server says against a request."""


class DeliveryResult(Struct, frozen=True, kw_only=True):
    """The end of a try: with a status, an error, or both; without an error it was a success.

    ``refused``: nothing was sent. ``soon``: it is worth trying again in a moment. ``wait``: the seconds that the other
    side asked for.
    """

    status: int | None = None
    error: str = ""
    refused: bool = False
    soon: bool = False
    wait: float | None = None


async def send_all(
    transport: httpx.AsyncBaseTransport, requests: Iterable[DeliveryRequest], timeout: float = TIMEOUT
) -> DeliveryResult:
    """Send ``requests`` by ``transport``, one after the other; the result of the first that fails, else of the last.

    ``timeout`` is in seconds, for each.
    """
    result = DeliveryResult(status=200)
    for request in requests:
        result = await send(transport, request, timeout)
        if result.error or result.status is None:
            return result
    return result


async def send(
    transport: httpx.AsyncBaseTransport, request: DeliveryRequest, timeout: float = TIMEOUT
) -> DeliveryResult:
    """Send a request, within ``timeout`` seconds. Whatever goes wrong outside is a result, too; no secret is in it."""
    result = await _result(transport, request, timeout)
    return replace(result, error=request.mask(result.error))


async def _result(
    transport: httpx.AsyncBaseTransport, request: DeliveryRequest, timeout: float
) -> DeliveryResult:
    try:
        async with asyncio.timeout(timeout):
            return await _send_and_follow(transport, request, httpx.URL(request.url))
    except AddressRefused as error:
        return DeliveryResult(error=str(error), refused=True)
    except httpx.InvalidURL:
        return DeliveryResult(error="the URL cannot be read", refused=True)
    except (TimeoutError, httpx.TimeoutException):
        return DeliveryResult(error=f"no answer in {timeout:g} seconds", soon=True)
    except httpx.ConnectError as error:
        return DeliveryResult(error=f"no connection: {error}", soon=True)
    except httpx.HTTPError as error:
        return DeliveryResult(error=f"the connection broke: {error or type(error).__name__}", soon=True)


async def _send_and_follow(
    transport: httpx.AsyncBaseTransport, request: DeliveryRequest, url: httpx.URL
) -> DeliveryResult:
    response, content = await _send(transport, request, url)
    for _ in range(REDIRECTS):
        location = response.headers.get("location")
        if response.status_code not in _REDIRECTS or location is None:
            return _judge(request, response, content)
        try:
            url = _redirect_target(request, url, location)
            response, content = await _send(transport, request, url)
        except (AddressRefused, httpx.InvalidURL) as error:
            said = f"it redirects to where it must not: {error}"
            return DeliveryResult(status=response.status_code, error=said)
    return DeliveryResult(status=response.status_code, error=f"it redirects more than {REDIRECTS} times")


async def _send(
    transport: httpx.AsyncBaseTransport, request: DeliveryRequest, url: httpx.URL
) -> tuple[httpx.Response, bytes]:
    """Send ``request`` to ``url`` by ``transport``; the answer, read to its end unless that is too far: one that
    breaks off is none.
    """
    authorization = {"Authorization": request.authorization} if request.authorization else {}
    sent = httpx.Request(request.method, url, headers=request.headers | authorization, content=request.body)
    response = await transport.handle_async_request(sent)
    content = bytearray()
    try:
        async for chunk in response.aiter_raw():
            content += chunk
            if len(content) > LONGEST_ANSWER:
                break
    finally:
        await response.aclose()
    return response, bytes(content)


def _redirect_target(request: DeliveryRequest, url: httpx.URL, location: str) -> httpx.URL:
    there = url.join(location)
    if url.scheme == "https" and there.scheme != "https":
        raise AddressRefused("from https to something less")
    if request.authorization and (there.scheme, there.host, there.port) != (url.scheme, url.host, url.port):
        raise AddressRefused(f"{there.host}, and credentials are shown to nobody else")
    return there


def _judge(request: DeliveryRequest, response: httpx.Response, content: bytes) -> DeliveryResult:
    status = response.status_code
    if 200 <= status < request.below:
        return DeliveryResult(status=status)
    return DeliveryResult(
        status=status,
        error=f"answered {status}{_reason(request, status, content)}",
        soon=status >= 500 or status in _SOON,
        wait=_wait(response.headers.get("retry-after")),
    )


def _reason(request: DeliveryRequest, status: int, content: bytes) -> str:
    """The reason that a configured server gives with ``status`` in ``content``; nothing of what a callback's
    receiver says.
    """
    if not request.authorization:
        return ""
    if request.method == "PUT" and status == 409:
        return ": it has another statement of this id already, which stays"
    said = " ".join(request.mask(content.decode(errors="replace")).split())
    return f": {said[:_LONGEST_QUOTE]}" if said else ""


def _wait(retry_after: str | None) -> float | None:
    """The seconds from now that a Retry-After asks for; RFC 9110 has a number or a date."""
    if retry_after is None:
        return None
    if retry_after.isascii() and retry_after.isdigit():
        return float(retry_after)
    try:
        at = parsedate_to_datetime(retry_after)
    except ValueError:
        return None
    return max(0.0, (at.replace(tzinfo=at.tzinfo or UTC) - datetime.now(UTC)).total_seconds())
