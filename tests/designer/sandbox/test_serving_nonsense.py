"""Bodies that are almost right: whatever is changed in one, the server says what is wrong, or takes it."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from locker import example, statement_lines, stored_journey
from practice import Practice, practice, statement
from segment_documents import CREATE, DESTINATIONS, EVERYTHING, MACHINE, STATUS, STEPS

SPACE = "/spaces/spa_1/journeys"
STORED = stored_journey()
CALL = {"event": "Begun", "userId": "ada", "properties": {"order": 1}, "timestamp": "2020-01-01T00:00:00Z"}
BODIES: dict[str, tuple[str, str, Any]] = {
    "journey": ("POST", "/api/v2/journey", example("journey-post")),
    "stored journey": ("PUT", f"/api/v2/journey/{STORED['_id']}", STORED),
    "changes": ("PATCH", f"/api/v2/journey/{STORED['_id']}", {"waypoints": STORED["waypoints"]}),
    "progress": (
        "POST",
        "/api/v2/journeyprogress",
        {"journey": STORED["_id"], "owner": {"trackBy": "actor", "ident": {"mbox": "mailto:a@b.c"}}},
    ),
    "statement": ("POST", "/data/xAPI/statements", statement("passed", result={"score": {"scaled": 0.5}})),
    "document": ("POST", "/data/xAPI/statements", httpx.Response(200, text=statement_lines()[0]).json()),
    "create": ("POST", SPACE, CREATE),
    "everything": ("POST", SPACE, EVERYTHING),
    "machine": ("POST", SPACE, MACHINE),
    "steps": ("PUT", "{journey}/steps", STEPS),
    "destinations": ("PATCH", "{journey}/destinations", DESTINATIONS),
    "status": ("PATCH", "{journey}/status", STATUS),
    "call": ("POST", "/v1/track", CALL),
    "batch": ("POST", "/v1/batch", {"batch": [CALL | {"type": "track"}]}),
}

nonsense = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner, max_size=2),
    max_leaves=4,
)


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Practice]:
    with practice(tmp_path_factory.mktemp("busy")) as api:
        yield api


def places(value: Any) -> list[tuple[Any, Any]]:
    """Every container in a document with every key in it."""
    keys = value.keys() if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    return [(value, key) for key in keys] + [place for key in keys for place in places(value[key])]


@st.composite
def almost_right(draw: st.DrawFn) -> tuple[str, str, Any]:
    method, path, body = BODIES[draw(st.sampled_from(sorted(BODIES)))]
    body = deepcopy(body)
    for _ in range(draw(st.integers(1, 2))):
        found = places(body)
        if found:
            holder, key = draw(st.sampled_from(found))
            holder[key] = draw(nonsense)
    return method, path, body


def client(api: Practice, path: str) -> httpx.Client:
    return (
        api.source
        if path.startswith("/v1/")
        else api.locker
        if path.startswith(("/api", "/data"))
        else api.segment
    )


@settings(max_examples=40, deadline=None)
@given(asked=almost_right())
def test_nothing_that_is_almost_right_makes_the_server_fail(
    busy: Practice, asked: tuple[str, str, Any]
) -> None:
    method, path, body = asked
    if "{journey}" in path:
        made = busy.segment.post(SPACE, json=CREATE).json()["data"]["journey"]["containerId"]
        path = path.format(journey=f"{SPACE}/{made}")
    answer = client(busy, path).request(method, path, json=body)
    assert answer.status_code < 500, answer.text
    refused = answer.status_code >= 400
    assert refused == ("errors" in answer.text or "errorId" in answer.text)
    assert busy.locker.get("/api/v2/journey/count").status_code == 200
    assert busy.locker.get("/api/v2/journeyprogress").status_code == 200
