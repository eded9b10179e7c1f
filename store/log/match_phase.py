"""The first phase over a log: the events that mean something to a plan, by owner, as the fold takes them.

The same answers as ``engine.match`` gives event by event. Most are given by columns alone; the document is read again
where the journey keeps it, and where columns cannot tell.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from engine.events import Event, from_line
from engine.fold import precedence
from engine.match import Matcher, match_event
from engine.plan import Plan
from engine.progress import MatchedEvent
from store.log import paths
from store.log.columns import column, minimal
from store.log.manifest import Keys, Manifest
from store.log.parts import documents_of, with_paths
from store.log.query import name, open_query, rows
from store.log.rows import partition_of
from store.log.selection import events
from store.log.small import small_document
from store.log.verdicts import WHOLE, verdicts

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Logs = dict[str, list[MatchedEvent]]
"""Owner → the events that matched, in no order."""

_Found = Iterator[tuple[str, MatchedEvent]]


def prepare(folder: Path, plan: Plan) -> Manifest:
    """Make the columns that a plan asks for, so that matching only reads; the log as it is then. Raises StoreError."""
    return with_paths(folder, columns_for(plan))


def match_log(
    folder: Path,
    plan: Plan,
    partition: int | None = None,
    *,
    owners: Collection[str] | None = None,
    keep_documents: bool = False,
) -> Logs:
    """Return what of the log in a folder means something to a plan: all of it, or that of the owners of one partition.

    Of several events with one id, the one that takes precedence; without those that were voided. Where ``owners`` are
    named, only theirs. Raises StoreError.
    """
    found = prepare(folder, plan)
    with open_query(folder) as connection:
        return match(connection, folder, found, plan, partition, owners=owners, keep_documents=keep_documents)


def match(
    connection: DuckDBPyConnection,
    folder: Path,
    found: Manifest,
    plan: Plan,
    partition: int | None = None,
    *,
    owners: Collection[str] | None = None,
    keep_documents: bool = False,
) -> Logs:
    """Match a log in ``folder`` that was prepared for ``plan`` (``find_matches``), on a ``connection`` that is open.

    ``partition`` and ``owners`` narrow it down, ``keep_documents`` keeps events whole.
    """
    logs: Logs = defaultdict(list)
    if found.parts:
        matching = _MatchPass(
            connection, folder, found, plan, partition, owners, keep_documents or plan.keeps_documents
        )
        for whose, event in matching.find_matches(twins=False):
            logs[whose].append(event)
        if found.totals.again:
            for whose, event in _first_of_twins(matching.find_matches(twins=True)):
                asked = owners is None or whose in owners
                if asked and (partition is None or partition_of(whose, found.partitions) == partition):
                    logs[whose].append(event)
    return dict(logs)


def columns_for(plan: Plan) -> tuple[Keys, ...]:
    """The columns that a plan asks for."""
    return minimal(paths.of_filters(plan) | paths.of_journey(plan) | paths.of_rows(plan))


def _first_of_twins(twins: Iterable[tuple[str, MatchedEvent]]) -> Iterable[tuple[str, MatchedEvent]]:
    """Choose of several events with one id the one that stands for them (as in ``engine.simulate``)."""
    kept: dict[str, tuple[str, MatchedEvent]] = {}
    for whose, event in twins:
        twin = kept.get(event.id)
        if twin is None or (precedence(event), whose) < (precedence(twin[1]), twin[0]):
            kept[event.id] = (whose, event)
    return kept.values()


class _MatchPass:
    """One pass over a log: its rows are judged when it is made, and read as often as asked."""

    def __init__(
        self,
        connection: DuckDBPyConnection,
        folder: Path,
        found: Manifest,
        plan: Plan,
        partition: int | None,
        owners: Collection[str] | None,
        keep_documents: bool,
    ) -> None:
        self._connection = connection
        self._plan = plan
        self._keep_documents = keep_documents
        columns = columns_for(plan)
        self._column_paths = [
            path for path in columns if any(each[: len(path)] == path for each in paths.of_rows(plan))
        ]
        selected = events(connection, folder, found, columns, plan.journey.track_by, partition)
        self._verdicts = verdicts(connection, plan, selected, columns)
        self._documents = documents_of(folder, found.parts)
        self._theirs = ""
        if owners is not None:
            connection.execute(
                "CREATE OR REPLACE TEMP TABLE asked AS SELECT unnest($1) AS owner", [list(owners)]
            )
            self._theirs = " AND owner IN (FROM asked)"

    def find_matches(self, *, twins: bool) -> _Found:
        """The events that match: those that are alone with their id, or those that are not, whosever they are."""
        chosen = f"{self._verdicts.rows} WHERE {'twin' if twins else f'NOT twin{self._theirs}'}"
        if self._keep_documents:
            yield from self._whole(chosen)
            return
        yield from (self._with_columns if self._column_paths else self._plain)(
            f"{chosen} AND verdict <> {WHOLE}"
        )
        if self._verdicts.some_whole:
            yield from self._whole(f"{chosen} AND verdict = {WHOLE}")

    def _plain(self, chosen: str) -> _Found:
        """Events of which the filters that they satisfy are all there is to know."""
        hits = self._verdicts.hits
        query = f"SELECT owner, time, stored, id, coalesce(ref, id), verdict FROM {chosen}"
        for whose, time, stored, id, ref, verdict in rows(self._connection.execute(query)):
            yield whose, MatchedEvent(time=time, stored=stored, id=id, ref=ref, hits=hits[verdict])

    def _with_columns(self, chosen: str) -> _Found:
        """Events of which a column more is asked: the concurrency key, traits, memberships."""
        hits = self._verdicts.hits
        asked = ", ".join(name(column(path)) for path in self._column_paths)
        query = f"SELECT owner, time, stored, id, coalesce(ref, id), verdict, {asked} FROM {chosen}"
        for whose, time, stored, id, ref, verdict, *values in rows(self._connection.execute(query)):
            document = small_document(self._column_paths, values)
            event = Event(id=id, ref=ref, time=time, stored=stored, document=document)
            if kept := match_event(self._plan, event, hits[verdict]):
                yield whose, kept

    def _whole(self, chosen: str) -> _Found:
        """Events whose documents are read again."""
        matcher = Matcher([self._plan])
        places = f"(SELECT owner, part, row FROM {chosen})"
        query = f"SELECT owner, document FROM {places} JOIN {self._documents} USING (part, row)"
        for whose, text in rows(self._connection.execute(query)):
            event = from_line(text)
            hits = matcher.hits(event.document).get(0, ())
            if kept := match_event(self._plan, event, hits, keep_document=self._keep_documents):
                yield whose, kept
