"""The elements of a JSON array, told apart while it is read: however many there are, only a few are in memory.

Strings, brackets and commas tell where an element ends, whatever is in it: one that is no JSON is one bad element, not
a bad array. Where a comma is missing between two lines, a new element begins all the same: an element that is not
closed costs its line, not all that is behind it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from typing import Final

import msgspec
from msgspec import Struct

_TOKEN: Final = re.compile(rb'"(?:[^"\\\r\n]++|\\[^\r\n])*+"|["\[\]{},]')

_TRIES: Final = 3
"""Seams that are tried: a seam may be inside an element as well."""

DEEPEST: Final = 500
"""Brackets within each other; what is nested more deeply is no statement."""

_array: Final = msgspec.json.Decoder(list[msgspec.Raw]).decode


class Elements(Struct, frozen=True):
    """The elements that are whole in a text, the text behind them, and whether the array ends between the two."""

    found: list[bytes]
    rest: bytes
    ended: bool = False


def elements(text: bytes, longest: int) -> Elements:
    """Those of an array in a text that begins with one of them, or with its end.

    An element of more than ``longest`` bytes is left in the text, with all that is behind it.
    """
    found, rest = _by_seam(text, longest)
    last = _by_token(rest, longest)
    return Elements(found + last.found, last.rest, last.ended)


def _by_seam(text: bytes, longest: int) -> tuple[list[bytes], bytes]:
    """The elements before one of the last seams in a text, and the text behind it; none where that is too hard.

    What is the inside of a JSON array up to a seam is whole elements.
    """
    for end in islice(_seams(text), _TRIES):
        with suppress(msgspec.DecodeError, RecursionError):
            found = list(map(bytes, _array(b"[%b]" % text[:end])))
            return (found, text[end + 1 :]) if max(map(len, found)) <= longest else ([], text)
    return [], text


def _seams(text: bytes) -> Iterator[int]:
    """Yield where one object may end and the next one begin, the last first."""
    end = len(text)
    while (end := text.rfind(b"},", 0, end)) >= 0:
        if text[end + 2 : end + 16].lstrip().startswith(b"{"):
            yield end + 1


class _End(Struct, frozen=True):
    """The end of an element, where the next one begins, and whether the array ends between the two."""

    end: int
    next: int
    last: bool = False


def _by_token(text: bytes, longest: int) -> Elements:
    """The elements of any text, fifty times slower."""
    found: list[bytes] = []
    start = 0
    while (end := _end(text, start)) is not None and end.end - start <= longest:
        element, start = text[start : end.end].strip(), end.next
        if end.last:
            return Elements([*found, element] if element else found, text[start:], ended=True)
        found.append(element)
    return Elements(found, text[start:])


def _end(text: bytes, start: int) -> _End | None:
    """The end of the element that begins somewhere; None if it is not in the text."""
    depth, closed = 0, -1  # closed: where a bracket was just before
    for token in _TOKEN.finditer(text, start):
        kind = token.group()
        if kind in b"[{":
            between = text[closed : token.start()] if closed >= 0 else b"-"
            if not between.strip() and (depth == 0 or b"\n" in between):
                return _End(closed, closed) if depth == 0 else _cut(text, start)
            depth, closed = depth + 1, -1
            if depth > DEEPEST:
                return _cut(text, start)
        elif kind in b"]}":
            if not depth:
                return _End(token.start(), token.end(), last=True)
            depth, closed = depth - 1, token.end()
        elif kind == b"," and not depth:
            return _End(token.start(), token.end())
        elif kind == b'"':  # of a string that goes on behind the text, or is not closed in its line
            return _cut(text, start) if b"\n" in text[token.end() :] else None
        else:
            closed = -1
    return None


def _cut(text: bytes, start: int) -> _End | None:
    """End an element that is not closed, at ``start`` of ``text``, with its first line."""
    begun = start + len(text[start:]) - len(text[start:].lstrip())
    end = text.find(b"\n", begun)
    return None if end < 0 else _End(end, end + 1)
