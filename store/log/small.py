"""A small document made of columns: for conditions on their paths it is as good as the whole."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from store.log.columns import CUT
from store.log.manifest import Keys

Values = Sequence[str | None]


def small_document(paths: Sequence[Keys], values: Values) -> dict[str, Any]:
    """The document that has these values at these paths, none of which leads to another, and nothing else."""
    document: dict[str, Any] = {}
    for path, value in zip(paths, values, strict=True):
        if value is None:
            continue
        if value[0] == CUT:
            start = value.index("[")
            path, value = path[: int(value[1:start])], value[start:]
        _put(document, path, msgspec.json.decode(value))
    return document


def _put(document: dict[str, Any], path: Keys, value: object) -> None:
    for key in path[:-1]:
        document = document.setdefault(key, {})
    document[path[-1]] = value
