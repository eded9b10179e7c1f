"""Statements as Learning Locker stores them: what its service adds, where, and that nothing else changes."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.xapi.storage import as_stored, escaped, sees, unescaped

SENT: dict[str, Any] = {
    "actor": {
        "member": [{"mbox": "mailto:a@example.org"}, {"objectType": "Group", "member": [{"openid": "o"}]}]
    },
    "verb": {"id": "v"},
    "object": {"id": "x"},
}
SUB: dict[str, Any] = {"objectType": "SubStatement", "actor": {"mbox": "m"}, "object": {"id": "y"}}


def stored(**parts: Any) -> dict[str, Any]:
    return as_stored(SENT | parts)


def test_object_types_are_written_out() -> None:
    assert stored()["actor"] == {
        "member": [
            {"mbox": "mailto:a@example.org", "objectType": "Agent"},
            {"objectType": "Group", "member": [{"openid": "o", "objectType": "Agent"}]},
        ],
        "objectType": "Agent",
    }
    assert stored()["object"] == {"id": "x", "objectType": "Activity"}
    context = {"team": {"member": [{"mbox": "m"}]}, "instructor": {"member": [{"mbox": "m"}]}}
    assert stored(context=context)["context"] == {
        "team": {"member": [{"mbox": "m", "objectType": "Agent"}], "objectType": "Group"},
        "instructor": {"member": [{"mbox": "m"}], "objectType": "Agent"},
    }


def test_they_are_inside_a_substatement_too() -> None:
    inner = stored(object=SUB | {"context": {"contextActivities": {"other": {"id": "z"}}}})["object"]
    assert inner["actor"] == {"mbox": "m", "objectType": "Agent"}
    assert inner["object"] == {"id": "y", "objectType": "Activity"}
    assert inner["context"]["contextActivities"] == {"other": [{"id": "z", "objectType": "Activity"}]}
    assert "version" not in inner


@pytest.mark.parametrize("kind", ["parent", "grouping", "category", "other"])
def test_a_single_context_activity_is_a_list_of_one(kind: str) -> None:
    context = stored(context={"contextActivities": {kind: {"id": "z"}}})["context"]
    assert context == {"contextActivities": {kind: [{"id": "z", "objectType": "Activity"}]}}


def test_version_and_timestamp_are_there() -> None:
    assert stored()["version"] == "1.0.0"
    assert stored(version="1.0.3")["version"] == "1.0.3"
    assert stored(stored="2026-01-01T00:00:00Z")["timestamp"] == "2026-01-01T00:00:00Z"
    assert "timestamp" not in stored()
    assert "authority" not in stored()


def test_what_is_there_stays_and_so_does_the_order_of_keys() -> None:
    whole = as_stored(SENT)
    assert as_stored(whole) is whole
    assert list(whole) == [*SENT, "version"]
    assert as_stored(SENT | {"actor": 7, "context": []})["actor"] == 7


def test_dots_are_escaped_in_keys_of_extensions_alone() -> None:
    keyed = {"a.b": {"c.d": [{"e.f": 1}]}}
    rekeyed = {"a&46;b": {"c&46;d": [{"e.f": 1}]}}
    activity = {"objectType": "Activity", "definition": {"extensions": keyed, "name": {"x.y": "n"}}}
    statement = SENT | {
        "object": SUB | {"result": {"extensions": keyed}, "object": activity},
        "context": {"extensions": keyed, "contextActivities": {"parent": [activity]}},
        "result": {"extensions": keyed, "response.": "r"},
    }
    kept = escaped(statement)
    assert kept["result"] == {"extensions": rekeyed, "response.": "r"}
    assert kept["context"]["extensions"] == kept["object"]["result"]["extensions"] == rekeyed
    described = {"extensions": rekeyed, "name": {"x.y": "n"}}
    assert kept["object"]["object"]["definition"] == described
    assert kept["context"]["contextActivities"]["parent"][0]["definition"] == described
    assert escaped(kept) == kept
    assert unescaped(kept) == statement


keys = st.sampled_from(["actor", "object", "context", "contextActivities", "parent", "member", "team", "instructor",
                        "objectType", "version", "timestamp", "stored", "verb", "id", "0", "definition"])  # fmt: skip
leaves = st.sampled_from(["SubStatement", "Activity", "Group", 1, None])
trees = st.recursive(
    leaves, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(keys, inner), max_leaves=12
)


def at(value: Any, path: list[str]) -> Any:
    """What is at a path that leads through objects, and by numbers through lists."""
    for key in path:
        if isinstance(value, list) and key.isdigit() and int(key) < len(value):
            value = value[int(key)]
        else:
            value = value.get(key) if isinstance(value, dict) else None
    return value


@given(st.dictionaries(keys, trees), st.lists(keys, min_size=1, max_size=6))
def test_what_a_path_does_not_see_is_the_same(statement: dict[str, Any], path: list[str]) -> None:
    kept = as_stored(statement)
    listed = any(key in path for key in ("parent", "grouping", "category", "other"))
    if not sees(path) and not listed:
        assert at(kept, path) == at(statement, path)
    assert as_stored(kept) == kept
