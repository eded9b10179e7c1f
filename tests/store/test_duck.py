"""DuckDB as the store asks it: what stops it and what fails outside is raised as everywhere else."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from store.duck import connect, interruptible
from store.errors import StoreError

ENDLESS = """
import os, signal, sys
from pathlib import Path
from store.duck import connect

class Terminated(KeyboardInterrupt):
    pass

def terminated(number, frame):
    raise Terminated

signal.signal(signal.SIGTERM, terminated)
try:
    with connect(Path(sys.argv[1])) as connection:
        print("asking", flush=True)
        connection.execute("SELECT count(*) FROM range(1000000000000) WHERE range % 7 = 3")
except KeyboardInterrupt as stop:
    assert signal.getsignal(signal.SIGTERM) is terminated
    os._exit(43 if isinstance(stop, Terminated) else 42)
"""


@pytest.mark.usefixtures("heeding_ctrl_c")
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 42), (signal.SIGTERM, 43)])
@pytest.mark.parametrize("after", [0, 0.3])
def test_a_signal_in_the_middle_of_a_query(tmp_path: Path, number: int, code: int, after: float) -> None:
    """It reaches all of DuckDB's threads: the query by itself would go on for hours."""
    command = [sys.executable, "-c", ENDLESS, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as asking:
        try:
            assert asking.stdout is not None
            assert asking.stdout.readline() == b"asking\n"
            time.sleep(after)
            asking.send_signal(number)
            assert asking.wait(60) == code
        finally:
            asking.kill()


@pytest.mark.usefixtures("heeding_ctrl_c")
def test_questions_that_end_in_any_order_leave_the_handlers_that_were_there(tmp_path: Path) -> None:
    before = signal.getsignal(signal.SIGINT)
    with connect(tmp_path) as connection:
        first, second = connection.cursor(), connection.cursor()
        asked = [interruptible(first), interruptible(second)]
        for one in asked:
            one.__enter__()
        for one in asked:
            one.__exit__(None, None, None)
        assert signal.getsignal(signal.SIGINT) != before
    assert signal.getsignal(signal.SIGINT) == before


@pytest.mark.usefixtures("heeding_ctrl_c")
def test_a_signal_while_a_connection_is_closed(tmp_path: Path) -> None:
    with connect(tmp_path) as connection:
        connection.close()
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)


def test_a_disk_that_takes_no_more(tmp_path: Path) -> None:
    (tmp_path / "full").symlink_to("/dev/full")
    copy = f"COPY (SELECT * FROM range(100000)) TO '{tmp_path}/full' (FORMAT parquet)"
    with pytest.raises(StoreError, match="saved before is still there"), connect(tmp_path) as connection:
        connection.execute(copy)


def test_duckdb_is_loaded_when_a_log_is_asked() -> None:
    loads = "import sys, store.log, store.recalculate; sys.exit('duckdb' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", loads]).returncode == 0
