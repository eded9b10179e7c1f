"""The journal: tables of JSON documents in one file that survives kill -9, a full disk and two writers.

**The file** (``store.lines`` shows one) is a header, a snapshot, an end mark, and behind it the log: a line a
transaction. Every line has a checksum, and names that of the line before.

**A write** goes log → memory → perhaps compaction. Under the lock, the writer first takes in what others have written,
then appends its one line with one write and one fsync. Only then does its memory change, and the caller know. Whatever
fails on the way, the file is cut back to where it was and the failure raised. So a transaction is on disk whole or not
at all, and what was acknowledged is on disk.

**A kill or a power cut** can only leave an unfinished last line. Nobody was told that it was saved; readers stop before
it and the next writer cuts it off. A line that *is* finished but does not fit its checksum is no crash but damage, and
is never skipped in silence: it raises ``DamagedFile``; ``waypost doctor --repair`` (``store.doctor``) keeps the rest.

**Compaction**, when the log has outgrown the snapshot: everything is written to a new file as a snapshot, fsynced,
renamed over the old one, and the folder fsynced. At any moment the name leads to one whole file, the old or the new.

**Readers** take no lock. They remember how far they have read and read on from there; a file that was replaced
(another inode) or cut back (shorter, or continued by a line that follows another) they read again from its start.

**One writer at a time**: the lock (``store.lock``) is held for a transaction, not for the life of a process, so two
processes can write at once, turn by turn, each seeing all that the other has written.

**Formats**: the header says the format of the documents. A newer one is refused, naming the Waypost it needs; an older
one is upgraded in memory at once, and on disk by the next write, which sets a copy of the old file aside first.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import chain
from pathlib import Path
from typing import Final, NamedTuple

from store import disk
from store.errors import DamagedFile, NewerFormat, StoreError, WorkspaceGone, outside
from store.lines import (
    END,
    Header,
    Patch,
    Tables,
    apply,
    decode_header,
    decode_patch,
    encode_header,
    encode_patch,
    frame,
    is_torn,
    snapshot,
    unframe,
)
from store.lock import PATIENCE, locked
from store.schema import DocumentSchema

COMPACT_AT: Final = 4 * 1024 * 1024
"""Bytes of log that are never worth a compaction."""

_READS: Final = 3  # a file that changes while it is read is read again this often before it counts as damaged


class RecordPlace(NamedTuple):
    """The last line that was read: where it begins and ends, in bytes, and its checksum."""

    start: int
    end: int
    checksum: int


class Journal:
    """The tables in file ``path``. Nothing is created before the first write. Not for several threads at once."""

    def __init__(
        self,
        path: Path,
        *,
        schema: DocumentSchema | None = None,
        patience: float = PATIENCE,
        compact_at: int = COMPACT_AT,
    ) -> None:
        self.path = path
        self.schema = schema or DocumentSchema()
        self._patience = patience
        self._compact_at = compact_at
        self.news = 0  # how often something of others was taken in
        self._forget()

    def _forget(self) -> None:
        """Forget the file as if it had never been read."""
        self.tables: Tables = {}
        self.header: Header | None = None
        self._file: int | None = None
        self._last = RecordPlace(0, 0, 0)
        self._due = 0  # the size at which to compact; 0 until the snapshot was read to its end

    def close(self) -> None:
        """Let go of the file. Reading or writing again opens it again."""
        if self._file is not None:
            os.close(self._file)
        self._forget()

    # Reading

    def refresh(self) -> None:
        """Take in what others have written since the last time. Never waits for a writer.

        Raises WorkspaceGone if the file was there before and is no longer: a new one would hide what is missing.
        """
        for _ in range(_READS):
            try:
                with outside("read", self.path):
                    self.news += self._catch_up()
                return
            except WorkspaceGone:
                raise  # it may come back
            except NewerFormat as refused:
                self.close()
                raise NewerFormat(f"cannot read {self.path}: {refused}.") from None
            except DamagedFile as found:  # or a writer took back, just now, what was being read
                damage = f"{self.path} is damaged at byte {self._last.end}: {found}. Run `waypost doctor --repair`."
                self.close()
            except BaseException:
                self.close()  # not left half read
                raise
        raise DamagedFile(damage)

    def _catch_up(self) -> bool:
        try:
            found = os.stat(self.path)
        except FileNotFoundError:
            self._refuse_gone()
            return False
        if not self._is_continued_by(found):
            self._open()
        elif found.st_size == self._last.end:
            return False
        elif self._is_outdated():
            self._open()  # what an older Waypost appends is upgraded with the rest
        return self._read_on()

    def _refuse_gone(self) -> None:
        """Called where there is no file. Raises WorkspaceGone if there was one."""
        if self._file is not None:
            raise WorkspaceGone(
                f"{self.path} is gone: it was moved away or deleted while it was in use. Put it back, or open the "
                "folder that has it now."
            )

    def _is_continued_by(self, found: os.stat_result) -> bool:
        """Tell whether the file of that name is still the one that was read, and still has the last line that
        was read.
        """
        if self._file is None or not os.path.samestat(os.fstat(self._file), found):
            return False
        beginning = b'["%08x"' % self._last.checksum
        return (
            found.st_size >= self._last.end
            and os.pread(self._file, len(beginning), self._last.start) == beginning
        )

    def _open(self) -> None:
        self.close()
        self._file = os.open(self.path, os.O_RDONLY)

    def _read_on(self) -> bool:
        assert self._file is not None
        start = self._last.end
        with open(self._file, "rb", closefd=False) as file:
            file.seek(start)
            for line in file:
                if is_torn(line):
                    break
                self._take(line)
        if not self._due:
            raise DamagedFile("its snapshot is not whole")
        if start == 0:
            assert self.header is not None
            self.tables = self.schema.upgrade(self.tables, self.header.format)
        return self._last.end > start

    def _take(self, line: bytes) -> None:
        body, checksum = unframe(line, self._last.checksum)
        if self.header is None:
            self.header = decode_header(body)
            self.schema.refuse_newer(self.header.format, self.header.needs)
        elif body != END:
            apply(decode_patch(body), self.tables)
        self._move_on(len(line), checksum)
        if body == END:
            self._put_off_compaction()

    def _move_on(self, length: int, checksum: int) -> None:
        self._last = RecordPlace(self._last.end, self._last.end + length, checksum)

    def _put_off_compaction(self) -> None:
        """Until the file is twice the size it has now."""
        self._due = self._last.end + max(self._last.end, self._compact_at)

    def _is_outdated(self) -> bool:
        return self.header is not None and self.header.format < self.schema.format

    # Writing

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the lock, with everything others have written taken in. Raises WorkspaceLocked, StoreError."""
        with outside("read", self.path):
            if not self.path.exists():
                self._refuse_gone()
        with outside("create", self.path.parent):
            disk.make_folder(self.path.parent)
        with locked(self.path.with_suffix(".lock"), self._patience):
            self.refresh()
            if self._is_outdated():
                self._upgrade()
            yield

    def append(self, patch: Patch) -> None:
        """Make one transaction durable, then visible. Only inside ``writing``. Raises StoreError."""
        if self._file is None:
            self._write_snapshot()
        line, checksum = frame(encode_patch(patch), self._last.checksum)
        with outside("write", self.path):
            self._append_line(line)
        apply(patch, self.tables)
        self._move_on(len(line), checksum)
        if self._last.end > self._due:
            self._compact_if_possible()

    def _append_line(self, line: bytes) -> None:
        file = os.open(self.path, os.O_WRONLY | os.O_APPEND)
        try:
            if os.fstat(file).st_size > self._last.end:
                os.ftruncate(file, self._last.end)  # a line that someone before us could not finish
            try:
                disk.write_all(file, line)
                os.fsync(file)
            except BaseException:
                with suppress(OSError):  # should even this fail, the next writer does it
                    os.ftruncate(file, self._last.end)
                raise
        finally:
            os.close(file)

    def _compact_if_possible(self) -> None:
        """The transaction is saved whether or not there is room for a snapshot: without room, try again later."""
        try:
            self._write_snapshot()
        except StoreError:
            self._put_off_compaction()

    def compact(self) -> None:
        """Write a new snapshot and start an empty log."""
        with self.writing():
            self._write_snapshot()

    def _write_snapshot(self) -> None:
        generation = self.header.generation + 1 if self.header else 0
        header = Header(format=self.schema.format, needs=self.schema.needs, generation=generation)
        tables, last = self.tables, replace_journal(self.path, header, self.tables)
        with outside("read", self.path):
            self._open()
        self.tables, self.header, self._last = tables, header, last
        self._put_off_compaction()

    def _upgrade(self) -> None:
        assert self.header is not None
        with outside("copy", self.path):
            disk.set_aside(self.path, f"format-{self.header.format}")
        self._write_snapshot()


def replace_journal(path: Path, header: Header, tables: Tables) -> RecordPlace:
    """Put a journal with this ``header``, ``tables`` and an empty log in the place of the one at ``path``, or of
    none; its last line.

    Raises StoreError.
    """
    new = path.with_suffix(".new")
    with outside("write", new):
        try:
            last = _write_journal(new, header, tables)
            os.replace(new, path)
        except BaseException:
            new.unlink(missing_ok=True)
            raise
        disk.sync_folder(path.parent)
    return last


def _write_journal(path: Path, header: Header, tables: Tables) -> RecordPlace:
    last = RecordPlace(0, 0, 0)
    with path.open("wb") as file:
        for body in chain([encode_header(header)], snapshot(tables)):
            line, checksum = frame(body, last.checksum)
            file.write(line)
            last = RecordPlace(last.end, last.end + len(line), checksum)
        file.flush()
        os.fsync(file.fileno())
    return last
