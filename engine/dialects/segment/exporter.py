"""The export of journeys as Segment's documents, if it can hold them. Places of findings are in the journey's
document.
"""

from __future__ import annotations

from collections.abc import Callable

from engine.dialects.portability import ExportResult
from engine.dialects.segment.extras import SegmentExtras, read_extras
from engine.dialects.segment.fit import SegmentFit, fit
from engine.dialects.segment.losses import lost_names
from engine.dialects.segment.wire import JSON
from engine.dialects.segment.write import create_body, destinations_body, steps_body
from engine.finding import Finding
from engine.journey import Journey


def export_journey(journey: Journey) -> ExportResult:
    """The body that creates the journey. Its id is not part of it: the server gives one."""
    return _export(journey, create_body)


def export_steps(journey: Journey) -> ExportResult:
    """The body that replaces the journey's steps. Entry and exit rules are not part of it: they cannot be replaced."""
    return _export(journey, steps_body)


def export_destinations(journey: Journey) -> ExportResult:
    """The body that updates destinations: those of every outcome that is on."""
    return _export(journey, destinations_body)


def _export(journey: Journey, write: Callable[[Journey, SegmentExtras], JSON]) -> ExportResult:
    fitted = fit(journey)
    findings = (*fitted.findings, *_names(journey, fitted))
    return ExportResult(write(fitted.journey, read_extras(journey)) if fitted.fits else None, findings)


def _names(journey: Journey, fitted: SegmentFit) -> list[Finding]:
    return list(lost_names(journey, lambda _: True)) if fitted.fits else []
