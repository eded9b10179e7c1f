"""The lists that a file consists of: what each is, what is around its documents, whether there are others elsewhere."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

import msgspec
from msgspec import Raw, Struct

from store.sources.json_object import LISTS

_MORE: Final = re.compile(
    rb'"(?:more|continuationToken|nextCursor)"\s*:\s*"[^"]|"(?:hasNextPage|has_more)"\s*:\s*true'
)


class _Edge(Struct):
    node: Raw


_edge: Final = msgspec.json.Decoder(_Edge).decode


def documents_of(key: bytes, elements: list[bytes]) -> list[bytes]:
    """The documents of a list of this key: what is in the nodes of a connection, else the elements themselves."""
    return list(map(_node, elements)) if key == b"edges" else elements


def _node(edge: bytes) -> bytes:
    try:
        return bytes(_edge(edge).node)
    except msgspec.MsgspecError:
        return edge


class Containers:
    """The lists of one file, told of once when it has been read."""

    def __init__(self) -> None:
        self._keys: dict[bytes, int] = {}
        self._more = b""

    def note(self, key: bytes, around: bytes) -> None:
        """Note that a list has the name ``key``, and the object's text ``around`` it, before and behind."""
        self._keys[key] = self._keys.get(key, 0) + 1
        found = _MORE.search(around)
        self._more = found.group().partition(b":")[0].strip(b' "') if found else b""

    def tell(self, source: str, tell: Callable[[str], object]) -> None:
        """Say to ``tell`` in one sentence what the file ``source`` is, if it is no plain file of documents."""
        if not self._keys:
            return
        what = " and ".join(_several(LISTS[key], count) for key, count in self._keys.items())
        more = f"; `{self._more.decode()}` says that there are others" if self._more else ""
        tell(f"{source}: {what}{more}")


def _several(what: str, count: int) -> str:
    return what if count == 1 else f"{count:,} times {what}"
