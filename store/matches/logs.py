"""The logs of owners, woven from the answers to a plan's questions, and kept as well: an edit of the graph reads these.

All is in columns, so that reading the events of ten thousand owners makes lists of numbers and not a million records.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence, Set
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct

from engine.fold import precedence
from engine.log import Log
from engine.plan import Plan
from engine.progress import Matched
from store.matches import kept
from store.matches.kept import Kept, Told
from store.matches.matching import Matches
from store.matches.question import frame, questions, woven

Hits = tuple[int, ...]


class OwnerLog(Struct, array_like=True, frozen=True, gc=False):
    """The events of an owner in the central law's order, in columns.

    ``places`` are where they are in the log (part and row in one number), ``hits`` positions in ``Logs.hits``. By
    position: ``refs`` that are not the id, and what else was ``told``.
    """

    times: list[int]
    stored: list[int]
    ids: list[str]
    places: list[int]
    hits: list[int]
    refs: dict[int, str] = {}
    told: dict[int, Told] = {}

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
            times=[self.times[at] for at in left],
            stored=[self.stored[at] for at in left],
            ids=[self.ids[at] for at in left],
            places=[self.places[at] for at in left],
            hits=[self.hits[at] for at in left],
            refs={new: self.refs[at] for new, at in enumerate(left) if at in self.refs},
            told={new: self.told[at] for new, at in enumerate(left) if at in self.told},
        )


class Logs(Struct, frozen=True):
    """Owner → log; ``hits`` are the different sets of filters that events satisfy."""

    hits: list[Hits]
    owners: dict[str, OwnerLog]

    def log(self, of: OwnerLog) -> Log:
        """As the fold takes it."""
        told, refs, nothing = of.told, of.refs, Told()

        def event(at: int) -> Matched:
            id, more = of.ids[at], told.get(at, nothing)
            return Matched(
                time=of.times[at],
                stored=of.stored[at],
                id=id,
                ref=refs.get(at, id),
                hits=self.hits[of.hits[at]],
                key=more.key,
                traits=more.traits,
                audience=more.audience,
                document=more.document,
            )

        return Log(of.times, list(map(self.hits.__getitem__, of.hits)), event)


class _File(Struct, array_like=True, frozen=True):
    """The logs of a partition, the parts that they were woven from, and the filters that ``hits`` are numbers of."""

    parts: list[int]
    filters: list[str]
    logs: Logs


_decoder: Final = msgspec.msgpack.Decoder(_File)
_encode: Final = msgspec.msgpack.Encoder().encode


def kept_logs(folder: Path, plan: Plan, partition: int, parts: Sequence[int]) -> Logs | None:
    """The logs of a partition's owners, if they were kept and are of these parts."""
    content = kept.read(kept.path(folder, frame(plan), woven(plan), partition))
    found = _decoder.decode(content) if content else None
    if found is None or found.parts != list(parts):
        return None
    numbers = {filter.key: number for number, filter in enumerate(plan.filters)}
    mine = [numbers[key] for key in found.filters]
    hits = [tuple(sorted(mine[number] for number in each)) for each in found.logs.hits]
    return Logs(hits, found.logs.owners)


def keep_logs(folder: Path, plan: Plan, partition: int, parts: Sequence[int], logs: Logs) -> None:
    path = kept.path(folder, frame(plan), woven(plan), partition)
    kept.write(path, _encode(_File(list(parts), [filter.key for filter in plan.filters], logs)))


def logs(plan: Plan, found: Iterable[Matches], partition: int | None = None) -> Logs:
    """The logs of all owners, or of those of one partition: with twins, and with events that were voided."""
    weaving = _Weaving(plan)
    for each in sorted(found, key=weaving.number):
        for owners in each.owners(partition):
            weaving.take(each, owners)
    return weaving.logs()


class _Weaving:
    """Events by owner, and in order; an event that answers several questions is one."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._numbers = {question: number for number, question in enumerate(questions(plan))}
        self._filters = [(number,) if number < len(plan.filters) else () for number in self._numbers.values()]
        self._takes_all = len(plan.live) == len(plan.filters) and not plan.uses_profile
        self._owners: dict[str, list[tuple[Hits, list[Kept]]]] = defaultdict(list)
        self._hits: dict[Hits, int] = {}

    def number(self, answers: Matches) -> int:
        return self._numbers[answers.question]

    def take(self, answers: Matches, owners: kept.Owners) -> None:
        filters = self._filters[self.number(answers)]
        for owner, events in owners.items():
            self._owners[owner].append((filters, events))

    def logs(self) -> Logs:
        woven = {owner: log for owner, answers in self._owners.items() if (log := self._woven(answers))}
        return Logs(list(self._hits), woven)

    def _woven(self, answers: list[tuple[Hits, list[Kept]]]) -> OwnerLog | None:
        hits: dict[int, Hits] = {}
        for filters, some in answers:
            for event in some:
                hits[event[3]] = hits.get(event[3], ()) + filters
        events = [event for _, some in answers for event in some]
        if len(hits) < len(events):
            events = list({event[3]: event for event in events}.values())
        if not self._takes_all:
            events = [event for event in events if self._means(hits[event[3]], event[5])]
        events.sort()
        return self._in_columns(events, hits) if events else None

    def _means(self, hits: Hits, told: Told | None) -> bool:
        """Whether the plan would take the event. Source: ``engine.match.matched``."""
        return not self._plan.live.isdisjoint(hits) or bool(told and (told.traits or told.audience))

    def _in_columns(self, events: list[Kept], hits: dict[int, Hits]) -> OwnerLog:
        times, stored, ids, places, refs, told = zip(*events, strict=True)
        numbers = self._hits
        return OwnerLog(
            list(times),
            list(stored),
            list(ids),
            list(places),
            [numbers.setdefault(hits[place], len(numbers)) for place in places],
            {at: ref for at, ref in enumerate(refs) if ref},
            {at: more for at, more in enumerate(told) if more},
        )


def outvoted(logs: Logs) -> set[int]:
    """The places of events for which another one with the same id stands (as in ``engine.simulate``)."""
    standing: dict[str, tuple[tuple[tuple[int, int, bytes], str], int]] = {}
    lost = set()
    for owner, columns in logs.owners.items():
        for event, place in zip(logs.log(columns), columns.places, strict=True):
            rank = (precedence(event), owner)
            twin = standing.get(event.id)
            if twin is None or rank < twin[0]:
                standing[event.id] = (rank, place)
                lost |= set() if twin is None else {twin[1]}
            else:
                lost.add(place)
    return lost
