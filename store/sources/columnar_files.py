"""Tables in files of columns: Parquet, read by DuckDB, and Arrow, read by pyarrow where that is installed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, Final

import msgspec

from store.errors import StoreError
from store.sources import cells
from store.sources.tables import Row, SourceTable

PARQUET: Final = b"PAR1"
ARROW: Final = b"ARROW1"
ARROW_STREAM: Final = b"\xff\xff\xff\xff"
_AT_ONCE: Final = 1_000


def is_columnar(head: bytes) -> bool:
    """Tell whether a file that begins so is one of columns."""
    return head.startswith((PARQUET, ARROW, ARROW_STREAM))


def columnar_table(source: str, head: bytes, path: Path) -> AbstractContextManager[SourceTable]:
    """The table of the file at ``path`` that begins with ``head``; ``source`` is what the file is called. Raises
    StoreError.
    """
    return _parquet(source, path) if head.startswith(PARQUET) else _arrow(source, head, path)


@contextmanager
def _parquet(source: str, path: Path) -> Iterator[SourceTable]:
    import duckdb

    from store.duck import connect, first_line

    try:
        with connect(
            path, memory_limit="256MB", threads="1", autoinstall_known_extensions="false"
        ) as connection:
            connection.execute("SET enable_progress_bar = false")
            connection.execute("SET TimeZone = 'UTC'")
            described = connection.execute("DESCRIBE SELECT * FROM read_parquet($1)", [str(path)]).fetchall()
            times = frozenset(name for name, kind, *_ in described if "TIMESTAMP" in kind)
            found = connection.execute("SELECT to_json(t) FROM read_parquet($1) t", [str(path)])
            columns = tuple(name for name, *_ in described)
            yield SourceTable("a Parquet file", columns, _parquet_rows(found, times))
    except duckdb.Error as error:
        raise StoreError(
            f"cannot read {source}: the Parquet file is damaged ({first_line(error)})"
        ) from error


def _parquet_rows(found: Any, times: frozenset[str]) -> Iterator[Row]:
    while some := found.fetchmany(_AT_ONCE):
        for (text,) in some:
            row = _decoded(text)
            yield {key: _with_times(value) if key in times else value for key, value in row.items()}


def _decoded(text: str) -> dict[str, Any]:
    """A row, without the members of objects that are empty: in columns every object has all that any of them has."""
    try:
        row = msgspec.json.decode(text)
    except msgspec.MsgspecError:  # it has a number that JSON does not have
        row = json.loads(text)
    found: dict[str, Any] = cells.plain(row, sparse=True)
    return found


def _with_times(value: Any) -> Any:
    """The times in a value, however deep they are, as documents have them."""
    if isinstance(value, dict):
        return {key: _with_times(each) for key, each in value.items()}
    return [_with_times(each) for each in value] if isinstance(value, list) else cells.sql_time(value)


@contextmanager
def _arrow(source: str, head: bytes, path: Path) -> Iterator[SourceTable]:
    try:
        import pyarrow as arrow
    except ImportError:
        raise StoreError(
            f"cannot read {source}: Arrow files need pyarrow; pip install 'waypost[arrow]'"
        ) from None
    try:
        with arrow.OSFile(str(path)) as file:
            is_file = head.startswith(ARROW)
            reader = arrow.ipc.open_file(file) if is_file else arrow.ipc.open_stream(file)
            batches = map(reader.get_batch, range(reader.num_record_batches)) if is_file else reader
            yield SourceTable("an Arrow file", tuple(reader.schema.names), arrow_rows(_validated(batches)))
    except arrow.ArrowException as error:
        raise StoreError(f"cannot read {source}: the Arrow file is damaged ({error})") from error


def _validated(batches: Any) -> Iterator[Any]:
    """The same batches of a file: what is damaged in them is an error before it is read. Raises ArrowInvalid."""
    for batch in batches:
        batch.validate(full=True)
        yield batch


def arrow_rows(batches: Any) -> Iterator[Row]:
    """The rows of record batches of pyarrow's."""
    for batch in batches:
        for start in range(0, batch.num_rows, _AT_ONCE):
            for row in batch.slice(start, _AT_ONCE).to_pylist():
                yield cells.plain(row, sparse=True)
