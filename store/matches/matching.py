"""Asking a log what has not been asked before, part by part, and keeping the answers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from duckdb import DuckDBPyConnection
from msgspec import Struct

from engine.events import Event, from_line
from engine.match import Matcher, matched
from engine.plan import Plan
from engine.progress import Matched
from store.log import paths
from store.log.asking import asking, name, rows
from store.log.columns import column, minimal
from store.log.manifest import Keys, Part
from store.log.parts import columns_of, documents_of
from store.log.rows import partition_of
from store.log.small import small_document
from store.log.verdicts import WHOLE, verdicts
from store.matches import kept
from store.matches.kept import Kept
from store.matches.question import PROFILE, Portion, frame, named, questions


class Matches(Struct, frozen=True):
    """The answers to one question about one part, encoded as in ``store.matches.kept``."""

    part: int
    question: str
    answers: bytes


_Found = Iterator[tuple[int, int, str, Matched]]  # part, row, owner, event
_Rows = dict[int, dict[str, list[Kept]]]  # by the owner's partition, by owner


def asked_columns(plan: Plan) -> tuple[Keys, ...]:
    """The columns that a log needs to answer all questions of a plan."""
    return minimal(paths.of_filters(plan) | paths.of_journey(plan) | paths.of_rows(plan))


def lacking(folder: Path, plan: Plan, parts: Iterable[Part]) -> list[Part]:
    """The parts that have not been asked everything."""
    where, asked = frame(plan), list(map(named, questions(plan)))
    return [
        part
        for part in parts
        if not all(kept.path(folder, where, each, part.number).exists() for each in asked)
    ]


def matches(folder: Path, plan: Plan, parts: Sequence[Part], partitions: int) -> list[Matches]:
    """The answers to all questions of a plan about these parts of a log with so many partitions.

    The log must have the plan's columns. Raises StoreError.
    """
    where = frame(plan)
    found: list[Matches] = []
    unknown: dict[tuple[str, ...], list[Part]] = defaultdict(list)
    for part in parts:
        missing = []
        for question in questions(plan):
            answers = kept.read(kept.path(folder, where, named(question), part.number))
            if answers is None:
                missing.append(question)
            else:
                found.append(Matches(part.number, question, answers))
        if missing:
            unknown[tuple(missing)].append(part)
    for asked, about in unknown.items():
        for answer in _asked(folder, Portion(plan, asked), asked, about, partitions):
            kept.write(kept.path(folder, where, named(answer.question), answer.part), answer.answers)
            found.append(answer)
    return found


def _asked(
    folder: Path, plan: Portion, asked: Sequence[str], parts: Sequence[Part], partitions: int
) -> Iterator[Matches]:
    """Ask several questions about several parts at once."""
    numbers = {question: number for number, question in enumerate(filter.key for filter in plan.filters)}
    answers: dict[tuple[int, str], _Rows] = {(part.number, each): {} for part in parts for each in asked}
    by_number = {number: question for question, number in numbers.items()}
    with asking(folder) as connection:
        for part, row, owner, event in _Asking(connection, folder, plan, parts).found():
            answered = [by_number[number] for number in event.hits]
            if PROFILE in asked and (event.traits or event.audience):
                answered.append(PROFILE)
            partition = partition_of(owner, partitions)
            entry = _kept(row, event)
            for question in answered:
                owners = answers[part, question].setdefault(partition, {})
                owners.setdefault(owner, []).append(entry)
    for (part, question), found in answers.items():
        yield Matches(part, question, kept.encode(found))


def _kept(row: int, event: Matched) -> Kept:
    ref = "" if event.ref == event.id else event.ref
    return Kept(
        row, event.time, event.stored, event.id, ref, event.key, event.traits, event.audience, event.document
    )


class _Asking:
    """One pass over parts of a log: rows that mean something, whether or not they were voided or have twins."""

    def __init__(
        self, connection: DuckDBPyConnection, folder: Path, plan: Portion, parts: Sequence[Part]
    ) -> None:
        self._connection = connection
        self._plan = plan
        columns = asked_columns(plan)
        wanted = paths.of_rows(plan)
        self._asked = [path for path in columns if any(each[: len(path)] == path for each in wanted)]
        listed = ", ".join(
            ["part, row, shape, id, ref, time, stored", *(name(column(path)) for path in columns)]
        )
        whose = plan.journey.track_by
        table = (
            f"(SELECT {listed}, {whose} AS owner FROM {columns_of(folder, parts)} WHERE {whose} IS NOT NULL)"
        )
        self._verdicts = verdicts(connection, plan, table, columns)
        self._documents = documents_of(folder, parts)

    def found(self) -> _Found:
        rows = self._verdicts.rows
        if self._plan.keeps_documents:
            yield from self._whole(rows)
            return
        yield from self._told(f"{rows} WHERE verdict <> {WHOLE}")
        if self._verdicts.some_whole:
            yield from self._whole(f"{rows} WHERE verdict = {WHOLE}")

    def _told(self, chosen: str) -> _Found:
        """Events of which the columns tell everything."""
        hits = self._verdicts.hits
        fields = ["part, row, owner, time, stored, id, coalesce(ref, id), verdict, shape"]
        listed = ", ".join(fields + [name(column(path)) for path in self._asked])
        event = self._with_columns if self._asked else _plain
        query = f"SELECT {listed} FROM {chosen} ORDER BY part, row"
        for part, row, owner, time, stored, id, ref, verdict, *rest in rows(self._connection.execute(query)):
            if found := event(hits[verdict], time, stored, id, ref, rest):
                yield part, row, owner, found

    def _with_columns(
        self, hits: tuple[int, ...], time: int, stored: int, id: str, ref: str, rest: Sequence[Any]
    ) -> Matched | None:
        """An event of which a column more is asked: the concurrency key, traits, memberships."""
        document = small_document(rest[0], self._asked, rest[1:])
        event = Event(id=id, ref=ref, time=time, stored=stored, document=document)
        return matched(self._plan, event, hits)

    def _whole(self, chosen: str) -> _Found:
        """Events whose documents are read again."""
        matcher = Matcher([self._plan])
        query = (
            f"SELECT part, row, owner, document FROM (SELECT part, row, owner FROM {chosen}) "
            f"JOIN {self._documents} USING (part, row) ORDER BY part, row"
        )
        for part, row, owner, text in rows(self._connection.execute(query)):
            event = from_line(text)
            hits = matcher.hits(event.document).get(0, ())
            if found := matched(self._plan, event, hits):
                yield part, row, owner, found


def _plain(
    hits: tuple[int, ...], time: int, stored: int, id: str, ref: str, rest: Sequence[Any]
) -> Matched | None:
    return Matched(time=time, stored=stored, id=id, ref=ref, hits=hits)
