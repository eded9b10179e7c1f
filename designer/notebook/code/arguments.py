"""Whatever a person may hand over for a design or for events, as the engine's own values."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias, runtime_checkable

from engine.dialects import dialect_of, read_design
from engine.events import Event
from engine.journey import Journey
from engine.journey import from_document as journey_from
from store.errors import outside
from store.sources.line import Rejected
from store.sources.python_values import events_in

if TYPE_CHECKING:
    from designer.notebook.rendering.frames import DataFrame

File: TypeAlias = str | PathLike[str]


@runtime_checkable
class HasJourney(Protocol):
    """A journey that is being said, an editor, a simulation: whatever has a journey."""

    @property
    def journey(self) -> Journey: ...


Design: TypeAlias = Journey | HasJourney | Mapping[str, Any] | File
"""A journey, something that has one, a document, or a file; the last two in any dialect."""

Given: TypeAlias = "File | Event | Mapping[str, Any]"
Events: TypeAlias = "Given | Iterable[Given] | DataFrame"
"""Statement files, documents, events, or a table with one event a row."""


def design_of(given: Design) -> Journey:
    """The design that was meant, even if half-built. Raises InvalidJourney, StoreError, TypeError.

    >>> design_of({"format": 1, "id": "empty", "name": "Empty", "steps": {}, "transitions": []}).name
    'Empty'
    """
    if isinstance(given, Journey):
        return given
    if isinstance(given, Mapping):
        return _document(dict(given))
    if isinstance(given, str | PathLike):
        path = Path(given)
        with outside("read", path):
            return read_design(path.read_bytes(), name=path.name).journey
    if isinstance(given, HasJourney):
        return given.journey
    raise TypeError(f"a journey, a document or a file is no {type(given).__name__}")


def _document(document: dict[str, Any]) -> Journey:
    if dialect_of(document) == "waypost":
        return journey_from(document)
    return read_design(json.dumps(document)).journey


def events_of(given: Events, *, as_stored: bool = True) -> Iterator[Event | Rejected]:
    """The events of files, documents or a table, in their order. Raises StoreError for a file that cannot be read.

    ``as_stored`` is as in ``engine.events.from_document``.

    >>> [told] = events_of([{"type": "track", "event": "Read", "userId": "anna", "timestamp": "2026-01-01T12:00Z"}])
    >>> told.document["event"]
    'Read'
    >>> print(*events_of([{"verb": {}}]))
    document 1: no time: neither timestamp nor stored
    """
    return events_in(given, as_stored=as_stored)
