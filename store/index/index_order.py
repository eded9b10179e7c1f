"""Documents in an order, read from an index only as far as they are looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import reduce
from itertools import groupby, islice
from operator import or_
from typing import Final, NamedTuple

from engine.conditions.mongo.dates import own_path
from engine.conditions.mongo.values import TEXT, compare
from store.index import bitmap
from store.index.index_query import Read
from store.index.inverted_index import InvertedIndex
from store.index.value_keys import (
    JSON,
    LISTS,
    NOTHING,
    OBJECTS,
    key_before,
    key_of,
    same_rank,
    span_of_rank,
    value_at,
)

Fields = Sequence[tuple[str, int]]
"""Paths to sort by, each with 1 or -1. At the last there is another value in every document."""

_FEW: Final = 500
"""Documents that are read to be sorted, rather than looked for among all values."""

_END: Final = b"\xff"
_TEXTS_END: Final = bytes([TEXT]) + _END


class ValueRank:
    """The place of a value in MongoDB's order of values."""

    __slots__ = ("key", "value")

    def __init__(self, key: bytes, value: object) -> None:
        self.key = same_rank(key)
        self.value = value

    def __lt__(self, other: ValueRank) -> bool:
        if self.key[:1] == other.key[:1] and self.key[:1] in (LISTS, OBJECTS):
            return compare(self.value, other.value) < 0
        return self.key < other.key


Rank = Callable[[str, object], ValueRank]
"""The rank of a value at a path."""

Bound = Sequence[ValueRank] | None
"""Ranks, one for each field, that what is answered comes behind."""


Members = list[int] | int
"""Documents: a few as their numbers, many as a set of bits."""


_NONE: Members = 0


class _Group(NamedTuple):
    """Documents of one rank."""

    rank: bytes
    members: Members


class IndexOrder:
    """An order of the documents in ``index``, by ``fields``. ``read`` reads a document."""

    def __init__(self, index: InvertedIndex, read: Read, fields: Fields) -> None:
        self._index = index
        self._read = read
        self._fields = [(own_path(path, index.dates), direction) for path, direction in fields]

    def numbers(
        self,
        chosen: int,
        place: Sequence[object] | None = None,
        *,
        at_place: bool = False,
        back: bool = False,
        skip: int = 0,
    ) -> Iterator[int]:
        """The documents of ``chosen`` in this order, or ``back`` in it, all but the first ``skip``.

        ``place``: values for all fields; only what comes behind is answered, and what is there if ``at_place``.
        """
        fields = [(path, -direction if back else direction) for path, direction in self._fields]
        bound = None
        if place is not None:
            bound = [self._rank(path, value) for (path, _), value in zip(fields, place, strict=True)]
        return _Walk(self._index, self._rank, self._read, at_place, skip).along(chosen, fields, bound)

    def is_behind(self, document: JSON, place: Sequence[object], *, back: bool = False) -> bool:
        """Tell whether ``document`` comes behind a ``place`` in this order, or ``back`` in it."""
        for (path, direction), other in zip(self._fields, place, strict=True):
            one, bound = self._rank(path, value_at(document, path)), self._rank(path, other)
            if one.key != bound.key:
                return (one < bound) == ((direction < 0) != back)
        return False

    def _rank(self, path: str, value: object) -> ValueRank:
        return ValueRank(key_of(value, dated=path in self._index.dates), value)


class _Walk:
    """One walk along an order: ``skip`` is what is still to be passed over."""

    def __init__(self, index: InvertedIndex, rank: Rank, read: Read, at_place: bool, skip: int) -> None:
        self._index = index
        self._rank = rank
        self._read = read
        self._at_place = at_place
        self._skip = skip
        self._all = index.all()

    def along(self, chosen: Members, fields: Fields, bound: Bound) -> Iterator[int]:
        if not fields or _size(chosen) <= _FEW:
            yield from self._after_skip(self._few(chosen, fields, bound))
            return
        (path, direction), rest = fields[0], fields[1:]
        for group in self._groups(path, _bits(chosen), direction < 0, bound[0] if bound else None):
            inside = bound[1:] if bound and group.rank == bound[0].key else None
            size = _size(group.members)
            if inside is None and size <= self._skip:
                self._skip -= size
            elif inside is None and size == 1:
                yield from _numbers(group.members)
            else:
                yield from self.along(group.members, rest, inside)

    def _after_skip(self, numbers: Iterator[int]) -> Iterator[int]:
        for number in numbers:
            if self._skip:
                self._skip -= 1
            else:
                yield number

    def _few(self, chosen: Members, fields: Fields, bound: Bound) -> Iterator[int]:
        """Sort a few by reading them."""
        rows = [(self._ranks(number, fields), number) for number in _numbers(chosen)]
        for at, (_, direction) in reversed(list(enumerate(fields))):
            rows.sort(key=lambda row, at=at: row[0][at], reverse=direction < 0)  # type: ignore[misc]  # mypy 1.x
        return (number for ranks, number in rows if bound is None or self._is_behind(ranks, bound, fields))

    def _ranks(self, number: int, fields: Fields) -> list[ValueRank]:
        document = self._read(number) if fields else {}
        return [self._rank(path, value_at(document, path)) for path, _ in fields]

    def _is_behind(self, ranks: Sequence[ValueRank], bound: Sequence[ValueRank], fields: Fields) -> bool:
        for one, other, (_, direction) in zip(ranks, bound, fields, strict=True):
            if one.key != other.key:
                return one < other if direction < 0 else other < one
        return self._at_place

    def _groups(self, path: str, chosen: int, down: bool, bound: ValueRank | None) -> Iterator[_Group]:
        """The documents of ``chosen`` by their rank at ``path``, from ``bound`` on."""
        parts = [self._without, self._below_objects, self._objects, self._lists, self._behind_lists]
        for part in reversed(parts) if down else parts:
            yield from part(path, chosen, down, bound)

    def _without(self, path: str, chosen: int, down: bool, bound: ValueRank | None) -> Iterator[_Group]:
        """The documents that have no value there, or null."""
        members = chosen & ~self._index.have(path) & ~self._index.inner(path)
        for posting in self._index.values(path, NOTHING, NOTHING):
            members |= self._index.documents(posting) & chosen
        if members and (bound is None or down or bound.key == NOTHING):
            yield _Group(NOTHING, members)

    def _below_objects(self, path: str, chosen: int, down: bool, bound: ValueRank | None) -> Iterator[_Group]:
        return self._scalars(path, chosen, down, bound, NOTHING + _END, _TEXTS_END)

    def _behind_lists(self, path: str, chosen: int, down: bool, bound: ValueRank | None) -> Iterator[_Group]:
        return self._scalars(path, chosen, down, bound, LISTS + _END * 20, _END)

    def _scalars(
        self, path: str, chosen: int, down: bool, bound: ValueRank | None, low: bytes, high: bytes
    ) -> Iterator[_Group]:
        bits = None if chosen == self._all else bitmap.to_bytes(chosen)
        if bound is not None:
            first, last = span_of_rank(bound.key)
            if low <= first <= high:
                yield from self._valued(path, (first, last), down, bits)
            low, high = (low, min(high, key_before(first))) if down else (max(low, last + b"\0"), high)
        walk = self._alone if self._index.is_unique(path) else self._valued
        yield from walk(path, (low, high), down, bits)

    def _valued(
        self, path: str, span: tuple[bytes, bytes], down: bool, bits: bytes | None
    ) -> Iterator[_Group]:
        """The documents of a path by their ranks in a span of keys."""
        postings = self._index.values(path, *span, down=down)
        rank, members = b"", _NONE
        for key, some in self._index.members(postings):
            found = some if bits is None else among(some, bits)
            if not found:
                continue
            if members and same_rank(key) == rank:
                members = _bits(members) | _bits(found)
                continue
            if members:
                yield _Group(rank, members)
            rank, members = same_rank(key), found
        if members:
            yield _Group(rank, members)

    def _alone(
        self, path: str, span: tuple[bytes, bytes], down: bool, bits: bytes | None
    ) -> Iterator[_Group]:
        """The documents of a path that has another value in each, but for those that are passed over."""
        for block in self._index.in_order(path, *span, down=down):
            numbers = block if bits is None else bitmap.among(block, bits)
            passed = min(self._skip, len(numbers))
            self._skip -= passed
            for number in islice(numbers, passed, None):
                yield _Group(_END, [number])

    def _objects(self, path: str, chosen: int, down: bool, bound: ValueRank | None) -> Iterator[_Group]:
        """Those with an object there, which is read."""
        found = [
            (posting.value, self._index.documents(posting))
            for posting in self._index.values(path, OBJECTS, OBJECTS)
        ]
        inner = bitmap.numbers(self._index.inner(path) & chosen)
        found += [(value_at(self._read(number), path), 1 << number) for number in inner]
        return self._by_rank(path, found, chosen, down, bound)

    def _lists(self, path: str, chosen: int, down: bool, bound: ValueRank | None) -> Iterator[_Group]:
        postings = self._index.values(path, LISTS, LISTS + _END * 20)
        found = [(posting.value, self._index.documents(posting)) for posting in postings]
        return self._by_rank(path, found, chosen, down, bound)

    def _by_rank(
        self, path: str, found: list[tuple[object, int]], chosen: int, down: bool, bound: ValueRank | None
    ) -> Iterator[_Group]:
        ranks = [(self._rank(path, value), members & chosen) for value, members in found]
        ranks.sort(key=lambda each: each[0], reverse=down)
        for key, same in groupby(ranks, key=lambda each: each[0].key):
            some = list(same)
            first, members = some[0][0], reduce(or_, (each for _, each in some))
            is_before = bound is not None and (bound < first if down else first < bound)
            if members and not is_before:
                yield _Group(key, members)


def among(members: Members, bits: bytes) -> Members:
    """Those of the ``members`` that are in the set with these ``bits``."""
    if isinstance(members, list):
        return bitmap.among(members, bits)
    return members & int.from_bytes(bits, "little")


def _size(members: Members) -> int:
    return len(members) if isinstance(members, list) else members.bit_count()


def _bits(members: Members) -> int:
    return bitmap.of(members) if isinstance(members, list) else members


def _numbers(members: Members) -> Iterable[int]:
    return members if isinstance(members, list) else bitmap.numbers(members)
