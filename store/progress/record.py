"""Records of an owner's progress: plain data, without the matched events, which the log has.

Attempts refer to events by their positions in the owner's log. ``refs`` names those that completed a waypoint, so that
what progress says can be told without reading any event again.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import msgspec
from msgspec import Struct

from engine.progress import Attempt, Effect, Matched, Progress
from store.numbers import number_of


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

    @property
    def due(self) -> int | None:
        """Return when the next timer fires, in microseconds; None if none runs."""
        return min(
            (a.due for a in self.attempts if a.status == "running" and a.due is not None), default=None
        )

    def progress(self) -> Progress:
        """The progress as the fold left it, but for the log: of that, only what ``refs`` names is known."""
        log = [_UNKNOWN] * (max(self.refs, default=-1) + 1)
        for position, ref in self.refs.items():
            log[position] = Matched(time=0, stored=0, id=ref, ref=ref)
        return Progress(
            owner=self.owner,
            log=tuple(log),
            attempts=self.attempts,
            effects=self.effects,
            traits=self.traits,
            audiences=self.audiences,
        )


_UNKNOWN: Final = Matched(time=0, stored=0, id="", ref="")
_decoder: Final = msgspec.json.Decoder(OwnerProgress)
_encoder: Final = msgspec.json.Encoder()


def recorded(progress: Progress, ref: Callable[[int], str] | None = None) -> OwnerProgress:
    """Return what is kept of what a fold has made. Of a log that is elsewhere, ``ref`` tells the events' by
    position.
    """
    ref = ref or (lambda position: progress.log[position].ref)
    positions = {
        position
        for attempt in progress.attempts
        for reached in attempt.waypoints.values()
        for position in reached.events
    }
    return OwnerProgress(
        owner=progress.owner,
        attempts=progress.attempts,
        effects=progress.effects,
        traits=progress.traits,
        audiences=progress.audiences,
        refs={position: ref(position) for position in sorted(positions)},
    )


def encode(record: OwnerProgress) -> bytes:
    return _encoder.encode(record)


def decode(row: bytes | str) -> OwnerProgress:
    return _decoder.decode(row)


def key(journey: str, owner: str) -> int:
    """The number under which an owner's progress is kept."""
    return number_of(msgspec.json.encode([journey, owner]), b"waypost progress")
