"""An inverted index: of each value at each path, which documents have it (``store.index.bitmap``).

What only one document has is kept with the value, what several have as rows of bits. The index is kept in tables of a
SQLite file whose transactions are its user's.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import reduce
from itertools import groupby, islice
from operator import itemgetter, or_
from typing import Any, Final, NamedTuple

import msgspec

from engine.conditions.mongo.dates import own_path
from store.index import bitmap
from store.index.value_keys import JSON, json_of, key_of, leaves, value_of

_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS {0}_shape (id INTEGER PRIMARY KEY, paths BLOB);
CREATE TABLE IF NOT EXISTS {0}_path (id INTEGER PRIMARY KEY, path TEXT UNIQUE);
CREATE TABLE IF NOT EXISTS {0}_repeated (path INTEGER PRIMARY KEY);
CREATE TABLE IF NOT EXISTS {0}_value
  (path INTEGER, key BLOB, id INTEGER, number INTEGER, json BLOB, PRIMARY KEY (path, key)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS {0}_posting
  (id INTEGER, chunk INTEGER, bits BLOB, PRIMARY KEY (id, chunk)) WITHOUT ROWID;
"""
_CACHE_SIZE: Final = 20_000
"""Rows of bits, and ids of values, in memory."""


_MANY: Final = 500
"""Postings that are read together."""

_FIRST_BLOCK: Final = 8
_GROWTH: Final = 8
"""Documents of a unique path that are read together at first, and how many times as many after that."""

_TERMS: Final = "\0"
"""Before the kinds of terms: no path begins so."""


class Posting(NamedTuple):
    """A value that documents have: the only one has ``number``, or several are found by ``id``."""

    key: bytes
    id: int | None
    number: int | None
    json: bytes | None

    @property
    def value(self) -> object:
        return value_of(self.key, self.json)


class InvertedIndex:
    """The index ``name`` in a database. ``dates`` are paths whose text stands for dates. May raise sqlite3.Error."""

    def __init__(self, database: sqlite3.Connection, name: str, dates: frozenset[str]) -> None:
        self._database = database
        self._name = name
        self.dates = dates
        database.executescript(_SCHEMA.format(name))
        self.forget()

    def forget(self) -> None:
        """Forget what was not written, and what was read: the transaction was undone."""
        rows, name = self._database.execute, self._name
        self._paths: dict[str, int] = dict(rows(f"SELECT path, id FROM {name}_path"))
        self._shapes: dict[tuple[str, ...], int] = {
            tuple(msgspec.json.decode(paths)): id for paths, id in rows(f"SELECT paths, id FROM {name}_shape")
        }
        self._next: int = rows(f"SELECT coalesce(max(id), 0) FROM {name}_posting").fetchone()[0] + 1
        self._repeated: set[int | None] = {path for (path,) in rows(f"SELECT path FROM {name}_repeated")}
        self._ids: dict[tuple[str, str], int] = {}
        self._chunks: dict[tuple[int, int], int] = {}
        self._changed: set[tuple[int, int]] = set()
        self._postings: dict[int, int] = {}
        self._insert = f"INSERT OR IGNORE INTO {name}_value VALUES (?, ?, NULL, ?, ?)"
        self._select = f"SELECT id, number FROM {name}_value WHERE path = ? AND key = ?"

    # Writing

    def put(self, number: int, before: JSON | None, after: JSON | None) -> None:
        """Enter document ``number`` as it is ``after``, in place of what it was ``before``; None: there was none, or
        there is none any more.
        """
        old, new = self._leaves(before), self._leaves(after)
        if before is None or after is None or old.keys() != new.keys():
            if before is not None:
                self._unset(self._shape(tuple(old)), number)
            if after is not None:
                self._set(self._shape(tuple(new)), number)
        for path, value in old.items():
            if path not in new or not _is_same(value, new[path]):
                self._remove(path, value, number)
        for path, value in new.items():
            if path not in old or not _is_same(value, old[path]):
                self._add(path, value, number)

    def tag(self, number: int, terms: Iterable[tuple[str, str]]) -> None:
        """Enter a document under terms beside what is in it: a kind of term, and which. No condition sees them."""
        for kind, term in terms:
            self._add(_TERMS + kind, term, number)

    def _leaves(self, document: JSON | None) -> dict[str, object]:
        """All values but the texts of dates that the document has as dates (``own_path``)."""
        found = leaves(document or {})
        return {path: value for path, value in found.items() if own_path(path, self.dates) == path}

    def _shape(self, paths: tuple[str, ...]) -> int:
        """The id of the posting of all documents with just these paths."""
        id = self._shapes.get(paths)
        if id is None:
            id = self._shapes[paths] = -len(self._shapes) - 1
            row = (id, msgspec.json.encode(paths))
            self._database.execute(f"INSERT INTO {self._name}_shape VALUES (?, ?)", row)
        return id

    def _key(self, path: str, value: object) -> tuple[int, bytes]:
        id = self._paths.get(path)
        if id is None:
            id = self._paths[path] = len(self._paths) + 1
            self._database.execute(f"INSERT INTO {self._name}_path VALUES (?, ?)", (id, path))
        return id, key_of(value, dated=path in self.dates)

    def _add(self, path: str, value: object, number: int) -> None:
        known = (path, value) if isinstance(value, str) else None
        id = self._ids.get(known) if known else None
        if id is None:
            id = self._id(self._key(path, value), value, number)
            if id is None:
                return
            if known:
                self._remember(known, id)
        self._set(id, number)

    def _id(self, at: tuple[int, bytes], value: object, number: int) -> int | None:
        """The id of a value that several documents have, ``number`` one of them; None if it is the only one."""
        if self._database.execute(self._insert, (*at, number, json_of(at[1], value))).rowcount == 1:
            return None
        id, only = self._database.execute(self._select, at).fetchone()
        if id is None and only == number:
            return None
        return self._several(at, only) if id is None else int(id)

    def _remember(self, known: tuple[str, str], id: int) -> None:
        if len(self._ids) > _CACHE_SIZE:
            self._ids.clear()
        self._ids[known] = id

    def _several(self, at: tuple[int, bytes], only: int) -> int:
        """Let a value that ``only`` one document has be one of several."""
        id = self._next
        self._next += 1
        change = f"UPDATE {self._name}_value SET id = ?, number = NULL WHERE path = ? AND key = ?"
        self._database.execute(change, (id, *at))
        self._set(id, only)
        if at[0] not in self._repeated:
            self._repeated.add(at[0])
            self._database.execute(f"INSERT INTO {self._name}_repeated VALUES (?)", at[:1])
        return id

    def _remove(self, path: str, value: object, number: int) -> None:
        at = self._key(path, value)
        there = self._database.execute(self._select, at).fetchone()
        if there is None:
            return
        id, only = there
        if id is not None:
            self._unset(id, number)
        elif only == number:
            self._database.execute(f"DELETE FROM {self._name}_value WHERE path = ? AND key = ?", at)

    def _set(self, id: int, number: int) -> None:
        at = (id, number // bitmap.CHUNK)
        self._chunks[at] = self._chunk(at) | 1 << number % bitmap.CHUNK
        self._changed.add(at)

    def _unset(self, id: int, number: int) -> None:
        at = (id, number // bitmap.CHUNK)
        self._chunks[at] = self._chunk(at) & ~(1 << number % bitmap.CHUNK)
        self._changed.add(at)

    def _chunk(self, at: tuple[int, int]) -> int:
        chunk = self._chunks.get(at)
        if chunk is None:
            select = f"SELECT bits FROM {self._name}_posting WHERE id = ? AND chunk = ?"
            row = self._database.execute(select, at).fetchone()
            chunk = bitmap.unpacked(row[0]) if row else 0
        return chunk

    def flush(self) -> None:
        """Write what is in memory alone to the tables."""
        if not self._changed:
            return
        rows = [(*at, bitmap.packed(self._chunks[at])) for at in self._changed]
        self._database.executemany(f"INSERT OR REPLACE INTO {self._name}_posting VALUES (?, ?, ?)", rows)
        self._changed.clear()
        self._postings.clear()
        if len(self._chunks) > _CACHE_SIZE:
            self._chunks.clear()

    # Reading

    def all(self) -> int:
        """All documents."""
        return self._with(lambda path: True)

    def have(self, path: str) -> int:
        """The documents with a value at ``path``, other than an object with something in it."""
        return self._with(lambda each: each == path)

    def inner(self, path: str) -> int:
        """The documents with an object at ``path`` that has something in it."""
        return self._with(lambda each: each.startswith(path + "."))

    def _with(self, holds: Callable[[str], bool]) -> int:
        found = 0
        for paths, id in self._shapes.items():
            if any(map(holds, paths)):
                found |= self._posting(id)
        return found

    def with_term(self, term: tuple[str, str]) -> int:
        """The documents that were entered under a term."""
        return self.equal(_TERMS + term[0], term[1])

    def equal(self, path: str, value: object) -> int:
        """The documents with just this value at ``path``."""
        key = key_of(value, dated=path in self.dates)
        return self.between(path, key, key)

    def between(self, path: str, low: bytes, high: bytes) -> int:
        """The documents with a value at ``path`` whose key is from ``low`` up to and including ``high``."""
        span = (self._paths.get(path), low, high)
        ids = self._list("id", "id IS NOT NULL", span)
        return self._union(ids, self._list("number", "number IS NOT NULL", span))

    def is_unique(self, path: str) -> bool:
        """Tell whether no two documents have ever had the same value at ``path``."""
        return self._paths.get(path) not in self._repeated

    def in_order(self, path: str, low: bytes, high: bytes, *, down: bool) -> Iterator[list[int]]:
        """The documents of a unique path with keys from ``low`` up to and including ``high``, in the order of their
        keys or ``down``, in blocks.
        """
        order = "ORDER BY key DESC" if down else "ORDER BY key"
        span = (self._paths.get(path), low, high)
        start, size = 0, _FIRST_BLOCK
        while numbers := self._list("number", "TRUE", span, f"{order} LIMIT {size} OFFSET {start}"):
            yield numbers
            start, size = start + size, size * _GROWTH

    def _list(
        self, column: str, where: str, span: tuple[int | None, bytes, bytes], order: str = ""
    ) -> list[int]:
        """Numbers in a column of the values of a path and a span of keys, read as one text: that is fast."""
        rows = f"SELECT {column} FROM {self._name}_value WHERE path = ? AND key BETWEEN ? AND ? AND {where} {order}"
        (text,) = self._database.execute(f"SELECT json_group_array({column}) FROM ({rows})", span).fetchone()
        found: list[int] = msgspec.json.decode(text)
        return found

    def union(self, postings: Iterable[Posting]) -> int:
        """The documents that have any of some values."""
        ids, numbers = [], []
        for posting in postings:
            if posting.id is None:
                numbers.append(posting.number or 0)
            else:
                ids.append(posting.id)
        return self._union(ids, numbers)

    def members(self, postings: Iterable[Posting]) -> Iterator[tuple[bytes, list[int] | int]]:
        """The keys of some values, each with its documents: a few as their numbers, many as a set."""
        self.flush()
        block = _FIRST_BLOCK
        waiting = iter(postings)
        while some := list(islice(waiting, block)):
            found = self._members([posting.id for posting in some if posting.id is not None])
            for posting in some:
                yield (
                    posting.key,
                    found.get(posting.id, []) if posting.id is not None else [posting.number or 0],
                )
            block = min(block * 2, _MANY)

    def _members(self, ids: Sequence[int]) -> dict[int, list[int] | int]:
        rows = self._chunks_of(ids, "id, chunk, bits", "ORDER BY id, chunk")
        return {
            id: bitmap.members([(chunk, row) for _, chunk, row in some])
            for id, some in groupby(rows, key=itemgetter(0))
        }

    def _chunks_of(self, ids: Sequence[int], columns: str, order: str = "") -> Iterable[Any]:
        marks = ",".join("?" * len(ids))
        select = f"SELECT {columns} FROM {self._name}_posting WHERE id IN ({marks}) {order}"
        return self._database.execute(select, tuple(ids))

    def _union(self, ids: Sequence[int], numbers: Sequence[int]) -> int:
        if len(ids) < _MANY:
            return reduce(or_, map(self._posting, ids), bitmap.of(numbers))
        self.flush()
        found = bitmap.of(numbers)
        for start in range(0, len(ids), _MANY):
            found |= bitmap.union_of_chunks(self._chunks_of(ids[start : start + _MANY], "chunk, bits"))
        return found

    def has(self, path: str, value: object, number: int) -> bool:
        """Tell whether document ``number`` has just this value at ``path``."""
        return bool(self.equal(path, value) >> number & 1)

    def documents(self, posting: Posting) -> int:
        """The documents that have a value."""
        if posting.id is None:
            assert posting.number is not None
            return 1 << posting.number
        return self._posting(posting.id)

    def _posting(self, id: int) -> int:
        self.flush()
        found = self._postings.get(id)
        if found is None:
            select = f"SELECT chunk, bits FROM {self._name}_posting WHERE id = ? ORDER BY chunk"
            found = bitmap.joined(self._database.execute(select, (id,)))
            if len(self._postings) < 256:
                self._postings[id] = found
        return found

    def values(
        self, path: str, low: bytes = b"", high: bytes = b"\xff", *, down: bool = False
    ) -> Iterator[Posting]:
        """The values at ``path`` with keys from ``low`` up to and including ``high``, in their order or ``down``."""
        id = self._paths.get(path)
        if id is None:
            return iter(())
        select = (
            f"SELECT key, id, number, json FROM {self._name}_value WHERE path = ? AND key BETWEEN ? AND ?"
        )
        order = " ORDER BY key DESC" if down else " ORDER BY key"
        return map(Posting._make, self._database.execute(select + order, (id, low, high)))


def _is_same(one: object, other: object) -> bool:
    if isinstance(one, str):
        return one == other
    return msgspec.json.encode(one) == msgspec.json.encode(other)
