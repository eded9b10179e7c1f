"""Progress: matched events, attempts, effects, an owner's whole. Plain data: JSON at any point and back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import blake2b
from typing import Any, Literal

import msgspec
from msgspec import Struct

Status = Literal["running", "completed", "exited", "gave_up"]


class MatchedEvent(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """An event that matched, as the fold sees it.

    ``hits`` are the numbers of the plan's filters that it satisfies, ascending; ``key`` its concurrency key as
    canonical JSON; ``traits`` what an identify call carries; ``audience`` the membership it reports, by audience;
    ``document`` is kept only where the journey looks at it again.
    """

    time: int
    stored: int
    id: str
    ref: str
    hits: tuple[int, ...] = ()
    key: str | None = None
    traits: dict[str, Any] | None = None
    audience: dict[str, bool] | None = None
    document: dict[str, Any] | None = None

    @property
    def order(self) -> tuple[int, int, str]:
        """The central law's order: time, stored, id (semantics §3)."""
        return (self.time, self.stored, self.id)


class Completion(Struct, frozen=True, omit_defaults=True, gc=False):
    """A waypoint that was reached: when, and by which events (positions in the owner's log)."""

    at: int
    events: tuple[int, ...]


class Attempt(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """One token on its way. Instants are microseconds; events are positions in the owner's log.

    ``seen`` is how many events had been folded when the step was entered: what conditions with windows look back to.
    ``entered`` are the instants at which the steps of ``path`` were entered; ``transitions`` those taken, by index.
    """

    number: int
    started_at: int
    at: str
    since: int
    seen: int
    begun: int = 0
    status: Status = "running"
    key: str | None = None
    ended_at: int | None = None
    ended_seen: int = 0
    exit_rule: str | None = None
    due: int | None = None
    entry: int | None = None
    path: tuple[str, ...] = ()
    entered: tuple[int, ...] = ()
    transitions: tuple[int, ...] = ()
    open: dict[str, tuple[int, ...]] = {}
    waypoints: dict[str, Completion] = {}
    taken: tuple[int, ...] = ()
    last: dict[str, int] = {}
    sent_back: dict[str, int] = {}


class Effect(Struct, frozen=True, kw_only=True):
    """The effect of passing an outcome: exactly one per visit, with the same id however often it is computed."""

    id: str
    owner: str
    attempt: int
    step: str
    visit: int
    at: int
    type: str


class Progress(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """An owner's progress at ``clock``: a fold over ``log`` (in the central law's order) and the timers until then."""

    owner: str
    log: tuple[MatchedEvent, ...] = ()
    clock: int | None = None
    attempts: tuple[Attempt, ...] = ()
    effects: tuple[Effect, ...] = ()
    traits: dict[str, Any] = {}
    audiences: dict[str, bool] = {}


def effect_id(journey: str, owner: str, attempt: int, step: str, visit: int) -> str:
    """The id of the effect of an owner's ``visit``-th visit to the outcome ``step`` of ``journey`` in an
    ``attempt``: 32 hex digits.
    """
    text = msgspec.json.encode([journey, owner, attempt, step, visit])
    return blake2b(text, digest_size=16, person=b"waypost effect").hexdigest()


def superseded_effects(before: Iterable[Effect], after: Iterable[Effect]) -> list[Effect]:
    """The effects ``before`` that no longer follow in ``after``, because a late event changed history."""
    following = {effect.id for effect in after}
    return [effect for effect in before if effect.id not in following]


def references(log: Sequence[MatchedEvent], positions: Iterable[int]) -> list[str]:
    """Return what progress calls the events at these positions."""
    return [log[position].ref for position in positions]
