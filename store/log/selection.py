"""Rows of a log that a pass looks at: those that have an owner and were not voided, all of them or of one partition.

Where several events share an id, one of them counts for all, wherever it is kept; so with the rows of a partition come
their twins from the others.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from engine.events import TrackBy
from store.log.columns import column
from store.log.manifest import Keys, Manifest
from store.log.parts import columns_of
from store.log.query import name
from store.log.voids import voided_ids

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_FIXED: Final = "part, row, shape, id, ref, time, stored"
PARTITION: Final = {"actor": "partition", "persona": "persona_partition"}
"""The column of the partition that an owner belongs to."""


def events(
    connection: DuckDBPyConnection,
    folder: Path,
    found: Manifest,
    columns: Sequence[Keys],
    track_by: TrackBy,
    partition: int | None,
) -> str:
    """The SQL of those rows in ``folder`` (``found``), with ``columns``, ``owner`` by ``track_by``, and ``twin``:
    others have its id.

    ``partition`` narrows it down; ``connection`` answers it.
    """
    everything = columns_of(folder, found.parts)
    parts, conditions = found.parts, [f"{track_by} IS NOT NULL"]
    if partition is not None:
        parts = tuple(part for part in parts if part.partition == partition)
        apart = _apart(found, track_by)
        if apart or track_by == "persona":
            parts = found.parts
            twins = f" OR id IN (SELECT id FROM {everything} WHERE {apart})" if apart else ""
            conditions.append(f"({PARTITION[track_by]} = {partition}{twins})")
    if found.totals.voiding and (voided := voided_ids(connection, everything)):
        connection.execute("CREATE OR REPLACE TEMP TABLE voided AS SELECT unnest($1) AS id", [list(voided)])
        conditions.append("id NOT IN (FROM voided)")
    twin = f"id IN (SELECT id FROM {everything} WHERE again)" if found.totals.again else "false"
    listed = ", ".join(
        [_FIXED, f"{track_by} AS owner", f"{twin} AS twin", *(name(column(path)) for path in columns)]
    )
    if not parts:
        return f"(SELECT {listed} FROM {everything} WHERE false)"
    return f"(SELECT {listed} FROM {columns_of(folder, parts)} WHERE {' AND '.join(conditions)})"


def _apart(found: Manifest, track_by: TrackBy) -> str:
    """The mark of rows in ``found``, tracked by ``track_by``, that may have a twin in another partition; empty if
    none has.
    """
    if track_by == "persona":
        return "again" if found.totals.again else ""
    return "stray" if found.totals.stray else ""
