"""Diagnoses of the local server's SQLite files, and repairing them: events that can be read are kept."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Final

from msgspec.structs import replace

from designer.sandbox import arrivals, derived_file
from designer.sandbox.arrivals import JSON, Arrivals, decode
from store import disk
from store.doctor import REBUILD_HINT, Diagnosis, error_diagnosis
from store.errors import outside
from store.lock import PATIENCE, locked
from store.sqlite_file import move_aside, open_unchanged, structure_fault

SERVING: Final = "serving.lock"
"""Held by whoever serves the workspace."""

_PORTION: Final = 1_024
_SMALLEST: Final = 100
"""Bytes that an event takes at least."""


def inspect(folder: Path) -> list[Diagnosis]:
    """Return what is wrong with the files of the server in ``folder``, which are not changed. Raises StoreError."""
    events, derived = folder / arrivals.FILE, folder / derived_file.FILE
    found = []
    if events.exists() and (told := _fault_of_events(events)):
        found.append(error_diagnosis(events, "damaged-events", told, REBUILD_HINT))
    if derived.exists() and (told := structure_fault(derived)):
        hint = "`waypost doctor --repair` sets it aside; the server makes it again from the events"
        found.append(error_diagnosis(derived, "damaged-index", told, hint))
    return found


def _fault_of_events(path: Path) -> str:
    """Tell the first thing that is wrong with a file of events, and how many can be read; empty: nothing."""
    arrived = _arrived(path)  # before the events are read: a server may take in more meanwhile
    fault, readable, last = structure_fault(path), 0, -1
    for number, found in _events(path):
        last = number
        if isinstance(found, str):
            fault = fault or f"event {number}: {found}"
        else:
            readable += 1
    if arrived > last + 1:
        fault = fault or f"{arrived} events had arrived, and those from number {last + 1} on are missing"
    return f"{fault}; {readable} events can be read" if fault else ""


def repair(folder: Path, *, patience: float = PATIENCE) -> list[Diagnosis]:
    """Repair the files of the server in ``folder``; all that was found, each with what was done. Raises
    WorkspaceLocked, StoreError.
    """
    found = inspect(folder)
    if not found:
        return []
    with locked(folder / SERVING, patience):
        return [_repaired(each) for each in found]


def _repaired(found: Diagnosis) -> Diagnosis:
    path = Path(found.file)
    if found.code == "damaged-index":
        aside = f"set aside as {move_aside(path)}" if path.exists() else "set aside with the damaged events"
        return replace(found, done=f"{aside}; the next start makes it again")
    arrived = _arrived(path)
    with outside("repair", path), tempfile.TemporaryDirectory(dir=path.parent) as half:
        rebuilt = Arrivals(Path(half))
        rebuilt.take_over((number, each) for number, each in _events(path) if not isinstance(each, str))
        rebuilt.go_on_from(max(rebuilt.next, arrived))  # for journeys know from which event on they run
        rebuilt.close()
        copy = move_aside(path)
        os.replace(rebuilt.path, path)
        disk.sync_folder(path.parent)
    derived = path.with_name(derived_file.FILE)
    if derived.exists():  # it has what was computed from events that are gone
        move_aside(derived)
    return replace(found, done=f"rebuilt from what could be read; the damaged file is kept as {copy}")


def _arrived(path: Path) -> int:
    """The number of events that had arrived when something was last computed from them; 0 if that is not known."""
    derived = path.with_name(derived_file.FILE)
    if not derived.exists():
        return 0
    with suppress(sqlite3.DatabaseError), closing(open_unchanged(derived)) as connection:
        row = connection.execute(derived_file.THROUGH).fetchone()
        return int(row[0]) if row else 0
    return 0


def _events(path: Path) -> Iterator[tuple[int, JSON | str]]:
    """Every event in a file by its number, or why it cannot be read."""
    with closing(open_unchanged(path)) as connection:
        for start in range(0, _size(connection, path), _PORTION):
            yield from _read(connection, start, start + _PORTION)


def _size(connection: sqlite3.Connection, path: Path) -> int:
    """The number of events, or more if the file does not say it."""
    try:
        found: int = connection.execute("SELECT coalesce(max(number) + 1, 0) FROM event").fetchone()[0]
    except sqlite3.DatabaseError:
        return sum(each.stat().st_size for each in path.parent.glob(f"{path.name}*")) // _SMALLEST
    return found


def _read(connection: sqlite3.Connection, start: int, end: int) -> Iterator[tuple[int, JSON | str]]:
    """Events from number ``start`` up to but not including ``end``, or why one cannot be read; where SQLite gives up,
    in halves.
    """
    try:
        rows = connection.execute(
            "SELECT * FROM event WHERE number >= ? AND number < ?", (start, end)
        ).fetchall()
    except sqlite3.DatabaseError as error:
        if end - start == 1:
            yield start, str(error)
            return
        middle = (start + end) // 2
        yield from _read(connection, start, middle)
        yield from _read(connection, middle, end)
        return
    for number, _, _, row, *digest in rows:
        try:
            yield number, decode(row, digest[0] if digest else None)
        except ValueError as error:
            yield number, str(error)
