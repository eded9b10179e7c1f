"""Scenarios that are recorded: what somebody did, and what came of it, as what is expected from now on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from engine import owners
from engine.events import Document
from engine.instant import text
from engine.progress import Attempt, Progress
from engine.report import effects

Json = dict[str, Any]


def scenario_document(
    progress: Progress,
    documents: Iterable[Document],
    *,
    journey: str,
    name: str = "",
    until: int,
    seed: int = 0,
) -> Json:
    """The document of a scenario of one person, who comes to stand as in ``progress`` by these ``documents``.

    ``journey`` is the design's file, seen from the scenario's, or its name; the clock runs ``until`` an instant, and
    random splits draw with ``seed``.
    """
    told = {"name": name} if name else {}
    drawn = {"seed": seed} if seed else {}
    happened = [{"event": msgspec.json.decode(msgspec.json.encode(document))} for document in documents]
    called = next(owners.names(progress.owner))
    return {
        **told,
        "journey": journey,
        **drawn,
        "events": happened,
        "until": text(until),
        "expect": {called: expectation(progress)},
    }


def expectation(progress: Progress) -> Json:
    """Return what a scenario says of somebody for whom everything came as in ``progress``."""
    attempts = [_expectation(each) for each in progress.attempts]
    sent = [effect.step for effect in effects([progress])]
    only = attempts[0] if len(attempts) == 1 else {"attempts": attempts}
    return only | {"sends": sent}


def _expectation(attempt: Attempt) -> Json:
    expected: Json = {"path": ">".join(attempt.path), "status": attempt.status}
    return expected | ({"waits_at": attempt.at} if attempt.status == "running" else {})
