"""The xAPI interface as clients take for real: pages, filters, attachments, documents, versions, browsers."""

from __future__ import annotations

import base64
import gzip
import json
import sqlite3
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from practice import Practice, practice, statement
from statement_kinds import KINDS, Kind

from designer.sandbox.limits import RequestLimits
from designer.sandbox.server import ServerSettings

STATEMENTS = "/data/xAPI/statements"
STATE = "/data/xAPI/activities/state"
PROFILE = "/data/xAPI/agents/profile"
ADA = json.dumps({"mbox": "mailto:ada@example.org"})
VOIDED = "voided"


def send(api: Practice, *statements: Any, **headers: str) -> httpx.Response:
    return api.locker.post(STATEMENTS, json=list(statements), headers=headers)


def found(api: Practice, **asked: Any) -> list[str]:
    """The ids on all pages, following ``more``."""
    answer = api.locker.get(STATEMENTS, params=asked).raise_for_status().json()
    ids = [each["id"] for each in answer["statements"]]
    while answer["more"]:
        answer = api.locker.get(answer["more"]).raise_for_status().json()
        ids += [each["id"] for each in answer["statements"]]
    return ids


def refused(answer: httpx.Response, status: int = 400) -> str:
    assert answer.status_code == status, answer.text
    body = answer.json()
    return str(body.get("message") or "; ".join(body["messages"]))


# Pages and filters


def test_more_leads_through_everything(api: Practice) -> None:
    sent = [statement("passed") for _ in range(5)]
    send(api, *sent).raise_for_status()
    ids = [each["id"] for each in sent]
    first = api.locker.get(STATEMENTS, params={"limit": 2}).json()
    assert [each["id"] for each in first["statements"]] == ids[:2:-1]
    assert first["more"].startswith("/data/xAPI/statements?")
    assert found(api, limit=2) == ids[::-1]
    assert found(api, limit=2, ascending="true") == ids
    assert found(api, limit=2, verb=sent[0]["verb"]["id"], agent=ADA, format="ids") == ids[::-1]


def test_a_page_is_given_however_many_are_asked_for(api: Practice) -> None:
    send(api, *(statement("passed") for _ in range(120))).raise_for_status()
    page = api.locker.get(STATEMENTS).json()
    assert len(page["statements"]) == 100
    assert page["more"]
    assert len(api.locker.get(STATEMENTS, params={"limit": 5000}).json()["statements"]) == 120
    assert len(found(api)) == 120


def test_statements_are_found_by_registration(api: Practice) -> None:
    ours, registration = statement("passed"), str(uuid4())
    ours["context"] = {"registration": registration}
    send(api, ours, statement("passed")).raise_for_status()
    assert found(api, registration=registration) == [ours["id"]]
    assert found(api, registration=registration.upper()) == [ours["id"]]
    assert found(api, registration=str(uuid4())) == []
    assert "registration" in refused(api.locker.get(STATEMENTS, params={"registration": "7"}))


def test_what_is_related_is_found_where_it_is_asked_for(api: Practice) -> None:
    group = {"objectType": "Group", "member": [{"mbox": "mailto:bo@example.org"}]}
    ours = statement("passed", actor=group)
    ours["context"] = {
        "instructor": {"mbox": "mailto:eve@example.org"},
        "contextActivities": {"parent": {"id": "http://example.org/unit"}},
    }
    send(api, ours, statement("passed")).raise_for_status()
    bo, eve = ({"agent": json.dumps({"mbox": f"mailto:{who}@example.org"})} for who in ("bo", "eve"))
    assert found(api, **bo) == [ours["id"]]
    assert found(api, **eve) == []
    assert found(api, **eve, related_agents="true") == [ours["id"]]
    assert found(api, activity="http://example.org/unit") == []
    assert found(api, activity="http://example.org/unit", related_activities="true") == [ours["id"]]


@pytest.mark.parametrize("before", [True, False], ids=["target first", "target last"])
def test_what_is_about_a_statement_is_found_by_what_that_is_found_by(api: Practice, before: bool) -> None:
    target = statement("passed")
    about = statement("commented", "eve", object={"objectType": "StatementRef", "id": target["id"]})
    further = statement("liked", "bo", object={"objectType": "StatementRef", "id": about["id"]})
    for each in (target, about, further) if before else (further, about, target):
        send(api, each).raise_for_status()
    assert set(found(api, verb=target["verb"]["id"])) == {each["id"] for each in (target, about, further)}
    assert set(found(api, verb=about["verb"]["id"])) == {about["id"], further["id"]}


def test_since_is_after_and_until_is_up_to_a_time_of_storing(api: Practice) -> None:
    for _ in range(3):
        send(api, statement("passed")).raise_for_status()
    first, second, third = api.locker.get(STATEMENTS, params={"ascending": "true"}).json()["statements"]
    assert found(api, since=second["stored"]) == [third["id"]]
    assert found(api, until=second["stored"]) == [second["id"], first["id"]]
    assert "since" in refused(api.locker.get(STATEMENTS, params={"since": "noon"}))


def test_parameters_that_are_not_known_are_refused_everywhere(api: Practice) -> None:
    for path in (STATEMENTS, STATE, "/data/xAPI/about", "/api/v2/journey", "/api/connection/statement"):
        assert "no parameter 'nonsense'" in refused(api.locker.get(path, params={"nonsense": 1})) + path
    twice = api.locker.get(STATEMENTS + "?limit=1&limit=2")
    assert refused(twice) == "limit: the parameter limit is given twice"
    id = str(uuid4())
    both = api.locker.get(STATEMENTS, params={"statementId": id, "limit": 1})
    assert refused(both) == "limit: with the id of a statement there can be no limit"


def test_every_answer_says_up_to_when_it_is_consistent(api: Practice) -> None:
    send(api, statement("passed")).raise_for_status()
    answer = api.locker.get(STATEMENTS)
    through = answer.headers["X-Experience-API-Consistent-Through"]
    assert through >= answer.json()["statements"][0]["stored"]
    assert "X-Experience-API-Consistent-Through" in api.locker.get(STATEMENTS, params={"nonsense": 1}).headers


def test_head_is_get_without_a_body(api: Practice) -> None:
    send(api, statement("passed")).raise_for_status()
    head, get = api.locker.head(STATEMENTS), api.locker.get(STATEMENTS)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == get.headers["content-length"]


def test_formats(api: Practice) -> None:
    sent = statement("passed", actor={"name": "Ada", "mbox": "mailto:ada@example.org"})
    sent["verb"]["display"] = {"en": "passed", "de": "bestanden"}
    sent["object"]["definition"] = {"name": {"en": "Course", "de-AT": "Kurs"}}
    send(api, sent).raise_for_status()
    (plain,) = api.locker.get(STATEMENTS, params={"format": "ids"}).json()["statements"]
    assert plain["actor"] == {"objectType": "Agent", "mbox": "mailto:ada@example.org"}
    assert (plain["verb"], plain["object"]) == ({"id": sent["verb"]["id"]}, {"id": sent["object"]["id"]})
    german = {"Accept-Language": "fr;q=0.1, de;q=0.9"}
    asked = {"statementId": sent["id"], "format": "canonical"}
    shown = api.locker.get(STATEMENTS, params=asked, headers=german).json()
    assert shown["verb"]["display"] == {"de": "bestanden"}
    assert shown["object"]["definition"]["name"] == {"de-AT": "Kurs"}
    assert "format" in refused(api.locker.get(STATEMENTS, params={"format": "short"}))


# Storing


def test_one_batch_is_stored_at_one_time_with_what_the_service_adds(api: Practice) -> None:
    bare = {
        **statement("passed"),
        "context": {"contextActivities": {"parent": {"id": "http://example.org/unit"}}},
    }
    send(api, bare, statement("passed")).raise_for_status()
    first, second = api.locker.get(STATEMENTS).json()["statements"]
    assert first["stored"] == second["stored"] == first["timestamp"]
    assert first["version"] == "1.0.0"
    unit = {"objectType": "Activity", "id": "http://example.org/unit"}
    assert second["context"]["contextActivities"]["parent"] == [unit]


def test_which_statements_are_the_same(api: Practice) -> None:
    sent = statement("passed", timestamp="2026-05-04T10:00:00Z")

    def put(**changes: Any) -> int:
        return api.locker.put(STATEMENTS, params={"statementId": sent["id"]}, json=sent | changes).status_code

    assert put() == 204
    assert put(object={"objectType": "Activity", **sent["object"]}) == 204
    assert put(version="1.0.0", stored="2020-01-01T00:00:00Z") == 204
    assert put(id=sent["id"].upper()) == 400
    assert put(timestamp="2026-05-04T10:00:00+00:00") == 409
    assert put(verb={**sent["verb"], "display": {"en": "passed"}}) == 409
    without = {key: part for key, part in sent.items() if key != "timestamp"}
    assert send(api, without).status_code == 409
    assert len(found(api)) == 1


def test_ids_that_differ_in_case_alone_are_two(api: Practice) -> None:
    small = statement("passed", id="ae1d5c1a-0000-4000-8000-00000000000a")
    capital = statement("failed", "bob", id=small["id"].upper())
    send(api, small).raise_for_status()
    assert api.locker.get(STATEMENTS, params={"statementId": capital["id"]}).status_code == 404
    send(api, capital).raise_for_status()
    for each in (small, capital):
        answer = api.locker.get(STATEMENTS, params={"statementId": each["id"]}).json()
        assert (answer["id"], answer["actor"]) == (each["id"], each["actor"])
    send(
        api, statement(VOIDED, "eve", object={"objectType": "StatementRef", "id": capital["id"]})
    ).raise_for_status()
    assert api.locker.get(STATEMENTS, params={"statementId": small["id"]}).json()["id"] == small["id"]
    assert api.locker.get(STATEMENTS, params={"statementId": capital["id"]}).status_code == 404


def test_a_file_from_before_ids_had_a_case_is_read(tmp_path: Path) -> None:
    with practice(tmp_path) as api:
        sent = statement("passed", id="AE1D5C1A-0000-4000-8000-00000000000A")
        send(api, sent).raise_for_status()
    with sqlite3.connect(tmp_path / "sandbox" / "arrivals.sqlite") as file:
        file.execute("UPDATE event SET id = lower(id)")
    file.close()
    with practice(tmp_path) as api:
        assert api.locker.get(STATEMENTS, params={"statementId": sent["id"]}).json()["id"] == sent["id"]
        assert send(api, sent).status_code == 200
        assert len(found(api)) == 1


def test_voiding(api: Practice) -> None:
    gone = statement("passed")
    voiding = statement(VOIDED, "eve", object={"objectType": "StatementRef", "id": gone["id"]})
    send(api, gone).raise_for_status()
    send(api, voiding).raise_for_status()
    assert found(api) == [voiding["id"]]
    assert api.locker.get(STATEMENTS, params={"statementId": gone["id"]}).status_code == 404
    assert api.locker.get(STATEMENTS, params={"voidedStatementId": gone["id"]}).json()["id"] == gone["id"]
    again = statement(VOIDED, object={"objectType": "StatementRef", "id": voiding["id"]})
    assert "cannot be voided" in refused(send(api, again))
    assert found(api) == [voiding["id"]]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_each_kind_of_statement_is_taken_or_refused(kinds: Practice, kind: Kind) -> None:
    for version, taken in (("1.0.3", kind.is_served), ("2.0.0", kind.xapi_2)):
        sent = kind.statement()
        if kind.path != "id":
            sent["id"] = str(uuid4())
        answer = send(kinds, sent, **{"X-Experience-API-Version": version})
        assert answer.status_code in ((200, 409) if taken else (400,)), (version, answer.text)


@pytest.fixture(scope="module")
def kinds(tmp_path_factory: pytest.TempPathFactory) -> Any:
    with practice(tmp_path_factory.mktemp("kinds")) as api:
        api.locker  # noqa: B018  # made once
        yield api


# Attachments


def with_attachment(data: bytes, **more: Any) -> dict[str, Any]:
    attachment = {
        "usageType": "http://example.org/certificate",
        "display": {"en": "Certificate"},
        "contentType": "text/plain",
        "length": len(data),
        "sha2": sha256(data).hexdigest(),
    }
    return statement("passed", attachments=[attachment | more])


def send_mixed(api: Practice, sent: Any, *parts: tuple[str, bytes]) -> httpx.Response:
    text = [b"Content-Type: application/json\r\n\r\n" + json.dumps(sent).encode()]
    for sha2, data in parts:
        head = f"Content-Type: text/plain\r\nContent-Transfer-Encoding: binary\r\nX-Experience-API-Hash: {sha2}\r\n\r\n"
        text.append(head.encode() + data)
    body = b"".join(b"--x\r\n" + each + b"\r\n" for each in text) + b"--x--\r\n"
    return api.locker.post(STATEMENTS, content=body, headers={"Content-Type": "multipart/mixed; boundary=x"})


def test_attachments_come_and_go_as_multipart(tmp_path: Path) -> None:
    data = b"\r\n--not a boundary\r\n\x00\xff\r\n"
    sent = with_attachment(data)
    sha2 = sent["attachments"][0]["sha2"]
    with practice(tmp_path) as api:
        send_mixed(api, sent, (sha2, data)).raise_for_status()
    with practice(tmp_path) as api:
        answer = api.locker.get(STATEMENTS, params={"attachments": "true"})
        media, _, boundary = answer.headers["content-type"].partition("; boundary=")
        assert media == "multipart/mixed"
        _, first, second, _ = answer.content.split(b"--" + boundary.strip('"').encode())
        assert json.loads(first.partition(b"\r\n\r\n")[2])["statements"][0]["id"] == sent["id"]
        assert f"X-Experience-API-Hash: {sha2}".encode() in second
        assert second.partition(b"\r\n\r\n")[2] == data + b"\r\n"
        assert api.locker.get(STATEMENTS).headers["content-type"] == "application/json"


def test_attachments_that_do_not_fit_are_refused(api: Practice) -> None:
    data, other = b"data", b"other"
    sent = with_attachment(data)
    sha2 = sent["attachments"][0]["sha2"]
    assert "is not there" in refused(send(api, sent))
    assert "is not there" in refused(send_mixed(api, sent))
    assert "is not the SHA-2 digest" in refused(send_mixed(api, sent, (sha2, other)))
    stranger = (sha256(other).hexdigest(), other)
    assert "no statement has an attachment" in refused(send_mixed(api, sent, (sha2, data), stranger))
    assert found(api) == []
    send(api, with_attachment(data, fileUrl="http://example.org/file")).raise_for_status()


def test_a_signature_must_sign_the_statement(api: Practice) -> None:
    def signed(payload: Any, algorithm: str = "RS256") -> tuple[dict[str, Any], bytes]:
        parts = ({"alg": algorithm}, payload)
        texts = [base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=") for part in parts]
        signature = b".".join([*texts, b"c2lnbmVk"])
        usage = "http://adlnet.gov/expapi/attachments/signature"
        return with_attachment(signature, usageType=usage, contentType="application/octet-stream"), signature

    plain = statement("passed")
    for payload, algorithm, status in (
        (plain, "HS256", 400),
        (plain | {"verb": {"id": "http://example.org/failed"}}, "RS256", 400),
        (plain, "RS512", 200),
    ):
        made, signature = signed(payload, algorithm)
        sent = plain | {"attachments": made["attachments"]}
        answer = send_mixed(api, sent, (made["attachments"][0]["sha2"], signature))
        assert answer.status_code == status, answer.text


# Documents


def test_states_are_kept_merged_listed_and_removed(tmp_path: Path) -> None:
    place = {"activityId": "http://example.org/course", "agent": ADA, "stateId": "bookmark"}
    with practice(tmp_path) as api:
        assert api.locker.put(STATE, params=place, json={"page": 1}).status_code == 204
        assert api.locker.post(STATE, params=place, json={"done": True}).status_code == 204
        one = place | {"stateId": "picture", "registration": str(uuid4())}
        api.locker.put(STATE, params=one, content=b"\x89PNG", headers={"Content-Type": "image/png"})
        assert "cannot be merged" in refused(api.locker.post(STATE, params=one, json={}))
    with practice(tmp_path) as api:
        assert api.locker.get(STATE, params=place).json() == {"page": 1, "done": True}
        picture = api.locker.get(STATE, params=one)
        assert (picture.content, picture.headers["content-type"]) == (b"\x89PNG", "image/png")
        everything = {key: place[key] for key in ("activityId", "agent")}
        assert api.locker.get(STATE, params=everything).json() == ["bookmark", "picture"]
        assert api.locker.get(STATE, params=everything | {"since": "2100-01-01T00:00:00Z"}).json() == []
        assert api.locker.delete(STATE, params=place).status_code == 204
        assert api.locker.get(STATE, params=place).status_code == 404
        assert api.locker.delete(STATE, params=everything).status_code == 204
        assert api.locker.get(STATE, params=everything).json() == []
        assert api.reader.put(STATE, params=place, json={}).status_code == 403


def test_a_profile_is_only_overwritten_by_who_knows_it(api: Practice) -> None:
    place = {"agent": ADA, "profileId": "settings"}

    def put(page: int, **headers: str) -> int:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return api.locker.put(PROFILE, params=place, json={"page": page}, headers=named).status_code

    assert put(1, If_None_Match="*") == 204
    assert put(2, If_None_Match="*") == 412
    assert put(2) == 409
    assert put(2, If_Match='"0000000000000000000000000000000000000000"') == 412
    read = api.locker.get(PROFILE, params=place)
    assert put(2, If_Match=read.headers["ETag"]) == 204
    assert put(3, If_Match=read.headers["ETag"]) == 412
    assert api.locker.get(PROFILE, params=place).json() == {"page": 2}
    assert api.locker.get(PROFILE, params={"agent": ADA}).json() == ["settings"]


def test_agents_and_activities_are_put_together_from_statements(api: Practice) -> None:
    ada = {"name": "Ada", "mbox": "mailto:ada@example.org"}
    course = {"id": "https://example.org/course", "definition": {"name": {"en": "Course"}}}
    german = {"id": "https://example.org/course", "definition": {"name": {"de": "Kurs"}}}
    send(
        api, statement("passed", actor=ada, object=course), statement("passed", object=german)
    ).raise_for_status()
    person = api.locker.get("/data/xAPI/agents", params={"agent": ADA}).json()
    assert person == {"objectType": "Person", "mbox": ["mailto:ada@example.org"], "name": ["Ada"]}
    activity = api.locker.get("/data/xAPI/activities", params={"activityId": course["id"]}).json()
    assert activity["definition"]["name"] == {"en": "Course", "de": "Kurs"}


# Versions and ways in


def test_both_versions_are_spoken_and_each_is_answered_in_its_own(api: Practice) -> None:
    assert api.stranger.get("/data/xAPI/about").json() == {"version": ["1.0.3", "2.0.0"]}
    two = {"X-Experience-API-Version": "2.0.0"}
    agents = [
        {"objectType": "contextAgent", "agent": {"objectType": "Agent", "mbox": "mailto:bo@example.org"}}
    ]
    sent = statement("passed", context={"contextAgents": agents})
    assert "a context has no contextAgents" in refused(send(api, sent))
    answer = send(api, sent, **two)
    assert (answer.status_code, answer.headers["X-Experience-API-Version"]) == (200, "2.0.0")
    (new,) = api.locker.get(STATEMENTS, headers=two).json()["statements"]
    (old,) = api.locker.get(STATEMENTS).json()["statements"]
    assert (new["version"], new["context"]) == ("2.0.0", {"contextAgents": agents})
    assert (old["version"], old["context"]) == ("1.0.3", {})
    for version in ("0.95", "1.1", "3.0"):
        wrong = api.locker.get(STATEMENTS, headers={"X-Experience-API-Version": version})
        assert "must say 1.0.3 or 2.0.0" in refused(wrong)


def test_the_alternate_request_syntax(api: Practice) -> None:
    sent, key = statement("passed"), api.server.keys.learninglocker
    form = {
        "statementId": sent["id"],
        "content": json.dumps(sent),
        "X-Experience-API-Version": "1.0.3",
        "Authorization": "Basic " + base64.b64encode(f"{key.key}:{key.secret}".encode()).decode(),
    }
    put = api.stranger.post(STATEMENTS + "?method=PUT", data=form)
    assert put.status_code == 204, put.text
    got = api.locker.post(STATEMENTS + "?method=GET", data={"statementId": sent["id"]})
    assert got.json()["id"] == sent["id"]
    assert "all parameters but method" in refused(
        api.locker.post(STATEMENTS + "?method=PUT&limit=1", data=form)
    )
    assert "content" in refused(api.locker.post(STATEMENTS + "?method=PUT", data={"statementId": sent["id"]}))


def test_a_body_may_be_packed_and_is_bounded_unpacked(tmp_path: Path) -> None:
    call = json.dumps({"userId": "u", "event": "E"}).encode()
    packed = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
    with practice(tmp_path, ServerSettings(limits=RequestLimits(body=10_000))) as api:
        taken = api.source.post("/v1/track", content=gzip.compress(call), headers=packed)
        assert taken.json() == {"success": True}
        bomb = gzip.compress(b" " * 1_000_000)
        assert api.source.post("/v1/track", content=bomb, headers=packed).status_code == 413
        for raw, status in ((call, 400), (gzip.compress(call)[:-5], 400)):
            assert api.source.post("/v1/track", content=raw, headers=packed).status_code == status
        other = packed | {"Content-Encoding": "br"}
        answer = api.source.post("/v1/track", content=call, headers=other)
        assert answer.status_code == 415
        assert "Content-Encoding" in answer.text


def test_pages_of_named_origins_may_ask(tmp_path: Path) -> None:
    course, stranger = {"Origin": "https://course.example.org"}, {"Origin": "https://elsewhere.example.org"}
    wanted = {
        "Access-Control-Request-Method": "PUT",
        "Access-Control-Request-Headers": "Authorization, If-Match",
    }
    with practice(tmp_path, ServerSettings(origins=("https://course.example.org",))) as api:
        preflight = api.stranger.options(STATEMENTS, headers=course | wanted)
        assert preflight.status_code == 200
        assert preflight.headers["Access-Control-Allow-Origin"] == course["Origin"]
        answer = api.locker.get(STATEMENTS, headers=course)
        assert answer.headers["Access-Control-Allow-Origin"] == course["Origin"]
        assert "X-Experience-API-Consistent-Through" in answer.headers["Access-Control-Expose-Headers"]
        assert api.stranger.options(STATEMENTS, headers=stranger | wanted).status_code == 400
        assert "Access-Control-Allow-Origin" not in api.locker.get(STATEMENTS, headers=stranger).headers
