"""The document that a data split looks at: traits and audiences, and the events that the attempt has taken."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from msgspec.structs import replace

from engine.schema.documents import EVENT
from engine.schema.record import ANYTHING, Schema, list_of, record
from engine.schema.statement import TEXT

_EVENT: Final = replace(EVENT, fields={**EVENT.fields, "timestamp": TEXT, "stored": TEXT})
"""An event; conditions on data read its times as text."""


def data_schema(ids: Iterable[str]) -> Schema:
    """The document of a data split. ``ids`` are those of the steps and items whose events it may hold."""
    steps = record(**dict.fromkeys(ids, _EVENT))
    return record(traits=ANYTHING, audiences=list_of(TEXT), entry=_EVENT, steps=steps)
