"""Whatever a person may hand over for a design or for events, as the engine's own values."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeAlias, runtime_checkable

from engine import instant
from engine.dialects import dialect_of, read_design
from engine.events import Event, RejectedEvent, from_document
from engine.journey import Journey
from engine.journey import from_document as journey_from
from store.errors import outside
from store.sources.line import Rejected, Unit
from store.sources.reader import Reader

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
            return read_design(path.read_bytes()).journey
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
    if hasattr(given, "to_dict") and hasattr(given, "columns"):
        yield from _documents("row", rows(given), as_stored)
    elif isinstance(given, str | PathLike | Event | Mapping):
        yield from events_of([given], as_stored=as_stored)
    else:
        for number, each in enumerate(given, 1):
            if isinstance(each, str | PathLike):
                yield from Reader([str(each)]).events(as_stored=as_stored)
            elif isinstance(each, Event):
                yield each
            else:
                yield _event("document", number, each, as_stored)


def _documents(unit: Unit, documents: Iterable[object], as_stored: bool) -> Iterator[Event | Rejected]:
    for number, document in enumerate(documents, 1):
        yield _event(unit, number, document, as_stored)


def _event(unit: Unit, number: int, document: object, as_stored: bool) -> Event | Rejected:
    try:
        return from_document(document, as_stored=as_stored)
    except RejectedEvent as error:
        return Rejected("", number, str(error), unit=unit)


_DOTTED: Final = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)+", re.ASCII)


def rows(table: DataFrame) -> Iterator[dict[str, Any]]:
    """The rows of a table as documents: ``verb.id`` in a column's name nests, empty cells are left out.

    >>> from designer.notebook.rendering.frames import DataFrame
    >>> list(rows(DataFrame({"verb.id": ["http://example.org/read"], "result": [None]})))
    [{'verb': {'id': 'http://example.org/read'}}]
    """
    for row in table.to_dict("records"):
        document: dict[str, Any] = {}
        for column, value in row.items():
            if not _missing(value):
                _put(document, str(column), _plain(value))
        yield document


def _missing(value: object) -> bool:
    """None, NaN or NaT: what a table has in an empty cell is not equal to itself."""
    return value is None or (not isinstance(value, list | dict) and bool(value != value))


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return instant.text(instant.of(value))
    return value.tolist() if hasattr(value, "tolist") else value


def _put(document: dict[str, Any], column: str, value: object) -> None:
    *parents, name = column.split(".") if _DOTTED.fullmatch(column) else [column]
    for parent in parents:
        document = document.setdefault(parent, {})
    document[name] = value
