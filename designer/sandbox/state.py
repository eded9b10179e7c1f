"""All that the server knows, on disk and in memory: which journeys there are, what arrived, what came of it.

What came of it is not kept: progress is a function of the journeys, of their feeds and of the events that arrived,
and is computed anew when the server starts. One thread at a time (``designer.sandbox.group_commit``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from hashlib import blake2b
from typing import Protocol, TypeAlias

from designer.sandbox.arrivals import JSON, Arrivals
from designer.sandbox.attachment_files import Attachments
from designer.sandbox.callbacks import CallbackQueue
from designer.sandbox.document_shelf import DocumentShelf
from designer.sandbox.ids import ObjectIds
from designer.sandbox.keys import AccessKey, Ring
from designer.sandbox.live_journey import LiveJourney, MovedOwner
from designer.sandbox.live_journeys import Arrived, LiveJourneys, replay
from designer.sandbox.persistence import Called, Container, KeptDocument, KeptJourney, KeptProgress
from engine.progress import Effect
from store.clock import Clock
from store.garbage import without_collecting
from store.outbox import Outbox
from store.shelf import Shelf
from store.table import Database

Loader: TypeAlias = Callable[["ServerState"], Iterable[tuple[str, LiveJourney]]]
"""Answers the journeys of one protocol that are kept, each with its id and without any progress."""


class BackgroundJob(Protocol):
    """Work that is done in portions."""

    def work(self, world: ServerState) -> bool:
        """Do a portion; whether there is more."""


class ServerState:
    """The state of the server on a database of its own. ``visitors`` are keys that hold for this run only; ``join``:
    ``alias`` and ``identify`` calls make one owner of two. May raise StoreError.
    """

    def __init__(
        self,
        database: Database,
        outbox: Outbox,
        clock: Clock,
        loaders: Iterable[Loader],
        visitors: Iterable[AccessKey] = (),
        *,
        join: bool = True,
    ) -> None:
        self.database = database
        self.outbox = outbox
        self.clock = clock
        self.new_id = ObjectIds(clock)
        self._stamp = 0
        self.attachments = Attachments(database.storage.journal.path.parent / "attachments")
        self.organisation = blake2b(str(database.storage.journal.path).encode(), digest_size=12).hexdigest()
        self._loaders = tuple(loaders)
        self._visitors = tuple(visitors)
        self._join = join
        self.load()

    def load(self) -> None:
        """Forget what is in memory, and compute it from what is on disk."""
        self.keys = Shelf(self.database, "keys", AccessKey)
        self.journeys = Shelf(self.database, "journeys", KeptJourney)
        self.progress = Shelf(self.database, "progress", KeptProgress)
        self.containers = Shelf(self.database, "containers", Container)
        self.documents = DocumentShelf(Shelf(self.database, "documents", KeptDocument))
        self.calling = CallbackQueue(Shelf(self.database, "called", Called), self.outbox)
        self.ring = Ring([*self._visitors, *self.keys.values()])
        self.arrivals = Arrivals(self.database)
        self.lives = LiveJourneys(self._join)
        self.recalculations: dict[str, JSON] = {}  # how those under way stand, by journey
        self.jobs: list[BackgroundJob] = []
        for load in self._loaders:
            for id, live in load(self):
                self.lives.put(id, live)
        with without_collecting():
            self._settle([live for _, live in self.lives], self.lives.learn(self.arrivals.load()))

    def rebuild(self, lives: Iterable[LiveJourney]) -> None:
        """Compute the progress in journeys that have seen no event yet, up to now."""
        lives = list(lives)
        first = min((live.feed.first for live in lives if live.feed.spans), default=self.arrivals.next)
        self._settle(lives, self.arrivals.events(first))

    def _settle(self, lives: Sequence[LiveJourney], events: Iterable[Arrived]) -> None:
        replay(lives, events)
        for live in lives:
            live.settle(self.clock(), self.lives.identities)

    def stamp(self, size: int = 1) -> int:
        """The instant at which something is stored: in whole milliseconds, each later than the last, so that what comes
        first is first.

        Events of one time are taken in the order in which they were stored (semantics §3).
        ``size``: how many are stored at once; each has a microsecond of its own from there on.
        """
        stamp = max(self.clock() // 1000 * 1000, self._stamp + 1000)
        self._stamp = stamp + max(size - 1, 0) // 1000 * 1000
        return stamp

    def consistent_through(self) -> int:
        """The last instant up to which nothing more will be stored."""
        return max(self.clock() // 1000 * 1000 - 1000, self._stamp)

    def put(self, id: str, live: LiveJourney) -> None:
        """Let ``live`` run as the journey ``id``, computed anew, in the place of what it was."""
        if before := self.lives.get(id):
            self.calling.note_gone(id, _effects(before), _effects(live))
        self.lives.put(id, live)

    def take_in(self, document: JSON) -> None:
        """An event that has arrived: keep it, and move everybody whom it moves."""
        number, event = self.arrivals.add(document)
        if event.voids and (voided := self.arrivals.void(event.voids)):
            self._note(self.lives.take_back(voided))
        self._note(self.lives.take(number, event))

    def work(self) -> bool:
        """Work between requests: fire the timers that are due by the wall clock, and do a portion of each job.

        Answers whether there is more to do at once.
        """
        self._note(self.lives.tick(self.clock()))
        self.calling.hand_over(self.lives, self.arrivals)
        self.jobs = [job for job in self.jobs if job.work(self)]
        return bool(self.jobs)

    def _note(self, moves: Iterable[tuple[str, MovedOwner]]) -> None:
        """Callbacks that owners have earned, or have not earned after all."""
        for id, moved in moves:
            self.calling.note(id, self.lives[id], moved)


def _effects(live: LiveJourney) -> list[Effect]:
    return [effect for progress in live.owners.values() for effect in progress.effects]
