"""A dry run: a stream of events in, everybody's progress out. Nothing is sent and nobody waits.

Memory grows with the owners and with the events that match, not with the stream.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from engine.duplicates import CaseTwins, SeenIds
from engine.events import Event
from engine.fold import fold, precedence
from engine.heads import StatementBatch, batches, count_unowned
from engine.identity import Links, links_of
from engine.match import Matcher, match_event, owner
from engine.plan import Plan
from engine.progress import MatchedEvent, Progress
from engine.skim import Skim


class Counts(Struct, frozen=True, kw_only=True):
    """The counts of what became of the documents that were read.

    ``rejected`` were no events; ``duplicates`` repeat an id; ``voided`` were taken back; ``unowned`` name nobody;
    ``matched`` mean something to the journey, by the clock's time.
    """

    read: int = 0
    matched: int = 0
    duplicates: int = 0
    voided: int = 0
    unowned: int = 0
    rejected: int = 0


class SimulationResult(Struct, frozen=True, kw_only=True):
    """The outcome of a dry run at the clock ``until`` (None if there was no event and no clock was given).

    ``owners`` have at least one attempt; they are sorted by their first start, then by owner. The events of
    ``others`` mean something too, but have started nothing yet. ``voided`` are the ids that do not count.
    ``names`` tells of an owner that is one with others by what name they are here (``engine.identity``).
    ``case_twins`` are ids of statements, and of those that others take back, that differ from another in case alone.
    """

    plan: Plan
    seed: int
    until: int | None
    counts: Counts
    owners: tuple[Progress, ...]
    others: tuple[Progress, ...] = ()
    voided: frozenset[str] = frozenset()
    names: Mapping[str, str] = {}
    case_twins: int = 0

    def owner_of(self, event: Event) -> str | None:
        """Return whose event it is in this run."""
        whose = owner(self.plan, event)
        return None if whose is None else self.names.get(whose, whose)

    def all_names(self, owners: Collection[str]) -> frozenset[str]:
        """Return what ``owners``, as they are called here, are called in events: those names and all that are one with
        them.
        """
        return frozenset(owners).union(name for name, whole in self.names.items() if whole in owners)


Note = Callable[[Iterable[str | None]], object]
"""Told the owners of lines in their order, None where one is nobody's."""


class Simulation:
    """Takes in events in any order, in any portions; ``result`` may be asked at any time."""

    def __init__(
        self,
        plan: Plan,
        *,
        seed: int = 0,
        until: int | None = None,
        keep_documents: bool = False,
        join: bool = True,
    ) -> None:
        """Begin a run by ``plan`` with ``seed`` up to ``until``; ``keep_documents`` keeps them whole.

        ``join``: owners that ``alias`` and ``identify`` calls say are one are one (``engine.identity``).
        """
        self.plan = plan
        self.seed = seed
        self.until = until
        self._keep_documents = keep_documents
        self._links = Links()
        self._join = join
        self._matcher = Matcher([plan])
        self._seen = SeenIds()
        self._case_twins = CaseTwins(self._seen)
        self._kept: dict[str, tuple[str, MatchedEvent]] = {}
        self._interned: dict[object, object] = {}
        self._taken_back: set[str] = set()
        self._voiding: set[str] = set()
        self._marked: set[str] = set()
        self._newest: int | None = None
        self._read = self._duplicates = self._unowned = self._rejected = 0

    @property
    def as_stored(self) -> bool:
        """Tell whether bare statements must be read as a server stores them (``engine.events.from_line``)."""
        return self._keep_documents or self.plan.sees_storage

    def reject(self) -> None:
        """A document that was no event has been read."""
        self._read += 1
        self._rejected += 1

    def add(self, event: Event) -> None:
        """Take in an event."""
        self._read += 1
        is_new = self._seen.add(event.id)
        if is_new and "statement" in event.document:
            self._case_twins.note((event.id,))
        self._duplicates += not is_new
        self._note_time(event.time)
        self._note_voiding(event)
        if self._join:
            for link in links_of(event):
                self._links.add(link)
        whose = owner(self.plan, event)
        if whose is None:
            self._unowned += is_new
            return
        hits = self._matcher.hits(event.document).get(0, ())
        if kept := match_event(self.plan, event, hits, keep_document=self._keep_documents):
            self._keep(whose, kept)

    def skim(self, skim: Skim, lines: Sequence[bytes], note: Note | None = None) -> Iterator[int]:
        """Take in those of the lines that a skim understands; yield where the others are, to be read and added at once.

        None is taken in before a line that must be added first. ``note`` is told whose those are that are understood.
        """
        for places, batch in batches(skim.batch, lines):
            if batch is None:
                yield from places
                continue
            if note is not None:
                note([head.owner() for head in batch.heads])
            yield from map(places.__getitem__, self._take_in(skim, batch))

    def _take_in(self, skim: Skim, batch: StatementBatch) -> Sequence[int]:
        """Take in those of a ``batch`` that ``skim`` understands; return where the others are.

        None is, where some are not and an id is there again: which of two documents came first may make a difference.
        """
        heads, ids = batch.heads, batch.ids
        are_new = self._seen.are_new(ids)
        found, whole = skim.found(heads)
        if whole and not are_new:
            return range(len(heads))
        self._note_time(batch.newest)
        by_actor = self.plan.journey.track_by == "actor"
        for whose, event in batch.matched(found) if by_actor else ():
            if whose is not None:
                self._keep(whose, event)
        for position in reversed(whole):
            del heads[position], ids[position]
        self._read += len(heads)
        if are_new:
            self._case_twins.note(ids)
            self._seen.update(ids)
        else:
            heads = [head for head in heads if self._is_first(head.id)]
        self._unowned += count_unowned(heads) if by_actor else len(heads)
        return whole

    def _is_first(self, id: str) -> bool:
        """Take in the id of a statement; tell whether none before had it."""
        if not self._seen.add(id):
            self._duplicates += 1
            return False
        self._case_twins.note((id,))
        return True

    def _note_time(self, time: int) -> None:
        self._newest = time if self._newest is None else max(self._newest, time)

    def _note_voiding(self, event: Event) -> None:
        if event.voids:
            self._taken_back.add(event.voids)
            self._voiding.add(event.id)
        if event.voided:
            self._marked.add(event.id)

    def _keep(self, whose: str, event: MatchedEvent) -> None:
        """Keep a matched event; of several with one id, the one that takes precedence."""
        twin = self._kept.get(event.id)
        if twin is None or (precedence(event), whose) < (precedence(twin[1]), twin[0]):
            whose = self._interned.setdefault(whose, whose)  # type: ignore[assignment]
            self._kept[event.id] = (whose, event)

    def result(self) -> SimulationResult:
        """Everybody's progress at ``until``, or as of the newest event."""
        until = self._newest if self.until is None else self.until
        voided = self._marked | (self._taken_back - self._voiding)
        names = self._links.names(until)
        logs = self._logs(voided, until, names)
        progress = [fold(self.plan, whose, log, until or 0, self.seed) for whose, log in logs.items()]
        owners = sorted((each for each in progress if each.attempts), key=_first_start)
        return SimulationResult(
            plan=self.plan,
            seed=self.seed,
            until=until,
            counts=self._counts(logs.values(), voided),
            owners=tuple(owners),
            others=tuple(each for each in progress if not each.attempts),
            voided=frozenset(voided),
            names=names,
            case_twins=self._case_twins.count + self._case_twins.among(self._taken_back),
        )

    def _logs(
        self, voided: set[str], until: int | None, names: Mapping[str, str]
    ) -> dict[str, list[MatchedEvent]]:
        logs: dict[str, list[MatchedEvent]] = {}
        for whose, event in self._kept.values():
            if event.id not in voided and until is not None and event.time <= until:
                logs.setdefault(names.get(whose, whose), []).append(event)
        return logs

    def _counts(self, logs: Iterable[list[MatchedEvent]], voided: set[str]) -> Counts:
        live = self.plan.live
        return Counts(
            read=self._read,
            matched=sum(not live.isdisjoint(event.hits) for log in logs for event in log),
            duplicates=self._duplicates,
            voided=sum(id in self._seen for id in voided),
            unowned=self._unowned,
            rejected=self._rejected,
        )


def _first_start(progress: Progress) -> tuple[int, str]:
    return (progress.attempts[0].started_at, progress.owner)


def simulate(
    plan: Plan,
    events: Iterable[Event],
    *,
    seed: int = 0,
    until: int | None = None,
    keep_documents: bool = False,
    join: bool = True,
) -> SimulationResult:
    """Run ``events`` through the journey of ``plan`` on a virtual clock up to ``until``, the newest event by
    default.

    ``seed`` is that of random splits, ``keep_documents`` keeps events whole, ``join`` is as in ``Simulation``.
    """
    simulation = Simulation(plan, seed=seed, until=until, keep_documents=keep_documents, join=join)
    for event in events:
        simulation.add(event)
    return simulation.result()
