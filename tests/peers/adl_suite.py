"""ADL's LRS conformance suite, of xAPI 1.0.3 and of 2.0.0. It is in no package registry: Git fetches it."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from designer.sandbox.server import RunningServer
from tests.peers.installation import NotAvailable, installed_repository
from tests.peers.outcome import Exclusion, PeerOutcome, counted
from tests.peers.subject import served

NAME: Final = "ADL LRS conformance suite"
VERSION: Final = "1.0.3 and 2.0.0"

_REPOSITORY: Final = "https://github.com/adlnet/lrs-conformance-test-suite"
_COMMIT: Final = "2ec25f2eb8ccfcb7cb63ec2679dbd965f9f6ffdc"
_PATIENCE: Final = 900  # seconds
_OF_A_CLIENT: Final = (
    "the specification wants that where a document is there (409, as here); tincan 1.0.0 writes new ones so"
)
_OF_A_VERSION: Final = "the suite of 1.0.3 wants 1.0.3 in the answer to the same request"
EXCLUDED: Final = (
    Exclusion(
        "1.0.3: An LRS's Agent Profile Resource upon processing a PUT request without an ETag header returns an error "
        "code and message (Communication 2.6.s3, XAPI-00273)",
        _OF_A_CLIENT,
    ),
    Exclusion("1.0.3: fails without ETag header", _OF_A_CLIENT),
    *(
        Exclusion(
            f'2.0.0: Should fail when Statement {method} without header "X-Experience-API-Version"',
            _OF_A_VERSION,
        )
        for method in ("GET", "POST", "PUT")
    ),
)


def run() -> PeerOutcome:
    """Every test of both suites."""
    folder = installed_repository(_REPOSITORY, _COMMIT, "LRS_CONFORMANCE_TEST_SUITE")
    results = []
    for version in ("1.0.3", "2.0.0"):
        with served() as server:
            results += [(f"{version}: {title}", wrong) for title, wrong in _tests(folder, version, server)]
    return counted(results, EXCLUDED)


def _tests(folder: Path, version: str, server: RunningServer) -> Iterator[tuple[str, str]]:
    """The tests of a version, each with what went wrong."""
    pair = server.keys.learninglocker
    (folder / "test" / ".env").touch()  # it wants to read one
    before = set((folder / "logs").glob("*.log"))
    command = ["node", "bin/console_runner.js", "-e", f"{server.url}/data/xAPI", "-a", "-x", version]
    command += ["-u", pair.key, "-p", pair.secret]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=_PATIENCE, check=False)
    written = set((folder / "logs").glob("*.log")) - before
    if not written:
        raise NotAvailable(f"it wrote no log: {(done.stderr or done.stdout).strip()[-200:]}")
    log = max(written, key=lambda path: path.stat().st_mtime)
    yield from _leaves(json.loads(log.read_text())["log"])


def _leaves(suite: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for each in suite["tests"]:
        if each.get("tests"):
            yield from _leaves(each)
        elif each.get("status") in ("passed", "failed"):
            yield each["title"], "" if each["status"] == "passed" else str(each.get("error"))[:200]
