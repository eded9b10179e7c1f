"""The summary of a log: counts, span, owners, verbs and events, and the paths of its documents with examples.

All but the paths is said of the whole log. Paths are those of a sample: some documents of each verb, event and type.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec
from msgspec import Struct

from engine.events import Document, from_line
from engine.paths import PathInfo, paths_of
from store.log import manifest
from store.log.columns import column
from store.log.manifest import FIRST_PATHS, Keys, Manifest, Totals
from store.log.parts import columns_of, documents_of
from store.log.query import name, open_query, rows

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

OF_EACH: Final = 10
"""Documents that are looked at of each verb, event or type."""

SAMPLE: Final = 500

_TYPE, _EVENT, _VERB = FIRST_PATHS[:3]


class Info(Struct, frozen=True, kw_only=True):
    """A log. Instants are microseconds; ``verbs`` and ``events`` (names of track calls) have the commonest first.

    ``case_twins`` are ids of statements, and of those that others take back, that differ from another in case alone.
    """

    totals: Totals
    oldest: int | None
    newest: int | None
    owners: int
    personas: int
    verbs: dict[str, int]
    events: dict[str, int]
    paths: tuple[PathInfo, ...]
    sampled: int
    case_twins: int = 0


def info(folder: Path) -> Info:
    """Return what the log in a folder holds. Raises StoreError."""
    found = manifest.read(folder)
    if not found.parts:
        return _nothing(found)
    with open_query(folder) as connection:
        table = columns_of(folder, found.parts)
        owners = connection.execute(
            f"SELECT count(DISTINCT actor), count(DISTINCT persona) FROM {table} WHERE NOT again"
        )
        actors, personas = owners.fetchall()[0]
        documents = _sample(connection, table, documents_of(folder, found.parts))
        return Info(
            totals=found.totals,
            oldest=found.oldest,
            newest=found.newest,
            owners=actors,
            personas=personas,
            verbs=_count_texts(connection, table, _VERB),
            events=_count_texts(connection, table, _EVENT),
            paths=tuple(paths_of(documents)),
            sampled=len(documents),
            case_twins=_case_twins(connection, table),
        )


def case_twins(folder: Path) -> int:
    """Return how many ids of statements differ from another in case alone. Raises StoreError."""
    found = manifest.read(folder)
    if not found.parts:
        return 0
    with open_query(folder) as connection:
        return _case_twins(connection, columns_of(folder, found.parts))


def _case_twins(connection: DuckDBPyConnection, table: str) -> int:
    taken_back = f"SELECT voids FROM {table} WHERE voids IS NOT NULL"
    statements = f"(SELECT id FROM (SELECT id FROM {table} WHERE shape <> 'call' UNION {taken_back}))"
    capital = f"(SELECT lower(id) FROM {statements} WHERE id <> lower(id))"
    query = (
        f"SELECT coalesce(sum(number - 1), 0)::BIGINT FROM (SELECT count(*) AS number FROM {statements} "
        f"WHERE lower(id) IN {capital} GROUP BY lower(id))"
    )
    return int(connection.execute(query).fetchall()[0][0])


def _nothing(found: Manifest) -> Info:
    return Info(
        totals=found.totals,
        oldest=None,
        newest=None,
        owners=0,
        personas=0,
        verbs={},
        events={},
        paths=(),
        sampled=0,
    )


def _count_texts(connection: DuckDBPyConnection, table: str, path: Keys) -> dict[str, int]:
    """Count the events in ``table`` for each text at ``path``, by ``connection``."""
    at = name(column(path))
    query = f"SELECT {at}, count(*) FROM {table} WHERE {at}[1] = '\"' AND NOT again GROUP BY ALL ORDER BY 2 DESC, 1"
    return {msgspec.json.decode(value): count for value, count in rows(connection.execute(query))}


def sample(folder: Path) -> list[Document]:
    """Some documents of each verb, event and type, as conditions see them. Raises StoreError."""
    found = manifest.read(folder)
    if not found.parts:
        return []
    with open_query(folder) as connection:
        return _sample(connection, columns_of(folder, found.parts), documents_of(folder, found.parts))


def _sample(connection: DuckDBPyConnection, table: str, documents: str) -> list[Document]:
    kinds = ", ".join(name(column(path)) for path in (_TYPE, _EVENT, _VERB))
    chosen = (
        f"SELECT part, row FROM {table} "
        f"QUALIFY row_number() OVER (PARTITION BY {kinds} ORDER BY part, row) <= {OF_EACH} "
        f"ORDER BY part, row LIMIT {SAMPLE}"
    )
    query = f"SELECT document FROM ({chosen}) JOIN {documents} USING (part, row) ORDER BY part, row"
    return [from_line(text).document for (text,) in rows(connection.execute(query))]
