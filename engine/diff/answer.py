"""A difference, and who moves differently, as plain JSON values: the answer of ``diff --json``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from engine.diff.changes import Difference
from engine.report import owner_document

if TYPE_CHECKING:  # its graphs take long to load, and the app is shown without
    from engine.insight import Different, OutcomeGroup, SimulationComparison, SimulationTotals


def answer(
    difference: Difference,
    comparison: SimulationComparison | None = None,
    outcomes: Sequence[OutcomeGroup] = (),
) -> dict[str, Any]:
    """``moves`` is there where a ``comparison`` is, with the groups of ``outcomes`` that changed."""
    told: dict[str, Any] = {
        "same_meaning": difference.same_meaning,
        "renamed": difference.renamed,
        "changes": msgspec.to_builtins(difference.changes),
    }
    if comparison is None:
        return told
    return told | {"moves": _moves(comparison) | {"outcomes": [_group(each) for each in outcomes]}}


def _group(group: OutcomeGroup) -> dict[str, Any]:
    owners = [owner_document(owner) for owner in group.examples]
    return {**msgspec.to_builtins(group), "examples": owners}


def _moves(comparison: SimulationComparison) -> dict[str, Any]:
    return {
        "same": comparison.same,
        "different": [_different(each) for each in comparison.different],
        "totals": {"before": comparison.a, "after": comparison.b},
    }


_SIDES = {"only_a": "only_before", "only_b": "only_after"}


def _different(different: Different) -> dict[str, Any]:
    return {
        "owner": owner_document(different.owner),
        "how": _SIDES.get(different.how, different.how),
        "before": [_outline(each) for each in different.a],
        "after": [_outline(each) for each in different.b],
    }


def _outline(outline: SimulationTotals) -> dict[str, str]:
    return {"status": outline.status, "path": ">".join(outline.path)}
