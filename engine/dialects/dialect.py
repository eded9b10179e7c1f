"""The dialect of a journey document."""

from __future__ import annotations


def dialect_of(document: object) -> str | None:
    """Return which dialect a document is written in, by the keys that only it has."""
    if not isinstance(document, dict):
        return None
    definition = document.get("definition")
    states = definition.get("states") if isinstance(definition, dict) else document.get("states")
    if "format" in document or "steps" in document:
        return "waypost"
    if "waypoints" in document or "isSequential" in document:
        return "learninglocker"
    if isinstance(document.get("journey"), dict) and "attempt" in document:
        return "learninglocker-callback"
    if isinstance(definition, dict):
        return "segment-xstate" if isinstance(states, dict) else "segment"
    if isinstance(states, dict):
        return None  # a machine of XState, without a journey around it
    return "segment-steps" if states is not None else None
