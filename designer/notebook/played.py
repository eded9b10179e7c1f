"""A simulation that is gone through on the page: how things stood after any number of moves, and everybody's story."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Final

from msgspec import Struct

from designer.explaining import lines
from designer.notebook.code.simulated import Simulated
from engine.events import Event, from_document, owner_of
from engine.explain import Explained, explain
from engine.journey import Journey
from engine.owners import name, names
from engine.playback import Happening, Playback

MOST_LISTED: Final = 200
"""People in a list; a search finds the others."""


class Story(Struct, frozen=True):
    """Somebody's ``happenings``, those after the clock too, and why they are where they are by the clock."""

    clock: int
    happenings: tuple[Happening, ...]
    explained: Explained
    why: tuple[str, ...]


class Played(Struct, frozen=True):
    """``index`` counts the moves that have happened. ``events`` are everybody's, by owner; injecting makes another."""

    playback: Playback
    events: Mapping[str, tuple[Event, ...]]

    @classmethod
    def of(cls, run: Simulated) -> Played:
        return cls(run.playback, {whose: tuple(events) for whose, events in run.progress.logs.items()})

    @property
    def journey(self) -> Journey:
        return self.playback.plan.journey

    def counts(self, index: int) -> dict[str, tuple[int, int]]:
        """Per step: how often it has been entered, and how many wait there."""
        steps = self.playback.frame(index).steps
        return {id: (count.entered, count.waiting) for id, count in steps.items()}

    def runs(self, before: int, after: int) -> list[tuple[int, ...]]:
        """The transitions that each move took, of the moves from one index to a later one."""
        return [move.ways for move in self.playback.moves[before:after] if move.ways]

    def people(self, index: int, step: str | None = None, called: str = "") -> dict[str, str]:
        """Names of those who have started, by owner: who moved last comes first. Those at a step, or called so."""
        return dict(islice(self._called(self._standing(index, step), called), MOST_LISTED))

    def _standing(self, index: int, step: str | None) -> Iterator[str]:
        latest = reversed(self.playback.standing(index).values())
        for move in sorted(latest, key=lambda move: move.order, reverse=True):
            if step is None or (move.target == step and move.status == "running"):
                yield move.owner

    def _called(self, owners: Iterator[str], called: str) -> Iterator[tuple[str, str]]:
        asked = called.strip().casefold()
        for owner in dict.fromkeys(owners):
            if not asked or asked in name(owner).casefold():
                yield owner, next(names(owner))

    def story(self, owner: str | None, index: int) -> Story | None:
        """What happened to somebody, and why they are where they are after so many moves."""
        if owner is None:
            return None
        playback = self.playback
        clock = playback.until if index >= len(playback) else playback.frame(index).clock
        events = self.events.get(owner, ())
        explained = explain(playback.plan, owner, events, until=clock or 0, seed=playback.seed)
        return Story(clock or 0, playback.timeline(owner), explained, tuple(lines(self.journey, explained)))

    def injected(self, document: object) -> tuple[Played, Event]:
        """The same with one more event. Raises RejectedEvent, CannotInject."""
        event = from_document(document)
        playback = self.playback.with_event(event)
        whose = owner_of(event, self.journey.track_by) or ""
        return Played(playback, {**self.events, whose: (*self.events.get(whose, ()), event)}), event
