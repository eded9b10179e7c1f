"""Statements over HTTP, and what comes of them at once."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from locker import example, statement_lines, stored_journey
from practice import Practice, practice, statement, until, waypoint

STATEMENTS = "/data/xAPI/statements"
PROGRESS = "/api/v2/journeyprogress"


def journey(api: Practice, *waypoints: Any, **fields: Any) -> str:
    body = {"isSequential": True, "waypoints": waypoints, **fields}
    answer = api.locker.post("/api/v2/journey", json=body)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["_id"])


def send(api: Practice, *statements: Any) -> list[str]:
    answer = api.locker.post(STATEMENTS, json=list(statements))
    assert answer.status_code == 200, answer.text
    return list(answer.json())


def progress(api: Practice, journey: str, **query: Any) -> Any:
    query |= {"journey": journey}
    return api.locker.get(PROGRESS, params={"query": json.dumps(query)}).json()


def reached(api: Practice, journey: str) -> list[list[bool]]:
    """Of everybody, whether each attempt is complete."""
    return [[each["isCompleted"] for each in one["completions"]] for one in progress(api, journey)]


def test_the_documented_statements_give_the_documented_progress(api: Practice) -> None:
    document = stored_journey()
    api.locker.put(f"/api/v2/journey/{document['_id']}", json=document)
    for line in statement_lines():
        send(api, json.loads(line))
    (found,) = progress(api, document["_id"])
    made_by_the_server = {"_id", "createdAt", "updatedAt", "lockKey"}
    expected = example("journey-progress")
    assert found.keys() == expected.keys()
    assert {key: part for key, part in found.items() if key not in made_by_the_server} == {
        key: part for key, part in expected.items() if key not in made_by_the_server
    }
    (same,) = api.locker.get("/api/connection/journeyProgress").json()["edges"]
    assert same["node"] == found
    assert api.locker.get(f"{PROGRESS}/{found['_id']}").json() == found


def test_bare_statements_are_wrapped_and_advance_the_journey(api: Practice) -> None:
    id = journey(api, waypoint("commented", 2), waypoint("passed"))
    send(api, statement("commented"), statement("passed", "eve"))
    assert reached(api, id) == [[False]]
    send(api, statement("commented"), statement("passed"))
    assert reached(api, id) == [[True]]
    (whose,) = progress(api, id, isCompleted=True)
    (owned,) = api.locker.get(PROGRESS, params={"select": "owner,isCompleted"}).json()
    assert owned == {
        "_id": whose["_id"],
        "owner": {"trackBy": "actor", "ident": {"mbox": "mailto:ada@example.org", "objectType": "Agent"}},
        "isCompleted": True,
    }


def test_statements_are_read_back_as_they_were_sent(api: Practice) -> None:
    sent = statement(
        "passed", result={"extensions": {"http://example.org/x": 1}}, timestamp="2020-01-01T00:00:00Z"
    )
    assert send(api, sent) == [sent["id"]]
    found = api.locker.get(STATEMENTS, params={"statementId": sent["id"]}).json()
    assert (sent | {"object": {"objectType": "Activity", **sent["object"]}}).items() <= found.items()
    assert {"stored", "authority", "version"} <= found.keys()
    (edge,) = api.locker.get("/api/connection/statement").json()["edges"]
    assert edge["node"]["statement"]["result"]["extensions"] == {"http://example&46;org/x": 1}
    assert edge["node"]["timestamp"] == "2020-01-01T00:00:00.000Z"


def test_statements_are_found(api: Practice) -> None:
    passed, commented = statement("passed"), statement("commented", "eve")
    send(api, passed)
    send(api, commented)

    def ids(**asked: Any) -> list[str]:
        return [each["id"] for each in api.locker.get(STATEMENTS, params=asked).json()["statements"]]

    assert ids() == [commented["id"], passed["id"]]
    assert ids(ascending="true", limit=1) == [passed["id"]]
    assert ids(verb=passed["verb"]["id"]) == [passed["id"]]
    assert ids(agent=json.dumps({"mbox": "mailto:eve@example.org"})) == [commented["id"]]
    assert ids(activity="https://example.org/elsewhere") == []
    assert ids(until="2001-01-01T00:00:00Z") == []


def test_a_statement_that_comes_twice_counts_once(api: Practice) -> None:
    id = journey(api, waypoint("passed", 2))
    sent = statement("passed")
    send(api, sent)
    send(api, sent)
    assert api.locker.put(STATEMENTS, params={"statementId": sent["id"]}, json=sent).status_code == 204
    assert reached(api, id) == [[False]]
    other = api.locker.post(STATEMENTS, json=sent | {"verb": {"id": "http://example.org/other"}})
    assert other.status_code == 409
    for line in statement_lines() * 2:
        send(api, json.loads(line))
    assert api.locker.get("/api/v2/statement/count").json() == {"count": 7}


def test_statements_that_mean_nothing_are_refused_all_together(api: Practice) -> None:
    good = statement("passed")
    for wrong in (
        statement("passed", id="7"),
        statement("passed", verb={"id": "passed"}),
        statement("passed", actor={"name": "nobody"}),
        statement("passed", timestamp="noon"),
        {key: part for key, part in good.items() if key != "object"},
        "passed",
    ):
        answer = api.locker.post(STATEMENTS, json=[good, wrong])
        assert answer.status_code == 400
        assert "$[1]" in answer.text
    assert api.locker.post(STATEMENTS, json=[good, good]).status_code == 400
    assert api.locker.get("/api/v2/statement/count").json() == {"count": 0}
    unspoken = api.locker.post(STATEMENTS, json=good, headers={"X-Experience-API-Version": "0.9"})
    assert unspoken.status_code == 400
    assert api.reader.post(STATEMENTS, json=good).status_code == 403
    assert api.reader.get(STATEMENTS).status_code == 200


def test_a_voided_statement_never_was(api: Practice) -> None:
    id = journey(api, waypoint("passed"))
    passed = statement("passed")
    target = {"objectType": "StatementRef", "id": passed["id"]}
    send(api, passed)
    assert reached(api, id) == [[True]]
    send(api, statement("voided", object=target))
    assert reached(api, id) == []
    assert api.locker.get(STATEMENTS, params={"statementId": passed["id"]}).status_code == 404
    assert api.locker.get(STATEMENTS, params={"voidedStatementId": passed["id"]}).json()["id"] == passed["id"]


def test_a_statement_that_was_voided_before_it_came_does_not_count(api: Practice) -> None:
    id = journey(api, waypoint("passed"))
    passed = statement("passed")
    send(api, statement("voided", object={"objectType": "StatementRef", "id": passed["id"]}))
    send(api, passed)
    assert reached(api, id) == []


def test_an_inactive_journey_takes_nothing(api: Practice) -> None:
    id = journey(api, waypoint("passed"), isActive=False)
    send(api, statement("passed"))
    assert reached(api, id) == []
    api.locker.patch(f"/api/v2/journey/{id}", json={"isActive": True})
    send(api, statement("passed", "eve"))
    assert reached(api, id) == [[True]]


def test_recalculating_takes_in_what_came_before(api: Practice) -> None:
    send(api, statement("passed"), statement("passed", "eve"))
    id = journey(api, waypoint("passed"))
    assert reached(api, id) == []
    started = api.locker.post("/api/recalculatejourney", params={"journeyId": id})
    status = started.json()["recalculateStatus"]
    assert status == {"inProgress": True, "totalCount": 2, "remainingCount": 2}

    def done() -> bool:
        found = api.locker.get(f"/api/v2/journey/{id}").json()["recalculateStatus"]
        return not found["inProgress"]

    until(done)
    assert reached(api, id) == [[True], [True]]
    api.locker.patch(f"/api/v2/journey/{id}", json={"isActive": False})
    refused = api.locker.post("/api/recalculatejourney", params={"journeyId": id})
    assert refused.status_code == 400


def test_an_edited_journey_is_computed_anew(api: Practice) -> None:
    id = journey(api, waypoint("commented", 3))
    send(api, statement("commented"), statement("commented"))
    assert reached(api, id) == [[False]]
    api.locker.patch(f"/api/v2/journey/{id}", json={"waypoints": [waypoint("commented", 2)]})
    assert reached(api, id) == [[True]]


def test_progress_is_written_over_and_forgotten(api: Practice) -> None:
    id = journey(api, waypoint("passed"), isRepeatable=True)
    send(api, statement("passed"))
    (found,) = progress(api, id)
    at = f"{PROGRESS}/{found['_id']}"
    assert api.locker.patch(at, json={"note": "seen"}).json()["note"] == "seen"
    send(api, statement("passed"))
    (again,) = progress(api, id)
    assert (again["note"], len(again["completions"])) == ("seen", 2)
    assert api.locker.patch(at, json={"journey": "0" * 24}).status_code == 400
    assert api.locker.delete(at).status_code == 204
    assert progress(api, id) == []
    send(api, statement("passed"))
    assert reached(api, id) == [[True]]


def test_progress_of_somebody_who_never_came_can_be_written(api: Practice) -> None:
    id = journey(api, waypoint("passed"))
    owner = {"trackBy": "actor", "ident": {"mbox": "mailto:eve@example.org"}}
    made = api.locker.post(PROGRESS, json={"journey": id, "owner": owner, "note": "by hand"})
    assert made.status_code == 201
    assert [each["note"] for each in progress(api, id)] == ["by hand"]
    assert api.locker.post(PROGRESS, json={"journey": id, "owner": owner}).status_code == 409
    assert api.locker.post(PROGRESS, json={"journey": id, "owner": "eve"}).status_code == 400
    assert api.locker.post(PROGRESS, json={"journey": "0" * 24, "owner": owner}).status_code == 404
    assert api.reader.patch(f"{PROGRESS}/{made.json()['_id']}", json={}).status_code == 403


def test_a_restart_finds_the_same_progress(tmp_path: Path) -> None:
    with practice(tmp_path) as api:
        id = journey(api, waypoint("commented", 2), waypoint("passed"))
        dropped = journey(api, waypoint("passed"))
        send(api, statement("commented"), statement("passed", "eve"))
        (gone,) = progress(api, dropped)
        api.locker.delete(f"{PROGRESS}/{gone['_id']}")
        send(api, statement("commented"), statement("passed"))
        before = progress(api, id), progress(api, dropped)
    with practice(tmp_path) as api:
        assert (progress(api, id), progress(api, dropped)) == before
        assert [len(each) for each in before] == [1, 1]


def test_models_are_paged_in_both_directions_of_their_ids(api: Practice) -> None:
    send(api, *(statement("passed", f"u{number}") for number in range(7)))
    first = journey(api, waypoint("passed"))
    second = journey(api, waypoint("passed", 2))
    for model, size in (("statement", 7), ("journeyprogress", 0)):
        ids = [each["_id"] for each in api.locker.get(f"/api/v2/{model}").json()]
        assert ids == sorted(ids)
        assert api.locker.get(f"/api/v2/{model}/count").json() == {"count": size}
    send(api, *(statement("passed", f"u{number}") for number in range(7)))
    assert api.locker.get(f"{PROGRESS}/count").json() == {"count": 14}
    ids = [each["_id"] for each in api.locker.get(PROGRESS).json()]
    found, after = [], ""
    while True:
        asked = {"sort": '{"_id":-1}', "first": 4} | ({"after": after} if after else {})
        page = api.locker.get("/api/connection/journeyProgress", params=asked).json()
        found += [edge["node"]["_id"] for edge in page["edges"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert found == sorted(ids, reverse=True)
    assert {each["journey"] for each in progress(api, first) + progress(api, second)} == {first, second}


def test_progress_that_is_no_more_is_not_counted(api: Practice) -> None:
    id = journey(api, waypoint("passed", 2))
    passed = statement("passed")
    send(api, passed, statement("passed", "eve"))
    assert len(progress(api, id)) == 2
    send(api, statement("voided", object={"objectType": "StatementRef", "id": passed["id"]}))
    (left,) = progress(api, id)
    assert api.locker.get(f"{PROGRESS}/count").json() == {"count": 1}
    assert api.locker.delete(f"{PROGRESS}/{left['_id']}").status_code == 204
    assert api.locker.get(f"{PROGRESS}/count").json() == {"count": 0}
    send(api, statement("passed", "eve"))
    assert [each["_id"] for each in progress(api, id)] == [left["_id"]]
