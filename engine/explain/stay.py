"""Records of an explanation: frozen, of plain values; instants in microseconds."""

from __future__ import annotations

from typing import Any, Literal

from msgspec import Struct

from engine.progress import Status

Verdict = Literal[
    "started", "moved", "counted", "ended", "failed", "elsewhere", "other_key", "voided", "other_source"
]
"""What became of an event: it started an attempt, moved it on, counted without moving it, ended it by an exit rule;
it failed the condition; it came when the attempt stood elsewhere; it has another concurrency key; it was taken back;
it is of a store the journey does not listen to."""


class ClauseReason(Struct, frozen=True):
    """A clause that decided: ``text`` is the clause in words, ``found`` what was there (nothing, or several values).

    ``of`` names the item or branch it belongs to, where the step has several; ``path`` is what the clause of a query
    reads.
    """

    text: str
    found: tuple[Any, ...] = ()
    of: str = ""
    path: str = ""


class Consideration(Struct, frozen=True, kw_only=True):
    """An event of the owner, and what became of it at the step in question."""

    event: str
    at: int
    verdict: Verdict
    reasons: tuple[ClauseReason, ...] = ()


class Alternative(Struct, frozen=True, kw_only=True):
    """Another branch of a data split. ``event`` would have led there, in place of the one that ``step`` took; None
    where no single event would.
    """

    branch: str
    target: str
    step: str | None = None
    event: dict[str, Any] | None = None


class SplitChoice(Struct, frozen=True, kw_only=True):
    """The choice of an attempt at a data split: ``reasons`` are why branches before it failed and why this one held."""

    split: str
    at: int
    branch: str
    target: str
    reasons: tuple[ClauseReason, ...]
    elsewhere: tuple[Alternative, ...]


class Onward(Struct, frozen=True, kw_only=True):
    """A way on for the attempt: a timer that fires ``at`` an instant, or ``times`` such events as ``event``.

    ``target`` is where it would stand then. A made-up event has been tried; without one, none was found.
    """

    by: Literal["event", "timer", "exit_rule"]
    says: str
    target: str | None = None
    at: int | None = None
    times: int = 1
    event: dict[str, Any] | None = None


class Stay(Struct, frozen=True, kw_only=True):
    """The stay of one attempt at a step, and why. Without an attempt: why none has started.

    ``since`` is when it came to the step last, None if it never did; ``here`` whether it still waits there. ``says``
    are the sentences that sum it up. ``choices`` are those that the attempt made at data splits.
    """

    attempt: int | None
    status: Status | None
    path: tuple[str, ...]
    step: str
    since: int | None
    here: bool
    says: tuple[str, ...]
    considered: tuple[Consideration, ...]
    onward: tuple[Onward, ...]
    choices: tuple[SplitChoice, ...] = ()


class OwnerExplanation(Struct, frozen=True, kw_only=True):
    """The explanation of an owner as of ``until``: a stay for each attempt, or one for the entry."""

    owner: str
    until: int
    stays: tuple[Stay, ...]
