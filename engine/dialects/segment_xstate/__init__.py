"""Segment's journeys of 2026 (Public API 73.x, alpha): drafts written as XState machines, in and out."""

from engine.dialects.segment_xstate.exporting import export_journey
from engine.dialects.segment_xstate.importing import import_journey

__all__ = ["export_journey", "import_journey"]
