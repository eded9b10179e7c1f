"""Findings in words, for any front end."""

from __future__ import annotations

from engine.finding import Finding
from engine.journey import Journey


def finding_line(finding: Finding, journey: Journey | None = None) -> str:
    """A finding in a line; with its journey, the step is named as people know it beside its id."""
    step = journey.steps.get(finding.step) if journey and finding.step else None
    named = f"{step.name}: " if step and step.name else ""
    return f"{finding.severity}: {named}{finding} [{finding.code}]"
