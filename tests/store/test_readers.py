"""Readers take no lock and follow what writers do to the file under them."""

from __future__ import annotations

from pathlib import Path

import pytest

from store.errors import WorkspaceGone
from store.journal import Journal


class Pair:
    """A writer of a journal, and a reader that has its own view of the file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.writer = Journal(path)
        self.reader = Journal(path)

    def write(self, **document: int) -> None:
        with self.writer.writing():
            self.writer.append({"t": {name: b"%d" % value for name, value in document.items()}})

    def seen(self) -> dict[str, bytes]:
        self.reader.refresh()
        return self.reader.tables.get("t", {})


@pytest.fixture
def pair(tmp_path: Path) -> Pair:
    return Pair(tmp_path / ".waypost" / "workspace.journal")


def test_a_reader_follows_the_log(pair: Pair) -> None:
    assert pair.seen() == {}
    pair.write(a=1)
    assert pair.seen() == {"a": b"1"}
    pair.write(b=2)
    assert pair.seen() == {"a": b"1", "b": b"2"}


def test_a_reader_does_not_wait_for_a_transaction_under_way_and_does_not_see_it(pair: Pair) -> None:
    pair.write(a=1)
    with pair.writer.writing():
        assert pair.seen() == {"a": b"1"}
        pair.writer.append({"t": {"a": b"2"}})
        assert pair.seen() == {"a": b"2"}


def test_compactions_may_happen_under_a_reader(pair: Pair) -> None:
    pair.write(a=1)
    pair.seen()
    for value in range(3):
        pair.writer.compact()
        pair.write(a=value)
        pair.writer.compact()
        assert pair.seen() == {"a": b"%d" % value}


def test_an_unfinished_line_is_left_alone_until_it_is_finished(pair: Pair) -> None:
    pair.write(a=1)
    pair.seen()
    before = pair.path.stat().st_size
    pair.write(b=2)
    line = pair.path.read_bytes()[before:]
    with pair.path.open("r+b") as file:
        file.truncate(before + 5)
    assert pair.seen() == {"a": b"1"}
    with pair.path.open("ab") as file:
        file.write(line[5:])
    assert pair.seen() == {"a": b"1", "b": b"2"}


def test_a_file_cut_within_the_last_line_that_was_read_is_read_again(pair: Pair) -> None:
    pair.write(a=1)
    pair.write(b=2)
    assert pair.seen() == {"a": b"1", "b": b"2"}
    with pair.path.open("r+b") as file:
        file.truncate(pair.path.stat().st_size - 3)
    assert pair.seen() == {"a": b"1"}


@pytest.mark.parametrize("other", [{"b": 3}, {"c": 2}, {"long": 12345678}, {"b": 2, "c": 3}], ids=str)
def test_a_reader_forgets_a_write_that_was_taken_back(pair: Pair, other: dict[str, int]) -> None:
    """A writer whose fsync fails cuts its line off, and the next writer's line may be as long as that one."""
    pair.write(a=1)
    before = pair.path.stat().st_size
    pair.write(b=2)
    assert pair.seen() == {"a": b"1", "b": b"2"}
    with pair.path.open("r+b") as file:
        file.truncate(before)
    pair.write(**other)
    assert pair.seen() == {"a": b"1", **{name: b"%d" % value for name, value in other.items()}}


def test_a_workspace_that_was_moved_away_is_no_new_one(pair: Pair) -> None:
    """Nor is anything made where it was; once it is back, everything goes on."""
    pair.write(a=1)
    pair.seen()
    folder = pair.path.parent
    away = folder.rename(folder.with_name("away"))
    for use in (pair.seen, lambda: pair.write(b=2)):
        with pytest.raises(WorkspaceGone, match="moved away or deleted"):
            use()
    assert not folder.exists()
    away.rename(folder)
    pair.write(b=2)
    assert pair.seen() == {"a": b"1", "b": b"2"}


def test_a_writer_first_takes_in_what_another_wrote(pair: Pair) -> None:
    pair.write(a=1)
    with pair.reader.writing():
        assert pair.reader.tables == {"t": {"a": b"1"}}
        pair.reader.append({"t": {"b": b"2"}})
    pair.write(c=3)
    assert pair.writer.tables == {"t": {"a": b"1", "b": b"2", "c": b"3"}}
