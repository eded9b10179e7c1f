"""All journeys under way, over one stream of events."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from designer.sandbox.live_journey import LiveJourney, MovedOwner
from engine.conditions import ConditionError
from engine.events import Event
from engine.match import Matcher

Arrived = tuple[int, Event]
"""An event and its number in the order of arrival."""


class LiveJourneys:
    """Journeys under way by id: a journey's of Learning Locker, or a version's of Segment."""

    def __init__(self) -> None:
        self._lives: dict[str, LiveJourney] = {}
        self._matcher: Matcher | None = None

    def __getitem__(self, id: str) -> LiveJourney:
        return self._lives[id]

    def get(self, id: str) -> LiveJourney | None:
        return self._lives.get(id)

    def __iter__(self) -> Iterator[tuple[str, LiveJourney]]:
        return iter(list(self._lives.items()))

    def put(self, id: str, live: LiveJourney) -> None:
        self._lives[id] = live
        self._matcher = None

    def remove(self, id: str) -> None:
        self._lives.pop(id, None)
        self._matcher = None

    def take(self, number: int, event: Event) -> list[tuple[str, MovedOwner]]:
        """Give an event to everyone that it means something to; what came of it, by journey."""
        hits = self._hits(event)
        moves = []
        for which, (id, live) in enumerate(self._lives.items()):
            if (which in hits or live.plan.uses_profile) and (
                moved := live.take(number, event, hits.get(which, ()))
            ):
                moves.append((id, moved))
        return moves

    def take_back(self, event: Event) -> list[tuple[str, MovedOwner]]:
        """An event that had arrived was voided."""
        found = ((id, live.take_back(event)) for id, live in self)
        return [(id, moved) for id, moved in found if moved]

    def tick(self, now: int) -> list[tuple[str, MovedOwner]]:
        return [(id, moved) for id, live in self for moved in live.tick(now)]

    def _hits(self, event: Event) -> dict[int, tuple[int, ...]]:
        """Per journey, by position: which of its filters the event satisfies."""
        if self._matcher is None:
            self._matcher = Matcher([live.plan for live in self._lives.values()])
        try:
            return self._matcher.hits(event.document)
        except ConditionError:
            return _one_by_one(self._matcher, event)


def replay(lives: Iterable[LiveJourney], events: Iterable[Arrived]) -> None:
    """Give events to journeys that have seen none of them; ``settle`` then computes the progress."""
    lives = list(lives)
    matcher = Matcher([live.plan for live in lives])
    for number, event in events:
        try:
            hits = matcher.hits(event.document)
        except ConditionError:
            hits = _one_by_one(matcher, event)
        for which, live in enumerate(lives):
            if which in hits or live.plan.uses_profile:
                live.collect(number, event, hits.get(which, ()))


def _one_by_one(matcher: Matcher, event: Event) -> dict[int, tuple[int, ...]]:
    """A pattern that takes too many steps spoils the event for its own journey alone."""
    found = {}
    for which, plan in enumerate(matcher.plans):
        try:
            hits = Matcher([plan]).hits(event.document)
        except ConditionError:
            continue
        if hits:
            found[which] = hits[0]
    return found
