"""What the outside can do to a write: a clear sentence, nothing lost, and writing goes on once it is mended."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from limits import files_limited_to

from store.errors import StoreError, outside
from store.table import Database

OTHER_USER = 65534  # nobody


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "workspace.journal"


@contextmanager
def another_user() -> Iterator[None]:
    if os.geteuid() != 0:
        pytest.skip("only root can become another user")
    os.seteuid(OTHER_USER)
    try:
        yield
    finally:
        os.seteuid(0)


def test_a_write_cut_short_is_taken_back(path: Path) -> None:
    database = Database(path)
    database.insert({"number": 1})
    size = path.stat().st_size
    with (
        files_limited_to(size + 40),
        pytest.raises(StoreError, match=r"cannot write .*workspace\.journal: .*saved before"),
    ):
        database.insert({"text": "x" * 100})
    assert path.stat().st_size == size
    assert database.all() == Database(path).all() == [{"number": 1}]
    database.insert({"number": 2})
    assert database.all() == Database(path).all() == [{"number": 1}, {"number": 2}]


def test_a_failed_transaction_leaves_nothing_of_itself(path: Path) -> None:
    database = Database(path)
    database.insert({"number": 1})

    def write() -> None:
        with database.transaction():
            database.update({"number": 2})
            database.table("other").insert({"text": "x" * 100})

    with files_limited_to(path.stat().st_size + 40), pytest.raises(StoreError):
        write()
    assert database.all() == [{"number": 1}]
    assert database.tables() == {"_default"}


def test_a_workspace_that_cannot_be_begun_is_not_there(path: Path) -> None:
    database = Database(path)
    with files_limited_to(100), pytest.raises(StoreError):
        database.insert({"number": 1})
    assert [file.name for file in path.parent.iterdir()] == ["workspace.lock"]
    assert database.all() == []


def test_without_room_to_compact_writes_are_saved_all_the_same(path: Path) -> None:
    database = Database(path, compact_at=500)
    database.insert({"number": 0})
    path.with_suffix(".new").mkdir()  # so that no snapshot can be written, whoever we are
    for number in range(1, 30):
        database.insert({"number": number})
    assert path.stat().st_size > 1500
    assert Database(path).all() == [{"number": number} for number in range(30)]
    with pytest.raises(StoreError, match=r"workspace\.new: a folder is where a file should be"):
        database.compact()
    path.with_suffix(".new").rmdir()
    database.insert({"number": 30})
    assert database.storage.journal.header.generation == 0, "it does not try again at every write"


def test_a_disk_that_cannot_sync_is_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(descriptor: int) -> None:
        raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))

    database = Database(path)
    database.insert({"number": 1})
    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", refuse)
        with pytest.raises(StoreError, match="lacks fsync"):
            database.insert({"number": 2})
    assert database.all() == Database(path).all() == [{"number": 1}]


def test_permission_lost(path: Path) -> None:
    database = Database(path)
    database.insert({"number": 1})
    with another_user():
        with pytest.raises(StoreError, match="permission denied"):
            database.insert({"number": 2})
        with pytest.raises(StoreError, match="permission denied"):
            Database(path).all()
    assert database.all() == [{"number": 1}]


def test_a_file_in_place_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match="a file is where a folder should be"):
        Database(tmp_path / "file" / "workspace.journal").insert({})


def test_a_full_disk_says_so() -> None:
    def write() -> None:
        with outside("write", Path("workspace.journal")), open("/dev/full", "wb", buffering=0) as full:
            full.write(b"x")

    with pytest.raises(StoreError, match="the disk is full; free some space") as raised:
        write()
    assert isinstance(raised.value.__cause__, OSError)


def test_errors_of_the_caller_stay_as_they_are(path: Path) -> None:
    database = Database(path)

    def write() -> None:
        with database.transaction():
            database.insert({"number": 1})
            (path.parent / "not there").read_text()

    with pytest.raises(FileNotFoundError):
        write()
    assert database.all() == []
