"""Positions of the parts of a document in its text: line and column of each place, such as ``$.steps.quiz.count``."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from json import JSONDecoder
from typing import TYPE_CHECKING, Final, NamedTuple

from engine.yaml_text import is_yaml, yaml_nodes

if TYPE_CHECKING:
    from ruamel.yaml.nodes import Node


class Position(NamedTuple):
    """A position in a text; both count from 1."""

    line: int
    column: int


BEGINNING: Final = Position(1, 1)
_GAP: Final = re.compile(r"[\s,:]*")
_SCALAR: Final = re.compile(r"[^\s,\]}]+")
_DECODER: Final = JSONDecoder()
_LINE_AND_COLUMN: Final = re.compile(r"at line (\d+), column (\d+)")


def positions(text: str, name: str = "") -> dict[str, Position]:
    """The position of each key and each element in the ``text`` of a file called ``name``, by place.

    What stands in a text that cannot be read has none.
    """
    try:
        return dict(_of_yaml(yaml_nodes(text), "$", set()) if is_yaml(name) else _of_json(text))
    except (ValueError, IndexError, RecursionError):
        return {}


def position_of(place: str, known: Mapping[str, Position], message: str = "") -> Position:
    """The position of ``place``, or of the nearest part around it that is ``known``; that of a ``message`` is first."""
    if said := _LINE_AND_COLUMN.search(message):
        return Position(int(said[1]), int(said[2]))
    while place not in known and len(place) > 1:
        place = place[: max(place.rfind("."), place.rfind("["), 1)]
    return known.get(place, BEGINNING)


def _of_yaml(node: Node | None, place: str, seen: set[int]) -> Iterator[tuple[str, Position]]:
    """The places in ``node`` at ``place``; what an alias repeats has been ``seen``, by id."""
    from ruamel.yaml.nodes import MappingNode, SequenceNode

    if node is None or id(node) in seen:
        return
    seen.add(id(node))
    yield place, _start(node)
    if isinstance(node, MappingNode):
        for key, value in node.value:
            inner = f"{place}.{key.value}"
            yield from _of_yaml(value, inner, seen)
            yield inner, _start(key)
    elif isinstance(node, SequenceNode):
        for index, value in enumerate(node.value):
            yield from _of_yaml(value, f"{place}[{index}]", seen)


def _start(node: Node) -> Position:
    return Position(node.start_mark.line + 1, node.start_mark.column + 1)


def _of_json(text: str) -> Iterator[tuple[str, Position]]:
    starts = [0, *(found.end() for found in re.finditer("\n", text))]
    for place, offset in _JsonPlaces(text).value("$"):
        line = bisect_right(starts, offset)
        yield place, Position(line, offset - starts[line - 1] + 1)


class _JsonPlaces:
    """Goes through a JSON text, and tells where each part begins. Raises IndexError or ValueError if it ends early."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0

    def value(self, place: str) -> Iterator[tuple[str, int]]:
        start = self._skip()
        yield place, start
        match self._text[start]:
            case "{":
                yield from self._members(place)
            case "[":
                yield from self._elements(place)
            case '"':
                self._string()
            case _:
                found = _SCALAR.match(self._text, start)
                self._at = found.end() if found else start + 1

    def _members(self, place: str) -> Iterator[tuple[str, int]]:
        self._at += 1
        while self._text[self._skip()] != "}":
            start = self._at
            inner = f"{place}.{self._string()}"
            yield from self.value(inner)
            yield inner, start
        self._at += 1

    def _elements(self, place: str) -> Iterator[tuple[str, int]]:
        self._at += 1
        index = 0
        while self._text[self._skip()] != "]":
            yield from self.value(f"{place}[{index}]")
            index += 1
        self._at += 1

    def _skip(self) -> int:
        found = _GAP.match(self._text, self._at)
        self._at = found.end() if found else self._at
        return self._at

    def _string(self) -> str:
        said, self._at = _DECODER.raw_decode(self._text, self._at)
        return str(said)
