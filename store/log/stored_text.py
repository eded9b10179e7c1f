"""Statements as a server stores them, for the columns that tell the difference.

The log keeps bare statements as they were sent. Most columns read the same in both; for the others, the statements of
a part are converted when such a column is made, and only then.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from engine.events import from_line
from engine.xapi import storage
from store import disk
from store.errors import outside
from store.log.manifest import Keys
from store.log.query import rows as fetched
from store.log.query import text

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

STAGING: Final = "staging"
_LONGEST_OBJECT: Final = 16 * 1024 * 1024
"""Bytes; DuckDB's own limit unless told."""

_HOLDERS: Final = frozenset(("statement", "result", "definition", "extensions"))
_encode: Final = msgspec.json.Encoder().encode


def sees_storage(path: Keys) -> bool:
    """Tell whether a document may have something else at a path than the statement that was sent: there, or anywhere
    below it.
    """
    if path[0] != "statement" or path == ("statement", "timestamp"):
        return False
    return "extensions" in path or path[-1] in _HOLDERS or storage.sees(path[1:])


def longest_object(longest: int) -> int:
    """The limit of bytes in a line for DuckDB to read a file in which the ``longest`` has so many."""
    return max(_LONGEST_OBJECT, longest + 1)


def stored_rows(connection: DuckDBPyConnection, folder: Path, rows: str, paths: Sequence[Keys]) -> str:
    """The SQL of ``rows`` (``row``, ``shape``, ``document`` and more) of the log in ``folder`` with documents that
    columns of ``paths`` can be read from, by ``connection``, which has them until it is asked for others. Raises
    StoreError.
    """
    if not any(map(sees_storage, paths)):
        return rows
    path = folder / STAGING / "stored.ndjson"
    with outside("write", path):
        disk.make_folder(path.parent)
        try:
            _load(connection, rows, path)
        finally:
            path.unlink(missing_ok=True)
    return (
        "(SELECT every.* REPLACE (coalesce(stored.document, every.document) AS document) "
        f"FROM {rows} every LEFT JOIN stored USING (row))"
    )


def _load(connection: DuckDBPyConnection, rows: str, path: Path) -> None:
    """Convert the bare statements of ``rows`` into the table ``stored`` of ``connection``, by way of a file."""
    longest = 0
    with path.open("wb") as file:
        sent = connection.execute(f"SELECT row, document FROM {rows} WHERE shape = 'statement'")
        for row, document in fetched(sent):
            line = _encode({"row": row, "document": _stored(document)})
            longest = max(longest, len(line))
            file.write(line + b"\n")
    columns = "{row: 'INTEGER', document: 'VARCHAR'}"
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE stored AS "
        f"FROM read_json({text(path)}, format = 'newline_delimited', columns = {columns}, "
        f"maximum_object_size = {longest_object(longest)})"
    )


def _stored(document: str) -> str:
    return _encode(from_line(document).document["statement"]).decode()
