"""A SQLite file of ours, and its transactions.

It is kept with a write-ahead log, so that readers with a connection of their own see what was committed and wait for
nobody.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from store import disk
from store.errors import Damaged, StoreError, outside

_CACHE: Final = 16_000  # KiB
_CHECKPOINT: Final = 4_000  # pages of 4 KiB


class SqliteFile:
    """The file at ``path`` with the tables of ``schema``. Not for several threads at once. Raises StoreError.

    What is committed survives the end of the process; with ``durable``, the end of the power, too.
    """

    def __init__(self, path: Path, schema: str, *, durable: bool) -> None:
        self.path = path
        self._is_under_way = False
        with outside("create", path.parent):
            disk.make_folder(path.parent)
        with self._said("open"):
            self.connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=30)
            self.connection.execute("PRAGMA journal_mode = WAL")
            self.connection.execute(f"PRAGMA synchronous = {'FULL' if durable else 'NORMAL'}")
            self.connection.execute(f"PRAGMA cache_size = -{_CACHE}")
            self.connection.execute(f"PRAGMA wal_autocheckpoint = {_CHECKPOINT}")
            self.connection.executescript(schema)

    def rows(self, sql: str, *values: Any) -> sqlite3.Cursor:
        """Run one statement with these ``values``."""
        with self._said("read or write"):
            return self.connection.execute(sql, values)

    def row(self, sql: str, *values: Any) -> Any:
        """The first row of an answer, None if there is none."""
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
            with self._said("write"):
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
    def _said(self, doing: str) -> Iterator[None]:
        try:
            yield
        except sqlite3.DatabaseError as error:
            if "malformed" in str(error) or "not a database" in str(error):
                raise Damaged(f"{self.path} is damaged: {error}.") from error
            told = f"cannot {doing} {self.path}: {error}. What was saved before is still there."
            raise StoreError(told) from error
