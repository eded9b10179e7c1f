"""Shorter lives that break a claim as well: fewer events, and less time between them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from engine.claims.life import moved
from engine.events import from_document

Document = dict[str, Any]
MINUTE: Final = 60_000_000


def shrunk(
    documents: Sequence[Document], breaks: Callable[[Sequence[Document]], bool]
) -> tuple[Document, ...]:
    """The least that is left of ``documents``, in order of time, as long as it ``breaks`` the claim."""
    left = list(documents)
    size = len(left) // 2
    while size:
        start = 0
        while start < len(left):
            fewer = left[:start] + left[start + size :]
            if fewer and breaks(fewer):
                left = fewer
            else:
                start += size
        size //= 2
    for number in range(1, len(left)):
        sooner = _sooner(left, number)
        if sooner != left and breaks(sooner):
            left = sooner
    return tuple(left)


def _sooner(documents: list[Document], number: int) -> list[Document]:
    """The same, event ``number`` a minute after the one before it, and those after it as much earlier."""
    times = [from_document(each).time for each in documents]
    saved = times[number] - times[number - 1] - MINUTE
    if saved <= 0:
        return documents
    return documents[:number] + [
        moved(each, at - saved) for each, at in zip(documents[number:], times[number:], strict=True)
    ]
