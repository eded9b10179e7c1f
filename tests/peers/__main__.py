"""Fetch, start and run every peer, or those named on the command line, and print what came of each."""

from __future__ import annotations

import importlib
import pkgutil
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).parent.parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from tests.peers.installation import NotAvailable  # noqa: E402  # the path comes first
from tests.peers.outcome import PeerOutcome, table  # noqa: E402


def peers(wanted: list[str]) -> Iterator[ModuleType]:
    """The modules that are peers, all or those that are wanted."""
    for found in sorted(pkgutil.iter_modules([str(Path(__file__).parent)]), key=lambda each: each.name):
        if found.name == "__main__" or (wanted and found.name not in wanted):
            continue
        module = importlib.import_module(f"tests.peers.{found.name}")
        if hasattr(module, "run"):
            yield module


def tried(peer: ModuleType) -> PeerOutcome | str:
    """The outcome of a peer, or why there is none."""
    print(f"{peer.NAME} {peer.VERSION} …", file=sys.stderr, flush=True)
    try:
        outcome: PeerOutcome = peer.run()
    except NotAvailable as error:
        return str(error)
    return outcome


def main(wanted: list[str]) -> int:
    """Print the table, each row as soon as it is known; 1 if anything failed, 3 if a peer could not be had."""
    outcomes: list[PeerOutcome | str] = []

    def rows() -> Iterator[tuple[str, str, PeerOutcome | str]]:
        for peer in peers(wanted):
            outcomes.append(tried(peer))
            yield peer.NAME, peer.VERSION, outcomes[-1]

    for line in table(rows()):
        print(line, flush=True)
    if any(isinstance(each, PeerOutcome) and each.failures for each in outcomes):
        return 1
    return 3 if any(isinstance(each, str) for each in outcomes) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
