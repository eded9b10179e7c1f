"""Addresses of targets: https anywhere, plain http on this machine alone unless told otherwise."""

from __future__ import annotations

import ipaddress

import httpx

from designer.errors import Refused


def checked(url: str, *, allow_http: bool) -> str:
    """The ``url`` of a server without what does not belong there. Raises Refused; ``allow_http`` lets one through
    without TLS.
    """
    read = _read(url)
    if read.userinfo:
        raise Refused("a URL is kept in the workspace, so it holds no key and no secret; give them apart")
    if read.query or read.fragment:
        raise Refused(
            f"{url!r} has a part behind ? or #; give the address that the server's interfaces are under"
        )
    if read.scheme == "http" and not (allow_http or is_loopback(read.host)):
        raise Refused(
            f"{url!r} is plain http, which anybody on the way can read; use https, or --allow-http if you mean it"
        )
    return str(read).rstrip("/")


def is_loopback(host: str) -> bool:
    """Tell whether the host is this machine."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def same_origin(one: httpx.URL, other: httpx.URL) -> bool:
    """Tell whether credentials for one may be shown to the other: same scheme, host and port."""
    return _origin(one) == _origin(other)


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port or {"http": 80, "https": 443}.get(url.scheme)


def _read(url: str) -> httpx.URL:
    try:
        read = httpx.URL(url)
    except httpx.InvalidURL as error:
        raise Refused(f"{url[:80]!r} is no URL: {error}") from None
    if read.scheme not in ("http", "https") or not read.host:
        raise Refused(f"{url[:80]!r} is no URL of a server; it begins with https://")
    return read
