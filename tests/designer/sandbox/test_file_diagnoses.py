"""The server's SQLite files, damaged: what is told, what is computed anew, what is kept, and that nobody loses more."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from server_folder import arrive, opened

from designer.sandbox import arrivals, derived_file, file_diagnoses
from designer.sandbox.file_diagnoses import inspect, repair
from designer.sandbox.state import ServerState
from store.errors import DamagedFile, StoreError, WorkspaceLocked
from store.lock import locked

EVENTS = 300
PAGE = 4096


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with opened(tmp_path) as world:
        arrive(world, 0, EVENTS)
        assert counted(world) == EVENTS
    return tmp_path


def counted(world: ServerState) -> int:
    return world.statements.documents.all().bit_count()


def overwritten(path: Path, start: int, size: int) -> None:
    with path.open("r+b") as file:
        file.seek(start)
        file.write(b"\xff" * size)


def cut(path: Path) -> None:
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size // 2 // PAGE * PAGE)


DAMAGES: dict[str, Callable[[Path], object]] = {
    "its head": lambda path: overwritten(path, 0, 100),
    "all but its head": lambda path: overwritten(path, PAGE, path.stat().st_size - PAGE),
    "its second half": cut,
    "everything": lambda path: path.write_text("hello"),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_what_is_computed_is_computed_anew(
    folder: Path, damage: str, caplog: pytest.LogCaptureFixture
) -> None:
    path = folder / derived_file.FILE
    DAMAGES[damage](path)
    before = path.read_bytes()
    with opened(folder) as world:
        assert counted(world) == EVENTS
    assert "is kept as derived.sqlite.damaged" in caplog.text
    assert (folder / "derived.sqlite.damaged").read_bytes() == before
    assert inspect(folder) == []


def test_damage_that_is_met_while_serving_costs_one_answer(folder: Path) -> None:
    with opened(folder) as world:
        world.derived.file.is_damaged = True  # as SQLite would tell it of any page
        world.load()
        assert counted(world) == EVENTS


@pytest.mark.parametrize("damage", [*DAMAGES, "nothing is left"])
def test_events_that_can_be_read_are_kept(folder: Path, damage: str) -> None:
    path = folder / arrivals.FILE
    DAMAGES.get(damage, lambda path: path.write_bytes(b""))(path)
    with pytest.raises(DamagedFile, match="waypost doctor --repair"), opened(folder):
        pass
    (found,) = inspect(folder)
    assert (found.code, found.done, found.repairable) == ("damaged-events", "", True)
    (repaired,) = repair(folder)
    assert "arrivals.sqlite.damaged" in repaired.done
    assert inspect(folder) == []
    with opened(folder) as world:
        left = counted(world)
        assert world.arrivals.next == EVENTS  # journeys know from which number on they run
        arrive(world, EVENTS, EVENTS + 1)
        assert counted(world) == left + 1


def test_one_event_that_is_not_as_it_was_written_is_told_and_the_others_stay(folder: Path) -> None:
    path = folder / arrivals.FILE
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        change = "UPDATE event SET row = CAST(replace(row, 'p17@', 'p18@') AS BLOB) WHERE number = 17"
        connection.execute(change)
    with opened(folder) as world, pytest.raises(DamagedFile, match="event 17: it is not as it was written"):
        world.arrived.document(17)
    (found,) = inspect(folder)
    assert found.message == f"event 17: it is not as it was written; {EVENTS - 1} events can be read"
    assert repair(folder)[0].done
    with opened(folder) as world:
        assert counted(world) == EVENTS - 1
        assert world.arrived.find(f"00000000-0000-4000-8000-{18:012x}")


def test_both_files_are_repaired_at_once(folder: Path) -> None:
    cut(folder / arrivals.FILE)
    overwritten(folder / derived_file.FILE, 0, 100)
    assert [each.code for each in inspect(folder)] == ["damaged-events", "damaged-index"]
    events, derived = repair(folder)
    assert "arrivals.sqlite.damaged" in events.done
    assert derived.done == "set aside with the damaged events; the next start makes it again"
    assert (folder / "derived.sqlite.damaged").exists()
    assert inspect(folder) == []
    with opened(folder) as world:
        arrive(world, EVENTS, EVENTS + 1)
        assert counted(world) == 1


def test_what_arrives_while_events_are_read_is_not_missing(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = file_diagnoses._events
    with opened(folder) as world:

        def read_while_serving(path: Path) -> Iterator[tuple[int, arrivals.JSON | str]]:
            yield from read(path)
            arrive(world, EVENTS, EVENTS + 1)
            assert counted(world) == EVENTS + 1

        monkeypatch.setattr(file_diagnoses, "_events", read_while_serving)
        assert inspect(folder) == []


def test_a_file_from_before_digests_is_read(folder: Path) -> None:
    with closing(sqlite3.connect(folder / arrivals.FILE, isolation_level=None)) as connection:
        connection.execute("ALTER TABLE event DROP COLUMN digest")
    assert inspect(folder) == []
    with opened(folder) as world:
        arrive(world, EVENTS, EVENTS + 1)
        assert counted(world) == EVENTS + 1


def test_a_repair_waits_for_who_serves(folder: Path) -> None:
    cut(folder / arrivals.FILE)
    with locked(folder / "serving.lock"), pytest.raises(WorkspaceLocked):
        repair(folder, patience=0.01)


def test_another_program_that_writes_is_told(folder: Path) -> None:
    with opened(folder) as world, closing(sqlite3.connect(folder / arrivals.FILE)) as other:
        other.execute("BEGIN IMMEDIATE")
        world.arrivals._file.connection.execute("PRAGMA busy_timeout = 1")
        with pytest.raises(StoreError, match="another program writes to it"):
            arrive(world, EVENTS, EVENTS + 1)
        other.rollback()
        world.arrivals.forget()
        arrive(world, EVENTS, EVENTS + 1)
        assert counted(world) == EVENTS + 1
