"""The elements of a JSON array, told apart while it is read: however many there are, only a few are in memory.

Strings, brackets and commas tell where an element ends, whatever is in it: one that is no JSON is one bad element, not
a bad array.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from typing import Final

import msgspec
from msgspec import Struct

_TOKEN: Final = re.compile(rb'"(?:[^"\\]++|\\.)*+"|["\[\]{},]', re.DOTALL)

_TRIES: Final = 3
"""Seams that are tried: a seam may be inside an element as well."""

_array: Final = msgspec.json.Decoder(list[msgspec.Raw]).decode


class Elements(Struct, frozen=True):
    """The elements that are whole in a text, the text behind them, and whether the array ends between the two."""

    found: list[bytes]
    rest: bytes
    ended: bool = False


def elements(text: bytes, longest: int) -> Elements:
    """Those of an array in a text that begins with one of them, or with its end.

    An element of more than so many bytes is left in the text, with all that is behind it.
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
    """Where one object may end and the next one begin, the last first."""
    end = len(text)
    while (end := text.rfind(b"},", 0, end)) >= 0:
        if text[end + 2 : end + 16].lstrip().startswith(b"{"):
            yield end + 1


def _by_token(text: bytes, longest: int) -> Elements:
    """The elements of any text, fifty times slower."""
    found: list[bytes] = []
    start = depth = 0
    for token in _TOKEN.finditer(text):
        kind = token.group()
        if kind in b"[{":
            depth += 1
        elif kind in b"]}" and depth:
            depth -= 1
        elif kind in b"]}" or (kind == b"," and not depth):
            if token.start() - start > longest:
                break
            element, start = text[start : token.start()].strip(), token.end()
            if kind != b",":
                return Elements([*found, element] if element else found, text[start:], ended=True)
            found.append(element)
        elif kind == b'"':  # of a string that goes on behind the text
            break
    return Elements(found, text[start:])
