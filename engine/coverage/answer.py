"""Coverage as plain JSON values: the answer of ``paths --json``."""

from __future__ import annotations

from typing import Any

from engine.coverage.coverage import Coverage, OmittedPath, PartCoverage, Walk
from engine.instant import text
from engine.journey import Journey
from engine.report import owner_document


def answer(journey: Journey, coverage: Coverage) -> dict[str, Any]:
    """Answer in JSON values which path of ``journey`` who walks, what is left out, and how much of each kind of part
    is walked.

    ``path`` is written as ``simulate`` writes it; ``transitions`` are by index; ``seconds`` are of the virtual clock.
    ``coverage`` has it all.
    """
    return {
        "journey": journey.id,
        "until": text(coverage.until),
        "bound": coverage.bound,
        "cut": coverage.cut,
        "events": len(coverage.documents),
        "walks": [_walk(walk) for walk in coverage.walks],
        "left_out": [_left_out_json(each) for each in coverage.left_out],
        "coverage": {
            "paths": {"walked": coverage.paths.walked, "of": coverage.paths.of},
            **{kind: _coverage_json(part) for kind, part in coverage.parts.items()},
        },
    }


def _walk(walk: Walk) -> dict[str, Any]:
    return {
        "path": ">".join(walk.steps),
        "transitions": list(walk.transitions),
        "exit_rule": walk.path.rule,
        "status": walk.status,
        "owner": owner_document(walk.owner),
        "events": len(walk.documents),
        "started_at": text(walk.started_at),
        "ended_at": text(walk.ended_at),
        "seconds": walk.takes / 1_000_000,
        **({"about": walk.about} if walk.about else {}),
    }


def _left_out_json(left_out: OmittedPath) -> dict[str, Any]:
    return {
        "path": ">".join(left_out.steps),
        "transitions": list(left_out.path.transitions),
        "exit_rule": left_out.path.rule,
        "reached": left_out.reached,
        "reason": left_out.reason,
    }


def _coverage_json(part: PartCoverage) -> dict[str, Any]:
    missing = [{"id": each.part, "reason": each.reason} for each in part.missing]
    return {"walked": part.walked, "of": part.of, "missing": missing}
