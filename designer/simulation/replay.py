"""A dry run that is gone through in time: how it stood, who stood where, somebody's story, what would be sent.

Front ends keep a position in it, an instant or a number of moves, and draw what comes out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from itertools import islice
from typing import Final

from msgspec import Struct

from engine import owners
from engine.emission import effect_body
from engine.events import Event, from_document, owner_of
from engine.explain import OwnerExplanation, explain
from engine.journey import Journey
from engine.moves import Movement
from engine.playback import Frame, Playback, TimelineEntry
from engine.progress import Effect
from engine.simulate import SimulationResult

MOST_LISTED: Final = 200
"""People in a list; a search finds the others."""


class Story(Struct, frozen=True):
    """Somebody's ``happenings``, those after ``clock`` too, and why they are by then where they are."""

    clock: int
    happenings: tuple[TimelineEntry, ...]
    explained: OwnerExplanation


class Person(Struct, frozen=True):
    """Somebody who has started, and the last move of their newest attempt."""

    owner: str
    last: Movement

    @property
    def name(self) -> str:
        return next(owners.names(self.owner))


class Replay(Struct, frozen=True, dict=True):
    """``events`` are everybody's, matched or not, by owner. A value: injecting an event makes another."""

    playback: Playback
    events: Mapping[str, tuple[Event, ...]]
    voided: frozenset[str] = frozenset()
    names: Mapping[str, str] = {}

    @classmethod
    def of(cls, simulated: SimulationResult, events: Iterable[Event]) -> Replay:
        """``simulated`` must have kept the documents of these events."""
        by_owner: dict[str, list[Event]] = {}
        for event in events:
            if (whose := simulated.owner_of(event)) is not None:
                by_owner.setdefault(whose, []).append(event)
        everybody = {whose: tuple(found) for whose, found in by_owner.items()}
        return cls(Playback.of(simulated), everybody, simulated.voided, simulated.names)

    @property
    def journey(self) -> Journey:
        return self.playback.plan.journey

    @cached_property
    def span(self) -> tuple[int, int]:
        """The instants of the first and the last move; both 0 where nobody moved."""
        moves = self.playback.moves
        return (moves[0].at, moves[-1].at) if moves else (0, 0)

    def clock(self, index: int) -> int:
        """The instant after so many moves: after the last one, that at which the run ended."""
        playback = self.playback
        if index >= len(playback):
            return playback.until or 0
        return playback.moves[index - 1].at if index else self.span[0] - 1

    def counts(self, frame: Frame) -> dict[str, str]:
        """Return how many are at each step, for its box."""
        return {id: _counts_text(each.entered, each.waiting) for id, each in frame.steps.items()}

    def busy(self, columns: int) -> list[int]:
        """Return how many moves fall into each of so many equal spans of the time."""
        first, last = self.span
        found = [0] * columns
        for move in self.playback.moves:
            found[min((move.at - first) * columns // max(last - first, 1), columns - 1)] += 1
        return found

    # People

    def people(self, index: int, step: str | None = None, called: str = "") -> list[Person]:
        """Those who have started after so many moves, whoever moved last first; those at a step, or called so.

        At a step are those who wait there, and those who ended there.
        """
        found = (Person(move.owner, move) for move in self._newest(index) if step in (None, move.target))
        asked = called.strip().casefold()
        return list(
            islice((each for each in found if asked in owners.name(each.owner).casefold()), MOST_LISTED)
        )

    def _newest(self, index: int) -> Iterator[Movement]:
        seen: set[str] = set()
        for move in reversed(self.playback.moves[:index]):
            if move.owner not in seen:
                seen.add(move.owner)
                yield move

    def story(self, owner: str, index: int) -> Story:
        """The story of ``owner``: what happens to them, and why they are where they are after ``index`` moves."""
        playback, clock = self.playback, self.clock(index)
        told = explain(
            playback.plan,
            owner,
            self.events.get(owner, ()),
            until=clock,
            seed=playback.seed,
            voided=self.voided,
        )
        return Story(clock, playback.timeline(owner), told)

    def document(self, ref: str) -> Event | None:
        """The event that progress calls so."""
        return self._by_ref.get(ref)

    @cached_property
    def _by_ref(self) -> dict[str, Event]:
        return {event.ref: event for found in self.events.values() for event in found}

    # Effects

    def body(self, effect: Effect) -> object:
        """Return what an effect would send, as plain JSON values; None where nothing is known of its owner."""
        progress = self.playback.progress(effect.owner)
        return progress and effect_body(self.playback.plan, progress, effect)

    # One more event

    def injected(self, document: object) -> tuple[Replay, Event]:
        """The same with one more event. Raises RejectedEvent, CannotInject."""
        event = from_document(document)
        whose = owner_of(event, self.journey.track_by)
        events = self.events
        if whose is not None:
            whose = self.names.get(whose, whose)
            events = _WithEvent(events, whose, event)
        return Replay(self.playback.with_event(event), events, self.voided, self.names), event


class _WithEvent(Mapping[str, tuple[Event, ...]]):
    """Everybody's events by owner, and one more of somebody's."""

    def __init__(self, events: Mapping[str, tuple[Event, ...]], owner: str, event: Event) -> None:
        self._events, self._owner, self._event = events, owner, event

    def __getitem__(self, owner: str) -> tuple[Event, ...]:
        if owner != self._owner:
            return self._events[owner]
        return (*self._events.get(owner, ()), self._event)

    def __iter__(self) -> Iterator[str]:
        yield from self._events
        if self._owner not in self._events:
            yield self._owner

    def __len__(self) -> int:
        return len(self._events) + (self._owner not in self._events)


def _counts_text(entered: int, waiting: int) -> str:
    """The numbers ``entered`` and ``waiting``, short enough for the room in a box
    (``designer.diagram.measure.COUNTS``).
    """
    return f"{entered:,} in" + (f", {waiting:,} here" if waiting else "") if entered else ""
