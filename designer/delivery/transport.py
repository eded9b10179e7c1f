"""The way out: a name is resolved once, every address it has is checked, and the connection goes to one of these.

So a name that answers differently the next time (DNS rebinding) leads nowhere else. TLS is still verified for the name.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable
from typing import Final

import httpx

from designer.delivery.addresses import refusal
from designer.delivery.trust import ssl_context

Resolve = Callable[[str, int], Awaitable[list[str]]]
"""The addresses of a host, in the order to try them. Raises OSError."""

_PORTS: Final = {"http": 80, "https": 443}


class AddressRefused(Exception):
    """The request must not be sent; the text says why."""


async def resolve(host: str, port: int) -> list[str]:
    """Resolve ``host`` for ``port`` by the system's resolver, which also reads addresses in decimal, octal and
    hexadecimal.
    """
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


class GuardedTransport(httpx.AsyncBaseTransport):
    """Sends to public addresses by http and https alone; raises AddressRefused for anything else.

    ``allow_private`` lets every address pass. Connections are not kept: the next request is checked anew.
    """

    def __init__(
        self,
        *,
        allow_private: bool = False,
        resolve: Resolve = resolve,
        trust: ssl.SSLContext | None = None,
    ) -> None:
        self._allow_private = allow_private
        self._resolve = resolve
        self._inner = httpx.AsyncHTTPTransport(
            verify=trust or ssl_context(),
            limits=httpx.Limits(max_connections=None, max_keepalive_connections=0),
            trust_env=False,
        )

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        url = request.url
        if url.userinfo:
            raise AddressRefused("the URL carries credentials; take them out of it")
        if url.scheme not in _PORTS or not url.host:
            raise AddressRefused(f"{url.scheme or 'a URL without a scheme'} is not http or https")
        port = _PORTS[url.scheme] if url.port is None else url.port
        if not 0 < port < 65536:
            raise AddressRefused(f"{port} is no port")
        addresses = await self._addresses(url.host.rstrip("."), port)
        for address in addresses[:-1]:
            try:
                return await self._send(request, address)
            except (httpx.ConnectError, httpx.ConnectTimeout):
                continue  # nothing was sent
        return await self._send(request, addresses[-1])

    async def aclose(self) -> None:
        await self._inner.aclose()

    async def _addresses(self, host: str, port: int) -> list[str]:
        """The addresses of ``host`` for ``port``. One bad address is enough to refuse: who controls it may mean the
        others ill.
        """
        try:
            addresses = await self._resolve(host, port)
        except (OSError, UnicodeError) as error:
            raise httpx.ConnectError(f"{host} is unknown") from error
        for address in addresses:
            if not self._allow_private and (why := refusal(address)):
                named = address if address == host else f"{host} is {address}, which"
                raise AddressRefused(f"{named} is {why}; --allow-private lets it pass")
        return addresses

    async def _send(self, request: httpx.Request, address: str) -> httpx.Response:
        host = request.url.host.rstrip(".")
        return await self._inner.handle_async_request(
            httpx.Request(
                request.method,
                request.url.copy_with(host=address),
                headers=request.headers,  # with the name's own Host
                stream=request.stream,
                extensions={**request.extensions, "sni_hostname": host},
            )
        )
