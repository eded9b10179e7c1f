"""The paths of documents as conditions write them: what stands there, with examples."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any, Final

from msgspec import Struct

from engine.events import Document

EXAMPLES: Final = 5
MOST_PATHS: Final = 2_000

_TYPES: Final = {
    dict: "object",
    list: "array",
    str: "string",
    bool: "boolean",
    int: "number",
    float: "number",
}


class PathInfo(Struct, frozen=True, kw_only=True):
    """A path as conditions write it, the types of what is there, examples (the commonest first), and in how many
    documents of the sample it was."""

    path: str
    types: tuple[str, ...]
    examples: tuple[Any, ...]
    documents: int


class _Path:
    """The values found at one path."""

    def __init__(self) -> None:
        self.types: set[str] = set()
        self.examples: Counter[Any] = Counter()
        self.documents: set[int] = set()


def paths_of(documents: Iterable[Document]) -> list[PathInfo]:
    """The paths of some documents, in order."""
    found: dict[str, _Path] = {}
    for number, document in enumerate(documents):
        _walk(document, "", number, found)
    return [
        PathInfo(
            path=path,
            types=tuple(sorted(at.types)),
            examples=tuple(value for _, value in _commonest(at.examples)),
            documents=len(at.documents),
        )
        for path, at in sorted(found.items())
    ]


def _commonest(examples: Counter[tuple[str, Any]]) -> list[tuple[str, Any]]:
    """The order does not depend on which came first."""
    ordered = sorted(examples.items(), key=lambda item: (-item[1], repr(item[0])))
    return [example for example, _ in ordered[:EXAMPLES]]


def _walk(value: Any, path: str, number: int, found: dict[str, _Path]) -> None:
    """Note in ``found`` a ``value`` at ``path`` and all below it, for document ``number``. The elements of an array
    have its own path, as conditions reach them by it.
    """
    if path:
        if path not in found and len(found) >= MOST_PATHS:
            return
        at = found.setdefault(path, _Path())
        kind = _TYPES.get(type(value), "null")
        at.types.add(kind)
        at.documents.add(number)
        if kind not in ("object", "array", "null"):
            at.examples[kind, value] += 1
    if isinstance(value, dict):
        for key, part in value.items():
            if "." not in key:  # no condition can name it
                _walk(part, f"{path}.{key}" if path else key, number, found)
    elif isinstance(value, list):
        for part in value:
            _walk(part, path, number, found)
