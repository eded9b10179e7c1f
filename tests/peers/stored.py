"""Learning Locker's own statements service: a condition answers the same on what it stored and on what we make of it.

``python -m tests.peers.stored`` runs it alone; with ``--record``, the first of its answers are kept in
``tests/data/stored-statements.ndjson`` for ``make test``.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

ROOT = Path(__file__).parent.parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from sent_statements import conditions, statements  # noqa: E402  # the path comes first

from engine.conditions import mongo  # noqa: E402
from engine.events import from_document  # noqa: E402
from tests.peers.installation import node_modules  # noqa: E402
from tests.peers.outcome import PeerOutcome, counted  # noqa: E402

NAME: Final = "xapi-statements"
VERSION: Final = "5.0.1"
VALIDATION: Final = "@learninglocker/xapi-validation@3.0.0"
STATEMENTS: Final = 2_000
CONDITIONS: Final = 200
RECORDED: Final = 60
RECORD: Final = ROOT / "tests" / "data" / "stored-statements.ndjson"

_PROGRAM: Final = Path(__file__).with_name("programs") / "store.js"

Document = dict[str, Any]
Pair = tuple[Document, Document]
"""A statement as it was sent, and the document that the service stored."""


def run() -> PeerOutcome:
    """Every condition on every statement that the service takes."""
    return counted(_differences(pairs()))


def pairs() -> list[Pair]:
    """What was sent and what was stored, of statements that the service and the newer validator take."""
    folder = node_modules(f"{NAME}@{VERSION}", VALIDATION)
    sent = list(statements(STATEMENTS))
    lines = "".join(json.dumps(each) + "\n" for each in sent)
    done = subprocess.run(
        ["node", str(_PROGRAM), str(folder)], input=lines, capture_output=True, text=True, check=True
    )
    answers = map(json.loads, done.stdout.splitlines())
    return [(each, told["document"]) for each, told in zip(sent, answers, strict=True) if "document" in told]


def read(sent: Document, stored: Document) -> Document:
    """What our reader makes of a statement that comes with the time at which it was stored."""
    return from_document(sent | {"stored": stored["statement"]["stored"]}).document


def _differences(found: list[Pair]) -> Iterator[tuple[str, str]]:
    """Each condition, with the first statement on which the answers differ."""
    if len(found) < STATEMENTS * 0.9:
        yield "statements", f"only {len(found)} of {STATEMENTS} were taken"
    documents = [(read(sent, stored), from_document(stored).document) for sent, stored in found]
    for query in conditions([stored for _, stored in documents], CONDITIONS):
        holds = mongo.compile_query(query, mongo.LEARNING_LOCKER_DATES)
        wrong = next((ours for ours, theirs in documents if holds(ours) != holds(theirs)), None)
        yield json.dumps(query), "" if wrong is None else f"not the same on {json.dumps(wrong)[:400]}"


def _record() -> None:
    with RECORD.open("w") as file:
        for sent, stored in pairs()[:RECORDED]:
            kept = {key: stored[key] for key in ("statement", "timestamp", "stored")}
            file.write(json.dumps({"sent": sent, "stored": kept}, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    if "--record" in sys.argv:
        _record()
    outcome = run()
    print(f"{NAME} {VERSION}: {outcome.passed} of {outcome.tried} conditions answer the same")
    print("\n".join(outcome.failures))
    sys.exit(bool(outcome.failures))
