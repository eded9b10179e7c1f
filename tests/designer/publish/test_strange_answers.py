"""Whatever JSON a server answers, it is read or refused in a sentence."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from designer.publish.adapters import learninglocker, segment
from designer.publish.credentials import Credentials
from designer.publish.differences import contradictions, covers, differences, unexplained_changes
from designer.publish.responses import answer_of
from designer.publish.server_failures import RequestRejected, ServerFailure
from designer.publish.step_references import name_steps

KEYS = st.sampled_from(
    [
        "_id",
        "waypoints",
        "outcomes",
        "order",
        "conditions",
        "description",
        "journey",
        "version",
        "definition",
        "states",
        "exitRules",
        "rules",
        "relatedDestinations",
        "key",
        "id",
        "destinations",
        "activations",
        "entryRules",
        "actionDefinition",
        "errors",
        "message",
        "messages",
        "field",
        "trackBy",
        "status",
    ]
)
plain = st.none() | st.booleans() | st.integers(-3, 3) | st.floats(allow_nan=False, allow_infinity=False)
values: st.SearchStrategy[Any] = st.recursive(
    plain | st.sampled_from(["", "{", "waypoints.0.b", "person"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=5),
    max_leaves=12,
)
objects = st.dictionaries(KEYS, values, max_size=6)


@given(objects)
def test_strange_journeys_are_read_or_refused(document: dict[str, Any]) -> None:
    with suppress(ServerFailure):
        found = learninglocker.present(document)
        assert covers(found.content, found.content)
    with suppress(ServerFailure):
        found = segment.present(document, "jcon_1")
        assert covers(found.content, found.content)


@given(st.integers(400, 499), st.binary(max_size=20) | values.map(json.dumps).map(str.encode), objects)
def test_strange_refusals_are_sentences(status: int, content: bytes, body: dict[str, Any]) -> None:
    try:
        answer_of(status, {"retry-after": "soon"}, content, "there", Credentials({"token": "t0ken"}))
    except RequestRejected as error:
        assert str(name_steps(error, body, {"step": "a"})).startswith("there: ")
    except ServerFailure as error:
        assert str(error)


@given(values, values)
def test_laws_of_comparing(one: Any, other: Any) -> None:
    assert not list(differences(one, one))
    changes = list(differences(one, other))
    assert bool(changes) == bool(list(differences(other, one)))
    assert {change.path for change in contradictions(one, other)} <= {change.path for change in changes}
    assert unexplained_changes(changes, other) == ()
