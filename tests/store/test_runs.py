"""How a recalculation stands, as other processes see it."""

from __future__ import annotations

import os
import signal
from itertools import count
from pathlib import Path

import pytest

from store.runs import AlreadyRunning, Status
from store.workspace import Workspace


def workspace(folder: Path) -> Workspace:
    return Workspace.open(folder, clock=count(1505901600_000000, 60_000_000).__next__)


def test_before_anything_was_recalculated(tmp_path: Path) -> None:
    assert workspace(tmp_path / "w").runs.status("j") == Status(state="never")
    assert not (tmp_path / "w").exists()


def test_counts_are_true_at_any_moment(tmp_path: Path) -> None:
    ours, others = workspace(tmp_path), workspace(tmp_path)

    def seen() -> tuple[bool, int, int, int]:
        status = others.runs.status("j")
        return status.in_progress, status.total_count, status.remaining_count, status.skipped_count

    with ours.runs.running("j", "statements", 100) as run:
        assert seen() == (True, 100, 100, 0)
        run.skip(30)
        assert seen() == (True, 100, 70, 30)
        run.done(50)
        assert seen() == (True, 100, 20, 30)
        run.done(20)
    assert seen() == (False, 100, 0, 30)
    assert others.runs.status("j") == Status(
        total_count=100,
        skipped_count=30,
        state="finished",
        log="statements",
        started="2017-09-20T10:00:00.000000Z",
        updated="2017-09-20T10:05:00.000000Z",
    )


def test_one_at_a_time(tmp_path: Path) -> None:
    ours, others = workspace(tmp_path), workspace(tmp_path)
    with ours.runs.running("j", "log", 1), others.runs.running("other", "log", 1):
        told = f"being recalculated already: .* process {os.getpid()} on"
        with pytest.raises(AlreadyRunning, match=told), others.runs.running("j", "log", 1):
            pass
        assert others.runs.status("j").in_progress


def test_what_fails_is_stopped(tmp_path: Path) -> None:
    def cancelled() -> None:
        with workspace(tmp_path).runs.running("j", "log", 10) as run:
            run.done(4)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        cancelled()
    status = workspace(tmp_path).runs.status("j")
    assert (status.state, status.in_progress, status.remaining_count) == ("stopped", False, 6)


def test_who_was_killed_is_no_longer_at_work(tmp_path: Path) -> None:
    ready, tell = os.pipe()
    child = os.fork()
    if child == 0:
        with workspace(tmp_path).runs.running("j", "log", 10) as run:
            run.done(4)
            os.write(tell, b"!")
            signal.pause()
    os.read(ready, 1)
    reader = workspace(tmp_path).runs
    assert (reader.status("j").state, reader.status("j").in_progress) == ("running", True)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    status = reader.status("j")
    assert (status.state, status.in_progress, status.remaining_count) == ("interrupted", False, 6)
    with workspace(tmp_path).runs.running("j", "log", 10):
        assert reader.status("j").in_progress
