"""All journeys under way, over one stream of events."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from designer.sandbox.journey_standings import JourneyStandings, Standings
from designer.sandbox.live_journey import LiveJourney, MovedOwner
from engine.conditions import ConditionError
from engine.events import Event
from engine.identity import Identities, Link, links_of
from engine.match import Matcher

Arrived = tuple[int, Event]
"""An event and its number in the order of arrival."""


class LiveJourneys:
    """Journeys under way by id: a journey's of Learning Locker, or a version's of Segment. Progress is kept in
    ``standings``; ``unsaved`` are those that changed.

    ``identities`` are what all events that arrived say about who is who, also those that a journey does not take;
    nothing, unless owners are to ``join``.
    """

    def __init__(self, standings: Standings, join: bool = True) -> None:
        self._standings = standings
        self.unsaved: set[str] = set()
        self.identities = Identities()
        self._join = join
        self._lives: dict[str, LiveJourney] = {}
        self._matcher: Matcher | None = None

    def __getitem__(self, id: str) -> LiveJourney:
        return self._lives[id]

    def get(self, id: str) -> LiveJourney | None:
        return self._lives.get(id)

    def __iter__(self) -> Iterator[tuple[str, LiveJourney]]:
        return iter(list(self._lives.items()))

    def put(self, id: str, live: LiveJourney) -> None:
        """Let ``live`` run as ``id``, and keep the progress that was computed in it."""
        owners = self._standings.of(id, live.describe)
        if not isinstance(live.owners, JourneyStandings):
            owners.replace(live.owners)
        live.owners = owners
        self._lives[id] = live
        self._matcher = None
        self.changed(id)

    def remove(self, id: str) -> None:
        self._lives.pop(id, None)
        self._standings.of(id).drop()
        self._matcher = None
        self.changed(id)

    def changed(self, id: str) -> None:
        """Note that a journey has other words than were saved, or takes other events."""
        self.unsaved.add(id)

    def flush(self) -> None:
        """Write the progress that changed to the file."""
        for live in self._lives.values():
            if isinstance(live.owners, JourneyStandings):
                live.owners.flush()

    def take(self, number: int, event: Event) -> list[tuple[str, MovedOwner]]:
        """Give an event to everyone that it means something to; what came of it, by journey."""
        hits = self._hits(event)
        moves = self._joined(event)
        for which, (id, live) in enumerate(self._lives.items()):
            if (which in hits or live.plan.uses_profile) and (
                moved := live.take(number, event, hits.get(which, ()), self.identities)
            ):
                moves.append((id, moved))
        return moves

    def take_back(self, event: Event) -> list[tuple[str, MovedOwner]]:
        """An event that had arrived was voided."""
        found = ((id, live.take_back(event, self.identities)) for id, live in self)
        return [(id, moved) for id, moved in found if moved]

    def _joined(self, event: Event) -> list[tuple[str, MovedOwner]]:
        return [
            (id, moved)
            for name, gone in self._unite(event)
            for id, live in self
            for moved in live.join(name, gone)
        ]

    def _unite(self, event: Event) -> list[tuple[str, frozenset[str]]]:
        """Learn what an event says about who is who: the names of owners, and those that went up in each."""
        return [self.unite(link) for link in links_of(event)]

    def unite(self, link: Link) -> tuple[str, frozenset[str]]:
        """Learn that two owners are one: the name they go by, and the names that went up in it."""
        return self.identities.unite(link) if self._join else (link.owner, frozenset())

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
