"""Segment's journeys of 2025 (Public API 57.4 to 58.1): the bodies of its calls, in and out.

The body that updates a journey's status says nothing of the journey, so it is no document of this dialect.
"""

from engine.dialects.segment.exporter import export_destinations, export_journey, export_steps
from engine.dialects.segment.importer import import_destinations, import_journey, import_steps

__all__ = [
    "export_destinations",
    "export_journey",
    "export_steps",
    "import_destinations",
    "import_journey",
    "import_steps",
]
