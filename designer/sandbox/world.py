"""All that the server knows, on disk and in memory: which journeys there are, what arrived, what came of it.

What came of it is not kept: progress is a function of the journeys, of their feeds and of the events that arrived,
and is computed anew when the server starts. One thread at a time (``designer.sandbox.turns``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from hashlib import blake2b
from typing import Protocol, TypeAlias

from designer.sandbox.arrivals import JSON, Arrivals
from designer.sandbox.ids import ObjectIds
from designer.sandbox.kept import Container, KeptJourney, KeptProgress
from designer.sandbox.keys import Key, Ring
from designer.sandbox.live import Live, Moved
from designer.sandbox.lives import Lives, replay
from store.clock import Clock
from store.shelf import Shelf
from store.table import Database

Loader: TypeAlias = Callable[["World"], Iterable[tuple[str, Live]]]
"""Answers the journeys of one protocol that are kept, each with its id and without any progress."""


class Job(Protocol):
    """Work that is done in portions."""

    def work(self, world: World) -> bool:
        """Do a portion; whether there is more."""


class World:
    """On a database of its own. ``visitors`` are keys that hold for this run only. May raise StoreError."""

    def __init__(
        self, database: Database, clock: Clock, loaders: Iterable[Loader], visitors: Iterable[Key] = ()
    ) -> None:
        self.database = database
        self.clock = clock
        self.new_id = ObjectIds(clock)
        self.organisation = blake2b(str(database.storage.journal.path).encode(), digest_size=12).hexdigest()
        self._loaders = tuple(loaders)
        self._visitors = tuple(visitors)
        self.load()

    def load(self) -> None:
        """Forget what is in memory, and compute it from what is on disk."""
        self.keys = Shelf(self.database, "keys", Key)
        self.journeys = Shelf(self.database, "journeys", KeptJourney)
        self.progress = Shelf(self.database, "progress", KeptProgress)
        self.containers = Shelf(self.database, "containers", Container)
        self.ring = Ring([*self._visitors, *self.keys.values()])
        self.arrivals = Arrivals(self.database)
        self.lives = Lives()
        self.recalculations: dict[str, JSON] = {}  # how those under way stand, by journey
        self.jobs: list[Job] = []
        for load in self._loaders:
            for id, live in load(self):
                self.lives.put(id, live)
        self.rebuild(live for _, live in self.lives)

    def rebuild(self, lives: Iterable[Live]) -> None:
        """Compute the progress in journeys that have seen no event yet."""
        lives = list(lives)
        first = min((live.feed.first for live in lives if live.feed.spans), default=self.arrivals.next)
        replay(lives, self.arrivals.events(first))
        for live in lives:
            live.settle()

    def take_in(self, document: JSON) -> None:
        """An event that has arrived: keep it, and move everybody whom it moves."""
        number, event = self.arrivals.add(document)
        if event.voids and (voided := self.arrivals.void(event.voids)):
            self._note(self.lives.take_back(voided))
        self._note(self.lives.take(number, event))

    def work(self) -> bool:
        """What is done between requests: fire the timers that are due by the wall clock, and a portion of each job.

        Answers whether there is more to do at once.
        """
        self._note(self.lives.tick(self.clock()))
        self.jobs = [job for job in self.jobs if job.work(self)]
        return bool(self.jobs)

    def _note(self, moves: Iterable[tuple[str, Moved]]) -> None:
        """What is to be done about it."""
