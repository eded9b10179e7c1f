"""Conditions answered from an index: the documents that satisfy one, with the engine's own meaning of it.

A test holds at a path by what is there alone. So each value that the index has on the way along the path is tried once,
in the smallest document that has it there, and not each document. Values that cannot satisfy a comparison are passed
over by their keys.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import reduce
from operator import and_, or_
from typing import Final

from engine import instant
from engine.conditions.mongo.closures import compile_tree
from engine.conditions.mongo.elements import element_test
from engine.conditions.mongo.parse import parse
from engine.conditions.mongo.traversal import Matcher
from engine.conditions.mongo.tree import (
    Clause,
    ClauseGroup,
    Equal,
    Every,
    Exists,
    FieldComparison,
    Leaf,
    Negation,
    Node,
    OneOf,
    OrderedTo,
    Test,
)
from store.index import bitmap
from store.index.inverted_index import InvertedIndex, Posting
from store.index.value_keys import JSON, LISTS, LONGEST, date_key, key_before, key_of, nested, same_rank

Read = Callable[[int], JSON]
"""The document with a number."""

_SOME_OBJECT: Final = {"\0": 0}
_END: Final = b"\xff"

KeyRange = tuple[bytes, bytes]
"""Keys from one up to and including another."""


def matching(index: InvertedIndex, query: JSON, read: Read) -> int:
    """The documents that satisfy ``query``; ``read`` reads those that the index does not tell enough of.

    Raises InvalidCondition, and PatternLimit when a regular expression takes too many steps.
    """
    return _Evaluation(index, read).of(parse(query, index.dates))


class _Evaluation:
    def __init__(self, index: InvertedIndex, read: Read) -> None:
        self._index = index
        self._read = read
        self._all = index.all()

    def of(self, node: Node) -> int:
        if isinstance(node, Clause):
            return self._test(node, node.test)
        if isinstance(node, FieldComparison):
            return self._read_all(self._all, compile_tree(node))
        if node.operator == "$and":
            return self._every(node)
        found = reduce(or_, map(self.of, node.parts), 0)
        return found if node.operator == "$or" else self._all & ~found

    def _every(self, group: ClauseGroup) -> int:
        """The documents that satisfy all parts. Of ranges at one path, only what all have in common is read. Two fields
        can only be compared in those that satisfy all others.
        """
        compared: list[FieldComparison] = []
        ranges: dict[str, KeyRange] = {}
        found = self._all
        for part in group.parts:
            if isinstance(part, FieldComparison):
                compared.append(part)
            elif isinstance(part, Clause) and (span := self._range(part)):
                low, high = ranges.get(part.path, span)
                ranges[part.path] = max(low, span[0]), min(high, span[1])
            else:
                found &= self.of(part)
        for path, (low, high) in ranges.items():
            found &= self._index.between(path, low, high)
        for comparison in compared:
            found = self._read_all(found, compile_tree(comparison))
        return found

    def _range(self, clause: Clause) -> KeyRange | None:
        """The keys of just those values that are above or below a text or a date; None for every other test, and where
        some document has a list on the way: one of its elements may be above, another below.
        """
        if not isinstance(clause.test, OrderedTo):
            return None
        ranges, is_exact = _ranges(clause.test)
        has_lists = any(
            next(self._index.values(path, *_ALL_LISTS), None) for path in _on_the_way(clause.path)
        )
        return ranges[0] if is_exact and not has_lists else None

    def _read_all(self, among: int, holds: Matcher) -> int:
        numbers = bitmap.numbers(among)
        return bitmap.of((each for each in numbers if holds(self._read(each))), among.bit_length())

    def _test(self, clause: Clause, test: Test) -> int:
        if isinstance(test, Negation):
            return self._all & ~self._test(clause, test.test)
        if isinstance(test, Every):
            return reduce(and_, (self._test(clause, part) for part in test.tests), self._all)
        return self._leaf(clause, test)

    def _leaf(self, clause: Clause, test: Leaf) -> int:
        """The documents with a value on the way that satisfies ``test``, and those with none if nothing does."""
        one = Clause(clause.path, clause.operator, clause.operand, test, clause.instants)
        holds = compile_tree(ClauseGroup("$and", (one,)))
        element = element_test(test, compile_tree)
        seen, found = 0, 0
        for path in _on_the_way(clause.path):
            there = self._index.have(path)
            seen |= there
            if path == clause.path and isinstance(test, Exists):
                found |= there
                continue
            ranges, is_exact = _ranges(test) if path == clause.path else (_EVERYTHING, False)
            names = path.split(".")
            is_plain = path == clause.path and not clause.instants

            def is_it(posting: Posting, names: Sequence[str] = names, is_plain: bool = is_plain) -> bool:
                if is_plain and posting.key[:1] != LISTS:
                    return element(posting.value)
                return holds(nested(names, posting.value))

            for low, high in ranges:
                if is_exact and low != LISTS:
                    found |= self._index.between(path, low, high)
                else:
                    found |= self._index.union(filter(is_it, self._index.values(path, low, high)))
        inner = self._index.inner(clause.path)
        if inner:
            found |= self._objects(inner, clause.path, test, holds)
        return found | (self._all & ~seen & ~inner) if holds({}) else found

    def _objects(self, inner: int, path: str, test: Leaf, holds: Matcher) -> int:
        """Those of the documents with an object at ``path`` that satisfy ``test``: all or none, unless it names one."""
        if not _names_an_object(test):
            return inner if holds(nested(path.split("."), _SOME_OBJECT)) else 0
        return self._read_all(inner, holds)


def _on_the_way(path: str) -> Iterator[str]:
    names = path.split(".")
    return (".".join(names[:end]) for end in range(1, len(names) + 1))


def _names_an_object(test: Leaf) -> bool:
    match test:
        case Equal(value) | OrderedTo(_, value):
            return isinstance(value, dict)
        case OneOf(values, _):
            return any(isinstance(value, dict) for value in values)
        case _:
            return False


_EVERYTHING: Final[list[KeyRange]] = [(b"", _END)]
_ALL_LISTS: Final = (LISTS, LISTS + _END)


def _ranges(test: Leaf) -> tuple[list[KeyRange], bool]:
    """Keys that values which satisfy ``test`` can have, and whether all have that are not lists."""
    match test:
        case Equal(str() | datetime() as value):
            return [(_key(value), _key(value)), _ALL_LISTS], True
        case OneOf(values, ()) if all(isinstance(value, str | datetime) for value in values):
            return [*((_key(value), _key(value)) for value in set(values)), _ALL_LISTS], True
        case OrderedTo(operator, str() | datetime() as value):
            key = _key(value)
            kind = key[:1]
            if len(key) > LONGEST + 1:  # the rest is a digest, which has no order
                return [_side(operator, key[: LONGEST + 1]), _ALL_LISTS], False
            ranges = {
                "$gt": (key + b"\0", kind + _END * 9),
                "$gte": (key, kind + _END * 9),
                "$lt": (kind, key_before(key)),
                "$lte": (kind, key),
            }
            return [ranges[operator], _ALL_LISTS], True
        case Equal(None | bool() as value):
            return [(key_of(value), key_of(value)), _ALL_LISTS], True
        case Equal(int() | float() as value):
            place = same_rank(key_of(value))
            return [(place, place + _END), _ALL_LISTS], False
        case OrderedTo(operator, int() | float() as value):
            return [_side(operator, same_rank(key_of(value))), _ALL_LISTS], False
        case _:
            return _EVERYTHING, False


def _side(operator: str, place: bytes) -> KeyRange:
    """Keys of one kind above or below those that begin with ``place``, and these."""
    kind = place[:1]
    return (place, kind + _END * 9) if operator in ("$gt", "$gte") else (kind, place + _END * 17)


def _key(value: object) -> bytes:
    return date_key(instant.of(value)) if isinstance(value, datetime) else key_of(value)
