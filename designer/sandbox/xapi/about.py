"""The about resource: which versions are spoken here. It needs no key. Source: xAPI 1.0.3 part three, 2.8."""

from __future__ import annotations

from designer.sandbox.operation import OperationAnswer, OperationCall
from designer.sandbox.state import ServerState
from designer.sandbox.xapi.negotiation import HEADER, VERSIONS, XAPI_1_0, version_of


def get(world: ServerState, asked: OperationCall[object]) -> OperationAnswer:
    """The versions ``asked`` of ``world``, each in its newest patch version; for a client that speaks 1.0.x, that
    alone.

    tincan 1.0.0 takes no answer that names a version it does not know.
    """
    header = asked.headers.get(HEADER.lower(), "")
    known = VERSIONS if not header or version_of(asked.headers).is_2 else (XAPI_1_0,)
    return OperationAnswer(body={"version": [each.name for each in known]})
