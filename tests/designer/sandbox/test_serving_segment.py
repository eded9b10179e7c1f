"""Segment's journeys over HTTP: the seven operations with the documented bodies, versions, events and analytics."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from practice import Practice, practice, until
from segment_documents import BRANCHES, CREATE, DESTINATIONS, EVERYTHING, STATUS, STEPS, STRAIGHT, key, track

SPACE = "/spaces/spa_1/journeys"
MEDIA = "application/vnd.segment.v1alpha+json"
SINCE = {"fromDate": "2006-01-02T15:04:05.000Z"}

DELAYED: dict[str, Any] = {
    "name": "Wait and see",
    "description": "",
    "definition": {
        "entryRules": {"type": "MULTIPLE", "concurrency": {"enabled": True, "concurrencyKey": "order"}},
        "exitRules": {
            "enabled": True,
            "rules": [
                {
                    "key": key("left"),
                    "type": "EXIT_RULE",
                    "exitType": "EVENT_PERFORMED",
                    "condition": track("Left"),
                    "enabled": True,
                    "concurrencyEnabled": False,
                }
            ],
        },
        "initialState": "in",
        "states": [
            {
                "key": key("in"),
                "type": "EVENT_ENTRY",
                "condition": track("Begun"),
                "transitions": [{"next": "hold"}],
            },
            {
                "key": key("hold", "Hold until bought"),
                "type": "EVENT_SPLIT",
                "transitions": [
                    {"type": "CONDITION", "condition": track("Bought"), "next": "good"},
                    {"type": "TIMEOUT", "duration": "2h", "next": "late"},
                ],
            },
            {"key": key("good"), "type": "EXIT"},
            {"key": key("late"), "type": "EXIT"},
        ],
    },
}
"""Begun, and then bought within two hours or not; leaving ends it."""


def sent(api: Practice, method: str, path: str, body: object) -> Any:
    """As the generated clients send it."""
    headers = {"Content-Type": MEDIA, "Accept": f"{MEDIA}, application/json"}
    answer = api.segment.request(method, SPACE + path, json=body, headers=headers)
    assert answer.is_success, answer.text
    return answer.json()["data"]


def created(api: Practice, body: object) -> str:
    return str(sent(api, "POST", "", body)["journey"]["containerId"])


def act(api: Practice, id: str, action: str, version: int = 1) -> str:
    return str(sent(api, "PATCH", f"/{id}/status", {"action": action, "version": version})["status"])


def happen(
    api: Practice, event: str, who: str = "ada", order: str = "1", ago: timedelta | None = None
) -> None:
    call: dict[str, Any] = {"event": event, "userId": who, "properties": {"order": order}}
    if ago is not None:
        call["timestamp"] = (datetime.now(UTC) - ago).isoformat()
    answer = api.source.post("/v1/track", json=call)
    assert answer.json() == {"success": True}, answer.text


def figures(api: Practice, id: str, version: int = 1, **span: str) -> dict[str, tuple[int, int]]:
    """Entered, completed, in progress and exited: instances and profiles."""
    found = analytics(api, id, version, **span)["topLevelAnalytics"]
    return {name: (figure["total"], figure["unique"]) for name, figure in found.items()}


def analytics(api: Practice, id: str, version: int = 1, **span: str) -> Any:
    params = {"version": version, **SINCE, **span}
    answer = api.segment.get(f"{SPACE}/{id}/analytics", params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()["data"]["journeyAnalytics"]


def refused(answer: httpx.Response, status: int) -> list[dict[str, Any]]:
    assert answer.status_code == status, answer.text
    errors: list[dict[str, Any]] = answer.json()["errors"]
    assert all(each["type"] and each["message"] for each in errors)
    return errors


def test_a_space_lists_its_journeys_and_no_others(api: Practice) -> None:
    made = [created(api, CREATE), created(api, STRAIGHT)]
    rows = api.segment.get(SPACE).json()["data"]["journeys"]
    assert [(row["containerId"], row["name"]) for row in rows] == [
        (made[0], CREATE["name"]),
        (made[1], STRAIGHT["name"]),
    ]
    assert api.segment.get("/spaces/another/journeys").json()["data"] == {"journeys": []}


def test_the_documented_bodies_get_the_documented_answers(api: Practice) -> None:
    headers = {"Content-Type": MEDIA, "Accept": f"{MEDIA}, application/json"}
    answer = api.segment.post(SPACE, json=CREATE, headers=headers)
    assert answer.status_code == 201
    assert answer.headers["Content-Type"] == MEDIA
    assert answer.json()["data"]["journey"].keys() == {"containerId", "versionNumber"}
    id = answer.json()["data"]["journey"]["containerId"]
    assert sent(api, "PUT", f"/{id}/steps", STEPS) == {"containerId": id, "versionNumber": 1}
    updated = sent(api, "PATCH", f"/{id}/destinations", DESTINATIONS)
    assert updated.keys() == {"containerId", "version", "destinations"}
    (state,) = updated["destinations"]
    assert {"type", "key", "destinations", "transitions"} <= state.keys()
    assert sent(api, "PATCH", f"/{id}/status", STATUS) == {
        "containerId": id,
        "version": 1,
        "status": "PUBLISHED",
    }
    found = analytics(api, id)
    assert found["topLevelAnalytics"].keys() == {"entered", "completed", "inProgress", "exited"}
    assert all({"to", "analytics"} <= each.keys() for each in found["stepLevelAnalytics"])
    removed = api.segment.delete(f"{SPACE}/{id}", params={"version": 1})
    assert removed.json() == {"data": {"status": "SUCCESS"}}
    refused(api.segment.get(f"{SPACE}/{id}"), 404)


def test_what_is_read_is_what_was_sent(api: Practice) -> None:
    id = created(api, CREATE)
    sent(api, "PUT", f"/{id}/steps", STEPS)
    sent(api, "PATCH", f"/{id}/destinations", DESTINATIONS)
    found = sent(api, "GET", f"/{id}", None)
    of_journey = {"containerId", "name", "description", "createdAt", "createdBy", "version"}
    of_version = {"id", "version", "status", "definition", "createdAt", "createdBy"}
    assert of_journey <= found["journey"].keys()
    assert of_version <= found["journey"]["version"].keys()
    definition = found["journey"]["version"]["definition"]
    assert definition["entryRules"] == CREATE["definition"]["entryRules"]
    assert definition["exitRules"] == CREATE["definition"]["exitRules"]
    (wanted,) = DESTINATIONS["stateDestinations"]
    for ours, theirs in zip(definition["states"], STEPS["states"], strict=True):
        if ours["key"]["id"] == wanted["stateId"]:
            theirs = theirs | {"destinations": wanted["destinations"]}
        assert ours == theirs


@pytest.mark.parametrize("body", [BRANCHES, STRAIGHT])
def test_a_draft_of_2026_is_created_with_200(api: Practice, body: Any) -> None:
    answer = api.segment.post(SPACE, json=body, headers={"Content-Type": MEDIA})
    assert answer.status_code == 200
    assert answer.json()["data"]["journey"]["versionNumber"] == 1
    found = sent(api, "GET", f"/{answer.json()['data']['journey']['containerId']}", None)
    assert found["journey"]["version"]["status"] == "DRAFT"
    assert found["journey"]["name"] == body["name"]


def test_every_kind_of_state_can_be_published(api: Practice) -> None:
    id = created(api, EVERYTHING)
    assert act(api, id, "PUBLISH") == "PUBLISHED"
    assert sent(api, "GET", f"/{id}", None)["journey"]["version"]["definition"] == EVERYTHING["definition"]


def test_statuses_follow_each_other(api: Practice) -> None:
    id = created(api, DELAYED)
    paused = api.segment.patch(f"{SPACE}/{id}/status", json={"action": "PAUSE_ENTRY", "version": 1})
    assert "DRAFT" in refused(paused, 422)[0]["message"]
    assert act(api, id, "PUBLISH") == "PUBLISHED"
    assert act(api, id, "PAUSE_ENTRY") == "ENTRY_PAUSED"
    assert act(api, id, "PUBLISH") == "PUBLISHED"
    assert act(api, id, "ARCHIVE") == "ARCHIVED"
    refused(api.segment.patch(f"{SPACE}/{id}/status", json={"action": "PUBLISH", "version": 1}), 422)
    refused(api.segment.patch(f"{SPACE}/{id}/status", json={"action": "ARCHIVE", "version": 2}), 404)
    refused(api.segment.put(f"{SPACE}/{id}/steps", json=STEPS), 422)


def test_a_draft_takes_no_events_and_a_published_journey_counts_them(api: Practice) -> None:
    id = created(api, DELAYED)
    happen(api, "Begun")
    assert act(api, id, "PUBLISH") == "PUBLISHED"
    assert figures(api, id)["entered"] == (0, 0)
    for who, order in (("ada", "1"), ("ada", "2"), ("eve", "1")):
        happen(api, "Begun", who, order)
    happen(api, "Bought", "ada", "2")
    happen(api, "Left", "eve")
    assert figures(api, id) == {
        "entered": (3, 2),
        "completed": (1, 1),
        "inProgress": (1, 1),
        "exited": (1, 1),
    }
    steps = {
        (each.get("from", {}).get("id"), each["to"]["id"]): each["analytics"]
        for each in analytics(api, id)["stepLevelAnalytics"]
    }
    assert steps == {
        (None, "in"): {"total": 3, "unique": 2},
        ("in", "hold"): {"total": 3, "unique": 2},
        ("hold", "good"): {"total": 1, "unique": 1},
        ("hold", "late"): {"total": 0, "unique": 0},
    }
    assert figures(api, id, toDate="2010-01-01T00:00:00Z")["entered"] == (0, 0)


def test_timers_fire_by_the_wall_clock(api: Practice) -> None:
    id = created(api, DELAYED)
    act(api, id, "PUBLISH")
    happen(api, "Begun", ago=timedelta(hours=3))
    until(lambda: figures(api, id)["completed"] == (1, 1))


def test_while_entry_is_paused_instances_go_on_and_none_begins(api: Practice) -> None:
    id = created(api, DELAYED)
    act(api, id, "PUBLISH")
    happen(api, "Begun")
    act(api, id, "PAUSE_ENTRY")
    happen(api, "Begun", "eve")
    happen(api, "Bought")
    assert figures(api, id)["entered"] == (1, 1)
    assert figures(api, id)["completed"] == (1, 1)
    act(api, id, "PUBLISH")
    happen(api, "Begun", "eve")
    assert figures(api, id)["entered"] == (2, 2)
    act(api, id, "ARCHIVE")
    happen(api, "Bought", "eve")
    assert figures(api, id)["completed"] == (1, 1)


def test_a_late_event_does_not_undo_a_pause(api: Practice) -> None:
    id = created(api, DELAYED)
    act(api, id, "PUBLISH")
    happen(api, "Begun")
    act(api, id, "PAUSE_ENTRY")
    happen(api, "Begun", order="2", ago=timedelta(minutes=30))
    assert figures(api, id)["entered"] == (1, 1)


def test_steps_of_what_is_published_become_a_new_draft(api: Practice) -> None:
    id = created(api, CREATE)
    act(api, id, "PUBLISH")
    assert sent(api, "PUT", f"/{id}/steps", STEPS)["versionNumber"] == 2
    assert sent(api, "GET", f"/{id}", None)["journey"]["version"]["status"] == "DRAFT"
    assert act(api, id, "PUBLISH", 2) == "PUBLISHED"
    refused(api.segment.patch(f"{SPACE}/{id}/status", json={"action": "PAUSE_ENTRY", "version": 3}), 404)
    assert act(api, id, "ARCHIVE", 1) == "ARCHIVED"
    assert api.segment.delete(f"{SPACE}/{id}", params={"version": "1.0"}).status_code == 200
    assert sent(api, "GET", f"/{id}", None)["journey"]["version"]["version"] == 2


def test_publishing_a_version_pauses_entry_into_the_last_one(api: Practice) -> None:
    id = created(api, DELAYED)
    act(api, id, "PUBLISH")
    happen(api, "Begun")
    steps = {key: DELAYED["definition"][key] for key in ("initialState", "states")}
    sent(api, "PUT", f"/{id}/steps", steps)
    act(api, id, "PUBLISH", 2)
    happen(api, "Begun", "eve")
    happen(api, "Bought")
    assert [figures(api, id, version)["entered"] for version in (1, 2)] == [(1, 1), (1, 1)]
    assert figures(api, id, 1)["completed"] == (1, 1)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "$"),
        ([], ""),
        (CREATE | {"name": 7}, "$.name"),
        (CREATE | {"name": ""}, "$.name"),
        (STRAIGHT | {"name": ""}, "$.name"),
        (CREATE | {"definition": CREATE["definition"] | {"initialState": "nowhere"}}, "$.definition"),
        (CREATE | {"definition": CREATE["definition"] | {"states": []}}, "$.definition"),
        (STRAIGHT | {"definition": STRAIGHT["definition"] | {"initial": "nowhere"}}, "$.definition"),
    ],
)
def test_a_body_that_means_nothing_is_unprocessable(api: Practice, body: object, field: str) -> None:
    errors = refused(api.segment.post(SPACE, json=body), 422)
    assert {each["type"] for each in errors} == {"validation-failure"}
    assert any(each.get("field", "").startswith(field) for each in errors)


def test_what_is_asked_wrongly_is_told(api: Practice) -> None:
    id = created(api, CREATE)
    assert refused(api.segment.get(f"{SPACE}/{id}/analytics", params={"version": 1}), 422)
    assert refused(api.segment.get(f"{SPACE}/{id}/analytics", params={"version": 1.5, **SINCE}), 422)
    span = {"version": 1, "fromDate": "2020-01-01", "toDate": "2019-01-01"}
    assert refused(api.segment.get(f"{SPACE}/{id}/analytics", params=span), 422)
    assert refused(api.segment.get(f"{SPACE}/{id}/analytics", params={"version": 2, **SINCE}), 404)
    assert refused(api.segment.patch(f"{SPACE}/{id}/status", json={"action": "LAUNCH", "version": 1}), 422)
    wrong = {"stateDestinations": [{"stateId": "exit_12345", "destinations": []}]}
    assert refused(api.segment.patch(f"{SPACE}/{id}/destinations", json=wrong), 422)
    assert refused(api.segment.get(f"/spaces/other/journeys/{id}"), 404)
    assert refused(api.segment.patch(f"{SPACE}/{id}", json={}), 405)
    assert refused(api.segment.get("/spaces"), 404)


def test_nobody_comes_in_without_a_token(api: Practice) -> None:
    answer = api.stranger.get(f"{SPACE}/x", headers={"Authorization": "Bearer sgp_wrong"})
    assert refused(answer, 401)
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert refused(api.source.post(SPACE, json=CREATE), 401)
    assert refused(api.segment.post("/v1/track", json={}), 401)


def test_a_source_takes_calls_that_say_who_and_what(api: Practice) -> None:
    for path, body in (
        ("track", {"userId": "ada"}),
        ("track", {"event": "Begun"}),
        ("identify", {"traits": {}}),
        ("batch", {"batch": [{"type": "dance", "userId": "ada"}]}),
        ("batch", {}),
        ("track", {"event": "Begun", "userId": "ada", "timestamp": "noon"}),
    ):
        (error, *_) = refused(api.source.post(f"/v1/{path}", json=body), 400)
        assert error["type"] == "bad-request"
    id = created(api, DELAYED)
    act(api, id, "PUBLISH")
    calls = [
        {
            "type": "track",
            "event": "Begun",
            "anonymousId": "a",
            "properties": {"order": 1},
            "messageId": "m1",
        },
        {"type": "identify", "userId": "ada", "traits": {"plan": "pro"}},
    ]
    assert api.source.post("/v1/batch", json={"batch": calls}).status_code == 200
    assert api.source.post("/v1/batch", json={"batch": calls}).status_code == 200
    assert figures(api, id)["entered"] == (1, 1)


def test_a_restart_finds_the_same_figures(tmp_path: Path) -> None:
    with practice(tmp_path) as api:
        id = created(api, DELAYED)
        act(api, id, "PUBLISH")
        happen(api, "Begun")
        act(api, id, "PAUSE_ENTRY")
        happen(api, "Begun", "eve")
        before = figures(api, id)
    with practice(tmp_path) as api:
        assert figures(api, id) == before
        assert before["entered"] == (1, 1)


def test_every_call_of_the_track_spec_has_its_path(api: Practice) -> None:
    calls: dict[str, dict[str, Any]] = {
        "track": {"event": "Signed Up"},
        "identify": {"traits": {"plan": "free"}},
        "page": {"name": "Home"},
        "screen": {"name": "Start"},
        "group": {"groupId": "acme"},
        "alias": {"previousId": "a-1"},
    }
    for path, call in calls.items():
        answer = api.source.post(f"/v1/{path}", json={"userId": "u-1", **call})
        assert answer.json() == {"success": True}, path
    for path in ("group", "alias"):
        (error,) = refused(api.source.post(f"/v1/{path}", json={"userId": "u-1"}), 400)
        assert "needs a" in error["message"]


def test_a_numeric_user_id_is_the_same_as_text(api: Practice) -> None:
    id = created(api, DELAYED)
    act(api, id, "PUBLISH")
    for number, user in enumerate((3146, "3146")):
        call = {"userId": user, "anonymousId": f"a{number}", "event": "Begun", "properties": {"order": "1"}}
        api.source.post("/v1/track", json=call).raise_for_status()
    assert figures(api, id)["entered"] == (1, 1)
    (error,) = refused(api.source.post("/v1/track", json={"userId": True, "event": "Begun"}), 400)
    assert error["message"] == "userId is a text or a number, not true or false"
