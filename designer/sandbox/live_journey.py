"""A journey under way: everybody's progress in it, moved by events as they arrive and by the wall clock."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, MutableMapping
from contextlib import suppress
from functools import partial

from msgspec import Struct

from designer.sandbox.entry_pause import gate_entry, let_in
from designer.sandbox.feed import Feed
from designer.sandbox.journey_standings import Describe, JourneyStandings, next_timer, undescribed
from engine.events import Event
from engine.fold import advance, fold, tick, withdraw
from engine.identity import Identities
from engine.match import match_event, owner
from engine.plan import Plan
from engine.progress import MatchedEvent, Progress
from engine.wakes import wakes
from engine.walk import EndlessAttempt


class MovedOwner(Struct, frozen=True):
    """One owner's progress before and after something happened."""

    before: Progress
    after: Progress


class LiveJourney:
    """One journey. ``feed`` says which events it takes, ``entries`` which of them may start an attempt (None: all).

    ``forgotten`` are owners whose progress was deleted, each with the number of the first event that counts again;
    ``describe`` makes the documents of progress.
    Not for several threads.
    """

    def __init__(
        self,
        plan: Plan,
        feed: Feed,
        entries: Feed | None = None,
        forgotten: dict[str, int] | None = None,
        describe: Describe = undescribed,
    ) -> None:
        self.plan = plan if entries is None else gate_entry(plan)
        self.feed = feed
        self.entries = entries
        self.forgotten = forgotten or {}
        self.describe = describe
        self.owners: MutableMapping[str, Progress] = {}
        self._logs: dict[str, list[MatchedEvent]] = {}

    def read(self, number: int, event: Event, hits: tuple[int, ...]) -> tuple[str, MatchedEvent] | None:
        """Return whose event it is and how the fold sees it; None if it means nothing here.

        ``number`` is its place in the order of arrival.
        """
        if event.voided or number not in self.feed:
            return None
        whose = owner(self.plan, event)
        if whose is None or number < self.forgotten.get(whose, 0):
            return None
        found = match_event(self.plan, event, hits)
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
        for progress in _due(self.owners, now):
            if moved := self._moved(progress, partial(tick, self.plan, progress, now)):
                yield moved

    def _moved(self, before: Progress, move: Callable[[], Progress]) -> MovedOwner | None:
        try:
            after = move()
        except EndlessAttempt:
            return None  # stays where it is; checking the design has named the loop
        self.owners[before.owner] = after
        return MovedOwner(before, after)

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
        logs: dict[str, list[MatchedEvent]] = {}
        for whose, log in self._logs.items():
            logs.setdefault(identities.name(whose), []).extend(log)
        for whose, log in logs.items():
            with suppress(EndlessAttempt):
                self.owners[whose] = fold(self.plan, whose, log, max(event.time for event in log))
        self._logs = {}
        for _ in self.tick(now):
            pass  # nobody is to be told of what was so before

    def forget(self, whose: str, members: Iterable[str], number: int) -> None:
        """Begin anew with an owner, and with the ``members`` who are one with them, with the events from that number
        on.
        """
        self.forgotten |= dict.fromkeys(members, number)
        self.owners.pop(whose, None)

    def reword(self, plan: Plan) -> None:
        """The same journey in other words: what it has made of events stays."""
        self.plan = plan if self.entries is None else gate_entry(plan)


def _due(owners: MutableMapping[str, Progress], now: int) -> list[Progress]:
    if isinstance(owners, JourneyStandings):
        return owners.due(now)
    return [each for each in owners.values() if (due := next_timer(each)) is not None and due <= now]
