"""Taking statements into a log: what is added, what is not, and what is said of it."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from pathlib import Path
from random import Random

import msgspec
import pytest

from engine.xapi.storage import as_stored
from store.errors import DamagedFile, NewerFormat, StoreError
from store.log import ImportTotals, events_of, import_files, read_manifest, read_rejects
from store.log.parts import columns_of, documents_of
from store.log.query import open_query
from store.sources import line

HERE = Path(__file__).parent


def statement(id: str, who: str = "ann", verb: str = "passed", day: int = 1) -> str:
    return json.dumps(
        {
            "id": id,
            "actor": {"mbox": f"mailto:{who}@example.org"},
            "verb": {"id": f"http://example.org/verbs/{verb}"},
            "object": {"id": "http://example.org/quiz"},
            "timestamp": f"2026-03-{day:02d}T10:00:00Z",
        }
    )


def put(path: Path, *lines: str) -> str:
    path.write_text("".join(line + "\n" for line in lines))
    return str(path)


def kept(log: Path) -> list[tuple[object, ...]]:
    """(id, document, again) of each row, by id."""
    parts = read_manifest(log).parts
    rows = f"{columns_of(log, parts)} JOIN {documents_of(log, parts)} USING (part, row)"
    with open_query(log) as connection:
        query = f"SELECT id, document, again FROM {rows} ORDER BY id, again, document"
        return connection.execute(query).fetchall()


def test_each_statement_is_kept_as_it_was_sent_and_read_as_a_server_stores_it(tmp_path: Path) -> None:
    odd = '{"id": "b" ,"verb":{"id":"v","id":"w"}, "timestamp":"2026-03-01T10:00:00Z", "actor": {}}'
    file = put(tmp_path / "file.ndjson", statement("a"), "", odd)
    done = import_files(tmp_path / "log", [file])
    assert done == ImportTotals(read=2, added=2)
    assert kept(tmp_path / "log") == [("a", statement("a"), False), ("b", odd, False)]
    read = {event.id: event.document["statement"] for event in events_of(tmp_path / "log")}
    assert read["a"] == as_stored(json.loads(statement("a")))


def test_a_statement_without_a_timestamp_is_kept_with_the_one_it_is_stored_with(tmp_path: Path) -> None:
    sent = '{"id": "a", "verb": {"id": "v"}, "actor": {}, "stored": "2026-03-01T10:00:00Z"}'
    import_files(tmp_path / "log", [put(tmp_path / "file.ndjson", sent)])
    stored = msgspec.json.encode(as_stored(json.loads(sent))).decode()
    assert kept(tmp_path / "log") == [("a", stored, False)]


def test_the_same_file_twice_adds_nothing(tmp_path: Path) -> None:
    file = put(tmp_path / "file.ndjson", statement("a"), statement("b"), "no event")
    import_files(tmp_path / "log", [file])
    before = read_manifest(tmp_path / "log")
    assert import_files(tmp_path / "log", [file]) == ImportTotals(skipped=3)
    assert read_manifest(tmp_path / "log") == before


def test_a_copy_of_a_file_holds_only_duplicates(tmp_path: Path) -> None:
    one, copy = (put(tmp_path / name, statement("a"), statement("b")) for name in ("one", "copy"))
    assert import_files(tmp_path / "log", [one, copy]) == ImportTotals(read=4, added=2, duplicates=2)
    totals = read_manifest(tmp_path / "log").totals
    assert (totals.events, totals.ids, totals.rows) == (4, 2, 2)


@pytest.mark.parametrize("batch", [1, 2, 100])
def test_an_id_with_another_content_is_kept_beside_the_first(tmp_path: Path, batch: int) -> None:
    """In one batch or in several, under one owner or two."""
    lines = [statement("a"), statement("a", day=2), statement("a"), statement("a", who="bob")]
    file = put(tmp_path / "file.ndjson", *lines)
    done = import_files(tmp_path / "log", [file], batch=batch, partitions=64)
    assert done == ImportTotals(read=4, added=1, duplicates=3, conflicting=2)
    assert [again for _, _, again in kept(tmp_path / "log")] == [False, True, True]
    totals = read_manifest(tmp_path / "log").totals
    assert (totals.ids, totals.again, totals.stray) == (1, 2, 1)


def test_a_slow_import_keeps_what_it_has_now_and_then(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(line, "PORTION", 10)  # a line of the file, whatever its length
    file = put(tmp_path / "file.ndjson", *map(statement, "abc"))
    import_files(tmp_path / "log", [file], batch_seconds=0)
    found = read_manifest(tmp_path / "log")
    assert (found.batch, found.totals.ids) == (3, 3)


def test_what_was_appended_to_a_file_is_taken_in(tmp_path: Path) -> None:
    file = put(tmp_path / "file.ndjson", statement("a"))
    import_files(tmp_path / "log", [file])
    put(tmp_path / "file.ndjson", statement("a"), statement("b"))
    assert import_files(tmp_path / "log", [file]) == ImportTotals(read=1, added=1, skipped=1)


@pytest.mark.parametrize("lines", [["z", "b"], ["b"], ["z", "a", "b"]])
def test_a_file_that_was_rewritten_is_read_from_its_start(tmp_path: Path, lines: list[str]) -> None:
    file = put(tmp_path / "file.ndjson", statement("a"), statement("b"))
    import_files(tmp_path / "log", [file])
    put(tmp_path / "file.ndjson", *map(statement, lines))
    new = len({*lines} - {"a", "b"})
    done = import_files(tmp_path / "log", [file])
    assert done == ImportTotals(read=len(lines), added=new, duplicates=len(lines) - new)


def test_arrays_and_compressed_files_hold_statements_too(tmp_path: Path) -> None:
    array, packed = tmp_path / "array.json", tmp_path / "packed.ndjson.gz"
    array.write_text(f"[\n  {statement('a')},\n  {statement('b')}\n]")
    packed.write_bytes(gzip.compress(f"{statement('c')}\n{statement('d')}\n".encode()))
    assert import_files(tmp_path / "log", [str(array), str(packed)]).added == 4
    assert import_files(tmp_path / "log", [str(packed)]).skipped == 2


def test_standard_input_is_read_anew_each_time(tmp_path: Path) -> None:
    program = "import sys; from pathlib import Path; from store.log import import_files\n"
    program += "print(import_files(Path(sys.argv[1]), ['-']))"
    said = [
        subprocess.run(
            [sys.executable, "-c", program, tmp_path / "log"],
            input=statement("a"),
            cwd=HERE.parents[2],
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for _ in range(2)
    ]
    assert said == [str(ImportTotals(read=1, added=1)), str(ImportTotals(read=1, duplicates=1))]


def test_lines_that_are_no_events_go_to_a_file_with_the_reason(tmp_path: Path) -> None:
    deep = '{"verb": {"id": ' + "[" * 3000 + "]" * 3000 + "}}"
    file = put(tmp_path / "file.ndjson", statement("a"), "{", '{"type": "moon"}', deep, statement("b"))
    done = import_files(tmp_path / "log", [file])
    assert (done.read, done.added, done.rejected) == (5, 2, 3)
    assert [reason.count for reason in done.reasons] == [1, 1, 1]
    found = list(read_rejects(tmp_path / "log"))
    assert [(line.line, line.start[:4]) for line in found] == [(2, "{\n"), (3, '{"ty'), (4, '{"ve')]
    assert "not JSON" in found[0].reason
    assert "no call" in found[1].reason
    assert all(line.source == file for line in found)


def test_a_watcher_is_told_how_far_it_is(tmp_path: Path) -> None:
    file = put(tmp_path / "file.ndjson", *(statement(str(number)) for number in range(3000)))
    told: list[tuple[str, int]] = []
    import_files(tmp_path / "log", [file], watch=lambda source, read: told.append((source, read)))
    assert [source for source, _ in told] == [file] * len(told)
    sizes = [read for _, read in told]
    assert len(sizes) >= 2
    assert sizes == sorted(sizes)
    assert sizes[-1] <= Path(file).stat().st_size


def test_what_was_committed_stays_when_a_file_turns_out_damaged(tmp_path: Path) -> None:
    good = put(tmp_path / "good.ndjson", statement("a"))
    bad = tmp_path / "bad.ndjson.gz"
    random = Random(1)
    lines = [statement(str(number), verb=random.randbytes(40_000).hex()).encode() for number in range(40)]
    bad.write_bytes(gzip.compress(b"\n".join(lines))[:-20])
    import_files(tmp_path / "log", [good])
    with pytest.raises(StoreError, match="damaged or cut short"):
        import_files(tmp_path / "log", [str(bad)], batch=10)
    assert 1 < read_manifest(tmp_path / "log").totals.rows < 41
    with pytest.raises(StoreError, match="no-such"):
        import_files(tmp_path / "log", [str(tmp_path / "no-such")])


def test_a_manifest_that_cannot_be_read_says_what_to_do(tmp_path: Path) -> None:
    log = tmp_path / "log"
    with pytest.raises(StoreError, match="waypost log import"):
        read_manifest(log)
    import_files(log, [put(tmp_path / "file.ndjson", statement("a"))])
    text = (log / "log.json").read_text()
    (log / "log.json").write_text(text.replace('"format": 2', '"format": 3').replace("0.1.0", "9.9"))
    with pytest.raises(NewerFormat, match=r"install waypost 9\.9"):
        import_files(log, [])
    (log / "log.json").write_text(text[:-20])
    with pytest.raises(DamagedFile, match="import its files again"):
        read_manifest(log)


def test_nothing_is_lost_to_kill_9_and_nothing_taken_twice() -> None:
    done = subprocess.run(
        [sys.executable, HERE / "crash_import.py", "--kills", "4", "--seed", "3"],
        cwd=HERE.parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "all logs equal" in done.stdout


def test_many_small_imports_end_in_few_parts(tmp_path: Path) -> None:
    log = tmp_path / "log"
    for number in range(12):
        import_files(log, [put(tmp_path / f"{number}.ndjson", statement(f"{number:02d}"))], partitions=1)
        assert [id for id, _, _ in kept(log)] == [f"{each:02d}" for each in range(number + 1)]
    assert len(read_manifest(log).parts) < 8
    import_files(log, [])
    assert len(list(log.glob("parts/*/*"))) == 2 * len(read_manifest(log).parts)
