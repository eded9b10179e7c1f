"""Short forms of the crash tests and of ``contention.py``, which run for longer by themselves."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent


def test_nothing_acknowledged_is_lost_to_kill_9(tmp_path: Path) -> None:
    assert "20 kills" in said("crash.py", "--kills", "20", "--seed", "7", tmp_path)


def test_two_processes_lose_no_update_and_a_reader_sees_no_half(tmp_path: Path) -> None:
    assert "none lost" in said("contention.py", "--seconds", "1.5", tmp_path)


def said(script: str, *arguments: str | Path) -> str:
    """What a script prints; it forks, so it gets a process of its own."""
    done = subprocess.run(
        [sys.executable, HERE / script, *arguments],
        cwd=HERE.parents[1],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_recalculation_goes_on_after_kill_9(tmp_path: Path) -> None:
    assert "6 kills" in said("crash_recalculate.py", "--kills", "6", "--seed", "3", tmp_path)
