"""Segment's side of the local journey API: the Public API's journeys of 2025 and 2026, and a source for events."""
