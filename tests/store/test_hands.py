"""Processes that share work."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

PROGRAM = """
from store.recalculate.hands import hands

with hands(2) as two:
    print(sorted(two.share(bytes.upper, [b"one", b"two", b"three"])))
"""


def test_workers_do_not_run_the_program_again_that_started_them(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(PROGRAM)
    done = subprocess.run([sys.executable, program], capture_output=True, text=True, check=False)
    assert (done.stdout, done.returncode) == ("[b'ONE', b'THREE', b'TWO']\n", 0), done.stderr
