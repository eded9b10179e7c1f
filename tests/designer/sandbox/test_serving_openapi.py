"""The OpenAPI document says what the server does, and nothing that it allows makes the server fail."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from practice import Practice, practice, statement, waypoint
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

CHECKS = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
)
schema = schemathesis.openapi.from_dict(document(ROUTES, "http://127.0.0.1"))


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Practice]:
    """A server with something of everything in it."""
    with practice(tmp_path_factory.mktemp("busy")) as api:
        api.locker.post("/api/v2/journey", json={"waypoints": [waypoint("passed")]}).raise_for_status()
        api.locker.post("/data/xAPI/statements", json=statement("passed")).raise_for_status()
        api.segment.post("/spaces/a/journeys", json=CREATE).raise_for_status()
        yield api


def authorised(api: Practice, case: Case) -> Any:
    """Send a made-up request with the key that its operation needs."""
    kind = next((name for each in case.operation.definition.raw["security"] for name in each), "xapi")
    client = {"segment": api.segment, "source": api.source}.get(kind, api.locker)
    return case.call(base_url=api.server.url, headers=dict(client.build_request("GET", "/").headers))


@schema.parametrize()
@settings(
    max_examples=2,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_nothing_that_is_allowed_makes_the_server_fail(busy: Practice, case: Case) -> None:
    response = authorised(busy, case)
    case.validate_response(response, checks=list(CHECKS))


def test_the_document_is_served_with_a_page_that_needs_nothing_else(busy: Practice) -> None:
    described = busy.stranger.get("/openapi.json").json()
    assert described["openapi"].startswith("3.1")
    assert len(described["paths"]) == len({route.path for route in ROUTES})
    page = busy.stranger.get("/")
    assert page.headers["content-type"].startswith("text/html")
    assert "src=" not in page.text
    assert "http:" not in page.text.replace("http://127.0.0.1", "")
    for route in ROUTES:
        assert route.path in page.text


def test_clients_can_be_generated_from_the_document() -> None:
    """Their functions are named by operation, and they guess wrongly among several media types or at a constant."""
    operations = [each for path in document(ROUTES, "")["paths"].values() for each in path.values()]
    ids = [each["operationId"] for each in operations]
    assert len(set(ids)) == len(ids)
    for each in operations:
        assert len(each.get("requestBody", {"content": [None]})["content"]) == 1
        assert not any("const" in parameter["schema"] for parameter in each["parameters"])
