"""Differences between two designs, in lines."""

from __future__ import annotations

from collections.abc import Iterator

from engine.diff import Change, Difference


def line(change: Change) -> str:
    """The ``change`` in a line, which says so where it is one of words alone."""
    return change.message if change.meaning else f"only in words: {change.message}"


def lines(told: Difference) -> Iterator[str]:
    """All changes of ``told``, a line each: those in meaning, or that there are none, before those of words alone."""
    if told.same_meaning:
        yield "nothing changed in meaning"
    yield from map(line, sorted(told.changes, key=lambda change: not change.meaning))
