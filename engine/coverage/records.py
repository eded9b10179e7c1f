"""What coverage is made of: frozen records of plain values; instants in microseconds."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from engine.progress import Status

Document = dict[str, Any]


class Path(Struct, frozen=True):
    """A way through a design: the transitions from the entry on, by index; ``rule`` is the exit rule that ends it."""

    ways: tuple[int, ...]
    rule: str | None = None


class Paths(Struct, frozen=True):
    """Paths in branch order; ``cut``: the design has more of them than were asked for."""

    paths: tuple[Path, ...]
    cut: bool


class Walk(Struct, frozen=True, kw_only=True):
    """Somebody made up, and the events with which they walk a path; the engine has run them.

    ``steps`` are those that the attempt enters, as ``simulate`` tells them. ``owner`` as in ``Progress``.
    ``items`` are the items of checklists that are completed.
    """

    path: Path
    owner: str
    steps: tuple[str, ...]
    ways: tuple[int, ...]
    items: frozenset[str]
    status: Status
    started_at: int
    ended_at: int
    documents: tuple[Document, ...]


class LeftOut(Struct, frozen=True):
    """A path that nobody could be made up for, the steps along it, and why, in a sentence."""

    path: Path
    steps: tuple[str, ...]
    reason: str


class Unwalked(Struct, frozen=True):
    """A part of the design that nobody walks: a step, a transition (by index), an item, an exit rule; and why."""

    part: str | int
    reason: str


class Coverage(Struct, frozen=True, kw_only=True):
    """Made-up people, and what of the design they walk.

    ``until`` is the instant to simulate to, that of the newest document. ``documents`` are everybody's, in order of
    time. ``steps`` and so on are the parts that nobody walks, in the order of the design.
    """

    walks: tuple[Walk, ...]
    left_out: tuple[LeftOut, ...]
    cut: bool
    until: int
    documents: tuple[Document, ...]
    steps: tuple[Unwalked, ...]
    transitions: tuple[Unwalked, ...]
    items: tuple[Unwalked, ...]
    rules: tuple[Unwalked, ...]
