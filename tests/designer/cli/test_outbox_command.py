"""``waypost outbox`` and ``waypost deliver``, as a person would type them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from cli import Terminal
from listener import Listener, answer
from locker import example, statement_lines, stored_journey
from scenario import callback, document, exit_, first_match, statement, waypoint


@pytest.fixture
def waypost(tmp_path: Path) -> Terminal:
    return Terminal(tmp_path)


def quiz(waypost: Terminal, url: str, *owners: str, name: str = "quiz") -> None:
    """A design that calls this URL, recalculated over people who passed."""
    steps = {
        "start": first_match(),
        "quiz": waypoint("passed"),
        "tell": callback(callback=url),
        "done": exit_(),
    }
    journey = document(steps, "start>quiz>tell>done", id=name)
    assert waypost("import", waypost.write("quiz.json", journey), "--name", name).code == 0
    events = [statement(minute, "passed", owner) for minute, owner in enumerate(owners)]
    assert waypost("recalculate", name, waypost.write(f"{name}.ndjson", events)).code == 0


def states(waypost: Terminal) -> list[str]:
    return [row["state"] for row in waypost("outbox", "--json").json]


def test_nothing_is_in_the_outbox_at_first(waypost: Terminal) -> None:
    assert waypost("outbox").out == "nothing in the outbox\n"
    assert waypost("deliver").out == "nothing to deliver\n"
    assert waypost("outbox", "--json").json == []
    assert not (waypost.folder / "workspace").exists()


def test_the_documented_example_arrives_as_documented(waypost: Terminal) -> None:
    body = example("callback")
    with Listener() as listener:
        outcomes = [outcome | {"callback": f"{listener.url}/hook"} for outcome in body["journey"]["outcomes"]]
        journey = waypost.write("journey.json", stored_journey(outcomes=outcomes))
        events = waypost.write("events.ndjson", "\n".join(statement_lines()))
        waypost("recalculate", journey, events)
        assert listener.asked == [], "recalculating sends nothing"
        said = waypost("deliver", "--allow-private", "--json")
        assert (said.code, said.json["states"]) == (0, {"delivered": 2})
        body["owner"]["ident"]["account"]["name"] = "Dave20"
        body["journey"]["outcomes"] = outcomes
        assert [asked.json for asked in listener.asked] == [body, body]
        assert sorted(listener.keys()) == sorted(row["id"] for row in waypost("outbox", "--json").json)


def test_an_entry_has_the_agreed_shape(waypost: Terminal) -> None:
    with Listener(answer(404)) as listener:
        quiz(waypost, f"{listener.url}/hook", "anna")
        said = waypost("deliver", "--allow-private")
        assert (said.code, said.out) == (3, "1 failed\n")
        (row,) = waypost("outbox", "--json").json
    (tried,) = row.pop("tries")
    assert tried.pop("at") < row.pop("nextTry")
    assert tried == {"status": 404, "error": "answered 404"}
    assert len(row.pop("id")) == 32
    assert row == {
        "journey": "quiz",
        "step": "tell",
        "owner": {"mbox": "mailto:anna@example.org"},
        "attempt": 0,
        "at": "2026-01-01T00:00:00.000000Z",
        "type": "callback",
        "url": f"{listener.url}/hook",
        "target": None,
        "state": "failed",
        "supersededAt": None,
        "tripCount": 1,
        "deactivatedAt": None,
    }
    told = waypost("outbox").out
    assert told.startswith("quiz\n  failed ")
    assert "anna@example.org" in told
    assert "1 try, the last at" in told
    assert "answered 404  next try" in told


def test_private_addresses_need_a_word(waypost: Terminal) -> None:
    with Listener() as listener:
        quiz(waypost, listener.url, "anna")
        said = waypost("deliver")
        assert (said.code, listener.asked) == (3, [])
        assert "127.0.0.1 is this machine; --allow-private lets it pass" in said.err
        assert waypost("deliver", "--allow-private").out == "1 delivered\n"


def test_a_dry_run_shows_the_requests_and_sends_nothing(waypost: Terminal) -> None:
    with Listener() as listener:
        quiz(waypost, f"{listener.url}/hook", "anna")
        (request,) = waypost("deliver", "--dry-run", "--allow-private", "--json").json
        told = waypost("deliver", "--dry-run", "--allow-private").out
        assert listener.asked == []
        assert states(waypost) == ["pending"]
        waypost("deliver", "--allow-private")
        (asked,) = listener.asked
    assert (request["method"], request["url"]) == ("POST", f"{listener.url}/hook")
    assert request["body"] == asked.json
    assert {
        name.lower(): value for name, value in request["headers"].items()
    }.items() <= asked.headers.items()
    assert told.startswith(f"POST {listener.url}/hook\nContent-Type: application/json\nIdempotency-Key: ")
    assert told.endswith("1 to be sent; nothing was\n")
    assert asked.body.decode() in told


def test_credentials_in_a_url_are_not_sent_and_not_shown(waypost: Terminal) -> None:
    with Listener() as listener:
        quiz(waypost, listener.url.replace("//", "//anna:hunter2@"), "anna")
        said = [waypost("deliver", "--allow-private", *more) for more in ([], ["--dry-run"])]
        said += [waypost("outbox"), waypost("outbox", "--json")]
        assert listener.asked == []
    assert "the URL carries credentials" in said[0].err
    for each in said:
        assert "//***@127.0.0.1" in each.out + each.err
        assert "hunter2" not in each.err + each.out.partition("\n\n")[0], (
            "but in the journey that is the body"
        )


def test_an_outcome_that_was_deactivated_is_called_again_when_told(waypost: Terminal) -> None:
    with Listener(answer(404), answer(404), answer(200)) as listener:
        quiz(waypost, listener.url, "anna")
        for _ in range(3):
            waypost("deliver", "--allow-private", "--max-trips", "2")
        assert len(listener.asked) == 2
        assert states(waypost) == ["given up"]
        assert "until waypost outbox DESIGN --reactivate tell" in waypost("outbox").out
        assert waypost("deliver", "--allow-private").out == "nothing to deliver\n"
        refused = waypost("outbox", "quiz", "--reactivate", "quiz")
        assert (refused.code, "the outbox has tell" in refused.err) == (2, True)
        assert waypost("outbox", "quiz", "--reactivate", "tell", "--json").json[0]["tripCount"] == 0
        assert waypost("deliver", "--allow-private").out == "1 delivered\n"


def test_one_design_alone(waypost: Terminal) -> None:
    with Listener() as listener:
        quiz(waypost, listener.url, "anna", name="one")
        quiz(waypost, listener.url, "anna", "dave", name="other")
        assert len(waypost("outbox", "other", "--json").json) == 2
        assert waypost("deliver", "one", "--allow-private").out == "1 delivered\n"
        assert sorted(states(waypost)) == ["delivered", "pending", "pending"]
    assert waypost("outbox", "nothing").code == 2


def test_what_was_delivered_and_no_longer_follows_is_told(waypost: Terminal) -> None:
    with Listener() as listener:
        quiz(waypost, listener.url, "anna", "dave")
        waypost("deliver", "--allow-private")
        steps: dict[str, Any] = {"start": first_match(), "quiz": waypoint("failed"), "done": exit_()}
        journey = waypost.write("quiz.json", document(steps, "start>quiz>done", id="quiz"))
        said = waypost("recalculate", journey, waypost.folder / "quiz.ndjson", "--json")
        assert "2 callbacks were delivered that no longer follow" in said.err
        assert json.loads(said.out)["effects"] == []
    assert states(waypost) == ["delivered", "delivered"]
    assert waypost("outbox").out.count("a late event has changed that since") == 2
