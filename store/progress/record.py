"""Records of an owner's progress: plain data, without the matched events, which the log has.

Attempts refer to events by their positions in the owner's log. ``refs`` names those that completed a waypoint, so that
what progress says can be told without reading any event again.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, cast

import msgspec
from msgspec import Struct

from engine.progress import Attempt, Effect, MatchedEvent, Progress
from store.numbers import number_of

if TYPE_CHECKING:
    from engine.machine import OwnerMachine  # with all that folding takes; progress is read without


class OwnerProgress(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One owner's attempts and effects, and the references of the events that completed waypoints, by position."""

    owner: str
    attempts: tuple[Attempt, ...]
    effects: tuple[Effect, ...] = ()
    traits: dict[str, Any] = {}
    audiences: dict[str, bool] = {}
    refs: dict[int, str] = {}

    @property
    def order(self) -> tuple[int, str]:
        """Owners are told by their first start, then by name."""
        return (self.attempts[0].started_at, self.owner)

    def progress(self) -> Progress:
        """The progress as the fold left it, but for the log: of that, only what ``refs`` names is known."""
        log = [_UNKNOWN] * (max(self.refs, default=-1) + 1)
        for position, ref in self.refs.items():
            log[position] = MatchedEvent(time=0, stored=0, id=ref, ref=ref)
        return Progress(
            owner=self.owner,
            log=tuple(log),
            attempts=self.attempts,
            effects=self.effects,
            traits=self.traits,
            audiences=self.audiences,
        )


_UNKNOWN: Final = MatchedEvent(time=0, stored=0, id="", ref="")
_decoder: Final = msgspec.json.Decoder(OwnerProgress)
_encoder: Final = msgspec.json.Encoder()


def owner_progress(folded: Progress | OwnerMachine, ref: Callable[[int], str]) -> OwnerProgress:
    """Return what is kept of what a fold has made: progress, or the machine that made it, whose tokens are JSON as
    attempts are. ``ref`` tells what the events are called, by position.
    """
    attempts = cast(tuple[Attempt, ...], folded.attempts)
    refs = {}
    for attempt in attempts:
        for reached in attempt.waypoints.values():
            for position in reached.events:
                refs[position] = ref(position)
    return OwnerProgress(
        owner=folded.owner,
        attempts=attempts,
        effects=tuple(folded.effects),
        traits=folded.traits,
        audiences=folded.audiences,
        refs=dict(sorted(refs.items())),
    )


def encode(record: OwnerProgress) -> bytes:
    return _encoder.encode(record)


def decode(row: bytes | str) -> OwnerProgress:
    return _decoder.decode(row)


def key(journey: str, owner: str) -> int:
    """The number under which an owner's progress is kept."""
    return number_of(msgspec.json.encode([journey, owner]), b"waypost progress")
