"""One field of a form: its name in the document, how it is filled in, and its help."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

FieldKind = Literal["text", "number", "flag", "choice", "condition", "list", "json", "value"]
"""``value``: a text, or an object as JSON."""


class FormField(Struct, frozen=True):
    """One input. ``key`` is its name in the document, two names for a part of a trigger, a moment or a zone."""

    key: tuple[str, ...]
    kind: FieldKind
    value: object
    """As JSON has it."""
    help: str = ""
    choices: tuple[str, ...] = ()
    optional: bool = False
    """Left empty, it is null."""

    @property
    def label(self) -> str:
        words = self.key[:1] if self.key[1:] in (("on",), ("kind",)) else self.key[-1:]
        return words[0].replace("_", " ")
