"""What is wrong with a design, and what is worth knowing before anyone lives with it.

``check`` gives findings, ``report`` the JSON answer of ``check --json``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any, Final

from engine.check.branches import of_branches
from engine.check.conditions import of_conditions
from engine.check.graph import of_graph
from engine.check.step_findings import of_steps
from engine.finding import Finding
from engine.journey import Journey
from engine.rules import faults

__all__ = ["check", "report"]

_SEVERITIES: Final = ("error", "warning", "note")
_SHOWN: Final = ("code", "severity", "step", "transition", "message", "hint", "counterexample")


def check(journey: Journey) -> list[Finding]:
    """The faults of a design; if it has none, what is worth knowing: errors, then warnings, then notes.

    Within a severity, in the order of the document. The same design gives the same findings, always.
    """
    if found := list(faults(journey)):
        return found
    found = [*of_graph(journey), *of_steps(journey), *of_branches(journey), *of_conditions(journey)]
    return sorted(found, key=lambda finding: _SEVERITIES.index(finding.severity))


def report(findings: Iterable[Finding]) -> dict[str, Any]:
    """Findings as plain JSON values; the shape is the project's contract."""
    shown = list(findings)
    number = Counter(finding.severity for finding in shown)
    return {
        "findings": [{key: getattr(finding, key) for key in _SHOWN} for finding in shown],
        **{f"{severity}s": number[severity] for severity in _SEVERITIES},
    }
