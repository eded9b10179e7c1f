"""Progress in columns: a folder of Parquet files a journey, for more owners than fit in memory.

Every write is a file more, whole or not there at all; what it says of an owner stands for what older files say. A file
named ``….base.parquet`` stands for all older ones, and is written when there are ``MERGE_AT`` of them.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from hashlib import blake2b
from pathlib import Path
from typing import Final

import duckdb
import msgspec
from msgspec import Struct

from store import disk
from store.duck import connect
from store.errors import outside
from store.progress.record import OwnerProgress, decode, key

MERGE_AT: Final = 64
"""Files of a journey that are merged into one."""

_PORTION: Final = 1024  # rows that are fetched at once
_SHAPE: Final = "{key: 'BIGINT', written: 'INTEGER', started: 'BIGINT', owner: 'VARCHAR', row: 'VARCHAR'}"
_NEWEST: Final = "QUALIFY row_number() OVER (PARTITION BY key ORDER BY written DESC) = 1"
_READING: Final = "format = 'newline_delimited', maximum_object_size = 1073741824"
_AS_PARQUET: Final = "(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 8192)"


class _StartInstant(Struct):
    started_at: int


class _Place(Struct):
    """The part of a record that its place among the others needs."""

    owner: str
    attempts: list[_StartInstant]


_place: Final = msgspec.json.Decoder(_Place)


class Columns:
    """The files of all journeys, in a folder of their own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def holds(self, journey: str) -> bool:
        """Tell whether anything was ever written of a journey since it was cleared."""
        return bool(self._files(journey))

    def get(self, journey: str, owner: str) -> OwnerProgress | None:
        found = self._ask(journey, f"SELECT row FROM them WHERE key = {key(journey, owner)} {_NEWEST}")
        row = next(found, (None,))[0]
        return None if row is None else decode(str(row))

    def owners(self, journey: str) -> Iterator[OwnerProgress]:
        newest = f"SELECT * FROM them {_NEWEST}"
        found = self._ask(
            journey, f"SELECT row FROM ({newest}) WHERE row IS NOT NULL ORDER BY started, owner"
        )
        return (decode(str(row)) for (row,) in found)

    def count(self, journey: str) -> int:
        newest = f"SELECT row FROM them {_NEWEST}"
        return next((int(str(n)) for (n,) in self._ask(journey, f"SELECT count(row) FROM ({newest})")), 0)

    def put(self, journey: str, rows: Mapping[int, bytes | None]) -> None:
        """One file more; of no rows too, which makes the journey one that is held here."""
        files = self._files(journey)
        number = _number(files[-1]) + 1 if files else 1
        folder = self._folder_of(journey)
        with outside("write", folder):
            disk.make_folder(folder)
            lines = folder / "rows.new"
            with lines.open("wb") as file:
                file.writelines(_lines(number, rows))
            found = f"read_json('{_quoted(lines)}', columns = {_SHAPE}, {_READING})"
            _write(f"SELECT * FROM {found}", folder, number)
            lines.unlink()
        if len(files) >= MERGE_AT:
            self._merge(journey)

    def clear(self, journey: str) -> None:
        with outside("remove", self._folder_of(journey)):
            shutil.rmtree(self._folder_of(journey), ignore_errors=True)

    def damaged(self) -> list[Path]:
        """The files that cannot be read, whatever journey they are of."""
        with connect(self._folder) as connection:
            return [
                file
                for file in sorted(self._folder.glob("*/*.parquet"))
                if not _is_readable(connection, file)
            ]

    def _merge(self, journey: str) -> None:
        """One file instead of many. The old ones are ignored as soon as it is there, and then removed."""
        files = self._files(journey)
        with outside("write", files[0].parent):
            _write(
                f"SELECT * FROM (SELECT * FROM {_them(files)} {_NEWEST}) WHERE row IS NOT NULL",
                files[0].parent,
                _number(files[-1]) + 1,
                ".base",
            )
            for file in files:
                file.unlink()

    def _ask(self, journey: str, query: str) -> Iterator[tuple[object, ...]]:
        """The rows of a query over ``them``, the files of a journey; none if there is no file."""
        if not (files := self._files(journey)):
            return
        with connect(self._folder) as connection:
            connection.execute(query.replace("them", _them(files), 1))
            while portion := connection.fetchmany(_PORTION):
                yield from portion

    def _files(self, journey: str) -> list[Path]:
        """The files that count, the oldest first."""
        files = sorted(self._folder_of(journey).glob("*.parquet"))
        bases = [at for at, file in enumerate(files) if ".base." in file.name]
        return files[bases[-1] :] if bases else files

    def _folder_of(self, journey: str) -> Path:
        return self._folder / blake2b(journey.encode(), digest_size=12).hexdigest()


def _lines(number: int, rows: Mapping[int, bytes | None]) -> Iterator[bytes]:
    for each, row in rows.items():
        line: dict[str, object] = {"key": each, "written": number}
        if row is not None:
            place = _place.decode(row)
            started = place.attempts[0].started_at
            line |= {"started": started, "owner": place.owner, "row": row.decode()}
        yield msgspec.json.encode(line) + b"\n"


def _write(query: str, folder: Path, number: int, kind: str = "") -> None:
    """The answer of a query as file ``number`` of a folder, whole or not at all."""
    path = folder / f"{number:08d}{kind}.parquet"
    half = path.with_suffix(".new")
    with connect(folder) as connection:
        connection.execute(f"COPY ({query} ORDER BY key) TO '{_quoted(half)}' {_AS_PARQUET}")
    with half.open("rb") as file:
        os.fsync(file.fileno())
    half.rename(path)
    disk.sync_folder(folder)


def _is_readable(connection: duckdb.DuckDBPyConnection, file: Path) -> bool:
    try:
        connection.execute(f"SELECT count(row) FROM {_them([file])}").fetchall()
    except duckdb.Error:
        return False
    return True


def _them(files: Iterable[Path]) -> str:
    names = ", ".join(f"'{_quoted(file)}'" for file in files)
    return f"read_parquet([{names}])"


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


def _number(file: Path) -> int:
    return int(file.name[:8])
