"""Every benchmark, one after the other, each in a process of its own, so that its memory is its own.

``python -m tests.benchmarks [peers log …]``: those named, or all. The exit code is that of the last that failed.
"""

from __future__ import annotations

import os
import pkgutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent


def run(module: str) -> int:
    """Run a benchmark; its exit code."""
    paths = os.pathsep.join([str(ROOT / "tests"), os.environ.get("PYTHONPATH", "")]).rstrip(os.pathsep)
    command = [sys.executable, "-m", f"tests.benchmarks.{module}"]
    code = subprocess.run(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": paths}).returncode
    print(flush=True)
    return code


if __name__ == "__main__":
    wanted = sys.argv[1:]
    modules = sorted(found.name for found in pkgutil.iter_modules([str(Path(__file__).parent)]))
    chosen = [
        module
        for module in modules
        if module.startswith("bench_") and (not wanted or module.removeprefix("bench_") in wanted)
    ]
    failed = [code for code in map(run, chosen) if code]
    sys.exit(failed[-1] if failed else 0)
