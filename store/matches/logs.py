"""The logs of owners, woven from the answers to a plan's questions, and kept as well: an edit of the graph reads these.

All is in columns, so that reading the events of ten thousand owners copies a few arrays and makes no million records.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence, Set
from itertools import groupby, repeat
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec
from msgspec import Struct

from engine.fold import precedence
from engine.log import Log
from engine.plan import Plan
from engine.progress import Matched
from store.matches import kept
from store.matches.kept import Events, Told
from store.matches.matching import Matches
from store.matches.question import frame, questions, woven

Hits = tuple[int, ...]
Event = tuple[int, int, str, int, int]
"""Time, when it was stored, id, place, position of its hits: so the events of an owner sort into the law's order."""

if TYPE_CHECKING:
    Numbers = array[int]
else:
    Numbers = array  # which has no subscript before Python 3.12


class OwnerLog(Struct, frozen=True, gc=False):
    """The events of an owner in the central law's order, in columns.

    ``places`` are where they are in the log (part and row in one number), ``hits`` positions in ``Logs.hits``.
    """

    times: Numbers
    stored: Numbers
    ids: list[str]
    places: Numbers
    hits: Numbers

    def until(self, clock: int) -> int:
        """How many of the events have happened by then."""
        return bisect_right(self.times, clock)

    def without(self, voided: Set[str], outvoted: Set[int]) -> OwnerLog:
        """But for the events with these ids, and those at these places."""
        left = [
            position
            for position, (id, place) in enumerate(zip(self.ids, self.places, strict=True))
            if id not in voided and place not in outvoted
        ]
        return self if len(left) == len(self.ids) else self._only(left)

    def _only(self, left: Sequence[int]) -> OwnerLog:
        return OwnerLog(
            times=_numbers(self.times[at] for at in left),
            stored=_numbers(self.stored[at] for at in left),
            ids=[self.ids[at] for at in left],
            places=_numbers(self.places[at] for at in left),
            hits=_numbers(self.hits[at] for at in left),
        )


class Logs(Struct, frozen=True, kw_only=True):
    """The logs of ``owners``, one after the other in columns; ``ends`` is where each of them ends.

    ``hits`` are the different sets of filters that events satisfy, ``which`` the position of each event's. By place:
    ``refs`` that are not the id, and what else was ``told``.
    """

    hits: list[Hits]
    owners: list[str]
    ends: Numbers
    times: Numbers
    stored: Numbers
    ids: list[str]
    places: Numbers
    which: Numbers
    refs: dict[int, str] = {}
    told: dict[int, Told] = {}

    def each(self) -> Iterator[tuple[str, OwnerLog]]:
        """Every owner with its log."""
        start = 0
        for owner, end in zip(self.owners, self.ends, strict=True):
            yield (
                owner,
                OwnerLog(
                    self.times[start:end],
                    self.stored[start:end],
                    self.ids[start:end],
                    self.places[start:end],
                    self.which[start:end],
                ),
            )
            start = end

    def ref(self, of: OwnerLog, at: int) -> str:
        """What progress calls the event at a position."""
        return self.refs.get(of.places[at]) or of.ids[at]

    def log(self, of: OwnerLog) -> Log:
        """As the fold takes it."""

        def event(at: int) -> Matched:
            more = self.told.get(of.places[at], _NOTHING)
            return Matched(
                time=of.times[at],
                stored=of.stored[at],
                id=of.ids[at],
                ref=self.ref(of, at),
                hits=self.hits[of.hits[at]],
                key=more.key,
                traits=more.traits,
                audience=more.audience,
                document=more.document,
            )

        return Log(of.times, list(map(self.hits.__getitem__, of.hits)), event)


_NOTHING: Final = Told()


class _File(Struct, array_like=True, frozen=True):
    """The logs of a partition, the parts that they were woven from, and the filters that ``hits`` are numbers of."""

    parts: list[int]
    filters: list[str]
    logs: Logs


def _numbers(values: Iterable[int] | bytes) -> Numbers:
    return array("q", values)


_decoder: Final = msgspec.msgpack.Decoder(_File, dec_hook=lambda kind, content: _numbers(content))
_encode: Final = msgspec.msgpack.Encoder(enc_hook=array.tobytes).encode


def kept_logs(folder: Path, plan: Plan, partition: int, parts: Sequence[int]) -> Logs | None:
    """The logs of a partition's owners, if they were kept and are of these parts."""
    content = kept.read(kept.path(folder, frame(plan), woven(plan), partition))
    found = _decoder.decode(content) if content else None
    if found is None or found.parts != list(parts):
        return None
    numbers = {filter.key: number for number, filter in enumerate(plan.filters)}
    mine = [numbers[key] for key in found.filters]
    hits = [tuple(sorted(mine[number] for number in each)) for each in found.logs.hits]
    return msgspec.structs.replace(found.logs, hits=hits)


def keep_logs(folder: Path, plan: Plan, partition: int, parts: Sequence[int], logs: Logs) -> None:
    path = kept.path(folder, frame(plan), woven(plan), partition)
    kept.write(path, _encode(_File(list(parts), [filter.key for filter in plan.filters], logs)))


def logs(plan: Plan, found: Iterable[Matches], partition: int | None = None) -> Logs:
    """The logs of all owners, or of those of one partition: with twins, and with events that were voided."""
    weaving = _Weaving(plan)
    for each in found:
        weaving.take(each, partition)
    return weaving.logs()


class _Weaving:
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
        self._told: dict[int, Told] = {}  # by place

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
            ends=_numbers(ends),
            times=_numbers(times),
            stored=_numbers(stored),
            ids=list(ids),
            places=_numbers(places),
            which=_numbers(which),
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
        """Whether the plan would take the event. Source: ``engine.match.matched``."""
        told = self._told.get(event[3])
        live = not self._plan.live.isdisjoint(self._hits[event[4]])
        return live or bool(told and (told.traits or told.audience))


def outvoted(logs: Logs) -> set[int]:
    """The places of events for which another one with the same id stands (as in ``engine.simulate``)."""
    standing: dict[str, tuple[tuple[tuple[int, int, bytes], str], int]] = {}
    lost = set()
    for owner, columns in logs.each():
        for event, place in zip(logs.log(columns), columns.places, strict=True):
            rank = (precedence(event), owner)
            twin = standing.get(event.id)
            if twin is None or rank < twin[0]:
                standing[event.id] = (rank, place)
                lost |= set() if twin is None else {twin[1]}
            else:
                lost.add(place)
    return lost
