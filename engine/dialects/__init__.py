"""Journeys in other people's words: the dialects of the servers that run them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from engine import diagrams, rules
from engine.dialects import learninglocker, segment, segment_xstate
from engine.dialects.portability import Exported, Imported
from engine.finding import Finding, InvalidJourney
from engine.journey import Journey
from engine.typed_json import parse_json

__all__ = ["DIAGRAMS", "PARTS", "TARGETS", "Exported", "Imported", "dialect_of", "read_design"]

TARGETS: Final[dict[str, Callable[[Journey], Exported]]] = {
    "learninglocker": learninglocker.export_journey,
    "segment": segment.export_journey,
    "segment-xstate": segment_xstate.export_journey,
}
"""Servers that a journey can be published to, and how it is written for each."""

PARTS: Final[dict[str, Callable[[Journey], Exported]]] = {
    "segment-steps": segment.export_steps,
    "segment-destinations": segment.export_destinations,
}
"""Parts of a journey that a server takes by themselves: the bodies of Segment's calls to replace them."""

DIAGRAMS: Final[dict[str, Callable[[Journey], str]]] = {"mermaid": diagrams.mermaid, "dot": diagrams.dot}
"""Diagram languages, and how a journey is written in each."""

_READERS: Final[dict[str, Callable[[Mapping[str, Any]], Imported]]] = {
    "learninglocker": learninglocker.import_journey,
    "segment": segment.import_journey,
    "segment-steps": lambda document: segment.import_steps(document, None),
    "segment-xstate": segment_xstate.import_journey,
}


def read_design(text: str | bytes) -> Imported:
    """A design that means something, from a document in any dialect. Raises InvalidJourney with every finding."""
    document = parse_json(text)
    dialect = dialect_of(document)
    if dialect == "waypost":
        return Imported(rules.from_plain(document))
    if dialect == "learninglocker-callback":
        return learninglocker.import_journey(document["journey"])
    if dialect is None:
        raise InvalidJourney([_unknown()])
    imported = _READERS[dialect](document)
    return Imported(rules.checked(imported.journey), imported.findings)


def dialect_of(document: object) -> str | None:
    """Which dialect a document is written in, by the keys that only it has."""
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
    return "segment-steps" if states is not None else None


def _unknown() -> Finding:
    message = "this is no journey that Waypost knows"
    hint = "it reads journey documents of its own, of Learning Locker and of Segment"
    return Finding(code="unknown-dialect", message=message, hint=hint)
