"""Every benchmark, one after the other."""

from __future__ import annotations

import importlib
import pkgutil
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
sys.path.insert(0, str(ROOT / "tests"))

if __name__ == "__main__":
    wanted = sys.argv[1:]
    for module in sorted(found.name for found in pkgutil.iter_modules([str(Path(__file__).parent)])):
        name = module.removeprefix("bench_")
        if module.startswith("bench_") and (not wanted or name in wanted):
            importlib.import_module(f"tests.benchmarks.{module}").main()
            print()
