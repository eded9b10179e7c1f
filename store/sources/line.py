"""Documents as they stood in a file, and what was wrong with those that are no events. Nothing is decoded here."""

from __future__ import annotations

from typing import Final, Literal

from msgspec import Struct

LONGEST_LINE: Final = 64 * 1024 * 1024
"""Bytes. A longer line is no statement; it is passed over rather than read into memory."""

PORTION: Final = 128 * 1024
"""Bytes."""

TOO_LONG: Final = "the line is too long to be a statement"

BEGINNING: Final = 200
"""Characters that are kept of a rejected line."""

Unit = Literal["line", "document", "row", "file"]
"""The kind of thing that is counted: lines of a text, documents of a list, rows of a table; ``file``: it as a whole."""


class Line(Struct, frozen=True):
    """One document as it stood in a file.

    ``number`` counts ``unit`` from 1; ``inside`` counts the documents of a list that stood in one line. ``raw`` is
    None for what cannot be read at all, and then ``fault`` is the reason.
    """

    source: str
    number: int
    raw: bytes | None
    unit: Unit = "line"
    inside: int = 0
    fault: str = TOO_LONG

    @property
    def place(self) -> str:
        return _place(self.source, self.unit, self.number, self.inside)


class Portion(Struct, frozen=True):
    """Several documents as they stood in a file; the first of them has this number.

    ``begun``: the line in which the list begins that they are of, unless that is all of the file.
    """

    source: str
    number: int
    rows: list[bytes]
    unit: Unit = "line"
    begun: int = 0

    def line(self, position: int) -> Line | None:
        """One of them; None if it is blank."""
        raw = self.rows[position]
        if raw.isspace():
            return None
        return in_list(self.source, self.number + position, raw, self.unit, self.begun)


def is_blank(portion: Portion | Line) -> bool:
    """Tell whether there is nothing but space in a portion."""
    return isinstance(portion, Portion) and all(row.isspace() for row in portion.rows)


def in_list(source: str, number: int, raw: bytes | None, unit: Unit, begun: int) -> Line:
    """The document ``raw`` of ``source`` by its ``number``, or, in a list ``begun`` in a line, by that line and its
    number there, as ``unit``.
    """
    return Line(source, begun, raw, "line", number) if begun else Line(source, number, raw, unit)


class RejectedDocument(Struct, frozen=True, omit_defaults=True):
    """A document that is no event: where it stood (``line`` counts ``unit``), the reason, and how it begins."""

    source: str
    line: int
    reason: str
    start: str = ""
    unit: Unit = "line"
    inside: int = 0

    @property
    def place(self) -> str:
        return _place(self.source, self.unit, self.line, self.inside)

    def __str__(self) -> str:
        return f"{self.place}: {self.reason}"


def reject(line: Line, reason: str) -> RejectedDocument:
    """Reject a line for a reason."""
    start = (line.raw or b"")[: BEGINNING * 4].decode(errors="replace")[:BEGINNING]
    return RejectedDocument(line.source, line.number, reason, start, line.unit, line.inside)


def _place(source: str, unit: Unit, number: int, inside: int) -> str:
    if unit == "file":
        return source
    parts = [source] if source else []
    parts.append(f"{unit} {number}")
    return ", ".join([*parts, f"document {inside}"] if inside else parts)
