"""Whatever a person may hand over for a design or for events, as the engine's own values."""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeAlias, runtime_checkable

from designer.editing.design_argument import read_file
from engine.dialects import dialect_of, read_design
from engine.events import Event
from engine.journey import Journey
from engine.journey import from_document as journey_from
from store.sources.line import RejectedDocument
from store.sources.python_values import events_in
from store.sources.reader import Tell, untold
from store.sources.reasons import Reasons

if TYPE_CHECKING:
    from designer.notebook.rendering.frames import DataFrame

File: TypeAlias = str | PathLike[str]

WORKSPACE: Final = ".waypost"
"""The workspace's folder, beside the notebook."""


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
        return read_file(Path(given)).journey
    if isinstance(given, HasJourney) and not isinstance(given, type):
        return given.journey
    kind = "a class" if isinstance(given, type) else type(given).__name__
    raise TypeError(f"a journey is one by Journey.new(…), a document or a file, not {kind}")


def _document(document: dict[str, Any]) -> Journey:
    if dialect_of(document) == "waypost":
        return journey_from(document)
    return read_design(json.dumps(document)).journey


def events_of(
    given: Events, *, as_stored: bool = True, tell: Tell = untold
) -> Iterator[Event | RejectedDocument]:
    """The events of files, documents or a table, in their order. Raises StoreError for a file that cannot be read.

    ``as_stored`` is as in ``engine.events.from_document``; ``tell`` is told what files are, and what they seem to be
    if nothing in them was understood.

    >>> [told] = events_of([{"type": "track", "event": "Read", "userId": "anna", "timestamp": "2026-01-01T12:00Z"}])
    >>> told.document["event"]
    'Read'
    >>> print(*events_of([{"verb": {}}]))
    document 1: no time: neither timestamp nor stored
    """
    return events_in(given, as_stored=as_stored, tell=tell)


def warn_if_nothing(
    events: Sequence[Event], rejected: Sequence[RejectedDocument], notes: Sequence[str]
) -> None:
    """Warn where nothing that was handed over was understood: there are no ``events``. ``rejected`` were none,
    ``notes`` are what was told of files.
    """
    if events or not (rejected or notes):
        return
    reasons = Reasons(rejected).all()
    said = [*notes, *(f"{each.first}: {each.reason}" for each in reasons[:_MOST_NAMED])]
    warnings.warn("\n".join(said), stacklevel=3)


_MOST_NAMED: Final = 3
"""Reasons that a warning names."""
