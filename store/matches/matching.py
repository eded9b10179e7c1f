"""Asking a log what has not been asked before, part by part, and keeping the answers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from duckdb import DuckDBPyConnection
from msgspec import Struct

from engine.events import Event, from_line
from engine.match import Matcher, matched
from engine.plan import Plan
from store.log import paths
from store.log.asking import asking, name, rows
from store.log.columns import column, minimal
from store.log.manifest import Keys, Part
from store.log.parts import columns_of, documents_of
from store.log.rows import partition_of
from store.log.small import small_document
from store.log.verdicts import WHOLE, verdicts
from store.matches import kept
from store.matches.kept import Kept, Owners, Told
from store.matches.question import PROFILE, Portion, frame, named, questions, woven


class Matches(Struct, frozen=True):
    """The answers to one question about one part, by the partition of their owner: as they were kept, or just found."""

    part: int
    question: str
    answers: bytes | dict[int, Owners]

    def owners(self, partition: int | None) -> list[Owners]:
        """Those of one partition, or of each."""
        if isinstance(self.answers, bytes):
            return kept.decode(self.answers, partition)
        return [found for number, found in self.answers.items() if partition in (None, number)]


_Found = Iterator[tuple[int, str, Kept, Sequence[str]]]  # part, owner, event, the questions that it answers


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


def note_use(folder: Path, plan: Plan) -> None:
    """The answers to a plan's questions are in use; those that nobody used for long may go."""
    kept.used(folder, frame(plan), [*map(named, questions(plan)), woven(plan)])


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
            assert not isinstance(answer.answers, bytes)
            path = kept.path(folder, where, named(answer.question), answer.part)
            kept.write(path, kept.encode(answer.answers))
            found.append(answer)
    return found


def _asked(
    folder: Path, plan: Portion, asked: Sequence[str], parts: Sequence[Part], partitions: int
) -> Iterator[Matches]:
    """Ask several questions about several parts at once."""
    answers: dict[tuple[int, str], dict[int, Owners]] = {
        (part.number, each): defaultdict(_owners) for part in parts for each in asked
    }
    with asking(folder) as connection:
        for part, owner, event, answered in _Asking(connection, folder, plan, asked, parts).found():
            partition = partition_of(owner, partitions)
            for question in answered:
                answers[part, question][partition][owner].append(event)
    for (part, question), found in answers.items():
        yield Matches(part, question, found)


def _owners() -> Owners:
    return defaultdict(list)


class _Asking:
    """One pass over parts of a log: rows that mean something, whether or not they were voided or have twins."""

    def __init__(
        self,
        connection: DuckDBPyConnection,
        folder: Path,
        plan: Portion,
        asked: Sequence[str],
        parts: Sequence[Part],
    ) -> None:
        self._connection = connection
        self._plan = plan
        self._profile = [PROFILE] * (PROFILE in asked)
        columns, wanted = asked_columns(plan), paths.of_rows(plan)
        self._columns = [path for path in columns if any(each[: len(path)] == path for each in wanted)]
        listed = ["part, row, shape, id, ref, time, stored", *(name(column(path)) for path in columns)]
        whose = plan.journey.track_by
        table = f"SELECT {', '.join(listed)}, {whose} AS owner FROM {columns_of(folder, parts)}"
        self._verdicts = verdicts(connection, plan, f"({table} WHERE {whose} IS NOT NULL)", columns)
        self._documents = documents_of(folder, parts)

    def found(self) -> _Found:
        rows = self._verdicts.rows
        if self._plan.keeps_documents:
            yield from self._whole(rows)
            return
        told = self._with_columns if self._columns else self._plain
        yield from told(f"{rows} WHERE verdict <> {WHOLE}")
        if self._verdicts.some_whole:
            yield from self._whole(f"{rows} WHERE verdict = {WHOLE}")

    def _plain(self, chosen: str) -> _Found:
        """Events of which the questions that they answer are all there is to know: the many."""
        answered = list(map(self._questions, self._verdicts.hits))
        place = "part::BIGINT << 32 | row"
        query = (
            f"SELECT part, owner, verdict, time, stored, id, {place}, coalesce(ref, ''), NULL FROM {chosen}"
        )
        for found in rows(self._connection.execute(query)):
            yield found[0], found[1], found[3:], answered[found[2]]

    def _with_columns(self, chosen: str) -> _Found:
        """Events of which a column more is asked: the concurrency key, traits, memberships."""
        hits = self._verdicts.hits
        listed = ", ".join(name(column(path)) for path in self._columns)
        query = f"SELECT part, row, owner, verdict, time, stored, id, coalesce(ref, id), shape, {listed} FROM {chosen}"
        for part, row, owner, verdict, time, stored, id, ref, shape, *values in rows(
            self._connection.execute(query)
        ):
            document = small_document(shape, self._columns, values)
            event = Event(id=id, ref=ref, time=time, stored=stored, document=document)
            yield from self._matched(part, row, owner, event, hits[verdict])

    def _whole(self, chosen: str) -> _Found:
        """Events whose documents are read again."""
        matcher = Matcher([self._plan])
        query = (
            f"SELECT part, row, owner, document FROM (SELECT part, row, owner FROM {chosen}) "
            f"JOIN {self._documents} USING (part, row)"
        )
        for part, row, owner, text in rows(self._connection.execute(query)):
            event = from_line(text)
            hits = matcher.hits(event.document).get(0, ())
            yield from self._matched(part, row, owner, event, hits)

    def _matched(self, part: int, row: int, owner: str, event: Event, hits: tuple[int, ...]) -> _Found:
        if (found := matched(self._plan, event, hits)) is None:
            return
        ref = "" if found.ref == found.id else found.ref
        told = Told(found.key, found.traits, found.audience, found.document)
        answered = self._questions(hits) + (self._profile if found.traits or found.audience else [])
        event_kept = (
            found.time,
            found.stored,
            found.id,
            part << 32 | row,
            ref,
            None if told == _NOTHING else told,
        )
        yield part, owner, event_kept, answered

    def _questions(self, hits: tuple[int, ...]) -> list[str]:
        return [self._plan.filters[number].key for number in hits]


_NOTHING: Final = Told()
