"""One writer at a time: who waits, for how long, and what they are told."""

from __future__ import annotations

import os
import signal
import threading
from pathlib import Path

import pytest

from store.errors import WorkspaceLocked
from store.lock import is_held, locked


def child_holding(path: Path) -> int:
    """A process that has the lock and keeps it."""
    ready, tell = os.pipe()
    child = os.fork()
    if child == 0:
        with locked(path):
            os.write(tell, b"!")
            signal.pause()
    os.read(ready, 1)
    os.close(ready)
    os.close(tell)
    return child


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "workspace.lock"


def test_the_message_names_the_holder_and_the_lock_dies_with_it(path: Path) -> None:
    child = child_holding(path)
    told = rf"process {child} on {os.uname().nodename}; waited 0.05 seconds"
    with pytest.raises(WorkspaceLocked, match=told), locked(path, patience=0.05):
        pass
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    with locked(path, patience=0):
        assert path.read_text().startswith(f"process {os.getpid()} on ")


def test_the_next_one_waits_its_turn(path: Path) -> None:
    turns = []

    def take() -> None:
        with locked(path):
            turns.append("second")

    with locked(path):
        second = threading.Thread(target=take)
        second.start()
        second.join(0.05)
        turns.append("first")
    second.join()
    assert turns == ["first", "second"]


def test_a_process_forked_while_writing_has_no_lock_of_its_own(path: Path) -> None:
    with locked(path):
        child = os.fork()
        if child == 0:
            try:
                with locked(path, patience=0):
                    os._exit(0)
            except WorkspaceLocked:
                os._exit(3)
            finally:
                os._exit(1)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 3


def test_looking_whether_it_is_held_takes_nothing(path: Path) -> None:
    assert not is_held(path)
    assert not path.exists()
    child = child_holding(path)
    assert is_held(path)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    assert not is_held(path)
