"""Calls of the track spec as a server makes them whole: ids as text, and a time where the client gave none.

Sources: Segment's documentation, "Spec: Common Fields" (timestamps), and its libraries (``segment-analytics-python``
2.4.0 sends a numeric user id as text).
"""

from __future__ import annotations

from typing import Any, Final

from engine import instant

Call = dict[str, Any]

_IDS: Final = ("userId", "anonymousId", "previousId")
_LATER: Final = ("originalTimestamp", "receivedAt", "sentAt")
"""What stands for the time of a call without one, the best first."""


def completed(call: Call) -> Call:
    """The call with ids as text and, where it has none, a ``timestamp``. Raises ValueError for an id that is none."""
    changes = {key: _id(key, call[key]) for key in _IDS if not isinstance(call.get(key), str | None)}
    if call.get("timestamp") is None and (time := _time(call)) is not None:
        changes["timestamp"] = time
    return call | changes if changes else call


def of_batch(call: Call, batch: Call) -> Call:
    """The ``call`` with what the ``batch`` that it came in says of all its calls; what the call says itself stands.

    Objects for both are merged key by key. Source: Segment's documentation, "HTTP Tracking API" (batch).
    """
    if not isinstance(call.get("type"), str):
        return call  # a statement
    merged = {key: part | _object(call.get(key)) for key in _MERGED if (part := _object(batch.get(key)))}
    times = {key: batch[key] for key in _BATCH_TIMES if batch.get(key) is not None and call.get(key) is None}
    return call | merged | times if merged or times else call


_MERGED: Final = ("context", "integrations")
_BATCH_TIMES: Final = ("sentAt", "receivedAt")


def _object(value: object) -> Call:
    return value if isinstance(value, dict) else {}


def _id(key: str, value: object) -> str:
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        value = int(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    raise ValueError(f"{key} is a text or a number, not {_NAMES.get(type(value), type(value).__name__)}")


_NAMES: Final[dict[type, str]] = {bool: "true or false", list: "a list", dict: "an object"}


def _time(call: Call) -> str | None:
    """The device's own time, corrected by how wrong its clock was when it sent the call; else what there is."""
    original, sent, received = (
        _instant(call.get(key)) for key in ("originalTimestamp", "sentAt", "receivedAt")
    )
    if original is not None and sent is not None and received is not None:
        return _text(received - (sent - original))
    return next((call[key] for key in _LATER if isinstance(call.get(key), str)), None)


def _instant(value: object) -> int | None:
    return instant.parse(value) if isinstance(value, str) and instant.is_instant(value) else None


def _text(time: int) -> str | None:
    try:
        return instant.text(time)
    except OverflowError:
        return None
