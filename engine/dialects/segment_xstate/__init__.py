"""Segment's journeys of 2026 (Public API 73.x, alpha): drafts written as XState machines, in and out."""

from engine.dialects.segment_xstate.exporter import export_journey
from engine.dialects.segment_xstate.importer import import_journey

__all__ = ["export_journey", "import_journey"]
