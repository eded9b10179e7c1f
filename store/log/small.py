"""A small document made of columns: for conditions on their paths it is as good as the whole."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from store.log.columns import CUT
from store.log.manifest import Keys

Values = Sequence[str | None]


def small_document(shape: str, paths: Sequence[Keys], values: Values) -> dict[str, Any]:
    """The document that has these values at these paths, none of which leads to another, and nothing else."""
    document: dict[str, Any] = {}
    for path, value in zip(paths, values, strict=True):
        if value is None:
            continue
        if value[0] == CUT:
            start = value.index("[")
            path, value = path[: int(value[1:start])], value[start:]
        found = msgspec.json.decode(value)
        _put(document, path, escaped(found) if shape == "statement" else found)
    return document


def _put(document: dict[str, Any], path: Keys, value: object) -> None:
    for key in path[:-1]:
        document = document.setdefault(key, {})
    document[path[-1]] = value


def escaped(value: Any) -> Any:
    """Keys as conditions see those of a bare statement: with dots written ``&46;``."""
    if isinstance(value, dict):
        return {key.replace(".", "&46;"): escaped(part) for key, part in value.items()}
    return [escaped(part) for part in value] if isinstance(value, list) else value
