"""A batch of rows on its way into the log: staged as lines of text by partition, then made into parts.

What is known of a row is a line of JSON. Its document is a line of another file, as it is, behind its row and shape: a
control character is nowhere in JSON but for its line breaks, so others part the columns and stand for these.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

import msgspec
from msgspec import Struct

from store import disk
from store.log.manifest import READING, LogPart, Manifest, Totals
from store.log.parts import columns_of, write_part
from store.log.query import text
from store.log.rows import TYPES, LogRow
from store.log.stored_text import STAGING, longest_object

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_BREAKS, _HIDDEN = "\n\r", "\x1e\x1d"
_HIDE: Final = bytes.maketrans(_BREAKS.encode(), _HIDDEN.encode())
_COLUMNS: Final = "{" + ", ".join(f"{text(field)}: '{kind}'" for field, kind in TYPES.items()) + "}"

_DOCUMENT_COLUMNS: Final = "{'row': 'INTEGER', 'shape': 'VARCHAR', 'document': 'VARCHAR'}"


class WrittenParts(Struct, frozen=True):
    """A part that was written, what it adds to the totals, and the span of its times."""

    part: LogPart
    totals: Totals
    oldest: int
    newest: int


_COUNTS: Final = ("rows", "ids", "again", "stray", "voiding", "unowned", "faceless")
_COUNT: Final = """
    SELECT count(*), count_if(NOT again), count_if(again), count_if(stray), count_if(voids IS NOT NULL OR voided),
        count_if(NOT again AND actor IS NULL), count_if(NOT again AND persona IS NULL), min(time), max(time)
    FROM batch"""


class _Files:
    """Staging files of a partition: ``rows`` and their ``documents``, of which there are ``staged``.

    ``has_breaks``: some documents have more than one line.
    """

    def __init__(self, rows: BinaryIO, documents: BinaryIO) -> None:
        self.rows, self.documents = rows, documents
        self.staged, self.has_breaks = 0, False

    def close(self) -> None:
        self.rows.close()
        self.documents.close()


class RowBatch:
    """Takes in rows in the order in which they were read; an event that is there to the letter already is left out."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._staging = folder / STAGING
        self._files: dict[int, _Files] = {}
        self._copies: dict[str, tuple[tuple[str, int], ...]] = {}  # id → digest and partition of each
        self._encode = msgspec.json.Encoder().encode
        self._longest = 0
        self.bytes = 0  # that are staged

    def add(self, row: LogRow, document: bytes) -> None:
        """Take in a ``row`` with its ``document``, of which space around is left out."""
        copies = self._copies.get(row.id, ())
        if copies:
            if any(digest == row.digest for digest, _ in copies):
                return
            row.again = True
            row.stray = any(partition != row.partition for _, partition in copies)
        self._copies[row.id] = (*copies, (row.digest, row.partition))
        self._stage(row, document.strip())

    def _stage(self, row: LogRow, document: bytes) -> None:
        files = self._files.get(row.partition) or self._open(row.partition)
        row.row = files.staged
        files.staged += 1
        if b"\n" in document or b"\r" in document:
            files.has_breaks = True
            document = document.translate(_HIDE)
        line = b"%d\x1f%b\x1f%b\n" % (row.row, row.shape.encode(), document)
        known = self._encode(row)
        self._longest = max(self._longest, len(line), len(known))
        self.bytes += len(line) + len(known)
        files.documents.write(line)
        files.rows.write(known)
        files.rows.write(b"\n")

    def _open(self, partition: int) -> _Files:
        disk.make_folder(self._staging)
        rows, documents = self._staging / f"{partition:02d}.ndjson", self._staging / f"{partition:02d}.csv"
        files = self._files[partition] = _Files(
            rows.open("wb", buffering=1 << 18), documents.open("wb", buffering=1 << 20)
        )
        return files

    def write(self, connection: DuckDBPyConnection, found: Manifest) -> Iterator[WrittenParts]:
        """Write the parts by ``connection``, durably, one after the other. They are no part of the log before its
        manifest names them.

        ``found`` is the manifest so far.
        """
        for files in self._files.values():
            files.close()
        self._look_up(connection, found)
        for number, partition in enumerate(sorted(self._files), start=found.next_part):
            self._load(connection, partition)
            *counts, oldest, newest = connection.execute(_COUNT).fetchall()[0]
            totals = Totals(**dict(zip(_COUNTS, counts, strict=True)))
            part = LogPart(
                number=number,
                partition=partition,
                rows=totals.rows,
                paths=tuple(range(len(found.paths))),
                reading=READING,
            )
            if totals.rows:
                documents = self._documents(self._files[partition], totals.rows)
                write_part(
                    connection, self._folder, part, documents=documents, rows="batch", paths=found.paths
                )
                yield WrittenParts(part, totals, oldest, newest)

    def _look_up(self, connection: DuckDBPyConnection, found: Manifest) -> None:
        """Look up by ``connection`` what the log of ``found`` holds already of the ids that arrive."""
        connection.execute(
            "CREATE OR REPLACE TEMP TABLE known (id VARCHAR, digest VARCHAR, partition USMALLINT)"
        )
        if found.parts and self._copies:
            arriving = "SELECT unnest($1) AS id"
            rows = f"SELECT id, digest, partition FROM {columns_of(self._folder, found.parts)}"
            connection.execute(
                f"INSERT INTO known {rows} SEMI JOIN ({arriving}) USING (id)", [list(self._copies)]
            )

    def _load(self, connection: DuckDBPyConnection, partition: int) -> None:
        """The staged rows of a partition as the table ``batch``, without those that are in the log to the letter."""
        staged = (
            f"read_json({text(self._files[partition].rows.name)}, format = 'newline_delimited', "
            f"columns = {_COLUMNS}, maximum_object_size = {longest_object(self._longest)})"
        )
        copies = f"SELECT id, bool_or(partition <> {partition}) AS elsewhere FROM known GROUP BY id"
        connection.execute(
            "CREATE OR REPLACE TEMP TABLE batch AS "
            "SELECT new.* REPLACE (again OR elsewhere IS NOT NULL AS again, "
            "stray OR coalesce(elsewhere, false) AS stray) "
            f"FROM {staged} new LEFT JOIN ({copies}) USING (id) ANTI JOIN known USING (id, digest)"
        )

    def _documents(self, files: _Files, left: int) -> str:
        """SQL: the staged documents in ``files`` of those rows that are ``left`` in ``batch``."""
        staged = (
            f"read_csv({text(files.documents.name)}, columns = {_DOCUMENT_COLUMNS}, header = false, delim = '\x1f', "
            "quote = '', escape = '', new_line = '\\n', auto_detect = false, "
            f"max_line_size = {longest_object(self._longest)})"
        )
        document = (
            f"translate(document, {text(_HIDDEN)}, {text(_BREAKS)})" if files.has_breaks else "document"
        )
        rows = f"SELECT row, shape, {document} AS document FROM {staged}"
        return f"({rows})" if left == files.staged else f"({rows} SEMI JOIN batch USING (row))"

    def discard(self) -> None:
        """Forget what was staged."""
        for files in self._files.values():
            files.close()
        shutil.rmtree(self._staging, ignore_errors=True)
