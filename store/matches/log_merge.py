"""The logs of owners, woven from the answers to a plan's questions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import groupby, repeat
from operator import itemgetter

from engine.alphabet import Hits
from engine.plan import Plan
from store.matches.answer_cache import Events, ExtraFacts
from store.matches.log_cache import Logs, numbers
from store.matches.lookup import Matches
from store.matches.question import questions

Event = tuple[int, int, str, int, int]
"""Time, when it was stored, id, place, position of its hits: so the events of an owner sort into the law's order."""


def logs(plan: Plan, found: Iterable[Matches], partition: int | None = None) -> Logs:
    """The logs of all owners by ``plan`` from the answers ``found``, or of those of one ``partition``: with twins
    and voided events.
    """
    weaving = _LogMerger(plan)
    for each in found:
        weaving.take(each, partition)
    return weaving.logs()


class _LogMerger:
    """Events by owner, and in order; an event that answers several questions is one."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._numbers = {question: number for number, question in enumerate(questions(plan))}
        self._takes_all = len(plan.live) == len(plan.filters) and not plan.uses_profile
        self._owners: dict[str, list[Event]] = defaultdict(list)
        self._hits: list[Hits] = []
        self._places: set[int] = set()
        self._taken = 0
        self._refs: dict[int, str] = {}  # by place
        self._told: dict[int, ExtraFacts] = {}  # by place

    def number(self, answers: Matches) -> int:
        return self._numbers[answers.question]

    def take(self, answers: Matches, partition: int | None) -> None:
        number = self.number(answers)
        which = self._which((number,) if number < len(self._plan.filters) else ())
        for some in answers.answers:
            if partition in (None, some.partition):
                self._take(some.read(), which)
                self._told |= some.told

    def _take(self, events: Events, which: int) -> None:
        self._taken += len(events.places)
        self._places.update(events.places)
        self._refs |= {place: ref for place, ref in zip(events.places, events.refs, strict=True) if ref}
        owners = self._owners
        columns = zip(events.times, events.stored, events.ids, events.places, repeat(which))
        for owner, event in zip(events.owners, columns, strict=True):
            owners[owner].append(event)

    def _which(self, hits: Hits) -> int:
        """The position of a set of filters."""
        if hits not in self._hits:
            self._hits.append(hits)
        return self._hits.index(hits)

    def logs(self) -> Logs:
        owners, ends, events = [], [], []
        for owner, some in self._owners.items():
            if happened := self._in_order(some):
                owners.append(owner)
                events += happened
                ends.append(len(events))
        times, stored, ids, places, which = zip(*events, strict=True) if events else ((), (), (), (), ())
        return Logs(
            hits=self._hits,
            owners=owners,
            ends=numbers(ends),
            times=numbers(times),
            stored=numbers(stored),
            ids=list(ids),
            places=numbers(places),
            which=numbers(which),
            refs=self._refs,
            told=self._told,
        )

    def _in_order(self, events: list[Event]) -> list[Event]:
        events.sort()
        if len(self._places) < self._taken:
            events = [self._merged(list(same)) for _, same in groupby(events, key=itemgetter(3))]
        return events if self._takes_all else list(filter(self._means, events))

    def _merged(self, same: Sequence[Event]) -> Event:
        """One event that answers several questions."""
        hits = sorted(number for event in same for number in self._hits[event[4]])
        return (*same[0][:4], self._which(tuple(hits)))

    def _means(self, event: Event) -> bool:
        """Tell whether the plan would take the event. Source: ``engine.match.match_event``."""
        told = self._told.get(event[3])
        live = not self._plan.live.isdisjoint(self._hits[event[4]])
        return live or bool(told and (told.traits or told.audience))
