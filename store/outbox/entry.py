"""Entries of the outbox. How an entry stands is never written down: it follows from what has happened to it."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from engine.progress import Effect

EffectType = Literal["callback", "statement", "destination"]
State = Literal["pending", "delivered", "failed", "given up", "superseded"]


class OutgoingRequest(Struct, frozen=True, kw_only=True):
    """The request of an effect of a journey (its id).

    ``body`` is JSON: that of a callback, a statement, or a list of calls. ``url`` is the callback's; statements and
    calls go where whoever delivers says. ``design`` is a digest of what the design says of them.
    """

    effect: Effect
    journey: str
    url: str = ""
    design: str = ""
    body: bytes


class Try(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One attempt to deliver: when it began, and the status or the error it ended with.

    With neither, it is under way, or was when its process was killed. An error without a status: no answer came.
    """

    at: str
    status: int | None = None
    error: str = ""

    @property
    def delivered(self) -> bool:
        return self.status is not None and not self.error


class Trips(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The trips of an outcome: failed deliveries in a row, and when it was deactivated, if it was."""

    trip_count: int = 0
    deactivated_at: str | None = None

    def another(self, most: int, now: str) -> Trips:
        """After one more failed delivery: deactivated if that makes ``most``."""
        count = self.trip_count + 1
        over = self.deactivated_at or (now if count >= most else None)
        return Trips(trip_count=count, deactivated_at=over)


class OutboxEntry(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An effect on its way. Times are RFC 3339.

    ``url`` is a callback's; ``design`` a digest of what the design says of a statement or of calls, and ``target``
    names the server that they were last sent to. ``failures`` are the tries that failed since it was last activated.
    ``superseded``: since when it does not follow from the journey's events any more. ``trips`` are those of its
    outcome, which are kept apart.
    """

    effect: Effect
    journey: str
    url: str = ""
    design: str = ""
    target: str = ""
    tries: tuple[Try, ...] = ()
    failures: int = 0
    next_try: str | None = None
    given_up: str | None = None
    superseded: str | None = None
    trips: Trips = Trips()

    @property
    def id(self) -> str:
        return self.effect.id

    @property
    def delivered(self) -> bool:
        return any(each.delivered for each in self.tries)

    @property
    def state(self) -> State:
        """The state; what was delivered stays delivered, even if it is superseded."""
        if self.delivered:
            return "delivered"
        if self.superseded:
            return "superseded"
        if self.given_up or self.trips.deactivated_at:
            return "given up"
        return "failed" if self.tries else "pending"

    @property
    def open(self) -> bool:
        """Tell whether it is still to be sent."""
        return self.state in ("pending", "failed")

    def begun(self, now: str, target: str = "") -> OutboxEntry:
        """The entry with one try more, ``begun`` at ``now``, under way to a ``target``."""
        return replace(self, tries=(*self.tries, Try(at=now)), next_try=None, target=target)

    def ended(self, status: int | None, error: str) -> OutboxEntry:
        """The entry with the last try's end: its ``status``, or an ``error``."""
        *before, last = self.tries
        return replace(self, tries=(*before, replace(last, status=status, error=error)))
