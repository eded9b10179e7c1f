"""Findings: what is wrong, or worth knowing, in a design; one record for loading, checking and portability."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any, Final, Literal

from msgspec import Struct

Severity = Literal["error", "warning", "note"]
SEVERITIES: Final[tuple[Severity, ...]] = ("error", "warning", "note")

_FIELDS: Final = ("code", "severity", "step", "transition", "message", "hint", "counterexample")


class Finding(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One finding. ``place`` is a path into the document (``$.steps.quiz.count``), ``hint`` says what to do.

    ``accepted`` is the reason why somebody lives with it. ``events`` are those of somebody made up, in whose life it
    shows.
    """

    code: str
    message: str
    severity: Severity = "error"
    place: str = "$"
    step: str | None = None
    transition: int | None = None
    hint: str = ""
    counterexample: dict[str, Any] | None = None
    accepted: str = ""
    events: tuple[dict[str, Any], ...] = ()

    def __str__(self) -> str:
        hint = f" ({self.hint})" if self.hint else ""
        return f"{self.place}: {self.message}{hint}"


class Invalid(ValueError):
    """A document that has no meaning. ``findings`` lists everything that is wrong with it, each with its place."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("\n".join(map(str, self.findings)))


class InvalidJourney(Invalid):
    """A design that has no meaning."""


class Unrunnable(Exception):
    """A condition or a design that cannot be run to its end; the text says why."""


def errors(findings: Iterable[Finding]) -> list[Finding]:
    """Those that stop a design from meaning anything."""
    return [finding for finding in findings if finding.severity == "error"]


def by_severity(findings: Iterable[Finding]) -> list[Finding]:
    """Errors, then warnings, then notes; otherwise in the order given."""
    return sorted(findings, key=lambda finding: SEVERITIES.index(finding.severity))


def findings_report(findings: Iterable[Finding]) -> dict[str, Any]:
    """Findings as plain JSON values; the shape is the project's contract."""
    shown = list(findings)
    number = Counter(finding.severity for finding in shown if not finding.accepted)
    lived_with = sum(bool(finding.accepted) for finding in shown)
    return {
        "findings": [_finding_json(finding) for finding in shown],
        **{f"{severity}s": number[severity] for severity in SEVERITIES},
        **({"accepted": lived_with} if lived_with else {}),
    }


def _finding_json(finding: Finding) -> dict[str, Any]:
    there = {key: getattr(finding, key) for key in ("accepted", "events") if getattr(finding, key)}
    return {key: getattr(finding, key) for key in _FIELDS} | there
