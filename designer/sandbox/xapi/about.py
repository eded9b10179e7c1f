"""The about resource: which versions are spoken here. It needs no key. Source: xAPI 1.0.3 part three, 2.8."""

from __future__ import annotations

from designer.sandbox.operation import OperationAnswer, OperationCall
from designer.sandbox.state import ServerState
from designer.sandbox.xapi.versions import VERSIONS


def get(world: ServerState, asked: OperationCall[object]) -> OperationAnswer:
    """The versions, each in its newest patch version."""
    return OperationAnswer(body={"version": [each.name for each in VERSIONS]})
