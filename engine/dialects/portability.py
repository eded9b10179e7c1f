"""Results of a translation: the journey or the document, and everything there is to say about it."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from engine.finding import Finding
from engine.journey import Journey


class ImportResult(Struct, frozen=True):
    """A journey read from a server's document. ``findings`` names what it had to leave aside or read in its own way."""

    journey: Journey
    findings: tuple[Finding, ...] = ()


class ExportResult(Struct, frozen=True):
    """A server's document of a journey, or None if an error among the findings says that the server cannot hold it."""

    document: dict[str, Any] | None
    findings: tuple[Finding, ...] = ()
