"""The logs of owners, which are kept as well as the answers that they are woven from: an edit of the graph reads these.

All is in columns, so that reading the events of ten thousand owners copies a few arrays and makes no million records.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence, Set
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec
from msgspec import Struct

from engine.fold import precedence
from engine.log import Log
from engine.plan import Plan
from engine.progress import Matched
from store.matches import answer_cache
from store.matches.answer_cache import ExtraFacts
from store.matches.question import frame, woven

Hits = tuple[int, ...]
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
        """Return how many of the events have happened by then."""
        return bisect_right(self.times, clock)

    def without(self, voided: Set[str], duplicate_places: Set[int]) -> OwnerLog:
        """The log without the events with the ids ``voided``, and those at the places ``duplicate_places``."""
        left = [
            position
            for position, (id, place) in enumerate(zip(self.ids, self.places, strict=True))
            if id not in voided and place not in duplicate_places
        ]
        return self if len(left) == len(self.ids) else self._only(left)

    def _only(self, left: Sequence[int]) -> OwnerLog:
        return OwnerLog(
            times=numbers(self.times[at] for at in left),
            stored=numbers(self.stored[at] for at in left),
            ids=[self.ids[at] for at in left],
            places=numbers(self.places[at] for at in left),
            hits=numbers(self.hits[at] for at in left),
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
    told: dict[int, ExtraFacts] = {}

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
        """Return what progress calls the event at a position."""
        return self.refs.get(of.places[at]) or of.ids[at]

    def log(self, of: OwnerLog) -> Log:
        """The log of ``of`` as the fold takes it."""

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


_NOTHING: Final = ExtraFacts()


class _File(Struct, array_like=True, frozen=True):
    """The logs of a partition, the parts that they were woven from, and the filters that ``hits`` are numbers of."""

    parts: list[int]
    filters: list[str]
    logs: Logs


def numbers(values: Iterable[int] | bytes) -> Numbers:
    """A column of these, or of what is in a file."""
    return array("q", values)


_decoder: Final = msgspec.msgpack.Decoder(_File, dec_hook=lambda kind, content: numbers(content))
_encode: Final = msgspec.msgpack.Encoder(enc_hook=array.tobytes).encode


def cached_logs(folder: Path, plan: Plan, partition: int, parts: Sequence[int]) -> Logs | None:
    """The logs of the owners of a ``partition`` in ``folder`` by ``plan``, if they were kept and are of these
    ``parts``.
    """
    content = answer_cache.read(answer_cache.path(folder, frame(plan), woven(plan), partition))
    found = _decoder.decode(content) if content else None
    if found is None or found.parts != list(parts):
        return None
    by_key = {filter.key: number for number, filter in enumerate(plan.filters)}
    mine = [by_key[key] for key in found.filters]
    hits = [tuple(sorted(mine[number] for number in each)) for each in found.logs.hits]
    return msgspec.structs.replace(found.logs, hits=hits)


def keep_logs(folder: Path, plan: Plan, partition: int, parts: Sequence[int], logs: Logs) -> None:
    path = answer_cache.path(folder, frame(plan), woven(plan), partition)
    answer_cache.write(path, _encode(_File(list(parts), [filter.key for filter in plan.filters], logs)))


def duplicate_places(logs: Logs) -> set[int]:
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
