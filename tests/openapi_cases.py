"""Requests that schemathesis makes up from the OpenAPI document, and what must hold of every answer."""

from __future__ import annotations

from typing import Any, Final

import schemathesis
from practice import Practice, statement, waypoint
from schemathesis import Case
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from segment_documents import CREATE

from designer.sandbox.openapi import document
from designer.sandbox.server import ROUTES

SCHEMA: Final = schemathesis.openapi.from_dict(document(ROUTES, "http://127.0.0.1"))
CHECKS: Final = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


def store_some_of_everything(api: Practice) -> None:
    """Put a journey of each kind and a statement on a server, so that there is something to be asked for."""
    api.locker.post("/api/v2/journey", json={"waypoints": [waypoint("passed")]}).raise_for_status()
    api.locker.post("/data/xAPI/statements", json=statement("passed")).raise_for_status()
    api.segment.post("/spaces/a/journeys", json=CREATE).raise_for_status()


def check_answer(api: Practice, case: Case) -> None:
    """Send a made-up request with the key that its operation needs, and check the answer."""
    response = _send(api, case)
    case.validate_response(response, checks=CHECKS)


def _send(api: Practice, case: Case) -> Any:
    kind = next((name for each in case.operation.definition.raw["security"] for name in each), "xapi")
    client = {"segment": api.segment, "source": api.source}.get(kind, api.locker)
    return case.call(base_url=api.server.url, headers=dict(client.build_request("GET", "/").headers))
