"""Addresses that a callback must not reach: those that mean something only to this machine or its network.

A journey names a URL, and whoever designed it need not be who runs it. Without this, a callback to 127.0.0.1 or to a
cloud's metadata service would have the rights of whoever delivers.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from itertools import chain
from typing import Final

Address = IPv4Address | IPv6Address

_GLOBAL: Final = IPv6Network("2000::/3")  # all of IPv6 that is given out to the public (IANA)
_NAT64: Final = IPv6Network("64:ff9b::/96")  # RFC 6052: an IPv4 address in the last 32 bits
_OTHERS: Final = {
    ip_network("168.63.129.16/32"): "a cloud's service to its own machines",  # Azure's, at a public address
    ip_network("192.0.0.0/24"): "not on the public internet",  # RFC 6890; a cloud's metadata
    ip_network("3fff::/20"): "not on the public internet",  # documentation (RFC 9637)
    ip_network("64:ff9b:1::/48"): "not on the public internet",  # NAT64 inside a network (RFC 8215)
}


def refusal(address: str) -> str | None:
    """Say why a callback must not go to an address (as text, maybe with a zone); None if it may."""
    return _refusal(ip_address(address.partition("%")[0]))


def _refusal(address: Address) -> str | None:
    if (inner := _embedded_ipv4(address)) is not None:
        return _refusal(inner)
    kinds = (why for kind, why in _KINDS.items() if getattr(address, kind))
    others = (why for network, why in _OTHERS.items() if address in network)
    public = address.is_global and (isinstance(address, IPv4Address) or address in _GLOBAL)
    return next(chain(kinds, others), None if public else "not on the public internet")


_KINDS: Final = {
    "is_unspecified": "this machine",
    "is_loopback": "this machine",
    "is_link_local": "link-local, where clouds keep their metadata",
    "is_multicast": "multicast",
    "is_private": "private",
}


def _embedded_ipv4(address: Address) -> IPv4Address | None:
    """The IPv4 address that an IPv6 address leads to: mapped, 6to4, Teredo, or through a NAT64 gateway."""
    if isinstance(address, IPv4Address):
        return None
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    return address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
