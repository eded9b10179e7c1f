"""A SQLite file of ours, and its transactions.

It is kept with a write-ahead log, so that readers with a connection of their own see what was committed and wait for
nobody.
"""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final

from store import disk
from store.errors import DamagedFile, StoreError, outside, remedy

_CACHE: Final = 16_000  # KiB
_CHECKPOINT: Final = 4_000  # pages of 4 KiB
_BESIDE: Final = ("-wal", "-shm")
"""Ends of the names of files that SQLite keeps beside its own."""

_DAMAGE: Final = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_BUSY: Final = "another program writes to it; wait until it has ended, and do it again"
_CAUSES: Final = {
    sqlite3.SQLITE_FULL: errno.ENOSPC,
    sqlite3.SQLITE_READONLY: errno.EROFS,
    sqlite3.SQLITE_CANTOPEN: errno.EACCES,
    sqlite3.SQLITE_PERM: errno.EACCES,
    sqlite3.SQLITE_IOERR: errno.EIO,
}


class SqliteFile:
    """The file at ``path`` with the tables of ``schema``. Not for several threads at once. Raises StoreError,
    DamagedFile.

    ``is_damaged``: SQLite has met something in it that cannot be. What is committed survives the end of the process;
    with ``durable``, the end of the power, too.
    """

    def __init__(self, path: Path, schema: str, *, durable: bool) -> None:
        self.path = path
        self.is_damaged = False
        self._is_under_way = False
        with outside("create", path.parent):
            disk.make_folder(path.parent)
        with self.outside("open"):
            self.connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=30)
            self.connection.execute("PRAGMA journal_mode = WAL")
            self.connection.execute(f"PRAGMA synchronous = {'FULL' if durable else 'NORMAL'}")
            self.connection.execute(f"PRAGMA cache_size = -{_CACHE}")
            self.connection.execute(f"PRAGMA wal_autocheckpoint = {_CHECKPOINT}")
            self.connection.executescript(schema)

    def rows(self, sql: str, *values: Any) -> sqlite3.Cursor:
        """Run one statement with these ``values``."""
        with self.outside("read or write"):
            return self.connection.execute(sql, values)

    def row(self, sql: str, *values: Any) -> Any:
        """The first row of an answer, None if there is none."""
        with self.outside("read"):
            return self.rows(sql, *values).fetchone()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Group what is written in the block, all or nothing; within another transaction, into that one."""
        if self._is_under_way:
            yield
            return
        self.rows("BEGIN IMMEDIATE")
        self._is_under_way = True
        try:
            with self.outside("write"):
                yield
            self.rows("COMMIT")
        except BaseException:
            if self.connection.in_transaction:
                self.connection.rollback()
            raise
        finally:
            self._is_under_way = False

    def close(self) -> None:
        self.connection.close()

    @contextmanager
    def outside(self, doing: str) -> Iterator[None]:
        """Turn what SQLite raises while ``doing`` something with the file into a StoreError."""
        try:
            yield
        except sqlite3.DatabaseError as error:
            self.is_damaged = self.is_damaged or _code(error) in _DAMAGE
            raise store_error(doing, self.path, error) from error


def store_error(doing: str, path: Path, error: sqlite3.DatabaseError) -> StoreError:
    """The sentence for what SQLite raised while ``doing`` something with the file at ``path``."""
    code = _code(error)
    if code in _DAMAGE:
        return damaged(path, str(error))
    cause = _BUSY if code == sqlite3.SQLITE_BUSY else remedy(_CAUSES.get(code, 0)) or str(error)
    return StoreError(f"cannot {doing} {path}: {cause}. What was saved before is still there.")


def damaged(path: Path, why: str) -> DamagedFile:
    """The sentence for a file that is not as it was written."""
    return DamagedFile(f"{path} is damaged: {why}. `waypost doctor --repair` keeps what can be read.")


def _code(error: sqlite3.DatabaseError) -> int:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def structure_fault(path: Path) -> str:
    """The fault that SQLite finds in the structure of a file, which is not changed; empty: none. Raises StoreError."""
    try:
        with closing(open_unchanged(path)) as connection:
            (found,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.DatabaseError as error:
        if _code(error) not in _DAMAGE:
            raise store_error("read", path, error) from error
        return str(error)
    return "" if found == "ok" else str(found).rpartition("***")[2].strip()


def open_unchanged(path: Path) -> sqlite3.Connection:
    """A connection that only reads. In a folder in which nothing can be written, SQLite is told so."""
    mode = "mode=ro" if os.access(path.parent, os.W_OK) else "immutable=1"
    return sqlite3.connect(f"{path.absolute().as_uri()}?{mode}", uri=True)


def move_aside(path: Path) -> Path:
    """Move a damaged file and what SQLite keeps beside it out of the way, durably; where the file is now. Raises
    StoreError.
    """
    with outside("move", path):
        copy = disk.set_aside(path, "damaged")
        for end in _BESIDE:
            beside = path.with_name(path.name + end)
            if beside.exists():
                beside.rename(copy.with_name(copy.name + end))
        path.unlink()
        disk.sync_folder(path.parent)
    return copy
