"""The alternate request syntax: any request as a POST of a form, for browsers that can send nothing else.

Source: xAPI 1.0.3 part three, 1.3. There is none in 2.0.
"""

from __future__ import annotations

from typing import Final
from urllib.parse import parse_qsl, urlencode

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from designer.sandbox.body import bounded
from designer.sandbox.dispatcher import refusal
from designer.sandbox.faults import Fault
from designer.sandbox.limits import RequestLimits
from designer.sandbox.protocols import PROTOCOLS
from designer.sandbox.xapi.negotiation import HEADER, ROOT, version

_METHODS: Final = ("GET", "PUT", "POST", "DELETE", "HEAD")
_HEADERS: Final = (
    "authorization",
    "x-experience-api-version",
    "content-type",
    "content-length",
    "if-match",
    "if-none-match",
)
"""Form fields that are headers; ``content`` is the body, and all others are parameters."""


def with_alternate_syntax(app: ASGIApp, limits: RequestLimits) -> ASGIApp:
    """Let a request of the alternate syntax into ``app`` as what it stands for, within ``limits``."""

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        if not _is_alternate(scope):
            await app(scope, receive, send)
            return
        request = Request(scope, receive)
        try:
            meant, content = _unfold(scope, await bounded(request.stream(), limits))
        except Fault as fault:
            await refusal(PROTOCOLS["xapi"], fault)(scope, receive, send)
        else:
            await app(meant, _body(content), send)

    return serve


def _is_alternate(scope: Scope) -> bool:
    if scope["type"] != "http" or scope["method"] != "POST" or not scope["path"].startswith(ROOT):
        return False
    return any(name == "method" for name, _ in parse_qsl(scope["query_string"].decode("latin-1")))


def _unfold(scope: Scope, form: bytes) -> tuple[Scope, bytes]:
    query = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
    if len(query) > 1:
        raise Fault(400, "in the alternate request syntax all parameters but method are in the form")
    method = query[0][1].upper()
    if method not in _METHODS:
        raise Fault(400, f"the method {method[:40]!r} is not one of {', '.join(_METHODS)}")
    try:
        fields = parse_qsl(form.decode(), keep_blank_values=True)
    except UnicodeDecodeError:
        raise Fault(400, "the body is no form") from None
    content = next((value for name, value in fields if name == "content"), None)
    if content is None and method in ("PUT", "POST"):
        raise Fault(400, "a form that stands for a PUT or a POST has its body in the field content")
    parameters = [(name, value) for name, value in fields if name.lower() not in (*_HEADERS, "content")]
    body = (content or "").encode()
    headers = _headers(scope, dict(fields), body)
    if (spoken := version(dict(headers).get(HEADER.lower().encode(), b"").decode("latin-1"))) and spoken.is_2:
        raise Fault(400, "xAPI 2.0 has no alternate request syntax")
    return {
        **scope,
        "method": method,
        "query_string": urlencode(parameters).encode(),
        "headers": headers,
    }, body


def _headers(scope: Scope, fields: dict[str, str], body: bytes) -> list[tuple[bytes, bytes]]:
    """The headers of ``scope`` with the ``fields`` of the form in place of those of the request, and the length of
    ``body``.
    """
    given = {name.lower(): value for name, value in fields.items() if name.lower() in _HEADERS}
    given = {"content-type": "application/json", **given, "content-length": str(len(body))}
    encoded = {name.encode(): value.encode("latin-1", "replace") for name, value in given.items()}
    return [*((name, value) for name, value in scope["headers"] if name not in encoded), *encoded.items()]


def _body(content: bytes) -> Receive:
    async def receive() -> Message:
        return {"type": "http.request", "body": content, "more_body": False}

    return receive
