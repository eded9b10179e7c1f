"""All that the server knows, on disk and in memory: which journeys there are, what arrived, what came of it.

Events are kept as they arrive, and that is all that is done before they are acknowledged. What came of them, progress
and indexes, is a function of the journeys, of their feeds and of the events. It is kept in a file of its own, with the
number of the event up to which it was computed, and is brought up to date before anything looks at it. Whatever of
it is lost is computed anew. One thread takes events in, another does all else (``designer.sandbox.group_commit``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from hashlib import blake2b
from typing import Final, Protocol, TypeAlias

from designer.sandbox.arrivals import JSON, Arrivals, KeptEvents
from designer.sandbox.attachment_files import Attachments
from designer.sandbox.callbacks import CallbackQueue
from designer.sandbox.derived_file import DerivedFile, digest_of
from designer.sandbox.document_shelf import DocumentShelf
from designer.sandbox.ids import ObjectIds
from designer.sandbox.journey_standings import Standings
from designer.sandbox.keys import AccessKey, KeyRing
from designer.sandbox.live_journey import LiveJourney, MovedOwner
from designer.sandbox.live_journeys import LiveJourneys, replay
from designer.sandbox.persistence import CallbackNote, Container, KeptDocument, KeptJourney, KeptProgress
from designer.sandbox.statement_index import StatementIndex
from engine.events import Event, from_plain
from engine.identity import links_of
from engine.progress import Effect
from store.clock import Clock
from store.errors import DamagedFile
from store.garbage import no_garbage_collection
from store.outbox import Outbox
from store.shelf import Shelf
from store.sqlite_file import damaged
from store.table import Database

_PORTION: Final = 2_000
"""Events that are taken into journeys and indexes in one transaction."""

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
        folder = database.storage.journal.path.parent
        self.arrivals = Arrivals(folder, database)
        self.arrived = KeptEvents(folder)
        self.derived = DerivedFile(folder)
        self._depth = 0
        self.load()

    def load(self) -> None:
        """Forget what is in memory, and read it from what is on disk."""
        self.keys = Shelf(self.database, "keys", AccessKey)
        self.journeys = Shelf(self.database, "journeys", KeptJourney)
        self.progress = Shelf(self.database, "progress", KeptProgress)
        self.containers = Shelf(self.database, "containers", Container)
        self.documents = DocumentShelf(Shelf(self.database, "documents", KeptDocument))
        self.calling = CallbackQueue(Shelf(self.database, "called", CallbackNote), self.outbox)
        self.ring = KeyRing([*self._visitors, *self.keys.values()])
        self.recalculations: dict[str, JSON] = {}  # how those under way stand, by journey
        self.jobs: list[BackgroundJob] = []
        if self.derived.file.is_damaged:
            self.derived.renew()
        try:
            self._load_derived()
        except DamagedFile:
            if not self.derived.file.is_damaged:
                raise
            self.derived.renew()
            self._load_derived()

    def _load_derived(self) -> None:
        """Go on from what was computed."""
        with self.derived.file.outside("read"):
            self._open_derived()
        if self._through > self.arrived.next:
            told = f"{self._through} events had arrived, and {self.arrived.next} are there"
            raise damaged(self.arrived.path, told)
        with no_garbage_collection():
            if self.derived.through() is None:  # nobody is to be called for what was so before
                with self.turn():  # journeys come behind
                    pass
            with self._commit():
                self._load_journeys()

    def _open_derived(self) -> None:
        self._statements = StatementIndex(self.derived.file, self.arrived)
        self._standings = Standings(self.derived.file)
        self._lives = LiveJourneys(self._standings, self._join)
        for link in self.derived.links():
            self._lives.unite(link)
        self._through = self.derived.through() or 0

    def _load_journeys(self) -> None:
        """Let all journeys run that are kept, with the progress that is kept, or computed anew if it is of another."""
        saved = self.derived.digests()
        found = {id: live for load in self._loaders for id, live in load(self)}
        for id in saved.keys() - found.keys():
            self._lives.remove(id)
        stale = {id: live for id, live in found.items() if saved.get(id) != self._digest(id, live)}
        self.rebuild(stale.values())
        for id, live in found.items():
            kept = self._standings.of(id, live.describe)
            if id in stale:
                before = [effect for progress in kept.values() for effect in progress.effects]
                self.calling.note_gone(id, before, _effects(live))
            else:
                live.owners = kept
            self._lives.put(id, live)
        self._lives.unsaved = set(stale)

    @property
    def lives(self) -> LiveJourneys:
        """The journeys under way, after all that has arrived."""
        self._demand_turn()
        return self._lives

    @property
    def statements(self) -> StatementIndex:
        """The index of all statements that have arrived."""
        self._demand_turn()
        return self._statements

    @property
    def standings(self) -> Standings:
        """Everybody's progress, after all that has arrived."""
        self._demand_turn()
        self._lives.flush()
        return self._standings

    @property
    def through(self) -> int:
        """The number of the first event that journeys and indexes have not seen."""
        self._demand_turn()
        return self._through

    def _demand_turn(self) -> None:
        """Outside of a turn, have one."""
        if self._depth == 0:
            with self.turn():
                pass

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Group what is changed in the block, all or nothing, after all that has arrived until now.

        The journal is committed before what is derived: should the second be missing, it is computed anew.
        """
        if self._depth:
            yield
            return
        end = self.arrived.next
        while end - self._through > _PORTION:
            with self._commit():
                self._catch_up(self._through + _PORTION)
        with self._commit():
            self._catch_up(end)
            yield

    def _catch_up(self, end: int) -> None:
        """Take in what has arrived, up to but not including number ``end``."""
        for number, event in self.arrived.events(self._through, end):
            self._advance(number, event)
        self._through = end

    @contextmanager
    def _commit(self) -> Iterator[None]:
        self._depth += 1
        try:
            with self.derived.file.transaction(), self.database.transaction():
                yield
                self._lives.flush()
                self._statements.documents.flush()
                self._standings.documents.flush()
                unsaved, self._lives.unsaved = self._lives.unsaved, set()
                self.derived.save(
                    self._through, {id: self._digest(id, self._lives.get(id)) for id in unsaved}
                )
        finally:
            self._depth -= 1

    def _digest(self, id: str, live: LiveJourney | None) -> bytes | None:
        """A digest of what the progress in a journey is computed from, but for the events."""
        if live is None:
            return None
        hand = [each for each in self.progress.values() if each.journey == id]
        return digest_of(live.plan.journey, live.feed, live.entries, live.forgotten, hand, self._join)

    def _advance(self, number: int, event: Event) -> None:
        """Move everybody whom an event moves that has arrived, and enter it where it is looked for."""
        if event.voids and (target := self.arrived.number(event.voids)) is not None and target < number:
            self._take_back(target)
        for link in links_of(event):
            self.derived.keep_link(link)
        self._note(self._lives.take(number, event))
        if "statement" in event.document:
            self._statements.add(number, event)

    def _take_back(self, number: int) -> None:
        event = from_plain(self.arrived.document(number))
        if event.voids is None:
            self._note(self._lives.take_back(event))
            if "statement" in event.document:
                self._statements.void(number, event.document)

    def close(self) -> None:
        """Close all files but those that were given."""
        for file in (self.arrivals, self.arrived, self.derived.file):
            file.close()

    def rebuild(self, lives: Iterable[LiveJourney]) -> None:
        """Compute the progress in journeys that have seen no event yet, up to now."""
        lives, through = list(lives), self.through
        first = min((live.feed.first for live in lives if live.feed.spans), default=through)
        replay(lives, self.arrived.events(first, through))
        for live in lives:
            live.settle(self.clock(), self._lives.identities)

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
        """Keep an event that has arrived."""
        self.arrivals.add(document)

    def work(self) -> bool:
        """Work between requests: fire the timers that are due by the wall clock, and do a portion of each job.

        Answers whether there is more to do at once.
        """
        self._note(self.lives.tick(self.clock()))
        self.calling.hand_over(self.lives, self.arrived)
        self.jobs = [job for job in self.jobs if job.work(self)]
        return bool(self.jobs)

    def _note(self, moves: Iterable[tuple[str, MovedOwner]]) -> None:
        """Callbacks that owners have earned, or have not earned after all."""
        for id, moved in moves:
            self.calling.note(id, self._lives[id], moved)


def _effects(live: LiveJourney) -> list[Effect]:
    return [effect for progress in live.owners.values() for effect in progress.effects]
