"""The resemblance of paths and values that were seen to one that was not."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from engine.paths import PathInfo
from engine.schema.distance import distance

_NOT_ALIKE: Final = 0.4
"""Of the longer of two words, the part that may differ."""
_KINDS: Final = {
    str: "string",
    bool: "boolean",
    int: "number",
    float: "number",
    dict: "object",
    list: "array",
}


def nearest_seen_path(path: str, operand: object, seen: Iterable[PathInfo]) -> PathInfo | None:
    """The path most like this one, best where values of the operand's kind stand; None if none is like it."""
    kind = _KINDS.get(type(operand), "")
    ranked = [
        (_far(path, each.path) + (0 if kind in each.types or not kind else 0.15), each) for each in seen
    ]
    cost, near = min(ranked, key=lambda pair: (pair[0], pair[1].path), default=(1.0, None))
    return near if cost <= _NOT_ALIKE else None


def _far(path: str, other: str) -> float:
    """The distance between ``path`` and ``other``, from 0 to 1; a path that only lacks its beginning is near."""
    if other.endswith(f".{path}"):
        return 0.05
    one, two = path.lower(), other.lower()
    whole = distance(one, two) / max(len(one), len(two))
    tail = _tail(one, two)
    return min(whole, tail)


def _tail(path: str, other: str) -> float:
    """Return how far the ends of both are apart, where one begins with levels that the other does not have."""
    names, others = path.split("."), other.split(".")
    if len(others) <= len(names):
        return 1.0
    end = ".".join(others[len(others) - len(names) :])
    return 0.05 + distance(path, end) / max(len(path), len(end))


def nearest_value(value: object, seen: Iterable[object]) -> object | None:
    """The seen value that was probably meant: of another type, the same word at the end of an IRI, a slip away."""
    values = list(seen)
    for other in values:
        if type(other) is not type(value) and str(other).lower() == str(value).lower():
            return other
    if not isinstance(value, str):
        return None
    texts = [other for other in values if isinstance(other, str)]
    ends = [other for other in texts if _end(other) == _end(value)]
    return ends[0] if ends else _alike(value, texts)


def _end(text: str) -> str:
    return text.lower().rstrip("/").rpartition("/")[2].rpartition("#")[2]


def _alike(value: str, texts: list[str]) -> str | None:
    ranked = [(_far_apart(value, other), other) for other in texts]
    cost, near = min(ranked, default=(1.0, None))
    return near if cost <= _NOT_ALIKE else None


def _far_apart(one: str, other: str) -> float:
    """The distance between ``one`` and ``other``, from 0 to 1; of two IRIs with one beginning, only the ends count."""
    ends = _end(one), _end(other)
    is_one_space = one.lower().removesuffix(ends[0]) == other.lower().removesuffix(ends[1])
    return _apart(*ends) if is_one_space else _apart(one, other)


def _apart(one: str, other: str) -> float:
    return distance(one.lower(), other.lower()) / max(len(one), len(other), 1)
