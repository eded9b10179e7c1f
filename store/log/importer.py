"""Statements into the log: streaming, in batches, each committed whole by the manifest.

A batch is staged as lines of text, two files for each partition, made into parts by DuckDB, and then the manifest is
replaced. Killed at any moment, the log is as the last commit left it; the next import begins behind the lines that
were committed, once it has seen by their checksum that they are the same.

An event that is there to the letter already adds nothing. The same id with another content is kept: which of them
counts is for the engine to say (``engine.fold.precedence``).
"""

from __future__ import annotations

import time
import zlib
from collections.abc import Iterable, Iterator, Sequence
from functools import reduce
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Final

from msgspec import Struct
from msgspec.structs import replace

from engine.heads import batches
from engine.identity import links_of
from store import disk, log_folders
from store.errors import outside
from store.garbage import no_garbage_collection
from store.lock import locked
from store.log import manifest
from store.log.batch import RowBatch, WrittenParts
from store.log.compaction import merged
from store.log.identities import LinkTable
from store.log.manifest import Manifest, Source, Totals
from store.log.parts import LOCK, PATIENCE, remove_strangers
from store.log.plain_rows import plain_rows
from store.log.query import open_query
from store.log.rejects import RejectedLines
from store.log.rows import LogRow, row_of
from store.sources.byte_streams import STDIN, is_stream
from store.sources.column_mapping import ColumnMapping
from store.sources.line import Line, Portion, RejectedDocument
from store.sources.reader import Reader, Tell, Watch, lines_in, untold
from store.sources.reasons import Reason

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

BATCH: Final = 125_000
"""Lines in a batch, at most: what is known of them while it is read takes about a third of the memory of an import."""

BATCH_BYTES: Final = 512 * 1024 * 1024
"""On the disk, while they are staged."""

BATCH_SECONDS: Final = 4.0
"""Seconds in which a batch is read, and then written in about one: what a kill costs."""

SHARE: Final = 10
"""So many times as long as a batch took to write, the next one is read, if that is longer: a slow machine goes on."""

PARTITIONS: Final = 16


class ImportTotals(Struct, frozen=True, kw_only=True):
    """The totals of an import: ``read == added + duplicates + rejected``; ``skipped`` lines were taken in before.

    ``duplicates`` are events whose id the log has, ``conflicting`` those of them that have another content; these are
    kept beside the first. ``reasons``
    are those for which documents were rejected, ``impression`` what the files seem to be if nothing was understood.
    """

    read: int = 0
    added: int = 0
    duplicates: int = 0
    conflicting: int = 0
    rejected: int = 0
    skipped: int = 0
    reasons: tuple[Reason, ...] = ()
    impression: str = ""


@no_garbage_collection()
def import_files(
    folder: Path,
    sources: Iterable[str],
    *,
    columns: ColumnMapping | None = None,
    watch: Watch | None = None,
    tell: Tell = untold,
    partitions: int = PARTITIONS,
    batch: int = BATCH,
    batch_bytes: int = BATCH_BYTES,
    batch_seconds: float = BATCH_SECONDS,
) -> ImportTotals:
    """Take files (``-`` is standard input) into the log in a ``folder``, which is made with so many ``partitions``
    if new.

    ``sources`` may be folders and patterns as well; ``columns`` say how tables are read. Memory is bounded by
    ``batch`` rows of ``batch_bytes``, and what a kill costs by ``batch_seconds``. ``watch`` is told how far it is,
    ``tell`` what files are. Raises StoreError; what was committed stays.
    """
    reader = Reader(sources, columns=columns, watch=watch, tell=tell)
    with outside("write", folder):
        disk.make_folder(folder)
    with locked(folder / LOCK, PATIENCE), open_query(folder) as connection, outside("write", folder):
        connection.execute("SET threads = 1")  # a part is too little for two, who would wait for each other
        importing = _Import(folder, connection, reader, partitions, (batch, batch_bytes, batch_seconds))
        try:
            for source in reader.sources:
                importing.take(source)
            importing.commit()
            importing.tidy()
        finally:
            importing.close()
    return replace(importing.done, reasons=tuple(reader.rejections.all()), impression=importing.impression())


class _Import:
    """One import while it goes on. ``_read`` and ``_rejected`` count what is not committed yet."""

    def __init__(
        self,
        folder: Path,
        connection: DuckDBPyConnection,
        reader: Reader,
        partitions: int,
        limits: tuple[int, int, float],
    ) -> None:
        self._folder = folder
        self._connection = connection
        self._reader = reader
        self._limits = limits
        self._manifest = _open_manifest(folder, partitions)
        remove_strangers(folder, self._manifest)
        self._sources = dict(self._manifest.sources)
        self._rejected_lines = RejectedLines(folder, self._manifest.rejected)
        self._links = LinkTable(folder, self._manifest.identities)
        self._batch = RowBatch(folder)
        self._read = self._rejected = 0
        self._due = time.monotonic() + limits[2]
        self.done = ImportTotals()

    def impression(self) -> str:
        """Return what the files seem to be, if nothing in them was understood."""
        return self._reader.impression(self.done.added + self.done.duplicates + self.done.skipped)

    def take(self, source: str) -> None:
        """Import one file, or the part of it that is new."""
        key = STDIN if is_stream(source) else str(Path(source).resolve())
        known = Source() if is_stream(source) else self._sources.get(key, Source())
        found = _after(known, self._reader.portions_of(source))
        if found is None:  # another file by now; what is in the log already will be found there
            known, found = Source(), self._reader.portions_of(source)
        self.done = replace(self.done, skipped=self.done.skipped + known.lines)
        self._sources[key] = known
        for portion in found:
            if isinstance(portion, Portion):
                self._take_portion(key, portion)
            else:
                self._take_line(key, portion)

    def _take_portion(self, key: str, portion: Portion) -> None:
        """Take in the documents of a ``portion`` of the source ``key``, most of them together."""
        for start in range(0, len(portion.rows), self._limits[0]):
            lines = portion.rows[start : start + self._limits[0]]
            for places, rows in batches(self._plain_rows, lines):
                if rows is None:
                    for line in filter(None, (portion.line(start + place) for place in places)):
                        self._take_line(key, line)
                else:
                    self._read += len(rows)
                    some = lines[places.start : places.stop]
                    for row, document in zip(rows, some, strict=True):
                        self._batch.add(row, document)
                    self._go_on(key, some)

    def _plain_rows(self, lines: Sequence[bytes]) -> list[LogRow] | None:
        return plain_rows(lines, self._manifest.partitions)

    def _go_on(self, key: str, lines: Sequence[bytes]) -> None:
        """Note that these ``lines`` of the source ``key`` were taken in; commit what has been, if it is much."""
        known = self._sources[key]
        checksum = zlib.crc32(b"".join(lines), known.checksum)
        self._sources[key] = Source(lines=known.lines + len(lines), checksum=checksum)
        if self._is_full():
            self.commit()

    def _is_full(self) -> bool:
        """Tell whether the batch is to be committed."""
        rows, size, _ = self._limits
        return self._read >= rows or self._batch.bytes >= size or time.monotonic() >= self._due

    def _take_line(self, key: str, line: Line) -> None:
        """Take in one document of the source ``key``, or each in it if it is a list."""
        for found in self._reader.read(line, self._row_of):
            self._read += 1
            if isinstance(found, RejectedDocument):
                self._rejected += 1
                self._rejected_lines.add(found)
            else:
                self._batch.add(*found)
        self._go_on(key, [line.raw or b""])

    def _row_of(self, raw: bytes) -> tuple[LogRow, bytes]:
        row, document, event = row_of(raw, self._manifest.partitions)
        self._links.add(links_of(event))
        return row, document

    def commit(self) -> None:
        """Make what has been read so far part of the log."""
        if not self._read:
            return
        begun = time.monotonic()
        written = list(self._batch.write(self._connection, self._manifest))
        before = self._manifest.totals
        self._manifest = replace(
            _with_batch(self._manifest, written, self._read, self._rejected),
            sources={key: source for key, source in self._sources.items() if key != STDIN},
            rejected=self._rejected_lines.flush(),
            identities=self._links.flush(),
        )
        manifest.write(self._folder, self._manifest)
        self._report(before, self._manifest.totals)
        self._batch.discard()
        self._batch = RowBatch(self._folder)
        self._read = self._rejected = 0
        end, seconds = time.monotonic(), self._limits[2]
        self._due = end + min(max(seconds, SHARE * (end - begun)), SHARE * seconds)

    def tidy(self) -> None:
        """Merge what has come in small portions."""
        tidied = merged(self._connection, self._folder, self._manifest)
        if tidied != self._manifest:
            manifest.write(self._folder, tidied)

    def _report(self, before: Totals, after: Totals) -> None:
        added = after.ids - before.ids
        self.done = ImportTotals(
            read=self.done.read + self._read,
            added=self.done.added + added,
            duplicates=self.done.duplicates + self._read - self._rejected - added,
            conflicting=self.done.conflicting + after.again - before.again,
            rejected=self.done.rejected + self._rejected,
            skipped=self.done.skipped,
        )

    def close(self) -> None:
        self._batch.discard()
        self._rejected_lines.close()
        self._links.close()


def _open_manifest(folder: Path, partitions: int) -> Manifest:
    """The manifest of the log in a folder; a new one, too, for a log without any event, so that what is no event is
    told again.
    """
    if (folder / log_folders.NAME).exists() and (found := manifest.read(folder)).totals.events:
        return found
    made = Manifest(partitions=partitions)
    manifest.write(folder, made)
    return made


def _after(known: Source, found: Iterator[Portion | Line]) -> Iterator[Portion | Line] | None:
    """Return what is ``found`` behind the lines that are known; None if these are not the same any more."""
    left, checksum = known.lines, 0
    while left:
        if (portion := next(found, None)) is None:
            return None
        lines = list(lines_in(portion))
        checksum = zlib.crc32(b"".join(line.raw or b"" for line in lines[:left]), checksum)
        behind, left = lines[left:], max(left - len(lines), 0)
        found = chain(behind, found)
    return found if checksum == known.checksum else None


def _with_batch(found: Manifest, written: Sequence[WrittenParts], read: int, rejected: int) -> Manifest:
    """The manifest ``found`` with the parts ``written`` of one more batch: so many ``read``, so many ``rejected``."""
    lines = Totals(read=read, rejected=rejected, events=read - rejected)
    parts = [each.part for each in written]
    return replace(
        found,
        batch=found.batch + 1,
        next_part=max([found.next_part, *(part.number + 1 for part in parts)]),
        parts=(*found.parts, *parts),
        totals=reduce(Totals.plus, (each.totals for each in written), found.totals.plus(lines)),
        oldest=min(_without_none([found.oldest, *(each.oldest for each in written)]), default=None),
        newest=max(_without_none([found.newest, *(each.newest for each in written)]), default=None),
    )


def _without_none(times: Sequence[int | None]) -> list[int]:
    return [time for time in times if time is not None]
