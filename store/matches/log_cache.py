"""The logs of owners, which are kept as well as the answers that they are woven from: an edit of the graph reads these.

All is in columns, so that reading the events of ten thousand owners copies a few arrays and makes no million records.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence, Set
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec
from msgspec import Struct

from engine.alphabet import Alphabet, Hits
from engine.fold import precedence
from engine.log import Log
from engine.plan import Plan
from engine.progress import MatchedEvent
from store.matches import answer_cache
from store.matches.answer_cache import ExtraFacts
from store.matches.question import frame, merged_log_name

if TYPE_CHECKING:
    Numbers = array[int]
else:
    Numbers = array  # which has no subscript before Python 3.12


class OwnerLog(Log):
    """The events of an owner in the central law's order: those of ``logs`` in ``rows``.

    ``places`` are where they are in the log (part and row in one number), ``letters`` one for the hits of each.
    """

    __slots__ = ("_logs", "_rows", "letters", "places")

    def __init__(
        self,
        logs: Logs,
        rows: Sequence[int],
        times: Numbers,
        hits: Sequence[Hits],
        places: Numbers,
        letters: str | None,
    ) -> None:
        super().__init__(times, hits)
        self._logs, self._rows, self.places, self.letters = logs, rows, places, letters

    def event(self, at: int) -> MatchedEvent:
        logs, row = self._logs, self._rows[at]
        more = logs.told.get(self.places[at], _NOTHING)
        return MatchedEvent(
            time=self.times[at],
            stored=logs.stored[row],
            id=logs.ids[row],
            ref=self.ref(at),
            hits=self.hits[at],
            key=more.key,
            traits=more.traits,
            audience=more.audience,
            document=more.document,
        )

    def ref(self, at: int) -> str:
        """Return what progress calls the event at a position."""
        return self._logs.refs.get(self.places[at]) or self._logs.ids[self._rows[at]]

    def until(self, clock: int) -> int:
        """Return how many of the events have happened by then."""
        return bisect_right(self.times, clock)

    def without(self, voided: Set[str], duplicate_places: Set[int]) -> OwnerLog:
        """The log without the events with the ids ``voided``, and those at the places ``duplicate_places``."""
        ids, rows = self._logs.ids, self._rows
        left = [
            at
            for at, place in enumerate(self.places)
            if ids[rows[at]] not in voided and place not in duplicate_places
        ]
        return self if len(left) == len(rows) else self._only(left)

    def _only(self, left: Sequence[int]) -> OwnerLog:
        return OwnerLog(
            self._logs,
            [self._rows[at] for at in left],
            numbers(self.times[at] for at in left),
            [self.hits[at] for at in left],
            numbers(self.places[at] for at in left),
            None,
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

    def each(self, alphabet: Alphabet | None = None) -> Iterator[tuple[str, OwnerLog]]:
        """Every owner with its log, in letters of the ``alphabet`` if there is one."""
        hits = list(map(self.hits.__getitem__, self.which))
        letters = None if alphabet is None else list(map(alphabet.letter, self.hits))
        text = None if letters is None else "".join(map(letters.__getitem__, self.which))
        times, places = self.times, self.places
        for owner, rows in self.spans():
            yield (
                owner,
                OwnerLog(
                    self,
                    range(rows.start, rows.stop),
                    times[rows],
                    hits[rows],
                    places[rows],
                    None if text is None else text[rows],
                ),
            )

    def spans(self) -> Iterator[tuple[str, slice]]:
        """Every owner with the part of the columns that is its log."""
        ends = pairwise((0, *self.ends))
        return ((owner, slice(*span)) for owner, span in zip(self.owners, ends, strict=True))


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
    content = answer_cache.read(answer_cache.path(folder, frame(plan), merged_log_name(plan), partition))
    found = _decoder.decode(content) if content else None
    if found is None or found.parts != list(parts):
        return None
    by_key = {filter.key: number for number, filter in enumerate(plan.filters)}
    mine = [by_key[key] for key in found.filters]
    hits = [tuple(sorted(mine[number] for number in each)) for each in found.logs.hits]
    return msgspec.structs.replace(found.logs, hits=hits)


def keep_logs(folder: Path, plan: Plan, partition: int, parts: Sequence[int], logs: Logs) -> None:
    path = answer_cache.path(folder, frame(plan), merged_log_name(plan), partition)
    answer_cache.write(path, _encode(_File(list(parts), [filter.key for filter in plan.filters], logs)))


def duplicate_places(logs: Logs) -> set[int]:
    """The places of events for which another one with the same id stands (as in ``engine.simulate``)."""
    standing: dict[str, tuple[tuple[tuple[int, int, bytes], str], int]] = {}
    lost = set()
    for owner, columns in logs.each():
        for event, place in zip(columns, columns.places, strict=True):
            rank = (precedence(event), owner)
            twin = standing.get(event.id)
            if twin is None or rank < twin[0]:
                standing[event.id] = (rank, place)
                lost |= set() if twin is None else {twin[1]}
            else:
                lost.add(place)
    return lost
