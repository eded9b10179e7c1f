"""Two JSON documents held against each other: where they differ, and whether one says all that the other says."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any, Final

from msgspec import Struct

Path = tuple[str | int, ...]

_EMPTY: Final[tuple[object, ...]] = (None, "", [], {})


class DocumentDifference(Struct, frozen=True):
    """The value at a place before, and the one after; null is nothing."""

    path: Path
    before: Any
    after: Any

    @property
    def place(self) -> str:
        """``$.waypoints[0].count``."""
        return "$" + "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in self.path)

    def __str__(self) -> str:
        return f"{self.place}: {_value_text(self.before)} → {_value_text(self.after)}"


def differences(before: Any, after: Any) -> Iterator[DocumentDifference]:
    """The smallest parts in which ``before`` and ``after`` differ. What is empty and what is not there are the same."""
    yield from _differences(before, after, (), extra=True)


def contradictions(meant: Any, found: Any) -> Iterator[DocumentDifference]:
    """Yield where ``found`` does not say what ``meant`` says; what it says beyond that does not count."""
    yield from _differences(meant, found, (), extra=False)


def covers(found: Any, meant: Any) -> bool:
    return next(contradictions(meant, found), None) is None


def unexplained_changes(changes: Iterable[DocumentDifference], *meant: Any) -> tuple[DocumentDifference, ...]:
    """The changes that lead away from what any of these documents says."""
    return tuple(
        change
        for change in changes
        if not any(_says(document, change.path, change.after) for document in meant)
    )


def _says(document: Any, path: Path, value: Any) -> bool:
    for step in path:
        try:
            document = document[step]
        except (KeyError, IndexError, TypeError):
            return _same(None, value)
    return covers(value, document)


def _differences(one: Any, other: Any, path: Path, *, extra: bool) -> Iterator[DocumentDifference]:
    if isinstance(one, dict) and isinstance(other, dict):
        for key in dict.fromkeys([*one, *other] if extra else one):
            yield from _differences(one.get(key), other.get(key), (*path, key), extra=extra)
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for index, parts in enumerate(zip(one, other, strict=True)):
            yield from _differences(*parts, (*path, index), extra=extra)
    elif not _same(one, other):
        yield DocumentDifference(path, one, other)


def _same(one: Any, other: Any) -> bool:
    if one in _EMPTY or other in _EMPTY:
        return one in _EMPTY and other in _EMPTY
    return isinstance(one, bool) == isinstance(other, bool) and bool(one == other)


def _value_text(value: Any) -> str:
    if value is None:
        return "nothing"
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 80 else f"{text[:79]}…"
