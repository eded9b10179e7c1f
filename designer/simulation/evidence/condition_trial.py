"""A condition tried on events: how many match, one that does, and one that nearly does with the clause it fails."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from math import inf
from typing import Any, Final, TypeVar

from msgspec import Struct

from engine.conditions import mongo, segment
from engine.conditions.mongo.explanation import explain
from engine.conditions.segment.expression import Number, Reduction
from engine.events import Document
from engine.steps import Condition

Holds = Callable[[Document], bool]
Query = Mapping[str, Any]

PORTION: Final = 1_000
"""Documents after which somebody may stop."""


class NearMiss(Struct, frozen=True):
    """A document that fails a condition by little: the clause that it fails, in words, and what stands there."""

    document: Document
    clause: str
    found: tuple[object, ...]


class MatchCounts(Struct, frozen=True, kw_only=True):
    """The number of ``total`` events that match. Where one event ``alone`` does not decide a condition in Segment's
    language (``count() >= 3``, a window), those match that it counts.
    """

    total: int
    matched: int
    example: Document | None = None
    near_miss: NearMiss | None = None
    alone: bool = True


Stop = Callable[[], bool]
"""Asked now and then whether to stop."""


class TrialStopped(Exception):
    """Whoever asked does not want to know any more."""


def never() -> bool:
    """Return false, for whoever does not want to stop."""
    return False


T = TypeVar("T")


def stoppable(things: Iterable[T], stop: Stop) -> Iterator[T]:
    """The same things. Raises TrialStopped where somebody wants to stop."""
    for number, each in enumerate(things):
        if number % PORTION == 0 and stop():
            raise TrialStopped
        yield each


class ConditionTrial:
    """A condition ready to be tried. Raises ConditionError."""

    def __init__(self, condition: Condition) -> None:
        self._queries = list(queries(condition))
        self.holds: Final = _holds(condition)
        self.paths: Final = frozenset(
            path for query in self._queries for path in mongo.paths(query, mongo.LEARNING_LOCKER_DATES)
        )
        self.alone: Final = not isinstance(condition, str) or segment.is_arrival(segment.parse(condition))

    def count(self, documents: Iterable[Document], stop: Stop = never) -> MatchCounts:
        """Try it on all documents. Raises PatternLimit, TrialStopped."""
        near = _Nearest(self._queries)
        total = matched = 0
        example: Document | None = None
        rest = iter(documents)
        while portion := list(islice(rest, PORTION)):
            if stop():
                raise TrialStopped
            matching, others = _partition(self.holds, portion)
            total, matched = total + len(portion), matched + len(matching)
            example = example or next(iter(matching), None)
            near.look(others)
        return MatchCounts(
            total=total, matched=matched, example=example, near_miss=near.miss(), alone=self.alone
        )


def _partition(holds: Holds, documents: Iterable[Document]) -> tuple[list[Document], list[Document]]:
    """The ``documents`` for which ``holds`` is true, and the others."""
    parted: tuple[list[Document], list[Document]] = ([], [])
    for document in documents:
        parted[not holds(document)].append(document)
    return parted


def _holds(condition: Condition) -> Holds:
    if not isinstance(condition, str):
        return mongo.compile_query(condition, mongo.LEARNING_LOCKER_DATES)
    kinds = [segment.compile_filter(each) for each in segment.filters(segment.parse(condition))]
    return lambda document: any(holds(document) for holds in kinds)


def queries(condition: Condition) -> Iterator[Query]:
    """The mongo queries for the kinds of event that a condition looks at, as far as there are any."""
    if not isinstance(condition, str):
        yield condition
        return
    for kind in segment.filters(segment.parse(condition)):
        query = segment.to_mongo(segment.Comparison(Reduction(kind, "count"), "equals", (Number(1),)))
        if isinstance(query, dict):
            yield query


class _Nearest:
    """Looks for the document that fails the fewest clauses; something wrong at a path is nearer than nothing there."""

    def __init__(self, queries: Iterable[Query]) -> None:
        self._tests = [(query, _tests(query)) for query in queries]
        self._lacks: float = inf
        self._found: tuple[Document, Query] | None = None

    def look(self, documents: Iterable[Document]) -> None:
        for query, tests in self._tests:
            for document in documents:
                if self._lacks <= 1:
                    return
                lacks = sum(not test(document) for test in tests)
                if lacks < min(self._lacks, len(tests)):
                    self._lacks, self._found = lacks, (document, query)

    def miss(self) -> NearMiss | None:
        """The nearest one; None where nothing came near."""
        if self._found is None:
            return None
        document, query = self._found
        failed = explain(query, document, mongo.LEARNING_LOCKER_DATES).reasons()
        return next((NearMiss(document, clause.text, clause.found) for clause in failed), None)


def _compiled(query: Query) -> Holds:
    return mongo.compile_query(query, mongo.LEARNING_LOCKER_DATES)


def _tests(query: Query) -> list[Holds]:
    """Return what a document can pass: each of the clauses, and that something stands at each of the paths."""
    return [*map(_compiled, _clauses(query)), *map(_compiled, _there(query))]


def _clauses(query: Query) -> Iterator[Query]:
    """The parts of which all must hold."""
    for key, part in query.items():
        if key == "$and":
            for each in part:
                yield from _clauses(each)
        else:
            yield {key: part}


def _there(query: Query) -> Iterator[Query]:
    """Yield the query that something stands at a path, for each of the paths of ``query``."""
    for path in mongo.paths(query, mongo.LEARNING_LOCKER_DATES):
        yield {path: {"$exists": True}}
