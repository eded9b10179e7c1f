"""Journeys of Learning Locker over HTTP: written, read, found, by those who may."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from locker import example, stored_journey
from practice import Practice, practice, verb_query, waypoint

JOURNEYS = "/api/v2/journey"


def created(api: Practice, **fields: Any) -> Any:
    answer = api.locker.post(JOURNEYS, json=fields)
    assert answer.status_code == 201, answer.text
    return answer.json()


def refused(answer: httpx.Response, status: int) -> str:
    """The sentence with which a request was refused."""
    assert answer.status_code == status, answer.text
    body = answer.json()
    assert body["errorId"]
    return " ".join(body.get("messages") or [body["message"]])


def test_the_documented_body_is_completed_and_read_back(api: Practice) -> None:
    made = created(api, **example("journey-post"))
    assert made["createdAt"] == "2017-01-01T00:00:00.000Z"
    assert made["__v"] == 0
    assert [each["order"] for each in made["waypoints"]] == [0, 1]
    assert {"_id", "owner", "organisation", "updatedAt", "recalculateStatus"} <= made.keys()
    assert api.locker.get(f"{JOURNEYS}/{made['_id']}").json() == made


def test_a_journey_that_is_put_keeps_what_it_brings(api: Practice) -> None:
    document = stored_journey()
    answer = api.locker.put(f"{JOURNEYS}/{document['_id']}", json=document)
    assert answer.status_code == 200
    conditions = [json.loads(each["conditions"]) for each in answer.json()["waypoints"]]
    assert conditions == [each["conditions"] for each in document["waypoints"]]
    kept = {key: part for key, part in answer.json().items() if key != "waypoints"}
    assert kept == {key: part for key, part in document.items() if key != "waypoints"}


def test_a_change_touches_the_given_fields_and_counts_versions(api: Practice) -> None:
    made = created(api, description="before", waypoints=[waypoint("passed")])
    changed = api.locker.patch(f"{JOURNEYS}/{made['_id']}", json={"description": "after"}).json()
    assert changed["description"] == "after"
    assert changed["waypoints"] == made["waypoints"]
    assert (changed["__v"], changed["createdAt"]) == (1, made["createdAt"])
    overwritten = api.locker.put(f"{JOURNEYS}/{made['_id']}", json={"description": "anew"}).json()
    assert (overwritten["waypoints"], overwritten["__v"]) == ([], 2)


def test_what_is_deleted_is_gone(api: Practice) -> None:
    id = created(api)["_id"]
    assert api.locker.delete(f"{JOURNEYS}/{id}").status_code == 204
    assert refused(api.locker.get(f"{JOURNEYS}/{id}"), 404)
    assert refused(api.locker.delete(f"{JOURNEYS}/{id}"), 404)


def test_a_list_is_filtered_by_the_engines_conditions_and_sorted(api: Practice) -> None:
    for name in ("b", "c", "a", "d"):
        created(api, description=name, isActive=name != "d")

    def names(**asked: Any) -> list[str]:
        return [each["description"] for each in api.locker.get(JOURNEYS, params=asked).json()]

    assert names(query='{"isActive": true}', sort="-description") == ["c", "b", "a"]
    assert names(filter='{"description": {"$in": ["a", "d"]}}', sort='{"description": 1}') == ["a", "d"]
    assert names(sort="description", skip=1, limit=2) == ["b", "c"]
    assert names(sort="description", skip=1, limit=0) == ["b", "c", "d"]
    count = api.locker.get(f"{JOURNEYS}/count", params={"query": '{"description": {"$gte": "b"}}'})
    assert count.json() == {"count": 3}
    (row,) = api.locker.get(JOURNEYS, params={"select": "description", "limit": 1}).json()
    assert row.keys() == {"_id", "description"}


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"query": "{"}, "not JSON"),
        ({"query": "[]"}, "JSON object"),
        ({"query": '{"a": {"$near": 1}}'}, "$near"),
        ({"query": '{"$odd": 1}'}, "$odd is not an operator"),
        ({"limit": "-1"}, ">= 0"),
        ({"sort": '{"a": 2}'}, "neither 1 nor -1"),
    ],
)
def test_what_cannot_be_asked_is_told(api: Practice, asked: dict[str, str], told: str) -> None:
    message = refused(api.locker.get(JOURNEYS, params=asked), 400)
    assert told in message
    assert "()" not in message


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ({"waypoints": [{"conditions": "{"}]}, "$.waypoints[0].conditions"),
        ({"waypoints": [{"conditions": "{}", "count": 0}]}, "$.waypoints[0].count"),
        ({"waypoints": [{"conditions": '{"a": {"$near": 1}}'}]}, "$.waypoints[0].conditions"),
        ({"outcomes": [{"type": "fax"}]}, "$.outcomes[0].type"),
        ({"isActive": "yes"}, "$.isActive"),
        ({"_id": "5"}, "$._id"),
        ({"createdAt": "yesterday"}, "$.createdAt"),
        ([], "JSON object"),
    ],
)
def test_what_means_nothing_is_refused_with_its_place(api: Practice, body: object, told: str) -> None:
    assert told in refused(api.locker.post(JOURNEYS, json=body), 400)
    assert api.locker.get(f"{JOURNEYS}/count").json() == {"count": 0}


def test_an_id_that_is_taken_is_a_conflict(api: Practice) -> None:
    id = created(api)["_id"]
    assert id in refused(api.locker.post(JOURNEYS, json={"_id": id}), 409)


def test_pages_lead_through_everything_in_both_directions(api: Practice) -> None:
    names = sorted(created(api, description=f"{number % 3}-{number}")["description"] for number in range(7))
    asked: dict[str, Any] = {"sort": '{"description": 1}'}

    def walk(size: str, cursor: str, edge: str, more: str) -> list[str]:
        found: list[str] = []
        page: Any = {"pageInfo": {more: True, edge: ""}}
        while page["pageInfo"][more]:
            params = asked | {size: 3} | ({cursor: page["pageInfo"][edge]} if page["pageInfo"][edge] else {})
            page = api.locker.get("/api/connection/journey", params=params).json()
            part = [each["node"]["description"] for each in page["edges"]]
            found = found + part if size == "first" else part + found
        return found

    assert walk("first", "after", "endCursor", "hasNextPage") == names
    assert walk("last", "before", "startCursor", "hasPreviousPage") == names
    middle = {"after": None, "first": 2}
    first = api.locker.get("/api/connection/journey", params=asked | {"first": 2}).json()
    middle = asked | {"first": 2, "after": first["pageInfo"]["endCursor"]}
    second = api.locker.get("/api/connection/journey", params=middle).json()
    assert first["pageInfo"]["hasPreviousPage"] is False
    assert second["pageInfo"]["hasPreviousPage"] is True
    assert "no cursor" in refused(api.locker.get("/api/connection/journey", params={"after": "x"}), 400)


def test_a_journey_that_is_not_public_is_its_owners_alone(api: Practice) -> None:
    hidden, shown = created(api, isPublic=False)["_id"], created(api)["_id"]
    assert [each["_id"] for each in api.reader.get(JOURNEYS).json()] == [shown]
    assert refused(api.reader.get(f"{JOURNEYS}/{hidden}"), 404)
    assert "org/" in refused(api.reader.patch(f"{JOURNEYS}/{shown}", json={"description": "mine"}), 403)
    assert refused(api.reader.post(JOURNEYS, json={}), 403)
    assert refused(api.reader.delete(f"{JOURNEYS}/{hidden}"), 404)


def test_nobody_comes_in_without_a_key(api: Practice) -> None:
    for auth in (
        None,
        ("", ""),
        (api.server.keys.learninglocker.key, "wrong"),
        ("a", api.server.keys.segment),
    ):
        answer = api.stranger.get(JOURNEYS, auth=auth)
        assert refused(answer, 401)
        assert answer.headers["WWW-Authenticate"].startswith("Basic")
    assert refused(api.segment.get(JOURNEYS), 401)


def test_what_is_not_there_or_not_so_is_told_in_json(api: Practice) -> None:
    assert refused(api.locker.get("/api/v2/visualisation"), 404)
    answer = api.locker.put(JOURNEYS, json={})
    assert refused(answer, 405)
    assert "POST" in answer.headers["Allow"]
    assert refused(api.locker.post(JOURNEYS, data={"a": "1"}), 415)
    assert refused(api.locker.post(JOURNEYS, content="{", headers={"Content-Type": "application/json"}), 400)
    deep = "[" * 5_000 + "]" * 5_000
    assert refused(api.locker.post(JOURNEYS, content=deep, headers={"Content-Type": "application/json"}), 400)


def test_a_collection_may_be_written_with_a_slash(api: Practice) -> None:
    id = api.locker.post(f"{JOURNEYS}/", json={}).json()["_id"]
    assert [each["_id"] for each in api.locker.get(f"{JOURNEYS}/").json()] == [id]


def test_two_at_once_lose_nothing(api: Practice) -> None:
    id = created(api, description="shared", waypoints=[waypoint("passed")])["_id"]

    def change(number: int) -> int:
        return api.locker.patch(f"{JOURNEYS}/{id}", json={f"field{number}": number}).status_code

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(change, range(40))) == {200}
    kept = api.locker.get(f"{JOURNEYS}/{id}").json()
    assert {f"field{number}": number for number in range(40)}.items() <= kept.items()
    assert kept["__v"] == 40


def test_everything_is_there_after_a_restart(tmp_path: Any) -> None:
    with practice(tmp_path) as api:
        made = created(api, description="lasting", waypoints=[waypoint("passed")])
    with practice(tmp_path) as api:
        assert api.locker.get(JOURNEYS, params={"query": json.dumps({"_id": made["_id"]})}).json() == [made]
        assert verb_query("passed") == json.loads(made["waypoints"][0]["conditions"])
