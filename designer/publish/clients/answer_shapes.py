"""Answers as the shapes that an operation documents. What has another shape is no answer to it."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from designer.publish.server_failures import Uncertain

Document = dict[str, Any]


def document(body: object, label: str) -> Document:
    """The JSON object ``body``. Raises Uncertain, naming the request by ``label``."""
    if not isinstance(body, dict):
        raise Uncertain(f"{label} answered with something else than an object", passing=False)
    return body


def documents(body: object, label: str) -> list[Document]:
    """The list of JSON objects ``body``. Raises Uncertain, naming the request by ``label``."""
    if not isinstance(body, list):
        raise Uncertain(f"{label} answered with something else than a list", passing=False)
    return [document(each, label) for each in body]


def whole(value: object, label: str) -> int:
    """The whole number ``value``; Segment's versions may come as 1.0. Raises Uncertain, naming the request by
    ``label``.
    """
    if isinstance(value, int | float) and not isinstance(value, bool) and value == int(value):
        return int(value)
    raise Uncertain(f"{label} answered without the number it should have", passing=False)


def text(value: object, label: str) -> str:
    """The text ``value``, not empty. Raises Uncertain, naming the request by ``label``."""
    if isinstance(value, str) and value:
        return value
    raise Uncertain(f"{label} answered without the id it should have", passing=False)


def part(id: str) -> str:
    """An id as one part of a path; in a dry run it may be a ``{placeholder}``."""
    return quote(id, safe="{}")
