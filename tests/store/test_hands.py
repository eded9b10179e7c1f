"""Processes that share work."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from store.errors import StoreError
from store.recalculate.executor import hands

PROGRAM = """
from store.recalculate.executor import hands

with hands(2) as two:
    print(sorted(two.share(bytes.upper, [b"one", b"two", b"three"])))
"""


def test_workers_do_not_run_the_program_again_that_started_them(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(PROGRAM)
    done = subprocess.run([sys.executable, program], capture_output=True, text=True, check=False)
    assert (done.stdout, done.returncode) == ("[b'ONE', b'THREE', b'TWO']\n", 0), done.stderr


STOPPED = """
import os, signal, time
from store.recalculate.executor import hands

signal.signal(signal.SIGINT, signal.default_int_handler)
try:
    with hands(2) as two:
        for _ in two.share(time.sleep, [0, 600, 600]):
            os.killpg(0, signal.SIGINT)
except KeyboardInterrupt:
    print("stopped")
"""


def test_whoever_stops_does_not_wait_for_the_workers() -> None:
    """Ctrl-C in a terminal reaches all processes; only the first one has something to say about it."""
    done = subprocess.run(
        [sys.executable, "-c", STOPPED],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        start_new_session=True,
    )
    assert (done.stdout, done.stderr, done.returncode) == ("stopped\n", "", 0)


@pytest.mark.filterwarnings("error::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("address", ["somewhere", "http://somewhere"])
def test_an_address_that_is_no_schedulers(address: str) -> None:
    with pytest.raises(StoreError, match="cannot reach a Dask scheduler"), hands(dask=address):
        pytest.fail("there is nobody")
