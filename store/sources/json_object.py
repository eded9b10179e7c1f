"""One JSON object, followed through a text that may not be there to its end: where it ends, or where a list begins."""

from __future__ import annotations

import re
from typing import Final, Literal

from store.sources.elements import DEEPEST

LISTS: Final = {
    b"statements": "a list of statements (StatementResult)",
    b"batch": "a batch of calls",
    b"edges": "a connection (edges and nodes)",
    b"results": "an answer with a list of results",
    b"data": "an answer with a list of data",
    b"items": "an answer with a list of items",
    b"events": "an answer with a list of events",
    b"documents": "an answer with a list of documents",
}
"""Keys of the lists that whole objects are made for, and what such an object is."""

_OF_EVENTS: Final = frozenset(
    {b"verb", b"actor", b"object", b"statement", b"type", b"event", b"userId", b"anonymousId", b"properties"}
)
_TOKEN: Final = re.compile(rb'"(?:[^"\\\r\n]++|\\[^\r\n])*+"|[\[\]{},:"]|[^\s\[\]{},:"]++')
_OPENING: Final = b"{["
_CLOSES: Final = {ord("}"): ord("{"), ord("]"): ord("[")}
_SCALAR: Final = ord("0")
_VALUES: Final = frozenset(b'}]"0')
"""The last bytes of a value: only a comma, a colon or a bracket may follow."""

Found = Literal["end", "list", "broken", "more"]


class ObjectScan:
    """Follows an object that begins at ``at``, which is then where the scan stands in the text.

    ``follow`` answers ``end`` behind the object, ``list`` behind the bracket of a list that the object is made for
    (its key is then ``key``), ``broken`` where it is no JSON, ``more`` at the end of the text.
    """

    def __init__(self, at: int) -> None:
        self.at = at
        self.key = b""
        self._open = bytearray()
        self._last = 0
        self._keys: list[bytes] = []
        self._text = b""
        self._is_event = False

    def follow(self, text: bytes) -> Found:
        """Go on in a text that has all that was there before."""
        for token in _TOKEN.finditer(text, self.at):
            kind = text[token.start()]
            if kind not in b'[]{},:"':
                if token.end() == len(text):
                    return "more"
                kind = _SCALAR
            elif kind == ord('"') and token.end() - token.start() == 1:
                return "broken" if b"\n" in text[token.end() :] else "more"
            self.at = token.end()
            if not self._fits(kind):
                return "broken"
            if kind == ord('"'):
                self._text = token.group()[1:-1]
            elif kind == ord(":"):
                self._take_key()
            elif kind == ord("[") and self._is_list():
                self.key, self._last = self._keys[-1], ord("]")
                return "list"
            if kind in _OPENING:
                self._open.append(kind)
            elif kind in _CLOSES:
                self._open.pop()
                if not self._open:
                    return "end"
            self._last = kind
        return "more"

    def _fits(self, kind: int) -> bool:
        if kind in _CLOSES:
            return bool(self._open) and self._open[-1] == _CLOSES[kind]
        if kind in b",:":
            return True
        if self._last in _VALUES:
            return False
        if kind not in _OPENING:
            return True
        in_object = bool(self._open) and self._open[-1] == ord("{")
        return len(self._open) < DEEPEST and (self._last == ord(":") or not in_object)

    def _take_key(self) -> None:
        """Take the last text as the key of what comes."""
        depth = len(self._open)
        if depth <= 3:
            self._keys[depth - 1 :] = [self._text]
            self._is_event = self._is_event or (depth == 1 and self._text in _OF_EVENTS)

    def _is_list(self) -> bool:
        if self._is_event or self._last != ord(":") or len(self._keys) != len(self._open):
            return False
        return LISTS.keys() >= set(self._keys)
