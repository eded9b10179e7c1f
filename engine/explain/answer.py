"""An explanation as plain JSON values: the answer of ``explain --json``."""

from __future__ import annotations

from typing import Any

import msgspec

from engine.explain.stay import OwnerExplanation, Stay
from engine.instant import text
from engine.report import owner_document


def answer(explained: OwnerExplanation) -> dict[str, Any]:
    """The records with their instants as text and the owner as a document."""
    return {
        "owner": owner_document(explained.owner),
        "until": text(explained.until),
        "stays": [_stay(stay) for stay in explained.stays],
    }


def _stay(stay: Stay) -> dict[str, Any]:
    told: dict[str, Any] = msgspec.to_builtins(stay)
    told |= {"path": ">".join(stay.path), "since": _text(stay.since)}
    for each in (*told["considered"], *told["onward"], *told["choices"]):
        each["at"] = _text(each["at"])
    return told


def _text(at: int | None) -> str | None:
    return None if at is None else text(at)
