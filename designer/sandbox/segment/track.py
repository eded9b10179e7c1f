"""A source: calls of the track spec that feed events to the journeys."""

from __future__ import annotations

from typing import Any, Final
from uuid import uuid4

from designer.sandbox.faults import Fault, Trouble
from designer.sandbox.operation import Act, OperationAnswer, OperationCall
from designer.sandbox.persistence import JSON
from designer.sandbox.state import ServerState
from engine.calls import of_batch
from engine.events import CALLS, RejectedEvent, from_document
from engine.instant import milliseconds_text

_ANSWER: Final = {"success": True}
_TYPES: Final = tuple(sorted(CALLS))


def one(type: str) -> Act:
    """The act that takes one call of a ``type``."""

    def act(world: ServerState, asked: OperationCall[Any]) -> OperationAnswer:
        return _take(world, [_call(world, asked.body, "", type=type)])

    return act


def batch(world: ServerState, asked: OperationCall[Any]) -> OperationAnswer:
    """Take several calls ``asked`` of ``world``, each with its type; all or none."""
    body = asked.body if isinstance(asked.body, dict) else {}
    calls = body.get("batch")
    if not isinstance(calls, list):
        raise Fault(400, Trouble("a batch is a list of calls", "batch"))
    found = [of_batch(each, body) if isinstance(each, dict) else each for each in calls]
    return _take(world, [_call(world, each, f"batch[{index}]") for index, each in enumerate(found)])


def _call(world: ServerState, body: object, place: str, **fixed: str) -> JSON:
    """Answer the call ``body`` at ``place`` as ``world`` keeps it: with the time it came, an id if it has none, and
    ids as text.

    Raises Fault (400).
    """
    if not isinstance(body, dict):
        raise Fault(400, Trouble("a call is a JSON object", place))
    ours = {"receivedAt": milliseconds_text(world.clock()), "stored": milliseconds_text(world.stamp())}
    said = {"messageId": str(uuid4())} | _call_fields(body) | ours | fixed
    if said.get("type") not in _TYPES:
        raise Fault(400, Trouble(f"a type is one of {', '.join(_TYPES)}", place and f"{place}.type"))
    try:
        call = from_document(said).document
    except RejectedEvent as error:
        raise Fault(400, Trouble(str(error), place)) from None
    if missing := _missing(call):
        raise Fault(400, Trouble(missing, place))
    return call


def _missing(call: JSON) -> str:
    """Say what a call needs and does not have; empty if it has everything."""
    if not any(isinstance(call.get(key), str) and call[key] for key in ("userId", "anonymousId")):
        return "a call needs a userId or an anonymousId"
    for type, key in (("alias", "previousId"), ("group", "groupId")):
        if call["type"] == type and not (isinstance(call.get(key), str | int) and call[key]):
            return f"the call {type} needs a {key}"
    return ""


def _call_fields(body: JSON) -> JSON:
    """Leave out what would make it a statement, whatever its type says, and what is empty."""
    left_out = {"statement", "verb"}
    empty = {key for key in ("messageId", "timestamp") if body.get(key) in (None, "")}
    return {key: part for key, part in body.items() if key not in left_out | empty}


def _take(world: ServerState, calls: list[JSON]) -> OperationAnswer:
    for call in calls:
        if world.arrivals.find(from_document(call).id) is None:
            world.take_in(call)
    return OperationAnswer(body=_ANSWER)
