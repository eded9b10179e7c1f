"""The OpenAPI document says what the server does, and nothing that it allows makes the server fail."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, Phase, settings
from openapi_cases import SCHEMA, check_answer, store_some_of_everything
from practice import Practice, practice
from schemathesis import Case

from designer.sandbox.openapi import document
from designer.sandbox.server import ROUTES


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Practice]:
    """A server with something of everything in it."""
    with practice(tmp_path_factory.mktemp("busy")) as api:
        store_some_of_everything(api)
        yield api


@SCHEMA.parametrize()
@settings(
    max_examples=2,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_nothing_that_is_allowed_makes_the_server_fail(busy: Practice, case: Case) -> None:
    check_answer(busy, case)


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
