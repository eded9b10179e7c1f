"""What the doctor finds in a workspace, what it repairs, and that it throws nothing away."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from scenario import design, entry, exit_, statement, verb

from engine.plan import Plan
from store.doctor import Diagnosis, inspect, repair
from store.errors import DamagedFile, WorkspaceLocked
from store.lock import locked
from store.log import import_files
from store.progress import ProgressBook
from store.recalculate import recalculate
from store.schema import DocumentSchema
from store.table import Database
from store.workspace import Workspace

Spoil = Callable[[list[bytes]], list[bytes]]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Line 0 the header, 1 the end of an empty snapshot, 2 to 6 the documents 1 to 5, 7 a change of document 1."""
    path = tmp_path / "workspace.journal"
    with Database(path) as database:
        for number in range(1, 6):
            database.insert({"number": number})
        database.update({"changed": True}, doc_ids=[1])
    return path


def spoil(path: Path, how: Spoil) -> None:
    path.write_bytes(b"".join(how(path.read_bytes().splitlines(keepends=True))))


def changed(*numbers: int) -> Spoil:
    return lambda lines: [line.replace(b",", b";") if n in numbers else line for n, line in enumerate(lines)]


def without(*numbers: int) -> Spoil:
    return lambda lines: [line for n, line in enumerate(lines) if n not in numbers]


def merged(number: int) -> Spoil:
    return lambda lines: [line.rstrip(b"\n") if n == number else line for n, line in enumerate(lines)]


def codes(found: list[Diagnosis]) -> list[str]:
    return [diagnosis.code for diagnosis in found]


def numbers(path: Path) -> list[object]:
    return [row["number"] for row in Database(path)]


def test_a_sound_workspace_and_none_at_all(path: Path, tmp_path: Path) -> None:
    assert inspect(tmp_path) == repair(tmp_path) == []
    assert inspect(tmp_path / "nowhere") == repair(tmp_path / "nowhere") == []
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.parametrize(
    ("how", "code", "kept"),
    [
        (changed(3), "damaged-lines", [1, 3, 4, 5]),
        (changed(3, 4), "damaged-lines", [1, 4, 5]),
        (changed(7), "damaged-lines", [1, 2, 3, 4, 5]),
        (without(4), "damaged-lines", [1, 2, 4, 5]),
        (merged(4), "damaged-lines", [1, 2, 5]),
        (changed(1), "damaged-lines no-end-mark", [1, 2, 3, 4, 5]),
        (without(1), "damaged-lines no-end-mark", [1, 2, 3, 4, 5]),
        (changed(0), "no-header damaged-lines", [1, 2, 3, 4, 5]),
        (lambda lines: [b"something else\n", b"altogether\n"], "no-header damaged-lines no-end-mark", []),
        (lambda lines: [], "no-header no-end-mark", []),
    ],
    ids=[
        "line",
        "two lines",
        "last line",
        "gap",
        "merged",
        "end mark",
        "no end mark",
        "header",
        "foreign",
        "empty",
    ],
)
def test_what_can_be_read_is_kept_and_the_damaged_file_beside_it(
    path: Path, tmp_path: Path, how: Spoil, code: str, kept: list[int]
) -> None:
    spoil(path, how)
    damaged = path.read_bytes()
    with pytest.raises(DamagedFile, match="waypost doctor"):
        numbers(path)
    assert codes(inspect(tmp_path)) == code.split()
    assert path.read_bytes() == damaged, "looking changes nothing"

    found = repair(tmp_path)

    assert codes(found) == code.split()
    assert all("workspace.journal.damaged" in diagnosis.done for diagnosis in found)
    assert path.with_name("workspace.journal.damaged").read_bytes() == damaged
    assert numbers(path) == kept
    assert inspect(tmp_path) == []
    Database(path).insert({"number": 6})
    assert numbers(path) == [*kept, 6]


def test_an_unfinished_write_is_a_note(path: Path, tmp_path: Path) -> None:
    whole = path.read_bytes()
    with path.open("ab") as file:
        file.write(b'["12345678","12345678",{"_def')
    (found,) = inspect(tmp_path)
    assert (found.code, found.severity) == ("torn-tail", "note")
    assert "29 bytes" in found.message
    assert [diagnosis.done for diagnosis in repair(tmp_path)] == ["removed"]
    assert path.read_bytes() == whole
    assert {file.name for file in tmp_path.iterdir()} == {"workspace.journal", "workspace.lock"}


def test_leftovers_of_a_kill_are_removed(path: Path, tmp_path: Path) -> None:
    path.with_suffix(".new").write_bytes(path.read_bytes()[:70])
    path.with_name("workspace.journal.copy").touch()
    assert codes(inspect(tmp_path)) == ["leftover-file", "leftover-file"]
    assert [diagnosis.done for diagnosis in repair(tmp_path)] == ["removed", "removed"]
    assert inspect(tmp_path) == []
    assert numbers(path) == [1, 2, 3, 4, 5]


def test_a_newer_format_needs_a_newer_waypost_not_a_repair(path: Path, tmp_path: Path) -> None:
    newer = DocumentSchema(needs="2.0.0", steps=(lambda documents: documents,))
    Database(path, schema=newer).insert({"number": 6})
    before = path.read_bytes()
    for found in (inspect(tmp_path), repair(tmp_path)):
        assert codes(found) == ["newer-format"]
        assert found[0].hint == "install waypost 2.0.0 or newer"
        assert not found[0].done
    assert path.read_bytes() == before


def test_an_older_format_is_a_note_and_stays_so_when_damage_is_repaired(path: Path, tmp_path: Path) -> None:
    newer = DocumentSchema(steps=(lambda documents: documents,))
    assert [(found.code, found.severity) for found in inspect(tmp_path, newer)] == [("older-format", "note")]
    spoil(path, changed(3))
    assert codes(repair(tmp_path, newer)) == ["damaged-lines", "older-format"]
    assert codes(inspect(tmp_path, newer)) == ["older-format"]


def test_a_journal_of_which_there_is_only_a_copy(path: Path, tmp_path: Path) -> None:
    path.rename(path.with_name("workspace.journal.format-1"))
    (found,) = repair(tmp_path)
    assert (found.code, found.severity, found.done) == ("missing-journal", "error", "")
    assert f"copy {tmp_path / 'workspace.journal.format-1'} to {path}" in found.hint


def test_a_repair_waits_for_writers(path: Path, tmp_path: Path) -> None:
    with locked(path.with_suffix(".lock")), pytest.raises(WorkspaceLocked):
        repair(tmp_path, patience=0.01)


def test_a_log_that_lost_rows_is_told_and_cannot_be_repaired(tmp_path: Path) -> None:
    events = tmp_path / "events.ndjson"
    events.write_text(
        "".join(json.dumps(statement(minute, "seen", f"p{minute}")) + "\n" for minute in range(9))
    )
    log = tmp_path / "workspace" / "log"
    import_files(log, [str(events)], partitions=2)
    assert inspect(log.parent) == []
    columns = sorted(log.glob("parts/*/*.columns.parquet"))
    columns[0].write_bytes(columns[0].read_bytes()[:-9])
    columns[1].unlink()
    found = repair(log.parent)
    assert codes(found) == ["damaged-log", "damaged-log"]
    assert {each.file for each in found} == {str(path) for path in columns}
    assert not any(each.done for each in found)
    (log / "log.json").write_text("{")
    assert codes(inspect(log.parent)) == ["damaged-log"]


def test_progress_that_cannot_be_read_is_set_aside_and_made_again(tmp_path: Path) -> None:
    events, folder = tmp_path / "events.ndjson", tmp_path / "workspace"
    events.write_text(
        "".join(json.dumps(statement(minute, "seen", f"p{minute}")) + "\n" for minute in range(9))
    )
    import_files(folder / "log", [str(events)])
    plan = Plan(design({"start": entry(verb("seen")), "done": exit_()}, "start>done"))
    workspace = Workspace.open(folder)
    workspace.progress = ProgressBook(folder, documents=1)
    before = recalculate(workspace, plan, folder / "log").simulated().owners
    assert (len(before), inspect(folder)) == (9, [])
    damaged = next(folder.glob("progress/*/*.parquet"))
    damaged.write_bytes(b"PAR1" + damaged.read_bytes()[4:-20])
    assert codes(inspect(folder)) == ["damaged-progress"]
    (repaired,) = repair(folder)
    assert repaired.done
    assert inspect(folder) == []
    assert recalculate(workspace, plan, folder / "log").simulated().owners == before
