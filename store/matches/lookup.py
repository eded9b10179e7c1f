"""Asking a log what has not been asked before, part by part, and keeping the answers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from engine.events import Event, from_line
from engine.match import Matcher, match_event
from engine.plan import Plan
from engine.progress import MatchedEvent
from store.log import paths
from store.log.columns import column, minimal
from store.log.manifest import Keys, LogPart
from store.log.parts import columns_of, documents_of
from store.log.query import name, open_frequent_query, rows
from store.log.rows import partition_of
from store.log.selection import PARTITION
from store.log.small import small_document
from store.log.verdicts import WHOLE, verdicts
from store.matches import answer_cache
from store.matches.answer_cache import Answers, Events, ExtraFacts
from store.matches.question import PROFILE, PlanPortion, digest, frame, merged_log_name, questions
from store.portions import portions

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

PORTION: Final = 250_000
"""Events that are asked about at once, so that what is known of those that match fits into DuckDB's bounds."""


class Matches(Struct, frozen=True):
    """The answers to one question about one part."""

    part: int
    question: str
    answers: list[Answers]


_Found = Iterator[tuple[int, Answers, Sequence[str]]]  # part, answers, the questions that they answer
_Rows = Iterator[tuple[int, int, str, MatchedEvent]]  # part, row, owner, event


def question_columns(plan: Plan) -> tuple[Keys, ...]:
    """The columns that a log needs to answer all questions of a plan."""
    return minimal(paths.of_filters(plan) | paths.of_journey(plan) | paths.of_rows(plan))


def unanswered_parts(folder: Path, plan: Plan, parts: Iterable[LogPart]) -> list[LogPart]:
    """The ``parts`` in ``folder`` that have not been asked everything in ``plan``."""
    where, asked = frame(plan), list(map(digest, questions(plan)))
    return [
        part
        for part in parts
        if not all(answer_cache.path(folder, where, each, part.number).exists() for each in asked)
    ]


def note_use(folder: Path, plan: Plan) -> None:
    """The answers to a plan's questions are in use; those that nobody used for long may go."""
    answer_cache.used(folder, frame(plan), [*map(digest, questions(plan)), merged_log_name(plan)])


def matches(folder: Path, plan: Plan, parts: Sequence[LogPart], partitions: int) -> list[Matches]:
    """The answers to all questions of a plan about these parts of a log with so many partitions.

    The log must have the plan's columns. Raises StoreError.
    """
    where = frame(plan)
    found: list[Matches] = []
    unknown: dict[tuple[str, ...], list[LogPart]] = defaultdict(list)
    for part in parts:
        missing = []
        for question in questions(plan):
            answers = answer_cache.read(answer_cache.path(folder, where, digest(question), part.number))
            if answers is None:
                missing.append(question)
            else:
                found.append(Matches(part.number, question, answer_cache.decode(answers)))
        if missing:
            unknown[tuple(missing)].append(part)
    for asked, about in unknown.items():
        for some in portions(about, lambda part: part.rows, PORTION):
            for answer in _ask(folder, PlanPortion(plan, asked), asked, some, partitions):
                path = answer_cache.path(folder, where, digest(answer.question), answer.part)
                answer_cache.write(path, answer_cache.encode(answer.answers))
                found.append(answer)
    return found


def _ask(
    folder: Path, plan: PlanPortion, asked: Sequence[str], parts: Sequence[LogPart], partitions: int
) -> Iterator[Matches]:
    """Ask the questions ``asked`` of ``plan`` about several ``parts`` in ``folder`` at once, in so many
    ``partitions``.
    """
    answers: dict[tuple[int, str], list[Answers]] = {
        (part.number, each): [] for part in parts for each in asked
    }
    with open_frequent_query(folder) as connection:
        for part, found, answered in _PartsQuery(
            connection, folder, plan, asked, parts, partitions
        ).find_matches():
            for question in answered:
                answers[part, question].append(found)
    for (part, question), some in answers.items():
        yield Matches(part, question, some)


class _PartsQuery:
    """One pass over parts of a log: rows that mean something, whether or not they were voided or have twins."""

    def __init__(
        self,
        connection: DuckDBPyConnection,
        folder: Path,
        plan: PlanPortion,
        asked: Sequence[str],
        parts: Sequence[LogPart],
        partitions: int,
    ) -> None:
        self._connection = connection
        self._plan = plan
        self._profile = [PROFILE] * (PROFILE in asked)
        self._partitions = partitions
        columns, wanted = question_columns(plan), paths.of_rows(plan)
        self._columns = [path for path in columns if any(each[: len(path)] == path for each in wanted)]
        whose = plan.journey.track_by
        listed = [
            f"part, row, shape, id, ref, time, stored, {whose} AS owner, {PARTITION[whose]} AS partition",
            *(name(column(path)) for path in columns),
        ]
        table = f"SELECT {', '.join(listed)} FROM {columns_of(folder, parts)} WHERE {whose} IS NOT NULL"
        self._verdicts = verdicts(connection, plan, f"({table})", columns)
        self._documents = documents_of(folder, parts)

    def find_matches(self) -> _Found:
        rows = self._verdicts.rows
        if self._plan.keeps_documents:
            yield from self._in_columns(self._whole(rows))
            return
        settled = f"{rows} WHERE verdict <> {WHOLE}"
        yield from self._in_columns(self._with_columns(settled)) if self._columns else self._plain(settled)
        if self._verdicts.some_whole:
            yield from self._in_columns(self._whole(f"{rows} WHERE verdict = {WHOLE}"))

    def _plain(self, chosen: str) -> _Found:
        """Events of which the questions that they answer are all there is to know: the many, told by DuckDB alone."""
        answered = list(map(self._questions, self._verdicts.hits))
        events = (
            "{owners: list(owner), times: list(time), stored: list(stored), ids: list(id), places: list(place), "
            "refs: list(ref)}"
        )
        table = f"SELECT *, part::BIGINT << 32 | row AS place FROM {chosen}"
        query = (
            f"SELECT part, partition, verdict, to_json({events})::VARCHAR FROM ({table}) "
            "GROUP BY part, partition, verdict"
        )
        for part, partition, verdict, told in rows(self._connection.execute(query)):
            yield part, Answers(partition, told), answered[verdict]

    def _with_columns(self, chosen: str) -> _Rows:
        """Events of which a column more is asked: the concurrency key, traits, memberships."""
        hits = self._verdicts.hits
        listed = ", ".join(name(column(path)) for path in self._columns)
        query = (
            f"SELECT part, row, owner, verdict, time, stored, id, coalesce(ref, id), {listed} FROM {chosen}"
        )
        for part, row, owner, verdict, time, stored, id, ref, *values in rows(
            self._connection.execute(query)
        ):
            document = small_document(self._columns, values)
            event = Event(id=id, ref=ref, time=time, stored=stored, document=document)
            if found := match_event(self._plan, event, hits[verdict]):
                yield part, row, owner, found

    def _whole(self, chosen: str) -> _Rows:
        """Events whose documents are read again."""
        matcher = Matcher([self._plan])
        query = (
            f"SELECT part, row, owner, document FROM (SELECT part, row, owner FROM {chosen}) "
            f"JOIN {self._documents} USING (part, row)"
        )
        for part, row, owner, text in rows(self._connection.execute(query)):
            event = from_line(text)
            hits = matcher.hits(event.document).get(0, ())
            if found := match_event(self._plan, event, hits):
                yield part, row, owner, found

    def _in_columns(self, found: _Rows) -> _Found:
        """Events one by one, by part, by the partition of their owner and by the questions that they answer."""
        taken: dict[tuple[int, int, tuple[str, ...]], _EventColumns] = defaultdict(_EventColumns)
        for part, row, owner, event in found:
            profile = self._profile if event.traits or event.audience else []
            answered = (*self._questions(event.hits), *profile)
            taken[part, partition_of(owner, self._partitions), answered].add(part << 32 | row, owner, event)
        for (part, partition, answered), some in taken.items():
            yield part, some.answers(partition), answered

    def _questions(self, hits: tuple[int, ...]) -> list[str]:
        return [self._plan.filters[number].key for number in hits]


class _EventColumns:
    """Events on their way into columns."""

    def __init__(self) -> None:
        self._events = Events([], [], [], [], [], [])
        self._told: dict[int, ExtraFacts] = {}

    def add(self, place: int, owner: str, event: MatchedEvent) -> None:
        events = self._events
        events.owners.append(owner)
        events.times.append(event.time)
        events.stored.append(event.stored)
        events.ids.append(event.id)
        events.places.append(place)
        events.refs.append(None if event.ref == event.id else event.ref)
        told = ExtraFacts(event.key, event.traits, event.audience, event.document)
        if told != _NOTHING:
            self._told[place] = told

    def answers(self, partition: int) -> Answers:
        return Answers(partition, answer_cache.as_events(self._events), self._told)


_NOTHING: Final = ExtraFacts()
