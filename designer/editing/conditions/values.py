"""Values as people type them: ``passed`` is text, ``80`` a number, ``"80"`` text again; anything in JSON is itself."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Final

from msgspec import Struct

from engine.finding import InvalidJourney
from engine.typed_json import parse_json

_IN_JSON: Final = ('"', "[", "{")
"""What begins so is meant as JSON."""


class Unreadable(ValueError):
    """A text that stands for no value; the message says what to do about it."""


def literal(text: str) -> object:
    """The value that a text stands for. Raises Unreadable."""
    text = text.strip()
    try:
        return parse_json(text)
    except InvalidJourney:
        if text.startswith(_IN_JSON):
            raise Unreadable("this begins as JSON: close its quotes or brackets, or leave them out") from None
        return text


def literal_text(value: object) -> str:
    """Return what a person would type for a value; text without quotes where that is clear."""
    return value if isinstance(value, str) and _is_itself(value) else _in_json(value)


def _is_itself(text: str) -> bool:
    return is_plain(text) and not text.startswith(_IN_JSON) and isinstance(literal(text), str)


def is_plain(text: str) -> bool:
    """Tell whether a text survives being typed into one line: there is something, it can be seen, from end to end."""
    return bool(text) and text.isprintable() and text == text.strip()


def _in_json(value: object) -> str:
    """The JSON of ``value``, with escapes for what cannot be seen."""
    text = json.dumps(value, ensure_ascii=False)
    return text if text.isprintable() else json.dumps(value)


# Lists: values with commas between them, or one list in JSON


class ListItem(Struct, frozen=True):
    """One of the values of a list as it is typed, and where it begins and ends."""

    text: str
    start: int
    end: int


_ITEM: Final = re.compile(r'(?:^|,)\s*("(?:[^"\\]|\\.)*"|[^,]*?)\s*(?=,|$)')


def items(text: str) -> Iterator[ListItem]:
    """Yield what stands between commas, nothing included."""
    for found in _ITEM.finditer(text):
        yield ListItem(found[1], found.start(1), found.end(1))


def literals(text: str) -> list[object]:
    """The values of a list: ``passed, failed``, or a list in JSON. Raises Unreadable."""
    if text.lstrip().startswith("["):
        whole = literal(text)
        assert isinstance(whole, list)
        return whole
    return [literal(item.text) for item in items(text) if item.text]


def literals_text(values: Sequence[object]) -> str:
    """Return what a person would type for a list; one that holds objects or lists, or nothing, is written in JSON."""
    if not values or any(isinstance(each, dict | list) for each in values):
        return literal_text(list(values))
    return ", ".join(map(_item_text, values))


def _item_text(value: object) -> str:
    text = literal_text(value)
    return _in_json(value) if text == value and "," in text else text
