"""One try: a body by POST, the redirects it meets, and what became of it."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

import httpx
from msgspec import Struct

from designer.delivery.entries import headers
from designer.delivery.transport import AddressRefused

TIMEOUT: Final = 5.0
"""Seconds for one try, from the name's resolution to the end of the answer, redirects included."""

LONGEST_ANSWER: Final = 64 * 1024
"""Bytes that are read of an answer; what it says does not matter."""

REDIRECTS: Final = 5
_FOLLOWED: Final = (301, 302, 307, 308)  # a callback stays a POST; 303 says that it was taken
_SOON: Final = (408, 425, 429)  # like 5xx: the answer may be another one in a moment


class DeliveryResult(Struct, frozen=True, kw_only=True):
    """How a try ended: with a status, an error, or both; without an error it was a success.

    ``refused``: nothing was sent. ``soon``: it is worth trying again in a moment. ``wait``: the seconds that the other
    side asked for.
    """

    status: int | None = None
    error: str = ""
    refused: bool = False
    soon: bool = False
    wait: float | None = None


async def post(
    way_out: httpx.AsyncBaseTransport, effect: str, url: str, body: bytes, timeout: float = TIMEOUT
) -> DeliveryResult:
    """Send a body to a URL. Whatever goes wrong outside is an answer, too."""
    try:
        async with asyncio.timeout(timeout):
            return await _followed(way_out, effect, httpx.URL(url), body)
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


async def _followed(
    way_out: httpx.AsyncBaseTransport, effect: str, url: httpx.URL, body: bytes
) -> DeliveryResult:
    response = await _sent(way_out, effect, url, body)
    for _ in range(REDIRECTS):
        location = response.headers.get("location")
        if response.status_code not in _FOLLOWED or location is None:
            return _judged(response)
        try:
            url = _redirected(url, location)
            response = await _sent(way_out, effect, url, body)
        except (AddressRefused, httpx.InvalidURL) as error:
            return DeliveryResult(
                status=response.status_code, error=f"it redirects to where it must not: {error}"
            )
    return DeliveryResult(status=response.status_code, error=f"it redirects more than {REDIRECTS} times")


async def _sent(
    way_out: httpx.AsyncBaseTransport, effect: str, url: httpx.URL, body: bytes
) -> httpx.Response:
    """The answer, read to its end unless that is too far: one that breaks off in the middle is none."""
    request = httpx.Request("POST", url, headers=headers(effect), content=body)
    response = await way_out.handle_async_request(request)
    try:
        size = 0
        async for chunk in response.aiter_raw():
            if (size := size + len(chunk)) > LONGEST_ANSWER:
                break
    finally:
        await response.aclose()
    return response


def _redirected(url: httpx.URL, location: str) -> httpx.URL:
    there = url.join(location)
    if url.scheme == "https" and there.scheme != "https":
        raise AddressRefused("from https to something less")
    return there


def _judged(response: httpx.Response) -> DeliveryResult:
    """200 to 399 is a success, as in Learning Locker's statement forwarding."""
    status = response.status_code
    if 200 <= status < 400:
        return DeliveryResult(status=status)
    return DeliveryResult(
        status=status,
        error=f"answered {status}",
        soon=status >= 500 or status in _SOON,
        wait=_wait(response.headers.get("retry-after")),
    )


def _wait(retry_after: str | None) -> float | None:
    """Seconds from now; RFC 9110 has a number or a date."""
    if retry_after is None:
        return None
    if retry_after.isascii() and retry_after.isdigit():
        return float(retry_after)
    try:
        at = parsedate_to_datetime(retry_after)
    except ValueError:
        return None
    return max(0.0, (at.replace(tzinfo=at.tzinfo or UTC) - datetime.now(UTC)).total_seconds())
