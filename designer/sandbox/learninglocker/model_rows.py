"""Models that satisfy a condition, in an order: a few from memory, many from an index."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Protocol, TypeAlias

from designer.sandbox.learninglocker.queries import SortOrder
from designer.sandbox.persistence import DATES, JSON
from engine.conditions import mongo
from store.index.index_order import IndexOrder
from store.index.index_query import matching
from store.index.inverted_index import InvertedIndex

Place: TypeAlias = Sequence[object]
"""What a model is sorted by: a value for each field of the order."""


class ModelRows(Protocol):
    """Models that were found, in an order."""

    def __len__(self) -> int: ...

    def read(
        self,
        start: Place | None = None,
        end: Place | None = None,
        *,
        at_place: bool = False,
        back: bool = False,
        skip: int = 0,
    ) -> Iterator[JSON]:
        """Those behind ``start`` (or there, if ``at_place``) and before ``end``, but for the first ``skip``; ``back``
        is the other way round.
        """


class MemoryRows:
    """The rows of ``models``, all of which are looked at."""

    def __init__(self, models: Iterable[JSON], condition: JSON, order: SortOrder) -> None:
        holds = mongo.compile_query(condition, DATES)
        self._order = order
        self._models = sorted(filter(holds, models), key=lambda model: order.key(order.values(model)))

    def __len__(self) -> int:
        return len(self._models)

    def read(
        self,
        start: Place | None = None,
        end: Place | None = None,
        *,
        at_place: bool = False,
        back: bool = False,
        skip: int = 0,
    ) -> Iterator[JSON]:
        low, high = (end, start) if back else (start, end)
        first = 0 if low is None else self._position(low, bisect_left if at_place else bisect_right)
        last = len(self) if high is None else self._position(high, bisect_right if at_place else bisect_left)
        found = self._models[first:last]
        return islice(reversed(found) if back else iter(found), skip, None)

    def _position(self, place: Place, bisect: Callable[..., int]) -> int:
        order = self._order
        return bisect(self._models, order.key(place), key=lambda model: order.key(order.values(model)))


class IndexRows:
    """The rows of the documents ``among`` those of ``index``. ``document`` reads one by its number."""

    def __init__(
        self,
        index: InvertedIndex,
        document: Callable[[int], JSON],
        among: int,
        condition: JSON,
        order: SortOrder,
    ) -> None:
        self._document = document
        self._order = IndexOrder(index, document, order.fields)
        self._chosen = among & matching(index, condition, document) if condition else among
        self._size = self._chosen.bit_count()

    def __len__(self) -> int:
        return self._size

    def read(
        self,
        start: Place | None = None,
        end: Place | None = None,
        *,
        at_place: bool = False,
        back: bool = False,
        skip: int = 0,
    ) -> Iterator[JSON]:
        for number in self._order.numbers(self._chosen, start, at_place=at_place, back=back, skip=skip):
            document = self._document(number)
            if end is not None and not self._order.is_behind(document, end, back=not back):
                return
            yield document
