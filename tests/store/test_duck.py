"""DuckDB as the store asks it: what stops it and what fails outside is raised as everywhere else."""

from __future__ import annotations

import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from store.duck import connected
from store.errors import StoreError

ENDLESS = """
import os, sys
from pathlib import Path
from store.duck import connected
try:
    with connected(Path(sys.argv[1])) as connection:
        print("asking", flush=True)
        connection.execute("SELECT count(*) FROM range(1000000000000) WHERE range % 7 = 3")
except KeyboardInterrupt:
    os._exit(42)
"""


@pytest.mark.usefixtures("heeding_ctrl_c")
def test_ctrl_c_in_the_middle_of_a_query(tmp_path: Path) -> None:
    command = [sys.executable, "-c", ENDLESS, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as asking:
        assert asking.stdout is not None
        assert asking.stdout.readline() == b"asking\n"
        while asking.poll() is None:  # until it is heeded, as people press it
            asking.send_signal(signal.SIGINT)
            with suppress(subprocess.TimeoutExpired):
                asking.wait(0.5)
    assert asking.returncode == 42


def test_a_disk_that_takes_no_more(tmp_path: Path) -> None:
    (tmp_path / "full").symlink_to("/dev/full")
    copy = f"COPY (SELECT * FROM range(100000)) TO '{tmp_path}/full' (FORMAT parquet)"
    with pytest.raises(StoreError, match="saved before is still there"), connected(tmp_path) as connection:
        connection.execute(copy)
