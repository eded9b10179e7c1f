"""Small parts made into one: an import of a few statements a day would leave the log in crumbs.

The old files stay until the next import removes what the manifest does not name: somebody may be reading them.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from store.log.columns import column
from store.log.manifest import READING, LogPart, Manifest
from store.log.parts import FIXED, columns_of, documents_of, write_files

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

SMALL: Final = 4_000
"""Rows; a part with fewer is a crumb. A batch of a long import leaves about twice as many in each part."""

MANY: Final = 8
"""So many crumbs of one partition are merged."""

_PLACE: Final = "(row_number() OVER (ORDER BY part, row) - 1)::INTEGER AS row"


def merged(connection: DuckDBPyConnection, folder: Path, found: Manifest) -> Manifest:
    """The manifest of the log in ``folder``, ``found`` so far, once crumbs are merged by ``connection``, their new
    files written; the same if there are few.
    """
    for partition in range(found.partitions):
        crumbs = [part for part in found.parts if part.partition == partition and part.rows < SMALL]
        if len(crumbs) >= MANY:
            whole = _merge(connection, folder, found, crumbs)
            kept = tuple(part for part in found.parts if part not in crumbs)
            found = replace(found, parts=(*kept, whole), next_part=whole.number + 1)
    return found


def _merge(
    connection: DuckDBPyConnection, folder: Path, found: Manifest, crumbs: Sequence[LogPart]
) -> LogPart:
    """Merge ``crumbs`` of the log in ``folder`` into one part by ``connection``, with the columns that all have;
    ``found`` is the manifest.
    """
    shared = set.intersection(*(set(part.paths) for part in crumbs))
    whole = LogPart(
        number=found.next_part,
        partition=crumbs[0].partition,
        rows=sum(part.rows for part in crumbs),
        paths=tuple(sorted(shared)),
        reading=READING,
    )
    others = [field for field in FIXED if field not in ("part", "row")]
    listed = ", ".join([*others, *(column(found.paths[path]) for path in whole.paths)])
    number = f"{whole.number} AS part, {_PLACE}"
    write_files(
        connection,
        folder,
        whole,
        documents=f"SELECT {number}, shape, document FROM {documents_of(folder, crumbs)}",
        columns=f"SELECT {number}, {listed} FROM {columns_of(folder, crumbs)}",
    )
    return whole
