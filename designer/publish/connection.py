"""A server over HTTP: one request in, one whole JSON answer out, or a sentence about what went wrong.

Certificates are checked (httpx does unless told otherwise). Redirects are followed within the server alone, so
credentials never reach another host.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable
from types import TracebackType
from typing import Final, Self

import httpx
from msgspec import Struct

from designer.delivery.trust import ssl_context
from designer.publish.credentials import Credentials
from designer.publish.oauth import access_token
from designer.publish.requests import Request, ServerAnswer
from designer.publish.responses import answer_of
from designer.publish.retries import PATIENCE, RetryPolicy, attempts
from designer.publish.server_addresses import checked, is_loopback, same_origin
from designer.publish.server_failures import RequestRejected, ServerFailure, Uncertain, connection_failure
from store.targets import Target

LARGEST: Final = 64 * 1024 * 1024
"""Bytes of an answer. A larger one is none of these interfaces'."""

REDIRECTS: Final = 5

Watch = Callable[[str], object]
"""Told what is done and what is waited for, a line at a time."""


class RawAnswer(Struct, frozen=True):
    """A whole answer as it came."""

    status: int
    headers: httpx.Headers
    content: bytes


class TargetConnection:
    """A target, ready to be asked. Use it as an async context manager. Raises ServerFailure and its kinds."""

    def __init__(
        self,
        target: Target,
        credentials: Credentials,
        patience: RetryPolicy = PATIENCE,
        watch: Watch = lambda line: None,
    ) -> None:
        self.target = target
        self.credentials = credentials
        self.patience = patience
        self.watch = watch
        self.url = httpx.URL(checked(target.url, allow_http=target.allow_http))
        self._client = httpx.AsyncClient(
            timeout=httpx.Timeout(patience.answer, connect=patience.connect),
            trust_env=not is_loopback(self.url.host),  # a proxy is of no use on the way to this machine
            verify=_trust(target),
            headers={"User-Agent": "waypost"},
        )

    async def __aenter__(self) -> Self:
        await self._client.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._client.__aexit__(kind, error, trace)

    async def authorization(self) -> str:
        """The value of the Authorization header; where the target wants OAuth, a token is fetched once."""
        if self.target.token_url and "token" not in self.credentials.parts:
            token = await access_token(self._client, self.target, self.credentials, self.patience.answer)
            self.credentials = self.credentials.with_token(token)
        return self.credentials.header()

    async def ask(self, request: Request) -> ServerAnswer:
        """The answer to a request, which is made again where that can do no harm."""
        try:
            return await self._try(request)
        except RequestRejected as error:
            if error.status != 401 or "token" not in self.credentials.parts or not self.target.token_url:
                raise
            self.credentials = self.credentials.without_token()  # it has expired
            return await self._try(request)

    async def _try(self, request: Request) -> ServerAnswer:
        async for attempt in attempts(request, self.patience, self.watch):
            with attempt:
                return await self._once(request)
        raise AssertionError("the last attempt answers or raises")

    async def _once(self, request: Request) -> ServerAnswer:
        try:
            async with asyncio.timeout(self.patience.whole):
                reply = await self._follow_redirects(request)
        except TimeoutError:
            raise self._late(request) from None
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            raise self._unreachable(error) from None
        except httpx.TimeoutException:
            raise self._late(request) from None
        except httpx.TransportError as error:
            reason = self.credentials.masked(str(error)) or "it hung up"
            raise Uncertain(f"{self._label(request)} got no whole answer: {reason}") from None
        except httpx.DecodingError:
            raise Uncertain(f"{self._label(request)} got an answer that cannot be unpacked") from None
        return answer_of(reply.status, reply.headers, reply.content, self._label(request), self.credentials)

    def _unreachable(self, error: Exception) -> ServerFailure:
        sentence = f"{self.target.name} at {self.url} cannot be reached"
        return connection_failure(sentence, error, self.credentials, "no connection within the time")

    def _late(self, request: Request) -> Uncertain:
        return Uncertain(f"{self._label(request)} got no answer in time", late=True)

    def _label(self, request: Request) -> str:
        return f"{self.target.name}: {request.label}"

    async def _follow_redirects(self, request: Request) -> RawAnswer:
        url = self._target_url(request)
        for _ in range(REDIRECTS):
            reply = await self._reply(request, url)
            onward = reply.headers.get("Location", "")
            if not (300 <= reply.status < 400 and onward):
                return reply
            url = self._onward(request, url, reply.status, onward)
        raise ServerFailure(f"{self._label(request)} was redirected more than {REDIRECTS} times")

    def _target_url(self, request: Request) -> httpx.URL:
        if not request.url:
            url = self.url.copy_with(raw_path=self.url.raw_path.rstrip(b"/") + request.path.encode())
            return url.copy_merge_params(request.query) if request.query else url
        url = httpx.URL(request.url)
        if not same_origin(url, self.url):
            raise ServerFailure(
                f"{self._label(request)} is on {url.scheme}://{url.netloc.decode()}, and credentials are shown to "
                "nobody else"
            )
        return url

    def _onward(self, request: Request, url: httpx.URL, status: int, onward: str) -> httpx.URL:
        try:
            next = url.join(onward)
        except httpx.InvalidURL:
            raise ServerFailure(f"{self._label(request)} was redirected to what is no URL") from None
        if not same_origin(next, url):
            raise ServerFailure(
                f"{self._label(request)} was redirected to {next.scheme}://{next.netloc.decode()}, and credentials "
                "are shown to nobody else; if that is the server, change the target's URL"
            )
        if request.method != "GET" and status not in (307, 308):
            raise ServerFailure(
                f"{self._label(request)} was redirected to {next.path} in a way that loses its body; "
                "change the target's URL"
            )
        return next

    async def _reply(self, request: Request, url: httpx.URL) -> RawAnswer:
        headers = {"Authorization": await self.authorization(), **request.headers}
        if request.body is not None:
            headers = {"Content-Type": "application/json"} | headers
        built = self._client.build_request(request.method, url, content=request.content(), headers=headers)
        response = await self._client.send(built, stream=True, follow_redirects=False)
        try:
            return RawAnswer(response.status_code, response.headers, await self._content(response, request))
        finally:
            await response.aclose()

    async def _content(self, response: httpx.Response, request: Request) -> bytes:
        content = bytearray()
        async for part in response.aiter_bytes():
            content += part
            if len(content) > LARGEST:
                raise Uncertain(f"{self._label(request)} answers more than {LARGEST:,} bytes", passing=False)
        return bytes(content)


def _trust(target: Target) -> ssl.SSLContext | bool:
    """Return whom to trust; plain http needs nobody, and finding out takes a while."""
    urls = (target.url, target.token_url)
    return ssl_context() if any(url.startswith("https:") for url in urls) else False
