"""What events mean, at the command line: Extended JSON, calls as clients send them, ids of two kinds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from cli import Terminal
from scenario import document, exit_, first_match

Event = dict[str, Any]


def waypoint(condition: Event) -> Event:
    return {"kind": "waypoint", "condition": condition}


ORDER = document(
    {"start": first_match(), "begun": waypoint({"event": "Checkout Started"}),
     "w": waypoint({"event": "Order Completed"}), "done": exit_()},
    "start>begun>w>done",
)  # fmt: skip


@pytest.fixture
def waypost(tmp_path: Path) -> Terminal:
    return Terminal(tmp_path)


def track(event: str, hour: int, **fields: Any) -> Event:
    stamp = {"timestamp": f"2024-01-01T0{hour}:00:00Z"}
    return {"type": "track", "event": event, "messageId": f"m{hour}", **stamp, **fields}


def answer(waypost: Terminal, design: Event, events: list[Event], *words: str) -> dict[str, Any]:
    """The answer of ``simulate``, which ``recalculate`` must give as well."""
    file, lines = waypost.write("design.json", design), waypost.write("events.ndjson", events)
    said = waypost("simulate", file, lines, "--json", "--owners", *words)
    again = waypost("recalculate", file, lines, "--json", "--owners", *words)
    assert again.json == said.json
    return said.json  # type: ignore[no-any-return]


def called(told: dict[str, Any]) -> list[object]:
    return [each["owner"] for each in told["owners"]]


def scored(raw: object, time: object) -> Event:
    return {
        "_id": {"$oid": "59c23b26d138e44a720041ad"},
        "statement": {
            "id": str(raw),
            "actor": {"mbox": "mailto:a@example.org"},
            "verb": {"id": "v"},
            "object": {"id": "x"},
            "result": {"score": {"raw": raw}},
        },
        "timestamp": {"$date": time},
    }


def test_extended_json_is_read_as_what_it_says(waypost: Terminal) -> None:
    design = document(
        {"start": first_match(), "w": {**waypoint({"statement.result.score.raw": {"$gte": 50}}), "count": 3},
         "done": exit_()},
        "start>w>done",
    )  # fmt: skip
    events = [
        scored({"$numberInt": "67"}, {"$numberLong": "1704067200000"}),
        scored({"$numberDouble": "67.5"}, "2024-01-01T00:00:00Z"),
        scored(67, 1704067200000),
    ]
    assert answer(waypost, design, events)["events"]["matched"] == 3


def test_a_call_has_a_time_though_the_client_gave_none(waypost: Terminal) -> None:
    def sent(event: str, hour: int) -> Event:
        clock = {"originalTimestamp": "00", "sentAt": "01", "receivedAt": "02"}
        times = {key: f"2024-01-01T0{hour}:00:{second}Z" for key, second in clock.items()}
        return {
            key: part for key, part in track(event, hour, userId="u1").items() if key != "timestamp"
        } | times

    told = answer(waypost, ORDER, [sent("Checkout Started", 0), sent("Order Completed", 1)])
    assert (told["totals"]["completed"], told["until"]) == (1, "2024-01-01T01:00:01.000000Z")


def test_a_numeric_user_id_is_its_text_and_other_types_are_rejected(waypost: Terminal) -> None:
    begun = track("Checkout Started", 0, userId=3146, anonymousId="a1")
    told = answer(waypost, ORDER, [begun, track("Order Completed", 1, userId=3146.0, anonymousId="a2")])
    assert (called(told), told["totals"]["completed"]) == ([{"userId": "3146"}], 1)
    for wrong, why in ((True, "true or false"), (["u"], "a list"), ({"id": 1}, "an object")):
        lines = waypost.write("wrong.ndjson", [track("Checkout Started", 0, userId=wrong)])
        told = waypost("simulate", waypost.folder / "design.json", lines, "--json").json
        assert told["rejected"][0]["reason"] == f"userId is a text or a number, not {why}"


@pytest.mark.parametrize(
    "linked", [{"type": "alias", "previousId": "a1"}, {"type": "identify", "anonymousId": "a1"}]
)
def test_a_visitor_who_becomes_a_user_is_one_owner(waypost: Terminal, linked: Event) -> None:
    link = {"userId": "u1", "messageId": "l", "timestamp": "2024-01-01T05:00:00Z", **linked}
    events = [track("Order Completed", 4, userId="u1"), link, track("Checkout Started", 1, anonymousId="a1")]
    assert called(answer(waypost, ORDER, events)) == [{"userId": "u1"}]
    assert called(answer(waypost, ORDER, events, "--no-join")) == [{"anonymousId": "a1"}]
    for whom in ("u1", "a1"):
        told = waypost(
            "explain", waypost.folder / "design.json", waypost.folder / "events.ndjson", "--owner", whom
        )
        assert told.out.startswith("u1, as of")
        assert "Attempt 1: start>begun>w>done" in told.out


def test_a_text_cut_in_an_emoji_does_not_cost_the_event(waypost: Terminal) -> None:
    design = document(
        {"start": first_match(), "w": waypoint({"properties.note": "hi \ufffd"}), "done": exit_()},
        "start>w>done",
    )
    cut = track("Noted", 0, userId="u1", properties={"note": "hi \ud83d"})
    assert answer(waypost, design, [cut])["events"]["matched"] == 1


def test_what_a_server_adds_is_there_in_a_bare_statement(waypost: Terminal) -> None:
    bare = {
        "id": "s",
        "actor": {"mbox": "mailto:a@example.org"},
        "verb": {"id": "v"},
        "object": {"id": "x"},
        "context": {"contextActivities": {"parent": {"id": "p"}}},
        "stored": "2024-01-01T00:00:00Z",
    }
    for condition in (
        {"statement.object.objectType": "Activity"},
        {"statement.context.contextActivities.parent": {"$elemMatch": {"id": "p", "objectType": "Activity"}}},
        {"statement.context.contextActivities.parent.0.id": "p"},
        {
            "statement.version": "1.0.0",
            "statement.actor": {"mbox": "mailto:a@example.org", "objectType": "Agent"},
        },
        {"statement.timestamp": {"$gte": {"$date": "2024-01-01T00:00:00Z"}}},
    ):
        design = document({"start": first_match(), "w": waypoint(condition), "done": exit_()}, "start>w>done")
        assert answer(waypost, design, [bare])["events"]["matched"] == 1, condition


def passed(id: str) -> Event:
    actor, time = {"mbox": "mailto:a@example.org"}, "2024-01-01T00:00:00Z"
    return {"id": id, "actor": actor, "verb": {"id": "v"}, "object": {"id": "x"}, "timestamp": time}


def test_ids_that_differ_in_case_alone_are_two_and_it_is_said(waypost: Terminal) -> None:
    low, high = "7e1d5c1a-0000-4000-8000-00000000000a", "7E1D5C1A-0000-4000-8000-00000000000A"
    design = document(
        {"start": first_match(), "w": waypoint({"statement.verb.id": "v"}) | {"count": 2}, "done": exit_()},
        "start>w>done",
    )
    once = "1 id of a statement differs from another in case alone"
    void = {"objectType": "StatementRef", "id": high}
    voiding = passed("w") | {"verb": {"id": "http://adlnet.gov/expapi/verbs/voided"}, "object": void}
    file = waypost.write("design.json", design)
    for number, told in enumerate(
        ([passed(low), passed(high)], [passed(high), passed(low)], [passed(low), voiding])
    ):
        lines, log = waypost.write(f"{number}.ndjson", told), waypost.folder / f"log-{number}"
        said = waypost("simulate", file, lines)
        assert once in said.err
        assert f"{1 if voiding in told else 2} matched" in said.out
        assert once in waypost("log", "import", lines, "--into", log).err
        assert "1 id that" in waypost("log", "info", log).out
    lines = waypost.write("apart.ndjson", [passed(low), passed(high.replace("A", "B"))])
    assert "in case alone" not in waypost("simulate", file, lines).err
