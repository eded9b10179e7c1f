"""Parts: the portions in which a log grows. Two Parquet files each, joined by the number of the row.

``PP/NNNNNN.documents.parquet`` has the documents and is never changed. ``PP/NNNNNN.columns.parquet`` has all else, and
is replaced when a design asks for a column more; readers that have the old one open go on with it.

Measured on 50,000 statements of 1.27 KB (two busy cores; the ratios count): Parquet takes 119 bytes a statement with
zstd and 292 with snappy, DuckDB's own file 504; they were written in 0.64, 0.32 and 1.67 s. DuckDB's file also shuts
readers out while somebody writes, and cannot be replaced bit by bit under a reader. So Parquet with zstd. pyarrow
would write as fast, and weighs more than all else together: rows reach DuckDB as lines of text instead.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from store import disk
from store.errors import outside
from store.lock import locked
from store.log import manifest
from store.log.columns import column, with_columns
from store.log.manifest import READING, Keys, LogPart, Manifest
from store.log.query import open_query, parquet, text
from store.log.rows import TYPES
from store.log.stored_text import stored_rows

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

LOCK: Final = "log.lock"
PATIENCE: Final = 600.0
"""Seconds to wait while another process writes: a column is made in seconds, a batch imported in less than a minute."""

FIXED: Final = ("part", *TYPES)
"""The columns of every part; those of paths come behind them."""

_DOCUMENTS, _COLUMNS = 8192, 122_880  # rows in a group; a document is found by reading its group


def documents_file(folder: Path, part: LogPart) -> Path:
    return folder / "parts" / f"{part.partition:02d}" / f"{part.number:06d}.documents.parquet"


def columns_file(folder: Path, part: LogPart) -> Path:
    return folder / "parts" / f"{part.partition:02d}" / f"{part.number:06d}.columns.parquet"


def columns_of(folder: Path, parts: Iterable[LogPart]) -> str:
    """SQL: the columns of parts as one table; rows that were read in another way than now are odd ones."""
    some = list(parts)
    table = parquet([columns_file(folder, part) for part in some])
    if not (old := [str(part.number) for part in some if part.reading != READING]):
        return table
    return f"(SELECT * REPLACE (CASE WHEN part IN ({', '.join(old)}) THEN 'odd' ELSE shape END AS shape) FROM {table})"


def documents_of(folder: Path, parts: Iterable[LogPart]) -> str:
    """SQL: ``part``, ``row``, ``shape`` and ``document`` of parts as one table."""
    return parquet([documents_file(folder, part) for part in parts])


def write_part(
    connection: DuckDBPyConnection,
    folder: Path,
    part: LogPart,
    *,
    documents: str,
    rows: str,
    paths: Sequence[Keys],
) -> None:
    """Write a ``part`` of the log in ``folder`` with what is known of ``rows`` and their ``documents``, two tables,
    and a column for each of ``paths``, by ``connection``.
    """
    columns = f"SELECT * FROM {rows}"
    if paths:
        whole = f"(SELECT * FROM {rows} JOIN (SELECT row, document FROM {documents}) USING (row))"
        stored = stored_rows(connection, folder, whole, paths)
        columns = f"SELECT * EXCLUDE (document) FROM ({with_columns(stored, paths)})"
    write_files(
        connection,
        folder,
        part,
        documents=f"SELECT {part.number} AS part, row, shape, document FROM {documents}",
        columns=f"SELECT {part.number} AS part, * FROM ({columns})",
    )


def write_files(
    connection: DuckDBPyConnection, folder: Path, part: LogPart, *, documents: str, columns: str
) -> None:
    """Write both files of a ``part`` in ``folder``, SQL of its ``documents`` and ``columns``, durably, by
    ``connection``. They are no part of the log before its manifest names them.
    """
    path = documents_file(folder, part)
    with outside("write", path):
        disk.make_folder(path.parent)
    _copy(connection, documents, path, _DOCUMENTS)
    _copy(connection, columns, columns_file(folder, part))
    with outside("write", path):
        disk.sync_folder(path.parent)


def with_paths(folder: Path, paths: Iterable[Keys], parts: Iterable[int] | None = None) -> Manifest:
    """The manifest of the log in ``folder``, once every part (or ``parts`` by number) has a column for each of the
    ``paths``.

    Columns that are missing are made from the documents, once. Raises StoreError.
    """
    wanted = set(paths)
    found = manifest.read(folder)
    if not _parts_without(found, wanted, parts):
        return found
    with locked(folder / LOCK, PATIENCE):
        found = manifest.read(folder)
        known = (*found.paths, *sorted(wanted.difference(found.paths)))
        found = replace(found, paths=known)
        lacking = _parts_without(found, wanted, parts)
        with open_query(folder) as connection:
            widened = {part.number: _widen(connection, folder, known, part, wanted) for part in lacking}
        found = replace(found, parts=tuple(widened.get(part.number, part) for part in found.parts))
        manifest.write(folder, found)
    return found


def _parts_without(found: Manifest, wanted: set[Keys], parts: Iterable[int] | None) -> list[LogPart]:
    numbers = {number for number, path in enumerate(found.paths) if path in wanted}
    some = None if parts is None else set(parts)
    return [
        part
        for part in found.parts
        if (some is None or part.number in some)
        and (len(numbers) < len(wanted) or not numbers <= set(part.paths))
    ]


def _widen(
    connection: DuckDBPyConnection, folder: Path, known: tuple[Keys, ...], part: LogPart, wanted: set[Keys]
) -> LogPart:
    """Add to a ``part`` in ``folder`` the ``wanted`` columns beside those ``known``, by ``connection``."""
    missing = [path for path in known if path in wanted and known.index(path) not in part.paths]
    columns, documents = columns_file(folder, part), documents_file(folder, part)
    # Named one by one: a kill before the manifest was written leaves a file that has the new ones already.
    old = ", ".join([*FIXED, *(column(known[number]) for number in part.paths)])
    new = ", ".join(["row", *map(column, missing)])
    half = columns.with_suffix(".new")
    rows = stored_rows(connection, folder, parquet([documents]), missing)
    made = f"(SELECT {new} FROM ({with_columns(rows, missing)}))"
    both = f"SELECT * FROM (SELECT {old} FROM {parquet([columns])}) JOIN {made} USING (row)"
    _copy(connection, both, half)
    with outside("write", columns):
        half.replace(columns)
        disk.sync_folder(columns.parent)
    return replace(part, paths=(*part.paths, *(known.index(path) for path in missing)))


def _copy(connection: DuckDBPyConnection, query: str, path: Path, group: int = _COLUMNS) -> None:
    """Write the rows of ``query``, in the order of their numbers, to ``path`` in groups of ``group``, by
    ``connection``, flushed to the disk.
    """
    connection.execute(
        f"COPY ({query} ORDER BY row) TO {text(path)} "
        f"(FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, ROW_GROUP_SIZE {group})"
    )
    with outside("write", path), path.open("rb") as file:
        os.fsync(file.fileno())


def remove_strangers(folder: Path, found: Manifest) -> None:
    """Remove from ``folder`` what a kill left: files that the manifest ``found`` does not name."""
    ours = {path(folder, part) for part in found.parts for path in (documents_file, columns_file)}
    with outside("remove", folder):
        for path in (folder / "parts").glob("*/*"):
            if path not in ours:
                path.unlink()
