"""Run the property tests with fresh seeds, round after round, until the time is over or one of them fails.

python -m tests.fuzz [--minutes N] [--seed N] [PATH ...]

Each round is named by its seed; ``--seed`` runs that one round again. What is found becomes an example in the tests.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from random import SystemRandom


def play(seed: int, paths: list[str]) -> int:
    """Return pytest's exit code for one round."""
    print(f"seed {seed}", file=sys.stderr, flush=True)
    options = ["-m", "hypothesis", "--hypothesis-profile=fuzz", f"--hypothesis-seed={seed}", "-n", "auto"]
    return subprocess.run([sys.executable, "-m", "pytest", *options, *paths], check=False).returncode


def main() -> int:
    """Return 0 if every round was clean."""
    parser = argparse.ArgumentParser(prog="tests.fuzz", description=__doc__)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--seed", type=int)
    parser.add_argument("paths", nargs="*", default=["tests"])
    given = parser.parse_args()
    if given.seed is not None:
        return play(given.seed, given.paths)
    end = time.monotonic() + given.minutes * 60
    code = 0
    while not code and time.monotonic() < end:
        code = play(SystemRandom().getrandbits(32), given.paths)
    return code


if __name__ == "__main__":
    sys.exit(main())
