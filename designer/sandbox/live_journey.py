"""A journey under way: everybody's progress in it, moved by events as they arrive and by the wall clock."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from functools import partial

from msgspec import Struct

from designer.sandbox.entry_pause import gated, let_in
from designer.sandbox.feed import Feed
from designer.sandbox.persistence import JSON
from engine.events import Event
from engine.fold import advance, fold, tick, withdraw
from engine.identity import Identities
from engine.match import matched, owner
from engine.plan import Plan
from engine.progress import Matched, Progress
from engine.wakes import wakes
from engine.walk import EndlessAttempt


class MovedOwner(Struct, frozen=True):
    """One owner's progress before and after something happened."""

    before: Progress
    after: Progress


class LiveJourney:
    """One journey. ``feed`` says which events it takes, ``entries`` which of them may start an attempt (None: all).

    ``forgotten`` are owners whose progress was deleted, each with the number of the first event that counts again.
    Not for several threads.
    """

    def __init__(
        self,
        plan: Plan,
        feed: Feed,
        entries: Feed | None = None,
        forgotten: dict[str, int] | None = None,
    ) -> None:
        self.plan = plan if entries is None else gated(plan)
        self.feed = feed
        self.entries = entries
        self.forgotten = forgotten or {}
        self.owners: dict[str, Progress] = {}
        self.written: dict[str, tuple[Progress, JSON]] = {}  # documents of progress, for as long as it stays
        self._logs: dict[str, list[Matched]] = {}
        self._unnamed: set[str] = set()  # owners who have begun, or not after all, since ``begun`` was asked
        self._begun: dict[str, str] = {}
        self._ids: list[str] = []

    def read(self, number: int, event: Event, hits: tuple[int, ...]) -> tuple[str, Matched] | None:
        """Return whose event it is and how the fold sees it; None if it means nothing here.

        ``number`` is its place in the order of arrival.
        """
        if event.voided or number not in self.feed:
            return None
        whose = owner(self.plan, event)
        if whose is None or number < self.forgotten.get(whose, 0):
            return None
        found = matched(self.plan, event, hits)
        if found is not None and self.entries is not None and number in self.entries:
            found = let_in(found)
        return None if found is None else (whose, found)

    def take(
        self, number: int, event: Event, hits: tuple[int, ...], identities: Identities
    ) -> MovedOwner | None:
        """Advance the owner of ``event``, which has arrived with this ``number`` and satisfies the filters ``hits``.

        ``identities`` know by what name an owner goes.
        """
        read = self.read(number, event, hits)
        if read is None:
            return None
        whose, found = identities.name(read[0]), read[1]
        before = self._progress(whose)
        return self._moved(before, partial(advance, self.plan, before, found))

    def join(self, name: str, gone: Iterable[str]) -> Iterator[MovedOwner]:
        """Owners who go by ``name`` from now on: what those who are ``gone`` have done is done by that one."""
        parts = [self.owners.pop(each) for each in sorted(gone) if each in self.owners]
        if not parts:
            return
        before = self._progress(name)
        for part in parts:
            self.written.pop(part.owner, None)
            self._unnamed.add(part.owner)
            yield MovedOwner(part, Progress(owner=part.owner))
        log = [event for part in (before, *parts) for event in part.log]
        clock = max(part.clock for part in (before, *parts) if part.clock is not None)
        if moved := self._moved(before, partial(fold, self.plan, name, log, clock)):
            yield moved

    def _progress(self, whose: str) -> Progress:
        return self.owners.get(whose, Progress(owner=whose))

    def take_back(self, event: Event, identities: Identities) -> MovedOwner | None:
        """An event that had arrived was voided; ``identities`` know by what name its owner goes."""
        before = self.owners.get(identities.name(owner(self.plan, event) or ""))
        if before is None:
            return None
        return self._moved(before, partial(withdraw, self.plan, before, event.id))

    def tick(self, now: int) -> Iterator[MovedOwner]:
        """Fire the timers that are due."""
        if not wakes(self.plan).timers:
            return
        for progress in [each for each in self.owners.values() if _is_due(each, now)]:
            if moved := self._moved(progress, partial(tick, self.plan, progress, now)):
                yield moved

    def _moved(self, before: Progress, move: Callable[[], Progress]) -> MovedOwner | None:
        try:
            after = move()
        except EndlessAttempt:
            return None  # stays where it is; checking the design has named the loop
        self.owners[before.owner] = after
        if bool(before.attempts) != bool(after.attempts):
            self._unnamed.add(before.owner)
        return MovedOwner(before, after)

    def begun(self, id_of: Callable[[str], str]) -> tuple[Mapping[str, str], list[str]]:
        """Owners who have begun, by the id that ``id_of`` makes of each once; and their ids in order."""
        for whose in self._unnamed:
            progress, id = self.owners.get(whose), id_of(whose)
            if progress is not None and progress.attempts:
                self._begun[id] = whose
            else:
                self._begun.pop(id, None)
        if self._unnamed:
            self._ids = sorted(self._begun)
            self._unnamed.clear()
        return self._begun, self._ids

    # From the beginning

    def collect(self, number: int, event: Event, hits: tuple[int, ...]) -> None:
        """Lay ``event`` by for ``settle``, with its ``number`` and the filters it ``hits``: the way to read many at
        once.
        """
        if read := self.read(number, event, hits):
            self._logs.setdefault(read[0], []).append(read[1])

    def settle(self, now: int, identities: Identities) -> None:
        """Compute everybody's progress from the events that were collected, and fire the timers that are due by now.

        ``identities`` know by what name an owner goes.
        """
        logs: dict[str, list[Matched]] = {}
        for whose, log in self._logs.items():
            logs.setdefault(identities.name(whose), []).extend(log)
        for whose, log in logs.items():
            with suppress(EndlessAttempt):
                self.owners[whose] = fold(self.plan, whose, log, max(event.time for event in log))
                self._unnamed.add(whose)
        self._logs = {}
        for _ in self.tick(now):
            pass  # nobody is to be told of what was so before

    def forget(self, whose: str, members: Iterable[str], number: int) -> None:
        """Begin anew with an owner, and with the ``members`` who are one with them, with the events from that number
        on.
        """
        self.forgotten |= dict.fromkeys(members, number)
        self.owners.pop(whose, None)
        self._unnamed.add(whose)

    def reworded(self, plan: Plan) -> None:
        """The same journey in other words: what it has made of events stays."""
        self.plan = plan if self.entries is None else gated(plan)
        self.written = {}


def _is_due(progress: Progress, now: int) -> bool:
    return any(
        attempt.status == "running" and attempt.due is not None and attempt.due <= now
        for attempt in progress.attempts
    )
