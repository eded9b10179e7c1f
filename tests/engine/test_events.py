"""Reading events: three shapes, their ids, owners and times, and why a document is none (semantics §2)."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from engine.events import Event, RejectedEvent, from_document, from_line, owner_of
from engine.instant import parse

STATEMENT: dict[str, Any] = {
    "id": "d0d27c01-2185-4f81-81c2-99af3326b86b",
    "actor": {"name": "Dave", "account": {"homePage": "http://www.dave.com", "name": "Dave20"}},
    "verb": {"id": "http://adlnet.gov/expapi/verbs/commented"},
    "object": {"id": "http://example.org/course"},
    "timestamp": "2017-09-20T09:55:50.310800+00:00",
    "stored": "2017-09-20T09:55:51+00:00",
}
DOCUMENT: dict[str, Any] = {
    "_id": "59c23b26d138e44a720041ad",
    "lrs_id": "5943782ac3f34065c7b4132a",
    "statement": STATEMENT,
    "timestamp": "2017-09-20T09:55:50.310Z",
    "stored": "2017-09-20T09:55:50.999Z",
    "personaIdentifier": "59c23b27f6463f3569446bc5",
}
TRACK: dict[str, Any] = {
    "type": "track",
    "event": "Added",
    "userId": "u1",
    "messageId": "m1",
    "timestamp": "2017-09-20T09:55:50Z",
}


def test_a_bare_statement_is_wrapped_as_learning_locker_stores_it() -> None:
    url = "http://example.com/x"
    event = from_document({**STATEMENT, "result": {"extensions": {url: [{"a.b": 1}]}}})
    assert event.document["statement"]["result"]["extensions"] == {"http://example&46;com/x": [{"a.b": 1}]}
    assert event.document["timestamp"] == STATEMENT["timestamp"]
    assert event.document["stored"] == STATEMENT["stored"]
    assert set(event.document) == {"statement", "timestamp", "stored"}


def test_escaping_may_be_left_out_by_whoever_needs_it_not() -> None:
    raw = {**STATEMENT, "context": {"extensions": {"a.b": 1}}}
    assert from_document(raw, as_stored=False).document["statement"] is raw


def test_the_statement_s_id_makes_two_documents_one_event_and_the_document_s_is_referred_to() -> None:
    bare, stored = from_document(STATEMENT), from_document(DOCUMENT)
    assert (bare.id, bare.ref) == (STATEMENT["id"], STATEMENT["id"])
    assert (stored.id, stored.ref) == (STATEMENT["id"], DOCUMENT["_id"])


def without(document: dict[str, Any], *keys: str) -> dict[str, Any]:
    return {key: value for key, value in document.items() if key not in keys}


def test_ids_fall_back_to_the_document_and_to_a_hash_of_its_content() -> None:
    unnamed = {**DOCUMENT, "statement": without(STATEMENT, "id")}
    assert from_document(unnamed).id == DOCUMENT["_id"]
    hashed = [from_document(without(each, "id", "messageId")).id for each in (STATEMENT, TRACK)]
    assert len(set(hashed)) == 2
    reordered = dict(reversed(list(without(STATEMENT, "id").items())))
    assert from_document(reordered).id == hashed[0]
    assert from_document({**STATEMENT, "id": 7}).id != hashed[0]
    assert from_document(TRACK).id == "m1"


def test_the_wrapper_s_time_comes_before_the_statement_s() -> None:
    event = from_document(DOCUMENT)
    assert event.time == parse("2017-09-20T09:55:50.310Z")
    assert event.stored == parse("2017-09-20T09:55:50.999Z")


def test_times_fall_back_one_by_one() -> None:
    assert from_document(without(DOCUMENT, "timestamp")).time == parse("2017-09-20T09:55:50.310800Z")
    stored_only = from_document(without(STATEMENT, "timestamp"))
    assert stored_only.time == stored_only.stored == parse("2017-09-20T09:55:51Z")
    assert from_document(without(STATEMENT, "stored")).stored == parse("2017-09-20T09:55:50.310800Z")


def test_a_time_that_is_null_is_no_time() -> None:
    assert from_document({**DOCUMENT, "timestamp": None}).time == parse("2017-09-20T09:55:50.310800Z")
    assert from_document({**STATEMENT, "stored": None}).stored == parse("2017-09-20T09:55:50.310800Z")


@pytest.mark.parametrize(
    "date", [1505901350310, {"$numberLong": "1505901350310"}, "2017-09-20T09:55:50.310Z"]
)
def test_dates_of_extended_json_are_read_in_any_form(date: object) -> None:
    event = from_document({**DOCUMENT, "timestamp": {"$date": date}})
    assert event.time == from_document(DOCUMENT).time


def test_extended_json_of_an_export_is_read() -> None:
    exported = {
        **DOCUMENT,
        "_id": {"$oid": DOCUMENT["_id"]},
        "timestamp": {"$date": DOCUMENT["timestamp"]},
        "stored": {"$date": DOCUMENT["stored"]},
        "person": {"_id": {"$oid": "59c23b2753631c67de0cd5b9"}},
    }
    event = from_document(exported)
    assert (event.ref, event.time) == (DOCUMENT["_id"], from_document(DOCUMENT).time)
    assert event.document["person"] == {"_id": "59c23b2753631c67de0cd5b9"}


@pytest.mark.parametrize(
    ("document", "why"),
    [
        (7, "JSON object, not int"),
        ([STATEMENT], "JSON object, not list"),
        ({}, "neither an xAPI statement"),
        ({"verb": "http://x"}, "neither an xAPI statement"),
        (without(STATEMENT, "timestamp", "stored"), "no time"),
        ({**STATEMENT, "timestamp": "soon"}, "'soon' is not a date and time"),
        ({**STATEMENT, "timestamp": 1505900000}, "a time is a text"),
        ({**STATEMENT, "stored": "later"}, "'later' is not a date and time"),
        ({**TRACK, "type": "Note"}, "'Note' is no call of the track spec"),
        ({**TRACK, "event": None}, "without the name of its event"),
    ],
)
def test_what_is_no_event_says_why(document: object, why: str) -> None:
    with pytest.raises(RejectedEvent, match=why):
        from_document(document)


@pytest.mark.parametrize(
    "line", ["", "{", "nonsense", '{"a": NaN}', "[" * 100_000, '{"verb": {"id": "\\ud800"}}']
)
def test_a_line_that_is_no_event_is_rejected(line: str) -> None:
    with pytest.raises(RejectedEvent):
        from_line(line)


def test_a_statement_nested_too_deeply_to_be_one_is_rejected() -> None:
    deep: Any = 1
    for _ in range(5000):
        deep = {"a": deep}
    with pytest.raises(RejectedEvent, match="too deeply"):
        from_document({**STATEMENT, "result": deep})


def owner(document: dict[str, Any], track_by: Any = "actor") -> Any:
    found = owner_of(from_document(document), track_by)
    return found if found is None else json.loads(found)


def test_an_actor_is_its_inverse_functional_identifier_and_nothing_else() -> None:
    renamed = {**STATEMENT, "actor": {**STATEMENT["actor"], "name": "David", "objectType": "Agent"}}
    assert (
        owner(STATEMENT)
        == owner(renamed)
        == {"account": {"homePage": "http://www.dave.com", "name": "Dave20"}}
    )


@pytest.mark.parametrize(
    ("actor", "found"),
    [
        ({"mbox": "mailto:a@b.c"}, {"mbox": "mailto:a@b.c"}),
        ({"mbox_sha1sum": "ab"}, {"mbox_sha1sum": "ab"}),
        ({"openid": "http://me.org"}, {"openid": "http://me.org"}),
        ({"account": {"name": "x", "homePage": "h", "more": 1}}, {"account": {"homePage": "h", "name": "x"}}),
        ({"account": {"name": "x"}}, None),
        ({"name": "Anonymous", "objectType": "Group"}, None),
        ("Dave", None),
    ],
)
def test_owners_by_identifier(actor: object, found: object) -> None:
    assert owner({**STATEMENT, "actor": actor}) == found


def test_the_order_in_which_an_account_is_written_is_no_difference() -> None:
    one, other = ({"account": {"homePage": "h", "name": "n"}}, {"account": {"name": "n", "homePage": "h"}})
    assert owner_of(from_document({**STATEMENT, "actor": one}), "actor") == owner_of(
        from_document({**STATEMENT, "actor": other}), "actor"
    )


def test_personas() -> None:
    assert owner(DOCUMENT, "persona") == {"persona": DOCUMENT["personaIdentifier"]}
    person = {**without(DOCUMENT, "personaIdentifier"), "person": {"_id": "p1"}}
    assert owner(person, "persona") == {"persona": "p1"}
    assert owner(STATEMENT, "persona") is None


def test_calls_belong_to_their_user_whatever_is_tracked() -> None:
    assert owner(TRACK, "persona") == {"userId": "u1"}
    assert owner({**without(TRACK, "userId"), "anonymousId": "a1"}) == {"anonymousId": "a1"}
    assert owner(without(TRACK, "userId")) is None


def test_voiding_is_noted() -> None:
    voiding = {
        **STATEMENT,
        "verb": {"id": "http://adlnet.gov/expapi/verbs/voided"},
        "object": {"objectType": "StatementRef", "id": "gone"},
    }
    assert from_document(voiding).voids == "gone"
    assert from_document({**voiding, "object": {"id": "gone"}}).voids is None
    assert from_document({**DOCUMENT, "voided": True}).voided
    assert not from_document({**DOCUMENT, "voided": "yes"}).voided


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=10,
)
parts = st.fixed_dictionaries(
    {},
    optional={
        key: json_values | st.just(DOCUMENT.get(key, STATEMENT.get(key, TRACK.get(key))))
        for key in {**DOCUMENT, **STATEMENT, **TRACK, "person": 1, "anonymousId": 1, "traits": 1, "voided": 1}
    },
)


@given(parts | json_values)
def test_no_document_ends_in_another_exception(document: object) -> None:
    try:
        event = from_document(document)
    except RejectedEvent:
        return
    assert isinstance(event, Event)
    assert event.id
    assert owner_of(event, "actor") != ""
    assert owner_of(event, "persona") != ""


@given(st.binary())
@example(b'{"n": 1e400, "\xff": 1}')
def test_no_line_ends_in_another_exception(line: bytes) -> None:
    with pytest.raises(RejectedEvent):
        from_line(b"\x00" + line)
    try:
        from_line(line)
    except RejectedEvent:
        return
