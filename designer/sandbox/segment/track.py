"""A source: calls of the track spec that feed events to the journeys."""

from __future__ import annotations

from typing import Any, Final
from uuid import uuid4

from designer.sandbox.faults import Fault, Trouble
from designer.sandbox.operation import OperationAnswer, OperationCall
from designer.sandbox.persistence import JSON
from designer.sandbox.state import ServerState
from engine.events import CALLS, RejectedEvent, from_document
from engine.instant import milliseconds_text

_ANSWER: Final = {"success": True}
_TYPES: Final = tuple(sorted(CALLS))


def track(world: ServerState, asked: OperationCall[Any]) -> OperationAnswer:
    return _take(world, [_call(world, asked.body, "", type="track")])


def identify(world: ServerState, asked: OperationCall[Any]) -> OperationAnswer:
    return _take(world, [_call(world, asked.body, "", type="identify")])


def batch(world: ServerState, asked: OperationCall[Any]) -> OperationAnswer:
    """Several calls, each with its type; all or none."""
    calls = asked.body.get("batch") if isinstance(asked.body, dict) else None
    if not isinstance(calls, list):
        raise Fault(400, Trouble("a batch is a list of calls", "batch"))
    return _take(world, [_call(world, each, f"batch[{index}]") for index, each in enumerate(calls)])


def _call(world: ServerState, body: object, place: str, **fixed: str) -> JSON:
    """A call as it is kept, with the time it came and an id if it has none. Raises Fault (400)."""
    if not isinstance(body, dict):
        raise Fault(400, Trouble("a call is a JSON object", place))
    now = milliseconds_text(world.clock())
    ours = {"receivedAt": now, "stored": milliseconds_text(world.stamp())}
    call = {"messageId": str(uuid4()), "timestamp": now} | _said(body) | ours | fixed
    if call.get("type") not in _TYPES:
        raise Fault(400, Trouble(f"a type is one of {', '.join(_TYPES)}", place and f"{place}.type"))
    if not any(isinstance(call.get(key), str) and call[key] for key in ("userId", "anonymousId")):
        raise Fault(400, Trouble("a call needs a userId or an anonymousId", place))
    try:
        from_document(call)
    except RejectedEvent as error:
        raise Fault(400, Trouble(str(error), place)) from None
    return call


def _said(body: JSON) -> JSON:
    """A statement would be read as one whatever its type says; what is empty is as good as not there."""
    left_out = {"statement", "verb"}
    empty = {key for key in ("messageId", "timestamp") if body.get(key) in (None, "")}
    return {key: part for key, part in body.items() if key not in left_out | empty}


def _take(world: ServerState, calls: list[JSON]) -> OperationAnswer:
    for call in calls:
        if world.arrivals.find(from_document(call).id) is None:
            world.take_in(call)
    return OperationAnswer(body=_ANSWER)
