"""The bodies of Segment's calls: read, or refused with everything that is wrong with them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import msgspec

from designer.sandbox.faults import Fault, Trouble, invalid
from designer.sandbox.persistence import JSON
from engine.dialects import segment_xstate
from engine.dialects.portability import ImportResult
from engine.dialects.segment.extras import SegmentExtras
from engine.dialects.segment.fit import fit
from engine.dialects.segment.write import create_body
from engine.dialects.segment_limits import JULY_2026
from engine.finding import InvalidJourney, errors
from engine.journey import Journey

Record = TypeVar("Record")


def object_of(body: object) -> JSON:
    """The JSON object ``body``. Raises Fault (422)."""
    if not isinstance(body, dict):
        raise Fault(422, "the body is a JSON object")
    return body


def text_of(body: JSON, key: str) -> str:
    """A text of a body that is yet to be read; if it is something else, reading it says so."""
    value = body.get(key, "")
    return value if isinstance(value, str) else ""


def read(importing: Callable[[], ImportResult]) -> Journey:
    """The journey that comes of a body. Raises Fault (422) with everything that is wrong."""
    try:
        return importing().journey
    except InvalidJourney as error:
        raise invalid(422, error.findings) from None


def translated(body: JSON) -> JSON:
    """A definition of 2026 in the words of 2025, which all other operations speak. Raises Fault (422)."""
    fitted = fit(read(lambda: segment_xstate.import_journey(body)), JULY_2026)
    if not fitted.fits:
        raise invalid(422, errors(fitted.findings))
    return create_body(fitted.journey, SegmentExtras())


def converted(body: object, kind: type[Record]) -> Record:
    """A body that says nothing of a journey. Raises Fault (422)."""
    try:
        return msgspec.convert(body, kind)
    except msgspec.ValidationError as error:
        message, _, path = str(error).partition(" - at `")
        raise Fault(422, Trouble(message, path.rstrip("`"))) from None


def data(answer: object) -> JSON:
    """An answer as it goes over the wire."""
    return {"data": msgspec.to_builtins(answer)}
